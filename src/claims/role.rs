//! What the words in front of a block call it: a request body, or an answer.

use super::denial::plain;

/// What a JSON block is to the request in front of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// What is sent.
    Body,
    /// What is answered.
    Answer,
}

/// What a text calls the block below it; the word nearest to the block counts.
#[must_use]
pub(super) fn role(text: &str) -> Option<Role> {
    const ANSWER: &[&str] =
        &["response", "answer", "return", "result", "reply", "output", "comes back", "you get", "read back"];
    const BODY: &[&str] = &["body", "payload", "send", "sent", "post", "request"];
    let words = plain(text);
    // At the beginning of a word: "nobody" is not a body.
    let begins = |at: &usize| !words.get(..*at).is_some_and(|before| before.ends_with(char::is_alphanumeric));
    let place = |word: &&str| words.rmatch_indices(*word).map(|(at, _)| at).find(begins);
    let last = |list: &[&str]| list.iter().filter_map(place).max();
    match (last(ANSWER), last(BODY)) {
        (None, None) => None,
        // "Response body" is an answer.
        (Some(answer), Some(body)) if answer > body || body - answer < 10 => Some(Role::Answer),
        (Some(_), None) => Some(Role::Answer),
        _ => Some(Role::Body),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_read_from_the_text() {
        assert_eq!(role("**Response:**"), Some(Role::Answer));
        assert_eq!(role("Request body"), Some(Role::Body));
        assert_eq!(role("The response body"), Some(Role::Answer));
        assert_eq!(role("Send this, it returns:"), Some(Role::Answer));
        assert_eq!(role("Nobody sees this"), None);
    }
}
