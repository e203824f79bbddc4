//! `hardcoded-secret`: a file of the plugin holds a credential.

use crate::diag::{Diagnostic, RuleMeta, Severity};
use crate::plugin::Document;
use crate::rule_meta;
use crate::rules::support::folders::is_sample;
use crate::rules::{Check, Context, Rule, Sink};
use crate::secrets::masked;

static META: RuleMeta = rule_meta!("hardcoded-secret", Error, Recommended, "A file holds a credential");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    // What stands in tests and samples was mostly made for them.
    let severity = if is_sample(&document.path) { Severity::Warning } else { Severity::Error };
    for secret in document.secrets() {
        let shown = document.file.slice(secret.span);
        let message = if secret.span == secret.hidden {
            format!("hard-coded credential: {} (`{}`)", secret.what, brief(shown))
        } else {
            format!("hard-coded credential: {}", secret.what)
        };
        sink.push(
            Diagnostic::new(&META, document.at(secret.span), message)
                .with_severity(severity)
                .label("everybody who installs the plugin can read it")
                .help("withdraw it where it was issued: it stays in the history of the repository")
                .help("name a variable instead, such as `${API_TOKEN}`, or a `userConfig` option with `\"sensitive\": true`"),
        );
    }
}

/// The start of a credential and a few asterisks, whatever its length.
fn brief(secret: &str) -> String {
    let shown = masked(secret);
    shown[..shown.len().min(12)].to_owned()
}
