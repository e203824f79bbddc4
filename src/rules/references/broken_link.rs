//! `broken-link`: a relative link to a file or heading that does not exist.

use camino::Utf8Path;

use crate::diag::{Diagnostic, RuleMeta, nearest, plain};
use crate::plugin::tree::resolve;
use crate::plugin::{Document, Plugin};
use crate::rule_meta;
use crate::rules::references::targets::{Target, has_anchor, target};
use crate::rules::support::components::is_read;
use crate::rules::support::fences::reliable_until;
use crate::rules::support::folders::is_sample;
use crate::rules::support::prose::code_lines;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;
use crate::syntax::Markdown;
use crate::syntax::markdown::Link;

static META: RuleMeta =
    rule_meta!("broken-link", Warning, Recommended, "A relative link points to a file or heading that does not exist");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for document in plugin.documents.iter().filter(|document| !is_sample(&document.path)) {
        let reliable = reliable_until(document);
        let links = document.markdown().map(|markdown| markdown.links.as_slice()).unwrap_or_default();
        for link in links.iter().filter(|link| link.span.start < reliable) {
            if let Some(found) = backslashes(plugin, document, link) {
                sink.push(found);
                continue;
            }
            match target(plugin, document, link) {
                Some(Target::Missing(_)) if is_of_project(document, link) => {}
                Some(Target::Missing(place)) => sink.push(missing_file(plugin, document, link, &place)),
                Some(Target::Outside { exists: false }) if !plugin.root.as_str().is_empty() => sink.push(
                    Diagnostic::new(&META, document.at(link.span), format!("no file at `{}`", link.destination))
                        .label("outside the plugin, and does not exist there either")
                        .help("link to a web address, or remove the link"),
                ),
                Some(Target::Inside(place, Some(anchor))) => sink.found.extend(
                    place
                        .strip_prefix(&plugin.root)
                        .ok()
                        .and_then(|path| plugin.document(path.as_str()))
                        .and_then(|other| missing_heading(document, link, other, &anchor)),
                ),
                _ => {}
            }
        }
    }
}

/// Whether a component links to a file in the settings of the user's repository.
fn is_of_project(document: &Document, link: &Link) -> bool {
    let settings = [".github/", ".gitlab/", ".claude/", ".vscode/", ".circleci/"];
    is_read(document) && settings.iter().any(|folder| link.destination.starts_with(folder))
}

/// Reports a path with backslashes, which only Windows treats as separators.
fn backslashes(plugin: &Plugin<'_>, document: &Document, link: &Link) -> Option<Diagnostic> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '\\' | '.' | '_' | '-');
    let written = link.destination.as_str();
    if !written.contains('\\') || !written.chars().all(plain) || Utf8Path::new(written).extension().is_none() {
        return None;
    }
    let path = written.replace('\\', "/");
    let own = plugin.root.join(&document.path);
    let exists =
        resolve(own.parent().unwrap_or(Utf8Path::new("")), &path).is_some_and(|path| plugin.tree.exists(&path));
    let found = Diagnostic::new(&META, document.at(link.span), format!("no file at `{written}`"))
        .label("a backslash is not a path separator on the web, on Linux or on macOS");
    Some(if exists {
        found.help(format!("write `{path}`"))
    } else {
        found.help(format!("write `{path}`, and add the file"))
    })
}

fn missing_file(plugin: &Plugin<'_>, document: &Document, link: &Link, place: &Utf8Path) -> Diagnostic {
    let kind = if link.image { "image" } else { "file" };
    let below = place.strip_prefix(&plugin.root).unwrap_or(place);
    let found = Diagnostic::new(&META, document.at(link.span), format!("no {kind} at `{}`", link.destination))
        .label(format!("`{below}` does not exist in the plugin"));
    let name = place.file_name().unwrap_or_default();
    let elsewhere: Vec<&str> = plugin
        .documents
        .iter()
        .filter(|other| other.path.file_name() == Some(name) && name != "SKILL.md" && name != "README.md")
        .map(|other| other.path.as_str())
        .collect();
    let folder = place.parent().unwrap_or(Utf8Path::new(""));
    let siblings: Vec<&str> = plugin.tree.children(folder).filter_map(|(path, _)| path.file_name()).collect();
    match elsewhere.as_slice() {
        [one] => found.help(format!("correct the path: `{one}` exists")),
        _ => found.help("correct the path, or add the file").did_you_mean(nearest(name, siblings)),
    }
}

fn missing_heading(document: &Document, link: &Link, other: &Document, anchor: &str) -> Option<Diagnostic> {
    let markdown = other.markdown()?;
    if has_anchor(other, markdown, anchor) || is_generated(other) {
        return None;
    }
    let found = Diagnostic::new(&META, document.at(link.span), format!("no heading `#{anchor}` in `{}`", other.path));
    if let Some(line) = heading_in_code(other, markdown, anchor) {
        return Some(
            found
                .label("the file exists, but this heading is inside a code block")
                .also(other.at(line), "the heading")
                .help("close the code block before the heading"),
        );
    }
    let headings = markdown.headings.iter().map(|heading| heading.text(markdown));
    Some(found.label("the file exists, but the heading does not").did_you_mean(nearest(anchor, headings)))
}

/// Whether a documentation generator adds the headings: `::: package.module` stands for those of a module.
fn is_generated(document: &Document) -> bool {
    document.file.text().lines().any(|line| {
        line.strip_prefix("::: ").is_some_and(|name| name.starts_with(|first: char| first.is_ascii_lowercase()))
    })
}

/// The line inside a code block that looks like the heading.
fn heading_in_code(document: &Document, markdown: &Markdown, anchor: &str) -> Option<Span> {
    let wanted = plain(anchor);
    let lines = markdown.code_blocks.iter().flat_map(|block| code_lines(markdown, block));
    let mut headings = lines.filter(|line| line.text.starts_with('#'));
    let found = headings.find(|line| plain(line.text) == wanted)?;
    Some(document.at(found.span).span)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::plugin::FileTree;
    use crate::rules::{Options, check};

    /// The help for a link to `gone/NAME` if `docs/NAME` exists.
    fn help(name: &str) -> String {
        let page = format!("[x](gone/{name})\n");
        let files = [(".claude-plugin/plugin.json", "{\"name\": \"a\"}"), ("notes.md", page.as_str())];
        let mut files: BTreeMap<_, _> = files.map(|(path, text)| (path.into(), text.as_bytes().to_vec())).into();
        files.insert(format!("docs/{name}").into(), b"# A\n".to_vec());
        let outcome = check(&FileTree::from_memory(files), &Options::default());
        let found: Vec<_> = outcome.diagnostics.iter().filter(|found| found.rule.name == "broken-link").collect();
        assert_eq!(found.len(), 1, "{found:?}");
        found[0].help.join(" ")
    }

    #[test]
    fn a_file_of_the_same_name_is_offered_unless_every_folder_may_have_one() {
        assert!(help("guide.md").contains("docs/guide.md"), "{}", help("guide.md"));
        for name in ["README.md", "SKILL.md"] {
            assert!(!help(name).contains("docs/"), "{}", help(name));
        }
    }
}
