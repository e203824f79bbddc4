//! Finds the credentials in a text by checking each position where one may start.

use super::assigned::{self, Assigned};
use super::formats::{self, FORMATS};
use super::triggers::{self, Begins, Trigger};
use super::url;
use crate::source::Span;

/// A credential in a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Secret {
    /// The span to show; never more than one line.
    pub span: Span,
    /// The span to hide: all lines of the credential.
    pub hidden: Span,
    /// A description of the credential.
    pub what: String,
}

/// The longest credential that a pattern is tried on.
const WINDOW: usize = 6000;

/// Every credential in `text`, in order, without overlap.
#[must_use]
pub fn find(text: &str) -> Vec<Secret> {
    let (mut shaped, mut named) = (Vec::new(), Vec::new());
    let mut covered = 0;
    // Each format is tried once per run of characters; otherwise, a text that consists only of triggers would be read
    // repeatedly.
    let mut tried = [0; FORMATS.len()];
    for Trigger { span, begins } in triggers::find(text) {
        match begins {
            Begins::Keyword if span.start >= covered => {
                let (end, assigned) = assigned::read(text, span);
                covered = end;
                named.extend(assigned.map(|assigned| Secret::named(text, &assigned)));
            }
            Begins::Keyword => {}
            Begins::Url => shaped.extend(url::password(text, span.end).map(|at| Secret::new(at, "password in a URL"))),
            Begins::PrivateKey => shaped.extend(
                url::private_key(text, span.start)
                    .map(|(line, hidden)| Secret { hidden, ..Secret::new(line, "private key") }),
            ),
            Begins::Format(index) if span.start >= tried[index] => {
                let found = shape(text, index, span.start);
                tried[index] = found.map_or_else(|| run_end(text, span.end), |found| found.end);
                shaped.extend(found.map(|at| Secret::new(at, FORMATS[index].name)));
            }
            Begins::Format(_) => {}
        }
    }
    named.retain(|named: &Secret| !shaped.iter().any(|shaped| shaped.overlaps(named)));
    let mut found = shaped;
    found.append(&mut named);
    found.sort();
    found.dedup_by(|later, first| later.overlaps(first));
    found
}

impl Secret {
    fn new(span: Span, what: &str) -> Self {
        Self { span, hidden: span, what: what.to_owned() }
    }

    fn named(text: &str, assigned: &Assigned) -> Self {
        let key = text[assigned.key.range()].trim().trim_start_matches('-');
        match key.to_ascii_lowercase().as_str() {
            "bearer" | "basic" => Self::new(assigned.value, &format!("{key} credentials")),
            "u" | "user" => Self::new(assigned.value, "password after a user name"),
            _ => Self::new(assigned.value, &format!("literal value of `{key}`")),
        }
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.hidden.start < other.hidden.end && other.hidden.start < self.hidden.end
    }
}

/// The credential with the format at `index` whose trigger starts at `at`.
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

/// The end of the run of characters that credentials consist of, or of the window.
fn run_end(text: &str, at: usize) -> usize {
    let belongs = |byte: &u8| byte.is_ascii_alphanumeric() || b"_~.-+/=".contains(byte);
    at + text.as_bytes()[at..].iter().take(WINDOW).take_while(|byte| belongs(byte)).count()
}

/// Whether the letter before it belongs to `\n` or `\t` in a string.
fn is_escape(bytes: &[u8], start: usize) -> bool {
    start >= 2 && bytes[start - 2] == b'\\' && b"nrt".contains(&bytes[start - 1])
}

/// The masked text of a credential: its first quarter, at most four characters, then asterisks.
#[must_use]
pub fn masked(secret: &str) -> String {
    let kept = secret.floor_char_boundary((secret.len() / 4).min(4));
    format!("{}{}", &secret[..kept], "*".repeat(secret.len() - kept))
}

/// `text` with all credentials and the given spans masked, with the same length in bytes and the same line breaks. The
/// spans need not be sorted. `None` if there is nothing to mask.
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

/// Masks a credential. Only its first line keeps its start.
fn mask_line((number, line): (usize, &str)) -> String {
    let end = if line.ends_with('\r') { "\r" } else { "" };
    let line = line.strip_suffix('\r').unwrap_or(line);
    if number == 0 { masked(line) + end } else { "*".repeat(line.len()) + end }
}
