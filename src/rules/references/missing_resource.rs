//! `missing-resource`: a list or shell block names a file that does not exist in the skill.

use camino::Utf8Path;
use memchr::memmem;

use super::missing_path_in_code::POSSIBLE;
use crate::diag::{Diagnostic, RuleMeta, nearest};
use crate::plugin::tree::resolve;
use crate::plugin::{Document, DocumentKind, Plugin};
use crate::rule_meta;
use crate::rules::support::folders::is_sample;
use crate::rules::support::prose::{Line, code_lines, prose_lines_at};
use crate::rules::support::shell::simple_commands;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta = rule_meta!(
    "missing-resource",
    Note,
    Recommended,
    "A list or shell block names a file that does not exist in the skill"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

const FOLDERS: &[&str] = &["references", "scripts", "assets"];
const INTERPRETERS: &[&str] = &["python", "python3", "node", "bash", "sh", "uv", "bun", "deno", "ruby", "perl"];

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for document in plugin.of_kind(DocumentKind::Skill).filter(|document| !is_sample(&document.path)) {
        let Some(markdown) = document.markdown() else { continue };
        let body = document.file.slice(markdown.span).as_bytes();
        let mut places: Vec<usize> = FOLDERS.iter().flat_map(|folder| memmem::find_iter(body, folder)).collect();
        places.sort_unstable();
        for line in prose_lines_at(document, markdown, places.into_iter()) {
            let item = line.text.trim_start();
            let Some(text) = item.strip_prefix("- ").or(item.strip_prefix("* ")) else { continue };
            let word = text.split_whitespace().next().unwrap_or_default().trim_end_matches([':', ',']);
            if !POSSIBLE.any_in(line.text) {
                report(plugin, document, &line, word, sink);
            }
        }
        let shells = markdown
            .code_blocks
            .iter()
            .filter(|block| matches!(block.language().as_str(), "bash" | "sh" | "shell" | "zsh"));
        for line in shells.flat_map(|block| code_lines(markdown, block)) {
            for command in simple_commands(line.text) {
                let words: Vec<&str> = command.words.iter().map(String::as_str).collect();
                let script = match words.as_slice() {
                    [program, rest @ ..] if INTERPRETERS.contains(program) => {
                        rest.iter().find(|word| !word.starts_with('-') && **word != "run").copied()
                    }
                    // Without an interpreter before it, a path is mostly one of the user's project.
                    _ => None,
                };
                if let Some(path) = script {
                    report(plugin, document, &line, path, sink);
                }
            }
        }
    }
}

/// Reports a path in one of the skill's own folders if the folder exists but the file does not.
fn report(plugin: &Plugin<'_>, document: &Document, line: &Line<'_>, written: &str, sink: &mut Sink) {
    let path = written.strip_prefix("./").unwrap_or(written);
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    let Some((folder, rest)) = path.split_once('/').filter(|(folder, _)| FOLDERS.contains(folder)) else { return };
    let has_extension = Utf8Path::new(rest).extension().is_some();
    let stands_in = ["xxx", "example", "your", "name.", "file.", "script."].iter().any(|word| rest.contains(word));
    if !has_extension || stands_in || !path.chars().all(plain) {
        return;
    }
    let own = plugin.root.join(&document.path);
    let places = [own.parent().unwrap_or(Utf8Path::new("")), plugin.root.as_path()];
    let exists = places.iter().any(|place| resolve(place, path).is_some_and(|path| plugin.tree.exists(&path)));
    let has_folder = places.iter().any(|place| plugin.tree.is_directory(&place.join(folder)));
    let elsewhere = || plugin.tree.below(&plugin.root).any(|(other, _)| other.ends_with(path));
    let Some(at) = line.text.find(written).filter(|_| has_folder && !exists && !elsewhere()) else { return };
    let beside = places[0].join(folder);
    let siblings: Vec<&str> = plugin.tree.children(&beside).filter_map(|(path, _)| path.file_name()).collect();
    sink.push(
        Diagnostic::new(&META, document.at(line.part(at, at + written.len())), format!("no file at `{path}`"))
            .label("neither beside this file nor at the root of the plugin")
            .help("add the file, or correct the path")
            .did_you_mean(nearest(Utf8Path::new(rest).file_name().unwrap_or_default(), siblings)),
    );
}
