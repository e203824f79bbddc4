//! `listing-over-budget`: the descriptions together exceed the listing that the model is shown.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::{Document, DocumentKind, Plugin};
use crate::rule_meta;
use crate::rules::frontmatter::long_description::{LISTED, listed};
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::{Location, SourceFile};
use crate::syntax::Node;

static META: RuleMeta = rule_meta!(
    "listing-over-budget",
    Warning,
    Recommended,
    "The descriptions of all skills and commands exceed the listing that the model is shown"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

/// One percent of a context of 200,000 tokens, at four characters each.
const BUDGET: usize = 8_000;

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    let mut entries: Vec<(usize, &Document)> = plugin
        .documents
        .iter()
        .filter(|document| matches!(document.kind, DocumentKind::Skill | DocumentKind::Command) && is_listed(document))
        .map(|document| {
            let name = plugin.name().chars().count() + document.component_name().chars().count();
            (name + "- :: ".len() + listed(document).chars().count().min(LISTED), document)
        })
        .collect();
    let total: usize = entries.iter().map(|(length, _)| length).sum();
    if total <= BUDGET {
        return;
    }
    entries.sort_by_key(|(length, document)| (std::cmp::Reverse(*length), &document.path));
    let place = match plugin.manifest() {
        Some(manifest) => manifest.start(),
        None => Location::start_of(&SourceFile::new(plugin.tree.display_path(&plugin.root), "")),
    };
    let longest = entries.iter().take(3).fold(
        Diagnostic::new(
            &META,
            place,
            format!("{} skills and commands need {total} characters, the listing has {BUDGET}", entries.len()),
        )
        .label("the least used components are listed without their description")
        .help("shorten the longest descriptions, or split the plugin"),
        |found, (length, document)| found.also(document.start(), format!("{length} characters")),
    );
    sink.push(longest);
}

/// Whether the model can invoke the component by itself.
fn is_listed(document: &Document) -> bool {
    let disabled = document.frontmatter().and_then(|frontmatter| frontmatter.get("disable-model-invocation"));
    !disabled.and_then(Node::scalar_text).is_some_and(|text| matches!(text, "true" | "yes" | "on" | "1"))
}
