//! Finds in one pass over a text every place where a credential may begin: vendors' prefixes and credential-like keys.
//!
//! Of every three bytes in a row, two are a pair that starts at an even place. So each trigger is known by three of its
//! bytes that are rare in prose and code, as two pairs, and only the pairs at even places of the text are looked up in a
//! table. Where one is known and the bytes around it too, the few triggers that it tells of are compared in full. An automaton
//! over all triggers, which looks at every byte, takes four times as long.

use std::cmp::Reverse;
use std::sync::LazyLock;

use super::assigned;
use super::formats::FORMATS;
use crate::source::Span;

/// What a trigger begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Begins {
    /// The format at this index.
    Format(usize),
    /// A credential-like key; the only one in any case.
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

/// Bytes that are frequent in prose and code, the most frequent first.
const FREQUENT: &[u8] = b" ETAOINSR-LCDPUMHGFBYVWKXJQZ";
/// Takes from a byte what tells an uppercase letter from a lowercase one, and the bit that no ASCII has.
const FOLD: u8 = 0x5f;
/// How many pairs there are of folded bytes.
const PAIRS: usize = ((FOLD as usize) << 8 | FOLD as usize) + 1;
/// How many pairs are looked up before the known ones are looked at.
const BLOCK: usize = 256;

struct Table {
    words: Vec<(&'static str, Begins)>,
    /// For each pair its group; the first group is empty.
    groups_of_pairs: [u16; PAIRS],
    groups: Vec<Group>,
}

/// The triggers that a pair tells of, as sets of folded bytes and in full.
#[derive(Default)]
struct Group {
    /// What stands in front of the pair and behind it.
    before: u64,
    after: u64,
    /// Each by its place in the list, and how far behind its start the pair stands.
    words: Vec<(u16, usize)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { words: words(), groups_of_pairs: [0; PAIRS], groups: vec![Group::default()] };
    for (word, (text, _)) in (0..).zip(words()) {
        let bytes = text.as_bytes();
        let commonness = |at: &usize| frequency(bytes[*at]) + 2 * frequency(bytes[at + 1]) + frequency(bytes[at + 2]);
        let at = (0..bytes.len().saturating_sub(2)).min_by_key(commonness).unwrap_or_default();
        for at in [at, at + 1] {
            // Behind a trigger of two bytes stands anything.
            for second in bytes.get(at + 1).map_or(0..=FOLD, |second| *second..=*second) {
                let group = table.group([bytes[at], second]);
                group.before |= at.checked_sub(1).map_or(u64::MAX, |before| set_of(bytes[before]));
                group.after |= bytes.get(at + 2).map_or(u64::MAX, |after| set_of(*after));
                group.words.push((word, at));
            }
        }
    }
    table
});

/// Every trigger and what it begins.
fn words() -> Vec<(&'static str, Begins)> {
    let mut words = vec![("://", Begins::Url), ("-----BEGIN ", Begins::PrivateKey)];
    for (index, format) in FORMATS.iter().enumerate() {
        words.extend(format.triggers.iter().map(|trigger| (*trigger, Begins::Format(index))));
    }
    words.extend(assigned::KEYWORDS.iter().map(|keyword| (*keyword, Begins::Keyword)));
    words
}

fn frequency(byte: u8) -> usize {
    FREQUENT.iter().rev().position(|frequent| *frequent == byte.to_ascii_uppercase()).map_or(0, |place| place + 1)
}

/// The place of a pair in the table.
fn place(pair: [u8; 2]) -> usize {
    usize::from(u16::from_le_bytes(pair) & u16::from_le_bytes([FOLD; 2]))
}

/// The set of one folded byte.
fn set_of(byte: u8) -> u64 {
    1 << ((byte & 0x1f) | (byte & 0x40) >> 1)
}

impl Table {
    /// The group of a pair, a new one when it has none.
    fn group(&mut self, pair: [u8; 2]) -> &mut Group {
        let group = &mut self.groups_of_pairs[place(pair)];
        if *group == 0 {
            *group = self.groups.len() as u16;
            self.groups.push(Group::default());
        }
        &mut self.groups[usize::from(*group)]
    }

    /// Adds the triggers that the pair at `at` belongs to.
    fn compare(&self, bytes: &[u8], at: usize, found: &mut Vec<(Span, u16)>) {
        let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
        let group = &self.groups[usize::from(self.groups_of_pairs[place([byte(at), byte(at + 1)])])];
        let (before, after) = (set_of(byte(at.wrapping_sub(1))), set_of(byte(at + 2)));
        if group.before & before == 0 || group.after & after == 0 {
            return;
        }
        for (word, offset) in &group.words {
            let Some(start) = at.checked_sub(*offset) else { continue };
            let (trigger, begins) = self.words[usize::from(*word)];
            let trigger = trigger.as_bytes();
            let end = start + trigger.len();
            let is_there = |there: &[u8]| match begins {
                Begins::Keyword => there.eq_ignore_ascii_case(trigger),
                _ => there == trigger,
            };
            if bytes.get(start..end).is_some_and(is_there) {
                found.push((Span::new(start, end), *word));
            }
        }
    }
}

/// The triggers in `text` in order. Of several that overlap, the one that starts first, of these the longest; a keyword may
/// overlap what is none, since only one of the two may turn out to be a credential.
pub(super) fn find(text: &str) -> Vec<Trigger> {
    let (table, bytes) = (&*TABLE, text.as_bytes());
    let mut found = Vec::new();
    let (pairs, last) = bytes.as_chunks();
    for (number, block) in pairs.chunks(BLOCK).enumerate() {
        // Written without a branch: whether a pair is known cannot be foreseen.
        let (mut known, mut count) = ([0; BLOCK], 0);
        for (index, pair) in block.iter().enumerate() {
            known[count % BLOCK] = index;
            count += usize::from(table.groups_of_pairs[place(*pair)] != 0);
        }
        known[..count].iter().for_each(|index| table.compare(bytes, 2 * (number * BLOCK + index), &mut found));
    }
    table.compare(bytes, bytes.len() - last.len(), &mut found);

    found.sort_unstable_by_key(|(span, word)| (span.start, Reverse(span.end), *word));
    let (mut behind_keyword, mut behind_other) = (0, 0);
    found.retain(|(span, word)| {
        let is_keyword = table.words[usize::from(*word)].1 == Begins::Keyword;
        let behind = if is_keyword { &mut behind_keyword } else { &mut behind_other };
        let is_free = span.start >= *behind;
        *behind = if is_free { span.end } else { *behind };
        is_free
    });
    let trigger = |(span, word): (Span, u16)| {
        let (_, begins) = table.words[usize::from(word)];
        Trigger { span, begins }
    };
    found.into_iter().map(trigger).collect()
}

#[cfg(test)]
mod tests {
    use aho_corasick::{AhoCorasick, MatchKind};
    use proptest::prelude::*;

    use super::*;

    /// The same by two automata.
    fn reference(text: &str) -> Vec<Trigger> {
        type Automaton = (AhoCorasick, Vec<(&'static str, Begins)>);
        fn of(keywords: bool) -> Automaton {
            let words: Vec<_> =
                words().into_iter().filter(|(_, begins)| (*begins == Begins::Keyword) == keywords).collect();
            let automaton = AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostLongest)
                .ascii_case_insensitive(keywords)
                .build(words.iter().map(|(word, _)| word))
                .unwrap();
            (automaton, words)
        }
        static AUTOMATA: LazyLock<[Automaton; 2]> = LazyLock::new(|| [of(false), of(true)]);
        let found = AUTOMATA.iter().flat_map(|(automaton, words)| {
            automaton.find_iter(text).map(|found| {
                let begins = words[found.pattern().as_usize()].1;
                Trigger { span: Span::new(found.start(), found.end()), begins }
            })
        });
        let mut found: Vec<Trigger> = found.collect();
        found.sort_by_key(|trigger| (trigger.span.start, Reverse(trigger.span.end)));
        found
    }

    /// A trigger or a part of it, in some case.
    fn fragment() -> impl Strategy<Value = String> {
        (0..words().len(), any::<u64>(), 0..4usize, 0..4usize).prop_map(|(word, cases, start, cut)| {
            let word = words()[word].0;
            let end = word.len().saturating_sub(cut.saturating_sub(1));
            let part = word.get(start.saturating_sub(2)..end).unwrap_or(word);
            let upper = |(at, c): (usize, char)| if cases >> at & 1 == 1 { c.to_ascii_uppercase() } else { c };
            if cases & 3 == 0 { part.to_owned() } else { part.chars().enumerate().map(upper).collect() }
        })
    }

    proptest! {
        #[test]
        fn finds_what_an_automaton_finds(
            parts in prop::collection::vec(prop_oneof![4 => fragment(), 1 => "[ -~\n]{0,5}", 1 => "\\PC{0,3}"], 0..12)
        ) {
            let text = parts.concat();
            prop_assert_eq!(find(&text), reference(&text), "{:?}", text);
        }
    }

    #[test]
    fn finds_every_trigger_at_every_place() {
        for (word, _) in words() {
            for before in 0..9 {
                for after in 0..9 {
                    let text = " ".repeat(before) + word + &"x".repeat(after);
                    let found = find(&text);
                    assert_eq!(found, reference(&text), "{text:?}");
                    assert!(!found.is_empty(), "{text:?}");
                }
            }
        }
    }
}
