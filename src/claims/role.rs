//! What the words before a block call it: a request body, or an answer.

use super::denial::plain;

/// What a JSON block is to the request before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// What is sent.
    Body,
    /// What is answered.
    Answer,
}

/// Words of sentences about what a program of the writer or the reader sends or prints.
const OF_A_PROGRAM: &[&str] = &[
    "your own",
    "our own",
    "our script",
    "your script",
    "our tool",
    "our program",
    "output of the script",
    "the script prints",
    "the command prints",
    "script returns",
];

/// What a text calls the block below it; the word nearest to the block counts. None when the block belongs to a program.
#[must_use]
pub(super) fn role(text: &str) -> Option<Role> {
    const ANSWER: &[&str] =
        &["response", "answer", "return", "result", "reply", "output", "comes back", "you get", "read back"];
    const BODY: &[&str] = &["body", "payload", "send", "sent", "post", "request"];
    let words = plain(text);
    if OF_A_PROGRAM.iter().any(|phrase| words.contains(phrase)) {
        return None;
    }
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
        assert_eq!(role("The output of our script for it:"), None);
    }
}
