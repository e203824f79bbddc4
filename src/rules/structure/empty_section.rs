//! `empty-section`: a heading without content.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::Document;
use crate::rule_meta;
use crate::rules::frontmatter::second_frontmatter::second_frontmatter;
use crate::rules::structure::missing_section::required;
use crate::rules::support::components::is_read;
use crate::rules::support::fences::reliable_until;
use crate::rules::support::folders::is_sample;
use crate::rules::{Check, Context, Rule, Sink};
use crate::syntax::Markdown;

static META: RuleMeta = rule_meta!("empty-section", Warning, Recommended, "A section has no content");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    let Some(markdown) = document.markdown() else { return };
    if !is_read(document) || is_sample(&document.path) {
        return;
    }
    // A heading inside a list or block quote belongs to the quoted text.
    let outermost = |at: usize| document.file.text()[..markdown.headings[at].span.start].ends_with(['\n', '\u{feff}']);
    let empty: Vec<bool> =
        (0..markdown.headings.len()).map(|index| outermost(index) && is_empty(markdown, index)).collect();
    if !empty.contains(&true) {
        return;
    }
    let reliable = reliable_until(document);
    let second_frontmatter = second_frontmatter(document);
    for (index, heading) in markdown.headings.iter().enumerate() {
        // A second frontmatter parses as a heading underlined with dashes; `second-frontmatter` reports it.
        if heading.span.start >= reliable || second_frontmatter.is_some_and(|span| span.contains(heading.span)) {
            continue;
        }
        // `---` below `description: ...` is a frontmatter that something before it keeps from being one.
        let is_frontmatter = !document.file.slice(heading.span).trim_start().starts_with(['#', '<'])
            && heading.text(markdown).split_once(": ").is_some_and(|(key, _)| !key.contains(' '));
        if is_frontmatter {
            continue;
        }
        let title = index == 0 && heading.level == 1;
        let house = heading.level == 2 && required(document.kind).contains(&heading.text(markdown));
        let is_list = || is_list_of_headings(markdown, &empty, index) || says_it_all(heading.text(markdown));
        if !empty[index] || title || (!house && is_list()) {
            continue;
        }
        let next = markdown.headings.get(index + 1);
        let until =
            next.map_or("the end of the file".to_owned(), |next| format!("the heading `{}`", next.text(markdown)));
        sink.push(
            Diagnostic::new(&META, document.at(heading.span), format!("empty section `{}`", heading.text(markdown)))
                .label(format!("only white space or comments before {until}"))
                .help("add content, or remove the heading"),
        );
    }
}

/// Whether a heading has no content, not even a deeper heading.
fn is_empty(markdown: &Markdown, index: usize) -> bool {
    let heading = &markdown.headings[index];
    let holds_another = markdown.headings.get(index + 1).is_some_and(|next| next.level > heading.level);
    !holds_another && !markdown.has_content(markdown.section(index))
}

/// Whether a heading is a step in full, "4. Run the tests again", or a pointer, "Windows: see below".
fn says_it_all(heading: &str) -> bool {
    let lower = heading.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let is_number = |word: &str| {
        let digits = word.trim_end_matches(['.', ')', ':']);
        digits.len() < word.len() && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_step = match words.as_slice() {
        [number, rest @ ..] if is_number(number) => rest.len() > 2,
        ["step", number, rest @ ..] if is_number(number) => rest.len() > 2,
        _ => false,
    };
    // "Issue 2: ..." stands for more of the same.
    let stands_for_more = lower.ends_with("...") || lower.ends_with('…');
    is_step || stands_for_more || words.contains(&"see") && (words.contains(&"below") || words.contains(&"above"))
}

/// Whether a heading is one of three or more consecutive empty ones of its level: a list written as headings.
fn is_list_of_headings(markdown: &Markdown, empty: &[bool], index: usize) -> bool {
    let level = markdown.headings[index].level;
    let alike = |at: &usize| empty[*at] && markdown.headings[*at].level == level;
    let before = (0..index).rev().take_while(alike).take(2).count();
    let after = (index + 1..empty.len()).take_while(alike).take(2).count();
    before + after >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_or_a_pointer_needs_no_content() {
        for whole in [
            "4. Run the tests again",
            "4) Close the ticket",
            "12: Close the ticket",
            "Step 4. Close the ticket",
            "Windows: see below",
            "See above",
        ] {
            assert!(says_it_all(whole), "{whole}");
        }
        for short in [
            "4. Close it",
            "Step 4: Close it",
            "4 Run the tests again",
            ". Run the tests again",
            "Step four: close the ticket",
            "Step 4 close the ticket",
            "x1. Run the tests again",
            "Windows: see notes",
            "The part below",
            "Step",
            "",
        ] {
            assert!(!says_it_all(short), "{short}");
        }
    }
}
