//! The clause around a name, and the list that the name is one of.

use super::NEAR;
use crate::source::Span;

fn ends_clause(text: &str, at: usize, character: char) -> bool {
    let after = text.get(at + character.len_utf8()..).unwrap_or_default();
    match character {
        '.' | ';' | '!' | '?' => after.is_empty() || after.starts_with(|c: char| c.is_whitespace() || c == '*'),
        '\n' => {
            let line = after.trim_start_matches([' ', '\t']);
            let digits = line.bytes().take_while(u8::is_ascii_digit).count();
            line.is_empty()
                || line.starts_with(['\n', '\r', '|', '#'])
                || ["- ", "* ", "+ "].iter().any(|mark| line.starts_with(mark))
                || digits > 0 && line.get(digits..).is_some_and(|rest| rest.starts_with(". "))
        }
        _ => false,
    }
}

pub(super) fn clause_start(before: &str) -> usize {
    let ends = before.char_indices().rev().find(|(at, character)| ends_clause(before, *at, *character));
    ends.map_or(0, |(at, character)| at + character.len_utf8())
}

pub(super) fn clause_end(after: &str) -> usize {
    after.char_indices().find(|(at, character)| ends_clause(after, *at, *character)).map_or(after.len(), |(at, _)| at)
}

/// The text before, without `` `a`, `b` or `` at its end.
pub(super) fn after_list(before: &str) -> &str {
    let mut rest = before;
    loop {
        let trimmed = rest.trim_end();
        let joined = [",", " or", " and", " nor", "/"].iter().find_map(|word| trimmed.strip_suffix(word));
        let Some(code) = joined.map(str::trim_end).and_then(|text| text.strip_suffix('`')) else { return rest };
        let Some(open) = code.rfind('`') else { return rest };
        rest = code.get(..open).unwrap_or_default();
    }
}

/// The text after, without `` , `b` or `c` `` at its beginning.
pub(super) fn before_list(after: &str) -> &str {
    let mut rest = after;
    loop {
        let trimmed = rest.trim_start();
        let joined =
            [", or ", ", and ", ",", "or ", "and ", "nor ", "/"].iter().find_map(|word| trimmed.strip_prefix(word));
        let Some(code) = joined.map(str::trim_start).and_then(|text| text.strip_prefix('`')) else { return rest };
        let Some(close) = code.find('`') else { return rest };
        rest = code.get(close + 1..).unwrap_or_default();
    }
}

/// The clause around a name in its block, as a range of the block.
#[must_use]
pub(crate) fn clause(block: &str, name: Span) -> Span {
    let before = block.get(..name.start).unwrap_or_default();
    let cut = before.ceil_char_boundary(before.len().saturating_sub(NEAR));
    let after = block.get(name.end..).unwrap_or_default();
    let after = after.get(..after.floor_char_boundary(NEAR)).unwrap_or_default();
    Span::new(cut + clause_start(before.get(cut..).unwrap_or_default()), name.end + clause_end(after))
}
