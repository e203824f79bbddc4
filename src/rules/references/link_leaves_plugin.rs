//! `link-leaves-plugin`: a link to something outside the plugin, which is not there once the plugin is installed.

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
    "A link leads out of the plugin and breaks once it is installed"
);

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for document in plugin.documents.iter().filter(|document| !is_sample(&document.path)) {
        for link in document.markdown().map(|markdown| markdown.links.as_slice()).unwrap_or_default() {
            // Only a step up leads out.
            if !link.destination.contains("..") && !link.destination.contains('%') {
                continue;
            }
            let Some(Target::Outside { exists }) = target(plugin, document, link) else { continue };
            // Below a folder of the tree, a link to nothing is a broken link and reported as that.
            if !exists && !plugin.root.as_str().is_empty() {
                continue;
            }
            let is_readme = document.kind == DocumentKind::Readme;
            sink.push(
                Diagnostic::new(&META, document.at(link.span), format!("`{}` is outside the plugin", link.destination))
                    .with_severity(if is_readme { Severity::Note } else { Severity::Warning })
                    .label("only the plugin's own folder is copied when it is installed")
                    .help("copy what is needed into the plugin, or link to its address on the web"),
            );
        }
    }
}
