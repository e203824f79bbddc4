//! `empty-listed-component`: the manifest lists a path that exists but provides nothing.

use camino::Utf8Path;

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::Plugin;
use crate::rule_meta;
use crate::rules::support::components::listed_paths;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta =
    rule_meta!("empty-listed-component", Error, Recommended, "The manifest lists a path that provides nothing");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    let Some(manifest) = plugin.manifest() else { return };
    for field in ["skills", "commands"] {
        for (written, span) in listed_paths(plugin, field) {
            // The CLI itself reports paths that do not exist or leave the plugin.
            let Some(path) = plugin.resolve(written).filter(|path| plugin.tree.exists(path)) else { continue };
            let is_folder = plugin.tree.is_directory(&path);
            let holds = |wanted: fn(&Utf8Path) -> bool| plugin.tree.below(&path).any(|(path, _)| wanted(path));
            let (reason, help) = match field {
                "skills" if is_folder && !holds(|path| path.file_name() == Some("SKILL.md")) => {
                    ("the folder has no `SKILL.md`", "add a `SKILL.md`, or remove the folder from the list")
                }
                "commands" if is_folder && !holds(is_markdown) => {
                    ("the folder has no `.md` file", "add the commands, or remove the folder from the list")
                }
                "commands" if !is_folder && !is_markdown(&path) => {
                    ("a command must be a Markdown file", "rename the file to `.md`, or remove it from the list")
                }
                _ => continue,
            };
            sink.push(
                Diagnostic::new(
                    &META,
                    manifest.at(span),
                    format!("`{written}` provides no {}", &field[..field.len() - 1]),
                )
                .label(reason)
                .help(help)
                .at_key(field),
            );
        }
    }
}

fn is_markdown(path: &Utf8Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"))
}
