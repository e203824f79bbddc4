//! `hardcoded-secret`: a file of the plugin contains a credential.

use crate::diag::{Diagnostic, RuleMeta, Severity};
use crate::plugin::Document;
use crate::rule_meta;
use crate::rules::support::folders::is_sample;
use crate::rules::{Check, Context, Rule, Sink};
use crate::secrets::masked;
use crate::source::Span;

static META: RuleMeta = rule_meta!("hardcoded-secret", Error, Recommended, "A file contains a credential");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    for secret in document.secrets() {
        // Credentials in tests, samples and a manual's examples are mostly made up.
        let is_example =
            is_sample(&document.path) || document.markdown().is_some() && follows_example(document, secret.span);
        let severity = if is_example { Severity::Warning } else { Severity::Error };
        let shown = document.file.slice(secret.span);
        let message = if secret.span == secret.hidden {
            format!("hard-coded credential: {} (`{}`)", secret.what, brief(shown))
        } else {
            format!("hard-coded credential: {}", secret.what)
        };
        sink.push(
            Diagnostic::new(&META, document.at(secret.span), message)
                .with_severity(severity)
                .label("everyone who installs the plugin can read it")
                .help("revoke it: it stays in the repository's history")
                .help("use a variable such as `${API_TOKEN}`, or a `userConfig` option with `\"sensitive\": true`"),
        );
    }
}

/// Whether the line calls the credential an example.
fn follows_example(document: &Document, span: Span) -> bool {
    let before = document.file.text().get(..span.start).unwrap_or_default();
    before.rsplit('\n').next().is_some_and(|line| line.to_lowercase().contains("example"))
}

/// The start of a credential followed by a few asterisks, whatever its length.
fn brief(secret: &str) -> String {
    let shown = masked(secret);
    shown[..shown.len().min(12)].to_owned()
}
