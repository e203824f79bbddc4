//! Lists of words and phrases, any of which a line may contain.

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

/// A list of phrases. One pass over a text looks for all of them.
pub(crate) struct Phrases {
    phrases: &'static [&'static str],
    automaton: OnceLock<Option<AhoCorasick>>,
}

impl Phrases {
    pub(crate) const fn new(phrases: &'static [&'static str]) -> Self {
        Self { phrases, automaton: OnceLock::new() }
    }

    /// Whether a text contains one of the phrases, ignoring ASCII case.
    #[must_use]
    pub(crate) fn any_in(&self, text: &str) -> bool {
        let build = || AhoCorasick::builder().ascii_case_insensitive(true).build(self.phrases).ok();
        self.automaton.get_or_init(build).as_ref().is_some_and(|automaton| automaton.is_match(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_found_anywhere_in_any_case() {
        static PHRASES: Phrases = Phrases::new(&["such as", "e.g."]);
        assert!(PHRASES.any_in("files, Such As this one") && PHRASES.any_in("E.G. x"));
        assert!(!PHRASES.any_in("") && !PHRASES.any_in("suchas e.g"));
    }
}
