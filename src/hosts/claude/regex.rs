//! Regular expressions as the CLI's JavaScript engine compiles them: without flags, so with all its legacy tolerance.

use regress::{Flags, Regex};

/// Whether the engine compiles the pattern.
pub(super) fn is_valid(text: &str) -> bool {
    // Without the flag `u`, a pattern is a sequence of UTF-16 code units.
    let units = text.encode_utf16().map(u32::from);
    !repeats_a_boundary(text) && Regex::from_unicode(units, Flags::default()).is_ok()
}

/// Whether a quantifier follows `\b` or `\B`: an error that the crate misses.
fn repeats_a_boundary(text: &str) -> bool {
    let mut in_class = false;
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        match character {
            '\\' if matches!(rest.next(), Some('b' | 'B')) && !in_class && starts_quantifier(rest.as_str()) => {
                return true;
            }
            '[' => in_class = true,
            ']' => in_class = false,
            _ => {}
        }
    }
    false
}

fn starts_quantifier(text: &str) -> bool {
    let bounds = text.strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(bounds, _)| bounds);
    text.starts_with(['*', '+', '?'])
        || bounds.is_some_and(|bounds| {
            let (least, most) = bounds.split_once(',').unwrap_or((bounds, ""));
            !least.is_empty() && [least, most].concat().bytes().all(|byte| byte.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn expressions_compile_as_in_the_engine() {
        for text in ["", "(?<n>a)|(?<n>b)", "(?<=a)b", "b{", "a]", "\\p{L}", "(?i:a)", "[\\b]*", "\\\\b*"] {
            assert!(is_valid(text), "{text}");
        }
        for text in ["(", "(?<n>a)(?<n>b)", "a**", "[z-a]", "[😀-😁]", "\\b*", "\\B{2}", "x{2,1}", "(?i)a"] {
            assert!(!is_valid(text), "{text}");
        }
    }
}
