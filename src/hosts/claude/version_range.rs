//! Whether a text is a version range, as npm's semver reads it in loose mode.
//!
//! `engines.claude-code` is judged with it by the Claude Code CLI 2.1.330.

/// Whether it is a range: `>=2.1.0`, `^2 || 3.x`, `1.0 - 2.0`, `*`, or nothing at all.
pub(super) fn is_range(text: &str) -> bool {
    text.split("||").all(|part| is_conjunction(part.trim()))
}

fn is_conjunction(text: &str) -> bool {
    if let Some((from, to)) = text.split_once(" - ") {
        return is_partial(from.trim()) && is_partial(to.trim());
    }
    let mut operator = false;
    for word in text.split_whitespace() {
        let version = word.trim_start_matches(['<', '>', '=', '^', '~']);
        if !is_operator(&word[..word.len() - version.len()]) {
            return false;
        }
        if version.is_empty() {
            if operator {
                return false;
            }
            operator = true;
            continue;
        }
        operator = false;
        if !is_partial(version) {
            return false;
        }
    }
    !operator
}

fn is_operator(text: &str) -> bool {
    matches!(text, "" | "<" | ">" | "<=" | ">=" | "=" | "==" | "^" | "~" | "~>")
}

/// `1`, `1.2`, `1.2.3`, with `x` or `*` for any number, and a pre-release or build behind the third number.
fn is_partial(text: &str) -> bool {
    let text = text.trim_start_matches(['v', '=']);
    let core_end = text.find(['-', '+']).unwrap_or(text.len());
    let (core, tail) = text.split_at(core_end);
    let numbers: Vec<&str> = core.split('.').collect();
    numbers.len() <= 3
        && numbers.iter().all(|number| is_number_or_any(number))
        && (tail.is_empty() || numbers.len() == 3 && is_tail(tail))
}

fn is_number_or_any(text: &str) -> bool {
    matches!(text, "x" | "X" | "*")
        || (text == "0" || !text.starts_with('0'))
            && !text.is_empty()
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && text.parse::<u64>().is_ok_and(|number| number <= 9_007_199_254_740_991)
}

fn is_tail(text: &str) -> bool {
    let (pre, build) = text.split_once('+').map_or((text, None), |(pre, build)| (pre, Some(build)));
    let identifiers = |text: &str| {
        text.split('.')
            .all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))
    };
    (pre.is_empty() || pre.strip_prefix('-').is_some_and(identifiers)) && build.is_none_or(identifiers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_as_the_cli_reads_them() {
        for text in [
            ">=2.1.0",
            "^2",
            "2.x",
            "",
            "*",
            "2 - 3",
            ">= 2",
            "||",
            "~>2.1",
            "^v2",
            "2.1.0-beta",
            "*.1",
            "==2",
            "2.*.1",
        ] {
            assert!(is_range(text), "{text:?}");
        }
        for text in ["latest", "1.2.3.4", ">=a", "^", ">=", "<3,>2", "02.1.0", "-1", "1-2", "!2", "2.1.0 -", "2 && 3"] {
            assert!(!is_range(text), "{text:?}");
        }
    }
}
