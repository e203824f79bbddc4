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
        let severity = match is_example {
            _ if shows_a_mistake(document, secret.span) => Severity::Note,
            true => Severity::Warning,
            false => Severity::Error,
        };
        let shown = document.file.slice(secret.span);
        let message = if secret.span == secret.hidden {
            format!("hard-coded credential: {} (`{}`)", secret.what, brief(shown))
        } else {
            format!("hard-coded credential: {}", secret.what)
        };
        sink.push(
            Diagnostic::new(&META, document.at(secret.span), message)
                .with_severity(severity)
                .label("everyone who gets this file can read it")
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

/// Whether a manual shows the credential as a mistake to avoid: below a heading such as "Bad", or below a line in the
/// same code block that says so.
fn shows_a_mistake(document: &Document, span: Span) -> bool {
    let Some(markdown) = document.markdown() else { return false };
    let Some(block) = markdown.code_blocks.iter().find(|block| block.span.contains(span)) else { return false };
    let heading = markdown.headings_above(span.start).last().is_some_and(|heading| is_warning(heading.text(markdown)));
    let before = document.file.text().get(block.span.start..span.start).unwrap_or_default();
    heading || before.lines().rev().take(4).any(is_warning)
}

/// Whether a line says that what follows is wrong.
fn is_warning(line: &str) -> bool {
    const WORDS: &[&str] = &["bad", "wrong", "insecure", "vulnerable", "incorrect", "antipattern", "never"];
    let mut words = line.split(|character: char| !character.is_alphanumeric() && character != '-');
    line.contains(['❌', '🚫', '✗', '✘'])
        || words.any(|word| WORDS.contains(&word.to_lowercase().replace('-', "").as_str()))
}

/// The start of a credential followed by a few asterisks, whatever its length.
fn brief(secret: &str) -> String {
    let shown = masked(secret);
    shown[..shown.len().min(12)].to_owned()
}
