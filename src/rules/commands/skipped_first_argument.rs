//! `skipped-first-argument`: `$1` instead of `$0` for the first argument.

use super::argument_substitution::RATES;
use crate::diag::{Applicability, Diagnostic, Edit, Fix, RuleMeta};
use crate::plugin::{Document, DocumentKind};
use crate::rule_meta;
use crate::rules::support::arguments::{declared, hint};
use crate::rules::support::prose::{Line, prose_lines_with};
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;

static META: RuleMeta =
    rule_meta!("skipped-first-argument", Warning, Recommended, "A text uses the second argument but never the first");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    if !matches!(document.kind, DocumentKind::Command | DocumentKind::Skill) {
        return;
    }
    let (hint, names) = (hint(document), declared(document));
    let place = hint.as_ref().map(|(node, _)| node.span).or(names.first().map(|name| name.span));
    let Some(place) = place else { return };
    let mut placeholders: Vec<(Span, u32)> = Vec::new();
    for line in prose_lines_with(document, b'$') {
        collect(&line, &mut placeholders);
    }
    let body = document.markdown().map_or("", |markdown| document.file.slice(markdown.span));
    let takes_first = ["$0", "${0", "$ARGUMENTS[0]"].iter().any(|first| body.contains(first));
    let Some((span, _)) = placeholders.iter().find(|(_, number)| *number == 1).filter(|_| !takes_first) else { return };
    let edits = placeholders.iter().map(|(span, number)| Edit { span: *span, text: format!("${}", number - 1) });
    sink.push(
        Diagnostic::new(&META, document.at(*span), "`$1` is the second argument, and the text never uses the first")
            .label("not replaced if the call has only one argument")
            .also(document.at(place), "the arguments are declared here")
            .help("number the arguments from `$0`")
            .with_fix(Fix::new("number the arguments from `$0`", Applicability::Unsafe, edits.collect())),
    );
}

/// The placeholders of a line that are not amounts of money.
fn collect(line: &Line<'_>, found: &mut Vec<(Span, u32)>) {
    for (at, _) in line.text.match_indices('$') {
        let after = &line.text[at + 1..];
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let rest = &after[digits..];
        let more = rest.get(1..).is_some_and(|more| more.starts_with(|c: char| c.is_ascii_digit()));
        let amount = rest.starts_with(['.', ',']) && more
            || RATES.iter().any(|rate| rest.starts_with(rate))
            || rest.starts_with(|c: char| c.is_alphanumeric());
        let program = line.text.contains("awk") || line.text.contains("sed ");
        if digits == 1
            && !amount
            && !program
            && !line.text[..at].trim_end_matches(['`', ' ']).to_lowercase().ends_with("not")
            && !line.text[..at].ends_with(['\\', '$'])
            && let Ok(number) = after[..digits].parse()
        {
            found.push((line.part(at, at + 1 + digits), number));
        }
    }
}
