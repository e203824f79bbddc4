//! Recognizes literal credentials in headers.
//!
//! Source: the Claude Code CLI, tested value by value: the formats of well-known providers under any name, and long
//! random values under names that suggest a credential.

use crate::secrets::entropy;

/// Words in a value that mark it as a placeholder.
const PLACEHOLDERS: &[&str] = &[
    "your-",
    "your_",
    "your ",
    "example",
    "placeholder",
    "replace",
    "changeme",
    "dummy",
    "redacted",
    "xxx",
    "***",
    "<",
    ">",
];
/// Words in a header's name that suggest a credential.
const NAMES: &[&str] = &["authorization", "token", "secret", "password", "apikey", "api-key", "api_key", "credential"];

/// Whether the value of the header `name` appears to be a credential.
pub(super) fn looks_like_credential(name: &str, value: &str) -> bool {
    let lower = value.to_lowercase();
    if value.contains("${") || PLACEHOLDERS.iter().any(|word| lower.contains(word)) {
        return false;
    }
    if is_provider_format(value) {
        return true;
    }
    let name = name.to_lowercase();
    if !NAMES.iter().any(|word| name.contains(word)) {
        return false;
    }
    let bare = ["bearer ", "basic ", "token "]
        .iter()
        .find_map(|scheme| lower.strip_prefix(scheme).map(|rest| &value[value.len() - rest.len()..]));
    let bare = bare.unwrap_or(value).trim();
    bare.len() >= 20 && !bare.contains(char::is_whitespace) && entropy(bare) >= 3.0
}

fn is_provider_format(text: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric();
    let token = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let upper = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    starts(text, "sk-", token, 16, usize::MAX)
        || ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"].iter().any(|start| starts(text, start, word, 30, usize::MAX))
        || starts(text, "github_pat_", |byte| word(byte) || byte == b'_', 30, usize::MAX)
        || ["xoxb-", "xoxa-", "xoxe-", "xoxp-", "xoxr-", "xoxs-"]
            .iter()
            .any(|start| starts(text, start, token, 10, usize::MAX))
        || starts(text, "AKIA", upper, 16, 16)
        || starts(text, "glpat-", token, 20, usize::MAX)
        || starts(text, "AIza", token, 35, 35)
        || is_json_web_token(text)
}

/// Whether `start` begins a word of the text and is followed by `least` to `most` characters of one kind.
fn starts(text: &str, start: &str, kind: impl Fn(u8) -> bool, least: usize, most: usize) -> bool {
    text.match_indices(start).any(|(at, _)| {
        let begins = text.as_bytes()[..at].last().is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_');
        let length = text.as_bytes()[at + start.len()..].iter().take_while(|byte| kind(**byte)).count();
        begins && (least..=most).contains(&length)
    })
}

/// Whether the text contains `eyJ…`, a dot, and two more parts of which the first is as long.
fn is_json_web_token(text: &str) -> bool {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let part = |bytes: &[u8]| bytes.iter().take_while(|byte| token(**byte)).count();
    text.match_indices("eyJ").any(|(at, _)| {
        let begins = text.as_bytes()[..at].last().is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_');
        let rest = &text.as_bytes()[at..];
        let first = part(rest);
        let second = rest.get(first + 1..).map_or(0, part);
        let third = rest.get(first + second + 2..).map_or(0, part);
        let dots = rest.get(first) == Some(&b'.') && rest.get(first + 1 + second) == Some(&b'.');
        begins && dots && first >= 13 && second >= 10 && third > 0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_told_from_placeholders_and_words() {
        let random = "a8F3kL9zQ2xW7vB4nM6pR1tY5";
        assert!(looks_like_credential("X-Api-Key", random));
        assert!(looks_like_credential("Authorization", &format!("Bearer {random}")));
        assert!(looks_like_credential("X-Other", "sk-abcdefghijklmnop"));
        assert!(!looks_like_credential("X-Other", random));
        assert!(!looks_like_credential("X-Api-Key", "${KEY}"));
        assert!(!looks_like_credential("X-Api-Key", "YOUR_API_KEY_GOES_HERE_NOW"));
        assert!(!looks_like_credential("X-Api-Key", "aaaaaaaaaaaaaaaaaaaaaaaa"));
    }
}
