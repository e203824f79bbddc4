//! `missing-path-in-code`: a path such as `references/x.md` in backticks that does not exist.

use camino::Utf8Path;

use crate::diag::{Diagnostic, RuleMeta, Severity, nearest};
use crate::plugin::tree::resolve;
use crate::plugin::{Document, Plugin};
use crate::rule_meta;
use crate::rules::support::components::is_component;
use crate::rules::support::folders::is_sample;
use crate::rules::support::phrases::Phrases;
use crate::rules::support::prose::prose_lines_with;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;

static META: RuleMeta =
    rule_meta!("missing-path-in-code", Note, Recommended, "A path in backticks names a file that does not exist");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

/// Folders of a skill. `references` is never a folder of the user's project.
const FOLDERS: &[&str] = &["references", "reference", "scripts", "assets", "templates", "resources"];

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for document in plugin.documents.iter().filter(|document| is_component(document) && !is_sample(&document.path)) {
        let Some(markdown) = document.markdown() else { continue };
        in_prose(plugin, document, sink);
        for code in &markdown.code_spans {
            let written = code.text(markdown);
            if let Some(found) = backslashed(plugin, document, written, code.span) {
                sink.push(found);
                continue;
            }
            let path = written.strip_prefix("./").unwrap_or(written);
            let Some(folder) = named_folder(path) else { continue };
            let own = plugin.root.join(&document.path);
            let places = [own.parent().unwrap_or(Utf8Path::new("")), plugin.root.as_path()];
            let is_ours = |place: &&Utf8Path| plugin.tree.is_directory(&place.join(folder));
            let found = places.iter().any(|place| resolve(place, path).is_some_and(|path| plugin.tree.exists(&path)));
            let is_meant = folder == "references" || places.iter().any(is_ours);
            if found || !is_meant || is_somewhere(plugin, path) || POSSIBLE.any_in(line_around(document, code.span)) {
                continue;
            }
            sink.push(finding(plugin, document, path, places[0].join(folder).as_path(), code.span));
        }
    }
}

/// Reports the paths with backslashes in the sentences of a document.
fn in_prose(plugin: &Plugin<'_>, document: &Document, sink: &mut Sink) {
    for line in prose_lines_with(document, b'\\') {
        let words =
            line.text.split(|c: char| c.is_whitespace() || matches!(c, '`' | '(' | ')' | '[' | ']' | '<' | '>' | '|'));
        for word in words.filter(|word| word.contains('\\')) {
            let start = word.as_ptr() as usize - line.text.as_ptr() as usize;
            let is_marked = line.text[..start].ends_with(['`', '(', '[', '<']);
            let path = word.trim_end_matches(['.', ',', ';', ':', '!', '?', '"', '*', '_', '\'']);
            let path = path.trim_start_matches(['"', '*', '_', '\'']);
            let start = path.as_ptr() as usize - line.text.as_ptr() as usize;
            if !is_marked {
                sink.found.extend(backslashed(plugin, document, path, line.part(start, start + path.len())));
            }
        }
    }
}

/// Reports a path with backslashes to one of the skill's own files. A text for Windows alone is left out.
fn backslashed(plugin: &Plugin<'_>, document: &Document, written: &str, span: Span) -> Option<Diagnostic> {
    let path = written.contains('\\').then(|| written.replace('\\', "/"))?;
    named_folder(&path)?;
    if [".ps1", ".psm1", ".bat", ".cmd"].iter().any(|extension| path.ends_with(extension)) {
        return None;
    }
    let own = plugin.root.join(&document.path);
    let places = [own.parent().unwrap_or(Utf8Path::new("")), plugin.root.as_path()];
    let exists = places.iter().any(|place| resolve(place, &path).is_some_and(|path| plugin.tree.exists(&path)));
    let severity = if exists { Severity::Warning } else { Severity::Note };
    let found = Diagnostic::new(&META, document.at(span), format!("no file at `{written}`"));
    let found = found.label("a backslash separates folders only on Windows").with_severity(severity);
    Some(found.help(format!("write `{path}`")))
}

fn finding(plugin: &Plugin<'_>, document: &Document, path: &str, folder: &Utf8Path, span: Span) -> Diagnostic {
    let name = Utf8Path::new(path).file_name().unwrap_or_default();
    let siblings: Vec<&str> = plugin.tree.children(folder).filter_map(|(path, _)| path.file_name()).collect();
    Diagnostic::new(&META, document.at(span), format!("no file at `{path}`"))
        .label("neither beside this file nor at the root of the plugin")
        .help("add the file, or remove the mention")
        .did_you_mean(nearest(name, siblings))
}

/// Words in lines about files that may not exist or are not the plugin's.
pub(super) static POSSIBLE: Phrases = Phrases::new(&[
    "example",
    "e.g.",
    "for instance",
    "such as",
    "would be",
    "could ",
    "might ",
    "may ",
    "your project",
    "the project",
    "user's",
    "create",
    "generate",
    "write ",
    "save",
    "output",
    "optional",
    "if present",
    "if it exists",
    "if there is",
    "if exists",
    "when available",
    "if available",
    "should contain",
    "template",
    "like ",
    "place ",
    "put ",
    "add ",
    "move ",
    "copy ",
]);

/// The line around a position.
pub(super) fn line_around(document: &Document, span: Span) -> &str {
    let text = document.file.text();
    let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[span.end..].find('\n').map_or(text.len(), |length| span.end + length);
    &text[start..end]
}

/// The first folder of a path that looks like one of a skill's own files: `references/api.md`.
fn named_folder(path: &str) -> Option<&str> {
    let (folder, rest) = path.split_once('/').filter(|(folder, _)| FOLDERS.contains(folder))?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    let placeholder =
        ["xxx", "example", "your", "foo", "name.", "file."].iter().any(|word| rest.to_lowercase().contains(word));
    let has_extension = rest.rsplit('/').next()?.rsplit_once('.').is_some_and(|(stem, extension)| {
        !stem.is_empty() && (1..=5).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_lowercase())
    });
    let shouted =
        rest.split(['/', '.', '-', '_']).any(|part| part.len() > 3 && matches!(part, "NAME" | "TOPIC" | "FILE"));
    (has_extension && !placeholder && !shouted && rest.chars().all(is_plain)).then_some(folder)
}

/// Whether any file of the plugin ends with the path: the text may mean another skill's file.
fn is_somewhere(plugin: &Plugin<'_>, path: &str) -> bool {
    plugin.tree.below(&plugin.root).any(|(other, _)| other.ends_with(path))
}
