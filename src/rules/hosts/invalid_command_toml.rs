//! `invalid-command-toml`: a command of Gemini CLI that it skips.

use crate::diag::{Diagnostic, RuleMeta, nearest};
use crate::plugin::Document;
use crate::plugin::hosts::{Host, HostTree};
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};
use crate::syntax::toml;

static META: RuleMeta = rule_meta!("invalid-command-toml", Error, Recommended, "Gemini CLI skips a command file");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Host(check) };

fn check(tree: &HostTree<'_>, sink: &mut Sink) {
    if tree.manifest(Host::Gemini).is_some() {
        tree.files("commands", ".toml").for_each(|command| look(&command, sink));
    }
}

fn look(command: &Document, sink: &mut Sink) {
    let parsed = toml::parse(command.file.text());
    let Some(root) = &parsed.root else {
        for problem in &parsed.problems {
            sink.push(
                Diagnostic::new(&META, command.at(problem.span), problem.message.clone())
                    .label("the command does not exist for users"),
            );
        }
        return;
    };
    match root.get("prompt") {
        None => {
            let near = nearest("prompt", root.entries().iter().map(|entry| entry.key.as_str()));
            let place =
                near.and_then(|key| root.entry(key)).map_or(command.start(), |entry| command.at(entry.key_span));
            sink.push(
                Diagnostic::new(&META, place, "missing key `prompt`")
                    .label("the command does not exist for users")
                    .help("write the text for the model as `prompt`"),
            );
        }
        Some(prompt) if prompt.as_str().is_none() => sink.push(
            Diagnostic::new(&META, command.at(prompt.span), format!("`prompt` is a {}", prompt.type_name()))
                .label("expected a string")
                .at_key("prompt"),
        ),
        Some(_) => {}
    }
    if let Some(node) = root.get("description").filter(|node| node.as_str().is_none()) {
        sink.push(
            Diagnostic::new(&META, command.at(node.span), format!("`description` is a {}", node.type_name()))
                .label("expected a string")
                .at_key("description"),
        );
    }
}
