//! Adds quotes around a frontmatter value, if this is all that the block needs to be valid YAML.

use crate::diag::Edit;
use crate::source::Span;
use crate::syntax::yaml;

/// The edits that put the values around problems in quotes; `None` if the block is still not valid YAML. A value may
/// continue on further lines, which YAML joins with spaces whether or not it is quoted.
pub(super) fn quote(text: &str, content: Span, problem: Span) -> Option<Vec<Edit>> {
    let mut block = text.get(content.range())?.to_owned();
    let mut at = problem.start.checked_sub(content.start)?;
    let mut edits: Vec<Edit> = Vec::new();
    // The number of bytes that the edits so far add, and the end of the last one in the changed block.
    let (mut added, mut done) = (0, 0);
    loop {
        let quoted = quote_one(&block, at).filter(|quoted| quoted.value.start >= done)?;
        // Not negative: everything that was added is before this value.
        let start = content.start + quoted.value.start - added;
        let span = Span::new(start, start + quoted.value.end - quoted.value.start);
        added += quoted.text.len() - (quoted.value.end - quoted.value.start);
        done = quoted.value.start + quoted.text.len();
        edits.push(Edit { span, text: quoted.text });
        block = quoted.block;
        match quoted.next {
            None => return Some(edits),
            Some(next) => at = next,
        }
    }
}
/// A block with one more value in quotes.
struct Quoted {
    block: String,
    value: Span,
    text: String,
    /// Where the next problem is, which is after the value; `None` if the block is valid YAML.
    next: Option<usize>,
}

/// Puts one value around a problem in quotes, if this solves the problem.
fn quote_one(block: &str, at: usize) -> Option<Quoted> {
    let mut starts: Vec<usize> = vec![0];
    starts.extend(block.match_indices('\n').map(|(place, _)| place + 1));
    // Tries the nearest line above with a key first, then those above it, because a wrapped line may look like a key.
    starts.iter().rev().filter(|start| **start <= at).find_map(|start| {
        let value = value_of(block, *start)?;
        let escaped = block.get(value.range())?.replace('\\', "\\\\").replace('"', "\\\"");
        let text = format!("\"{escaped}\"");
        let mut changed = block.to_owned();
        changed.replace_range(value.range(), &text);
        let parsed = yaml::parse(&changed);
        let next = parsed.problems.first().map(|problem| problem.span.start);
        let is_solved = match next {
            None => parsed.root.is_some_and(|root| root.is_mapping()),
            Some(next) => next > value.start + text.len(),
        };
        is_solved.then_some(Quoted { block: changed, value, text, next })
    })
}

/// The plain value of a line `key: value`, including the following lines that are indented deeper.
fn value_of(block: &str, start: usize) -> Option<Span> {
    let line = block.get(start..)?.lines().next()?;
    let body = line.trim_start();
    let body = body.strip_prefix("- ").unwrap_or(body).trim_start();
    let indent = line.len() - body.len();
    let (key, rest) = body.split_once(": ")?;
    let is_key = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    let value = rest.trim_start();
    if !is_key || value.is_empty() || value.starts_with(['"', '\'', '|', '>', '&', '*', '!', '#']) {
        return None;
    }
    // The value is a list or an object that lacks its end.
    if [('[', ']'), ('{', '}')].iter().any(|(begin, end)| value.starts_with(*begin) && !value.contains(*end)) {
        return None;
    }
    let from = start + line.len() - value.len();
    let mut to = start + line.len();
    for below in block.get(start..)?.split_inclusive('\n').skip(1) {
        let text = below.trim_end();
        if !text.is_empty() && below.len() - below.trim_start().len() <= indent {
            break;
        }
        if !text.is_empty() {
            to = below.as_ptr() as usize - block.as_ptr() as usize + text.len();
        }
    }
    Some(Span::new(from, from + block.get(from..to)?.trim_end().len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(block: &str) -> Option<String> {
        let parsed = yaml::parse(block);
        let problem = parsed.problems.first()?.span;
        // Something before the block, as in a file.
        let text = format!("---\n{block}");
        let edits = quote(&text, Span::new(4, text.len()), problem.shifted(4))?;
        let mut changed = text.clone();
        for edit in edits.iter().rev() {
            changed.replace_range(edit.span.range(), &edit.text);
        }
        changed.strip_prefix("---\n").map(ToOwned::to_owned)
    }

    #[test]
    fn a_value_of_one_line_or_several_is_put_in_quotes() {
        assert_eq!(
            fixed("name: s\ndescription: Works with\n  rules: first ask\nmodel: opus\n").as_deref(),
            Some("name: s\ndescription: \"Works with\n  rules: first ask\"\nmodel: opus\n")
        );
        assert_eq!(
            fixed("a:\r\n  note: see also: \"x\"\r\nb: 1\r\n").as_deref(),
            Some("a:\r\n  note: \"see also: \\\"x\\\"\"\r\nb: 1\r\n")
        );
    }

    #[test]
    fn each_value_that_needs_quotes_gets_them() {
        assert_eq!(
            fixed("a:\n  - b: x (e.g.: 1)\n    c: y\n  - b: z (e.g.: 2)\n    c: \"w\"\n  - b: v (e.g.: 3)\n")
                .as_deref(),
            Some(
                "a:\n  - b: \"x (e.g.: 1)\"\n    c: y\n  - b: \"z (e.g.: 2)\"\n    c: \"w\"\n  - b: \"v (e.g.: 3)\"\n"
            )
        );
        assert_eq!(fixed("a: b: c\nd: e: f\ng: [h: i\n"), None);
    }

    #[test]
    fn other_mistakes_are_left_alone() {
        for block in ["a: \"b\nc: d: e\n", "- a: b: c\n d", "a: [b: c\n"] {
            assert_eq!(fixed(block), None, "{block}");
        }
    }
}
