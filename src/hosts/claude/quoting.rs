//! Adds quotes around a frontmatter value, if this is all that the block needs to be valid YAML.

use crate::diag::Edit;
use crate::source::Span;
use crate::syntax::yaml;

/// The edit that puts the value around a problem in quotes; `None` if the block is still not valid YAML. The value may
/// continue on further lines, which YAML joins with spaces whether or not it is quoted.
pub(super) fn quote(text: &str, content: Span, problem: Span) -> Option<Edit> {
    let block = text.get(content.range())?;
    let at = problem.start.checked_sub(content.start).filter(|at| *at <= block.len())?;
    let mut starts: Vec<usize> = vec![0];
    starts.extend(block.match_indices('\n').map(|(place, _)| place + 1));
    // Tries the nearest line above with a key first, then those above it, because a wrapped line may look like a key.
    starts.iter().rev().filter(|start| **start <= at).find_map(|start| {
        let value = value_of(block, *start)?;
        let escaped = block.get(value.range())?.replace('\\', "\\\\").replace('"', "\\\"");
        let quoted = format!("\"{escaped}\"");
        let mut changed = block.to_owned();
        changed.replace_range(value.range(), &quoted);
        let parsed = yaml::parse(&changed);
        let is_fine = parsed.problems.is_empty() && parsed.root.is_some_and(|root| root.is_mapping());
        is_fine.then(|| Edit { span: value.shifted(content.start), text: quoted })
    })
}

/// The plain value of a line `key: value`, including the following lines that are indented deeper.
fn value_of(block: &str, start: usize) -> Option<Span> {
    let line = block.get(start..)?.lines().next()?;
    let indent = line.len() - line.trim_start().len();
    let (key, rest) = line.trim_start().split_once(": ")?;
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
        let edit = quote(block, Span::new(0, block.len()), problem)?;
        let mut changed = block.to_owned();
        changed.replace_range(edit.span.range(), &edit.text);
        Some(changed)
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
    fn other_mistakes_are_left_alone() {
        for block in ["a: \"b\nc: d: e\n", "- a: b: c\n d", "a: [b: c\n"] {
            assert_eq!(fixed(block), None, "{block}");
        }
    }
}
