//! `link-leaves-plugin`: a link out of the plugin, whose target does not exist once the plugin is installed.

use crate::diag::{Diagnostic, RuleMeta, Severity};
use crate::plugin::{DocumentKind, Plugin};
use crate::rule_meta;
use crate::rules::references::targets::{Target, target};
use crate::rules::support::folders::is_sample;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta = rule_meta!(
    "link-leaves-plugin",
    Warning,
    Recommended,
    "A link points outside the plugin and breaks once the plugin is installed"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for document in plugin.documents.iter().filter(|document| !is_sample(&document.path)) {
        for link in document.markdown().map(|markdown| markdown.links.as_slice()).unwrap_or_default() {
            // Only `..` leads outside.
            if !link.destination.contains("..") && !link.destination.contains('%') {
                continue;
            }
            let Some(Target::Outside { exists }) = target(plugin, document, link) else { continue };
            // Inside the tree, a link to a missing file is a broken link and reported as such.
            if !exists && !plugin.root.as_str().is_empty() {
                continue;
            }
            let is_readme = document.kind == DocumentKind::Readme;
            sink.push(
                Diagnostic::new(&META, document.at(link.span), format!("`{}` is outside the plugin", link.destination))
                    .with_severity(if is_readme { Severity::Note } else { Severity::Warning })
                    .label("Claude Code installs only the plugin's own folder")
                    .help("copy the file into the plugin, or link to its web address"),
            );
        }
    }
}
