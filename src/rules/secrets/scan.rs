//! Finds the credentials in a text: one pass for vendors' prefixes, one for credential-like keys.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::formats::{self, FORMATS};
use super::{assigned, url};
use crate::source::Span;

/// A credential in a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Secret {
    /// What to point at; never more than one line.
    pub span: Span,
    /// What nobody may see: the credential, all its lines.
    pub hidden: Span,
    /// What it is, in words.
    pub what: String,
}

/// Triggers in front of which no letter or digit may stand.
struct Triggers {
    automaton: Option<AhoCorasick>,
    /// For each pattern of the automaton, what it begins.
    begins: Vec<Begins>,
}

#[derive(Clone, Copy)]
enum Begins {
    /// The format at this index.
    Format(usize),
    Url,
    PrivateKey,
}

/// Longest credential that a pattern is tried on.
const WINDOW: usize = 6000;

static TRIGGERS: LazyLock<Triggers> = LazyLock::new(|| {
    let mut words = vec!["://", "-----BEGIN "];
    let mut begins = vec![Begins::Url, Begins::PrivateKey];
    for (index, format) in FORMATS.iter().enumerate() {
        for trigger in format.triggers {
            words.push(trigger);
            begins.push(Begins::Format(index));
        }
    }
    Triggers { automaton: automaton(&words, false), begins }
});

static KEYWORDS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| automaton(assigned::KEYWORDS, true));

/// `None` never happens: building fails only for far larger lists, and a test builds both.
fn automaton(words: &[&str], any_case: bool) -> Option<AhoCorasick> {
    AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .match_kind(MatchKind::LeftmostLongest)
        .ascii_case_insensitive(any_case)
        .build(words)
        .ok()
}

/// Every credential in `text`, in order, without overlap.
#[must_use]
pub fn find(text: &str) -> Vec<Secret> {
    let mut found = shaped(text);
    let known = found.len();
    let mut behind = 0;
    for keyword in KEYWORDS.iter().flat_map(|automaton| automaton.find_iter(text)) {
        if keyword.start() < behind {
            continue;
        }
        let (end, assigned) = assigned::read(text, Span::new(keyword.start(), keyword.end()));
        behind = end;
        if let Some(assigned) = assigned {
            let overlaps =
                |secret: &Secret| secret.hidden.start < assigned.value.end && assigned.value.start < secret.hidden.end;
            if !found[..known].iter().any(overlaps) {
                let key = text[assigned.key.range()].trim().trim_start_matches('-').to_owned();
                let what = match key.to_ascii_lowercase().as_str() {
                    "bearer" | "basic" => format!("{key} credentials"),
                    "u" | "user" => "password behind a user name".to_owned(),
                    _ => format!("literal value of `{key}`"),
                };
                found.push(Secret { span: assigned.value, hidden: assigned.value, what });
            }
        }
    }
    found.sort();
    found.dedup_by(|later, first| later.hidden.start < first.hidden.end);
    found
}

/// Credentials that their shape gives away.
fn shaped(text: &str) -> Vec<Secret> {
    let Triggers { automaton, begins } = &*TRIGGERS;
    let mut found: Vec<Secret> = Vec::new();
    for trigger in automaton.iter().flat_map(|automaton| automaton.find_iter(text)) {
        let secret = match begins.get(trigger.pattern().as_usize()) {
            Some(Begins::Url) => url::password(text, trigger.end()).map(|span| Secret {
                span,
                hidden: span,
                what: "password in a URL".to_owned(),
            }),
            Some(Begins::PrivateKey) => url::private_key(text, trigger.start()).map(|(span, hidden)| Secret {
                span,
                hidden,
                what: "private key".to_owned(),
            }),
            Some(Begins::Format(index)) => shape(text, *index, trigger.start()).map(|span| Secret {
                span,
                hidden: span,
                what: FORMATS[*index].name.to_owned(),
            }),
            None => None,
        };
        found.extend(secret);
    }
    found
}

/// The credential of the format at `index` whose trigger starts at `at`.
fn shape(text: &str, index: usize, at: usize) -> Option<Span> {
    let format = FORMATS.get(index)?;
    let bytes = text.as_bytes();
    let in_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let belongs = |byte: &u8| byte.is_ascii_alphanumeric() || b"_~.-".contains(byte);
    let start = at - bytes[..at].iter().rev().take(format.before).take_while(|byte| belongs(byte)).count();
    if start == at
        && format.before == 0
        && start > 0
        && in_word(bytes[start - 1])
        && in_word(bytes[at])
        && !is_escape(bytes, start)
    {
        return None;
    }
    let window = text.get(start..text.floor_char_boundary((start + WINDOW).min(text.len())))?;
    let groups = formats::regex(index)?.captures(window)?;
    let (whole, random) = (groups.get(0)?, groups.get(1)?);
    let after = window.get(whole.end()..)?;
    let goes_on = after.bytes().next().is_some_and(in_word) || after.starts_with("...") || after.starts_with('…');
    (!goes_on && (format.is_issued)(random.as_str())).then(|| Span::new(start, start + whole.end()))
}

/// Whether the letter in front belongs to `\n` or `\t` in a string.
fn is_escape(bytes: &[u8], start: usize) -> bool {
    start >= 2 && bytes[start - 2] == b'\\' && b"nrt".contains(&bytes[start - 1])
}

/// The text of a credential as it may be shown: its first characters, a quarter of it and at most four, then asterisks.
#[must_use]
pub fn masked(secret: &str) -> String {
    let kept = secret.floor_char_boundary((secret.len() / 4).min(4));
    format!("{}{}", &secret[..kept], "*".repeat(secret.len() - kept))
}

/// `text` with every credential in it masked, and the given spans too, which need not be in order; as long in bytes as
/// before, line breaks kept. `None` when there is nothing to mask.
#[must_use]
pub fn mask(text: &str, further: impl IntoIterator<Item = Span>) -> Option<String> {
    let mut hidden: Vec<Span> = find(text).into_iter().map(|secret| secret.hidden).chain(further).collect();
    if hidden.is_empty() {
        return None;
    }
    hidden.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    let mut shown = String::with_capacity(text.len());
    let mut done = 0;
    for span in hidden.into_iter().filter(|span| span.end <= text.len()) {
        let Some(secret) = text.get(span.start.max(done)..span.end) else { continue };
        shown.push_str(text.get(done..span.start).unwrap_or_default());
        let lines: Vec<String> = secret.split('\n').enumerate().map(mask_line).collect();
        shown.push_str(&lines.join("\n"));
        done = done.max(span.end);
    }
    shown.push_str(&text[done..]);
    Some(shown)
}

/// Only the first line of a credential keeps its start.
fn mask_line((number, line): (usize, &str)) -> String {
    let end = if line.ends_with('\r') { "\r" } else { "" };
    let line = line.strip_suffix('\r').unwrap_or(line);
    if number == 0 { masked(line) + end } else { "*".repeat(line.len()) + end }
}
