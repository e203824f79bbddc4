//! `argument-substitution`: text that Claude Code treats as an argument placeholder.

use crate::diag::{Applicability, Diagnostic, Edit, Fix, RuleMeta, Severity};
use crate::plugin::{Document, DocumentKind};
use crate::rule_meta;
use crate::rules::support::arguments::hint;
use crate::rules::support::prose::{Line, code_lines, prose_lines_at};
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;

static META: RuleMeta = rule_meta!(
    "argument-substitution",
    Warning,
    Recommended,
    "Claude Code replaces text such as $7.50, or $1 in awk, with an argument"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

/// The highest placeholder that a call can plausibly reach: `$20` needs 21 arguments.
const MOST_ARGUMENTS: u32 = 20;

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    let Some(markdown) = document.markdown() else { return };
    let takes_arguments = match document.kind {
        DocumentKind::Command => true,
        DocumentKind::Skill => {
            hint(document).is_some()
                || document.frontmatter().is_some_and(|frontmatter| frontmatter.get("arguments").is_some())
        }
        _ => return,
    };
    let body = document.file.slice(markdown.span);
    let numbers = || {
        memchr::memchr_iter(b'$', body.as_bytes())
            .filter(|at| body.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit))
    };
    let mut found = Vec::new();
    for line in prose_lines_at(document, markdown, numbers()) {
        dollars(&line, money, &mut found);
        dollars(&line, |line, at| is_program(line.text) && positional(line, at), &mut found);
    }
    let has_numbers = numbers().next().is_some();
    for block in markdown.code_blocks.iter().filter(|block| has_numbers && block.text(markdown).contains('$')) {
        let script = block.text(markdown).starts_with("#!");
        let mut function = false;
        for line in code_lines(markdown, block) {
            function |= line.text.contains("() {") || line.text.trim_start().starts_with("function ");
            function &= !line.text.starts_with('}');
            dollars(&line, money, &mut found);
            let eaten = script || function || is_program(line.text);
            dollars(&line, |line, at| eaten && positional(line, at), &mut found);
        }
    }
    // No call has that many arguments.
    found.retain(|(_, number)| *number <= MOST_ARGUMENTS);
    let smallest = found.iter().min_by_key(|(span, number)| (*number, span.start));
    if let Some((span, number)) = smallest {
        let severity = if takes_arguments && *number < 10 { Severity::Warning } else { Severity::Note };
        let further = match found.len() - 1 {
            0 => String::new(),
            more => format!("; {more} more in this file"),
        };
        let edits = found.iter().map(|(span, _)| Edit { span: Span::at(span.start), text: "\\".to_owned() });
        sink.push(
            Diagnostic::new(
                &META,
                document.at(*span),
                format!("`{}` is an argument placeholder", document.file.slice(*span)),
            )
            .with_severity(severity)
            .label(format!("replaced with argument {} if the call has that many{further}", number + 1))
            .help("write `\\$` to keep the text as it is")
            .with_fix(Fix::new("escape the dollar sign", Applicability::Unsafe, edits.collect())),
        );
    }
}

/// Collects each `$N` that `is_text` identifies as text, not a placeholder: its bytes and N.
fn dollars(line: &Line<'_>, is_text: impl Fn(&Line<'_>, usize) -> bool, found: &mut Vec<(Span, u32)>) {
    for (at, _) in line.text.match_indices('$') {
        let digits = line.text[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
        let escaped = line.text[..at].ends_with(['\\', '$']);
        if digits == 0 || escaped || !is_text(line, at) {
            continue;
        }
        let number = line.text[at + 1..at + 1 + digits].parse().unwrap_or(u32::MAX);
        let span = line.part(at, at + 1 + digits);
        if !found.iter().any(|(other, _)| *other == span) {
            found.push((span, number));
        }
    }
}

/// What follows a recurring amount.
pub(super) const RATES: &[&str] =
    &[" a month", " a year", " a day", " an hour", " a seat", " a user", " per ", " each", " monthly"];

/// `$7.50`, `$1,200`, `$5k`, `$49/month`, `$25`.
fn money(line: &Line<'_>, at: usize) -> bool {
    let after = &line.text[at + 1..];
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &after[digits..];
    let digit_follows = rest.get(1..).is_some_and(|more| more.starts_with(|c: char| c.is_ascii_digit()));
    let unit = |c: char| matches!(c, 'k' | 'K' | 'M' | 'B');
    let word = rest.trim_start_matches(unit);
    let unit_only = word.len() + 1 == rest.len() && !word.starts_with(char::is_alphanumeric);
    let rate = ["/mo", "/month", "/year", "/yr", "/user", "/hour", "/hr", "/day", "/seat", "/1"];
    (rest.starts_with(['.', ',']) && digit_follows)
        || unit_only
        || rate.iter().any(|rate| rest.starts_with(rate))
        || RATES.iter().any(|rate| rest.starts_with(rate))
        || (digits >= 2 && !rest.starts_with(char::is_alphanumeric))
}

/// Whether this is a single digit, as in awk fields and shell parameters.
fn positional(line: &Line<'_>, at: usize) -> bool {
    let after = &line.text[at + 1..];
    after.bytes().take_while(u8::is_ascii_digit).count() == 1
}

/// Whether a line runs awk, where `$1` is a field.
fn is_program(line: &str) -> bool {
    line.match_indices("awk ").any(|(at, _)| line[at..].contains(['\'', '"']))
}
