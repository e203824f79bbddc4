//! `missing-entry-component`: an entry lists a component that does not exist in the plugin's folder.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::tree::resolve;
use crate::plugin::{FileKind, Marketplace};
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta = rule_meta!(
    "missing-entry-component",
    Error,
    Recommended,
    "A marketplace entry lists a component that does not exist"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Marketplace(check) };

fn check(marketplace: &Marketplace<'_>, _: &Context, sink: &mut Sink) {
    for entry in marketplace.entries() {
        let Some(folder) = entry.folder.as_ref().filter(|folder| marketplace.tree.is_directory(folder)) else {
            continue;
        };
        for field in ["skills", "commands", "agents", "hooks", "mcpServers"] {
            let Some(node) = entry.node.get(field) else { continue };
            let single = std::slice::from_ref(node);
            let before = sink.found.len();
            for item in if node.is_sequence() { node.items() } else { single } {
                let Some(written) = item.as_str().filter(|path| path.starts_with("./")) else { continue };
                let Some(path) = resolve(folder, written) else { continue };
                let reason = match marketplace.tree.kind(&path) {
                    None => "does not exist in the plugin's folder",
                    Some(FileKind::Directory) if field == "skills" && !has_skill(marketplace, &path) => {
                        "the folder has no `SKILL.md`"
                    }
                    Some(_) => continue,
                };
                let name = entry.name().unwrap_or("the plugin");
                let from_root = resolve(&marketplace.root, written).is_some_and(|path| marketplace.tree.exists(&path));
                let found = Diagnostic::new(
                    &META,
                    marketplace.document.at(item.span),
                    format!("missing component `{written}` of `{name}`"),
                )
                .label(reason)
                .at_key(format!("plugins[{}].{field}", entry.index));
                sink.push(if from_root {
                    found
                        .help("make the path relative to the folder in `source`: it exists relative to the marketplace")
                } else {
                    found.help("correct the path, or remove it from the list")
                });
            }
            say_once(&mut sink.found, before);
        }
    }
}

/// Merges missing paths of one list into one finding: the first, with a count of the others.
fn say_once(found: &mut Vec<Diagnostic>, from: usize) {
    let more = (found.len() - from).saturating_sub(1);
    if more >= 3 {
        found.truncate(from + 1);
        if let Some(first) = found.last_mut() {
            first.primary.text.push_str(&format!("; {more} more in this list"));
        }
    }
}

fn has_skill(marketplace: &Marketplace<'_>, folder: &camino::Utf8Path) -> bool {
    marketplace.tree.below(folder).any(|(path, _)| path.file_name() == Some("SKILL.md"))
}
