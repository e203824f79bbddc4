//! `undeclared-argument`: an example uses a flag that the command does not declare.

use crate::diag::{Diagnostic, RuleMeta, nearest};
use crate::plugin::{Document, DocumentKind, Plugin};
use crate::rule_meta;
use crate::rules::support::arguments::{declared, hint, invocations, parameter_table, plain_name, same_name};
use crate::rules::support::components::is_read;
use crate::rules::support::folders::is_sample;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta =
    rule_meta!("undeclared-argument", Warning, Recommended, "An example uses a flag that the command does not declare");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    let commands: Vec<(&Document, Vec<String>)> = plugin
        .of_kind(DocumentKind::Command)
        .map(|document| (document, names(document)))
        .filter(|(_, names)| !names.is_empty())
        .collect();
    if commands.is_empty() {
        return;
    }
    for document in plugin.documents.iter().filter(|document| is_read(document) && !is_sample(&document.path)) {
        for invocation in invocations(document).into_iter().filter(|invocation| !invocation.flags.is_empty()) {
            let name = match invocation.name.split_once(':') {
                Some((owner, _)) if owner != plugin.name() => continue,
                Some((_, name)) => name,
                None => invocation.name,
            };
            let Some((command, names)) = commands.iter().find(|(command, _)| answers_to(command, name)) else {
                continue;
            };
            for (flag, span) in &invocation.flags {
                if names.iter().any(|known| same_name(known, flag)) {
                    continue;
                }
                let message = format!("`/{name}` does not declare `--{flag}`");
                let place = document.at(*span);
                let mut found = Diagnostic::new(&META, place, message).label("undeclared flag");
                if let Some(frontmatter) = command.frontmatter() {
                    let declaration = frontmatter.yaml.root.as_ref();
                    let key = declaration.and_then(|root| root.entry("arguments").or(root.entry("argument-hint")));
                    if let Some(entry) = key {
                        found = found.also(command.at(entry.key_span), "the arguments are declared here");
                    }
                }
                let near = nearest(flag, names.iter().map(String::as_str)).map(|near| format!("--{near}"));
                sink.push(
                    found
                        .help("declare it in the frontmatter and the Parameters table, or remove it from the example")
                        .did_you_mean(near.as_deref()),
                );
            }
        }
    }
}

fn answers_to(command: &Document, name: &str) -> bool {
    let by_frontmatter = command.frontmatter().and_then(|frontmatter| frontmatter.get("name")?.as_str());
    command.component_name() == name || by_frontmatter == Some(name)
}

/// Every argument that a command declares: in frontmatter, hint, Parameters table, or list items that start with a
/// flag.
fn names(document: &Document) -> Vec<String> {
    let mut names: Vec<String> = declared(document).iter().map(|argument| argument.name.to_owned()).collect();
    names.extend(hint(document).map(|(_, names)| names).unwrap_or_default());
    names.extend(parameter_table(document).map(|(_, rows)| rows).unwrap_or_default().into_iter().map(|row| row.name));
    if names.is_empty() {
        return names;
    }
    if let Some(markdown) = document.markdown() {
        let items = markdown.items.iter().map(|item| item.text(markdown));
        let cells = markdown.tables.iter().flat_map(|table| table.rows()).filter_map(|row| row.first());
        let texts = items.chain(cells.map(|cell| cell.text(markdown)));
        names.extend(texts.filter(|text| text.starts_with("--")).filter_map(plain_name));
    }
    names
}
