//! Finds every position in a text where a credential may start: vendors' prefixes and credential-like keys.

use std::cmp::Reverse;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::assigned;
use super::formats::FORMATS;
use crate::source::Span;

/// What starts at a trigger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Begins {
    /// A credential of the format at this index.
    Format(usize),
    /// A credential-like key. Only keys are matched ignoring case.
    Keyword,
    Url,
    PrivateKey,
}

/// A trigger in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Trigger {
    pub(super) span: Span,
    pub(super) begins: Begins,
}

/// All triggers and what starts at each.
fn words() -> Vec<(&'static str, Begins)> {
    let mut words = vec![("://", Begins::Url), ("-----BEGIN ", Begins::PrivateKey)];
    for (index, format) in FORMATS.iter().enumerate() {
        words.extend(format.triggers.iter().map(|trigger| (*trigger, Begins::Format(index))));
    }
    words.extend(assigned::KEYWORDS.iter().map(|keyword| (*keyword, Begins::Keyword)));
    words
}

/// All triggers, in one automaton that ignores case.
static TRIGGERS: LazyLock<Triggers> = LazyLock::new(Triggers::new);

struct Triggers {
    /// `None` only if it could not be built, which a test rules out.
    automaton: Option<AhoCorasick>,
    words: Vec<(&'static str, Begins)>,
}

impl Triggers {
    fn new() -> Self {
        let words = words();
        // One table lookup a byte. By default, so many words are searched with a smaller automaton, which needs several.
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::DFA))
            .ascii_case_insensitive(true)
            .build(words.iter().map(|(word, _)| word))
            .ok();
        Self { automaton, words }
    }

    /// Every occurrence, also of overlapping triggers.
    fn occurrences<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Trigger> + 'a {
        self.automaton.iter().flat_map(move |automaton| automaton.find_overlapping_iter(text)).filter_map(|found| {
            let (word, begins) = self.words[found.pattern().as_usize()];
            let is_meant = begins == Begins::Keyword || text[found.range()] == *word;
            is_meant.then(|| Trigger { span: Span::new(found.start(), found.end()), begins })
        })
    }
}

/// The triggers in `text`, in order. Of overlapping triggers, the one that starts first is used, and of these the
/// longest. A keyword may overlap a prefix, because possibly only one of the two is a credential.
pub(super) fn find(text: &str) -> Vec<Trigger> {
    let mut found: Vec<Trigger> = TRIGGERS.occurrences(text).collect();
    found.sort_by_key(|trigger| (trigger.span.start, Reverse(trigger.span.end)));
    let (mut prefixes_end, mut keywords_end) = (0, 0);
    found.retain(|trigger| {
        let end = if trigger.begins == Begins::Keyword { &mut keywords_end } else { &mut prefixes_end };
        let is_free = trigger.span.start >= *end;
        if is_free {
            *end = trigger.span.end;
        }
        is_free
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trigger_is_found_at_every_place() {
        assert!(TRIGGERS.automaton.is_some());
        for (word, begins) in words() {
            for before in 0..9 {
                let text = " ".repeat(before) + word + "x";
                let start = |trigger: &Trigger| trigger.span.start == before && trigger.span.end >= before + word.len();
                assert!(find(&text).iter().any(start), "{text:?}");
            }
            let upper = word.to_ascii_uppercase();
            let found = find(&upper).iter().any(|trigger| trigger.begins == Begins::Keyword && trigger.span.start == 0);
            assert!(found || begins != Begins::Keyword, "{upper:?}");
        }
    }

    #[test]
    fn the_longest_trigger_counts_and_a_keyword_may_overlap_a_prefix() {
        let found =
            |text: &str| find(text).iter().map(|trigger| text[trigger.span.range()].to_owned()).collect::<Vec<_>>();
        assert_eq!(found("https://x"), ["://"]);
        assert_eq!(found("-----BEGIN RSA"), ["-----BEGIN "]);
        assert!(found("").is_empty() && found("plain words").is_empty());
    }
}
