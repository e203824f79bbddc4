//! What stands for a value in an example: `{id}`, `<id>`, `${VAR}`, `...`.

/// Whether a text is, or holds, a placeholder, so that nothing can be said about the value that it stands for.
///
/// `{id}`, `{{id}}`, `<id>`, `[id]`, `$ID`, `${ID}`, `%ID%`, `:id`, `*`, `...`, `YOUR_ID`, `xxx` are.
#[must_use]
pub fn is_placeholder(text: &str) -> bool {
    let encloses = |open: char, close: char| {
        text.find(open).is_some_and(|start| text.get(start..).is_some_and(|rest| rest.contains(close)))
    };
    let after_colon = text.strip_prefix(':').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()));
    let bracketed = text.starts_with('[') && text.ends_with(']') && !text.contains(['"', '{']);
    let upper = text.to_ascii_uppercase();
    encloses('{', '}')
        || encloses('<', '>')
        || bracketed
        || text.contains('$')
        || text.contains("...")
        || text.contains('…')
        || after_colon
        || text.len() > 2 && text.starts_with('%') && text.ends_with('%')
        || matches!(text, "*" | "N" | "n")
        || upper.starts_with("YOUR")
        || text.len() > 1 && upper.bytes().all(|byte| byte == b'X')
}

#[cfg(test)]
mod tests {
    use super::is_placeholder;

    #[test]
    fn placeholders_are_told_from_values() {
        for text in
            ["{id}", "<id>", "${ID}", "$ID", ":id", "...", "12...", "YOUR_ID", "xxx", "*", "N", "%ID%", "[id]", "a{b}c"]
        {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["", "12", "true", "Tickets", "a:b", "2026-01-01T10:00:00", "50%", "x"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
