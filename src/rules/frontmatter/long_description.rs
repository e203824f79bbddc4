//! `long-description`: a description that Claude Code truncates, or that other hosts of skills reject.

use crate::diag::{Diagnostic, RuleMeta, Severity};
use crate::plugin::{Document, DocumentKind};
use crate::rule_meta;
use crate::rules::support::components::field;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta =
    rule_meta!("long-description", Warning, Recommended, "A description is too long and is truncated");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

/// The number of characters of `description` and `when_to_use` together that reach the model.
pub(crate) const LISTED: usize = 1_536;
/// The number of characters of `description` that the Agent Skills specification allows.
const OPEN: usize = 1_024;

/// The text of a component in the listing.
#[must_use]
pub(crate) fn listed(document: &Document) -> String {
    match (field(document, "description"), field(document, "when_to_use")) {
        (Some(description), Some(when)) => format!("{} - {}", description.trim(), when.trim()),
        (Some(text), None) | (None, Some(text)) => text.trim().to_owned(),
        (None, None) => String::new(),
    }
}

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    if !matches!(document.kind, DocumentKind::Skill | DocumentKind::Command) {
        return;
    }
    let Some(node) = document.frontmatter().and_then(|frontmatter| frontmatter.get("description")) else { return };
    let place = document.at(node.span);
    let whole = listed(document).chars().count();
    let own = field(document, "description").map_or(0, |text| text.trim().chars().count());
    if whole > LISTED {
        sink.push(
            Diagnostic::new(&META, place, format!("description has {whole} characters, the model sees {LISTED}"))
                .label(format!("together with `when_to_use`, the last {} are cut off", whole - LISTED))
                .help("keep what the component does and when to use it, and move the rest to the body")
                .at_key("description"),
        );
    } else if own > OPEN && document.kind == DocumentKind::Skill {
        sink.push(
            Diagnostic::new(&META, place, format!("description has {own} characters, other hosts accept {OPEN}"))
                .with_severity(Severity::Note)
                .label("Claude Code loads it, but the Agent Skills specification does not allow it")
                .help("shorten it if the skill is also meant for other hosts")
                .at_key("description"),
        );
    }
}
