//! Version ranges in npm's strict semver grammar, which the CLI applies to `engines.claude-code`.

use std::sync::LazyLock;

use regex::Regex;

/// One of the parts that `||` separates: `>=2.1.0 <3`, `1.0 - 2.0`, `^2`, `*`, or an empty part.
///
/// A partial version may continue after an `x` (`1.x.3`), and may have build metadata at any length (`1.2+b`).
static PART: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let number = "(?:0|[1-9][0-9]*)";
    let any = "[xX*]";
    let either = format!("(?:{number}|{any})");
    let identifier = "(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][a-zA-Z0-9-]*)";
    let build = r"(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)";
    let tail = format!(r"(?:-{identifier}(?:\.{identifier})*)?{build}{{0,2}}");
    let full = format!(r"{number}\.{number}\.{number}{tail}");
    let partial = format!(
        r"(?:{number}(?:\.{number})?{build}?|{number}\.{number}\.{any}{tail}|{number}\.{any}(?:\.{either}{tail}|{build}?)|{any}(?:\.{either}(?:\.{either}{tail}|{build}?)|{build}?))"
    );
    // `==1.2` is a range and `==1.2.3` is not.
    let version = format!("(?:v?{full}|[v=]*{partial})");
    let comparator = format!("(?:[<>]?=? *{version}|[<>] +=v?{full}|(?:~>?|\\^) *(?:= +|[v=]*)(?:{full}|{partial}))");
    Regex::new(&format!("^(?:{version} +- +{version}|{comparator}(?: +{comparator})*)?$")).ok()
});

/// The largest number in a version: one less than JavaScript's largest safe integer, because ranges add one.
const MAX: u64 = 9_007_199_254_740_990;

/// Whether the text is a version range.
pub(super) fn is_range(text: &str) -> bool {
    let is_space = |character: char| character.is_whitespace() || character == '\u{feff}';
    let spaced = text.replace(is_space, " ");
    let numbers = text.split(|character: char| !character.is_ascii_digit()).filter(|digits| !digits.is_empty());
    !text.contains(char::is_control)
        && spaced.split("||").all(|part| PART.as_ref().is_some_and(|grammar| grammar.is_match(part.trim())))
        && numbers.map(str::parse::<u64>).all(|number| number.is_ok_and(|number| number <= MAX))
}

#[cfg(test)]
mod tests {
    use super::is_range;

    #[test]
    fn ranges_are_read_in_the_strict_grammar() {
        for text in [
            ">=2.1.0",
            "2.x",
            "",
            "2 - 3",
            ">= 2",
            "||",
            "~>2.1",
            "^v2",
            "*.1",
            "==2",
            "1.2+b",
            "1.2.3+a+b",
            "< =v1.2.3",
            "~= 1",
        ] {
            assert!(is_range(text), "{text:?}");
        }
        for text in [
            "latest",
            "1.2.3.4",
            "^",
            "<3,>2",
            ">1<2",
            "02.1.0",
            "1-2",
            "2.1.0 -",
            "==2.1.0",
            "\t1",
            "1 2-a",
            "< = 1.2.3",
            "~== 1",
        ] {
            assert!(!is_range(text), "{text:?}");
        }
    }
}
