//! `unknown-component-reference`: a text names a skill, command or agent that does not exist.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Label, RuleMeta, nearest};
use crate::plugin::Plugin;
use crate::rule_meta;
use crate::rules::references::built_in::is_built_in;
use crate::rules::references::mentions::mentions;
use crate::rules::support::components::{is_read, known_names, slug};
use crate::rules::support::folders::is_sample;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta = rule_meta!(
    "unknown-component-reference",
    Warning,
    Recommended,
    "A text names a skill, command or agent that does not exist"
);

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

/// Whether a name is a placeholder, such as `skill-name` or `my-command`.
fn is_stand_in(name: &str) -> bool {
    let mut words = name.split('-');
    let marked = words
        .clone()
        .any(|word| matches!(word, "my" | "your" | "name" | "example" | "foo" | "bar" | "xxx" | "some" | "new"));
    let generic = |word: &str| {
        matches!(
            word,
            "skill"
                | "command"
                | "agent"
                | "plugin"
                | "name"
                | "my"
                | "your"
                | "example"
                | "cmd"
                | "subagent"
                | "slash"
                | "custom"
        )
    };
    marked && words.clone().any(|word| generic(word) && word != "my" && word != "your" && word != "example")
        || words.all(generic)
}

fn check(plugin: &Plugin<'_>, context: &Context, sink: &mut Sink) {
    let known = known_names(plugin);
    for document in plugin.documents.iter().filter(|document| is_read(document) && !is_sample(&document.path)) {
        let mut told: BTreeMap<(String, &str), usize> = BTreeMap::new();
        for mention in mentions(document, plugin.name()) {
            let name = slug(&mention.name);
            let last = name.rsplit(':').next().unwrap_or(&name);
            let prefixed = document.file.slice(mention.span).contains(':');
            if known.contains(&name)
                || known.contains(last)
                || name == slug(plugin.name())
                || !prefixed && is_built_in(last)
                || !prefixed && context.names.contains(last)
                || is_stand_in(last)
            {
                continue;
            }
            // A name is reported once per file, at its first occurrence.
            let index = *told.entry((name.clone(), mention.kind)).or_insert(sink.found.len());
            if let Some(first) = sink.found.get_mut(index) {
                if first.secondary.is_empty() {
                    let location = document.at(mention.span);
                    first.secondary.push(Label { location, text: "and here".to_owned() });
                }
                continue;
            }
            let written = document.file.slice(mention.span).trim_matches('`');
            let names = known.iter().map(String::as_str).filter(|known| !known.contains(':'));
            sink.push(
                Diagnostic::new(&META, document.at(mention.span), format!("unknown {} `{written}`", mention.kind))
                    .label("neither in this plugin nor elsewhere in the tree")
                    .help("correct the name, add the component, or remove the mention")
                    .did_you_mean(nearest(last, names)),
            );
        }
    }
}
