//! `unclosed-fence`: a code fence that is never closed, so the rest of the file is code.

use crate::diag::{Diagnostic, Edit, Fix, RuleMeta};
use crate::plugin::Document;
use crate::rule_meta;
use crate::rules::support::fences::nested;
use crate::rules::support::folders::is_sample;
use crate::rules::support::prose::code_lines;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;

static META: RuleMeta =
    rule_meta!("unclosed-fence", Warning, Recommended, "A code fence is never closed, so the rest of the file is code");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    let Some(markdown) = document.markdown() else { return };
    let text = document.file.text();
    let Some(block) = markdown.code_blocks.last().filter(|block| !block.closed) else { return };
    let takes_the_rest = text.get(block.span.end..).is_some_and(|rest| rest.trim().is_empty());
    if !takes_the_rest || is_sample(&document.path) {
        return;
    }
    let opening = text[block.span.range()].lines().next().unwrap_or_default().trim_end();
    let fence = fence_of(opening);
    let start = Span::new(block.span.start, block.span.start + opening.len());
    // Inside a list or block quote, the closing fence needs the same indentation and marks.
    let (line, _) = document.file.lines_around(Span::at(block.span.start));
    let before = text.get(line.start..block.span.start).unwrap_or_default();
    let prefix: String = before.chars().map(|c| if c == '>' || c.is_whitespace() { c } else { ' ' }).collect();
    let swallowed = code_lines(markdown, block).find(|line| is_heading(line.text));
    let mut found = Diagnostic::new(&META, document.at(start), "unclosed code fence");
    found = match swallowed {
        Some(line) => found
            .label("everything from here to the end of the file is code")
            .also(document.at(line.span), "this heading is inside the code")
            .help(format!("close the block with a line `{fence}` before the heading")),
        None => {
            let line_break = if text.ends_with('\n') { "" } else { "\n" };
            let edit = Edit { span: Span::at(text.len()), text: format!("{line_break}{prefix}{fence}\n") };
            let found = found.label("the block runs to the end of the file");
            if block.info.is_empty() {
                // Without a language, it may also be the closing fence of a block that was never opened.
                found.help(format!("remove the fence, or close the block with a line `{fence}`"))
            } else {
                found
                    .help(format!("add a line `{fence}` at the end"))
                    .with_fix(Fix::safe("close the block at the end of the file", vec![edit]))
            }
        }
    };
    if let Some((outer, inner)) = nested(document).filter(|(outer, _)| *outer != block.span.start) {
        found.fix = None;
        found =
            found.also(document.at(inner), "a nested fence of the same length closes the outer block too early").help(
                format!("open the outer block on line {} with ```` instead of ```", document.file.line_column(outer).0),
            );
    }
    sink.push(found);
}

/// The marks of a fence, without the text around them.
fn fence_of(opening: &str) -> &str {
    let marks = opening.trim_start_matches([' ', '\t', '>', '-', '*']);
    let mark = marks.chars().next().unwrap_or('`');
    &marks[..marks.chars().take_while(|c| *c == mark).count()]
}

/// Whether this is a Markdown heading of at least two marks: a single `#` starts a comment in too many languages.
fn is_heading(line: &str) -> bool {
    let marks = line.bytes().take_while(|byte| *byte == b'#').count();
    (2..=6).contains(&marks) && line[marks..].starts_with(' ')
}
