//! Hides credentials in everything that is shown, whichever rule reports the line, even if `hardcoded-secret` is off or
//! allowed. This is the only place that does so: formats receive findings without credentials.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::diag::{Diagnostic, Label};
use crate::rules::check::Outcome;
use crate::secrets;
use crate::source::{SourceFile, Span};

/// Shorter parts of credentials are not searched for elsewhere, because they occur in words.
const LEAST: usize = 10;

/// The text with all its credentials masked, of the same length.
#[must_use]
pub fn text(text: &str) -> Cow<'_, str> {
    let found: Vec<Span> = secrets::find(text).into_iter().map(|secret| secret.hidden).collect();
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut secrets = BTreeSet::new();
    found.iter().for_each(|span| collect(&text[span.range()], &mut secrets));
    Hider::new(&secrets).and_then(|hider| hider.hide(text, &found)).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The lines of a credential that are long enough to be distinct from words.
fn collect(secret: &str, secrets: &mut BTreeSet<String>) {
    let lines = secret.lines().map(|line| line.trim_matches(['+', '-', ' ', '\t', '\r']));
    secrets.extend(lines.filter(|line| line.len() >= LEAST).map(str::to_owned));
}

/// Files by the address of their shared text, each with the spans that a rule hides.
type Files = BTreeMap<*const SourceFile, (Arc<SourceFile>, Vec<Span>)>;

/// The findings with masked sources and masked messages.
pub(super) fn outcome(outcome: &Outcome) -> Cow<'_, Outcome> {
    let mut files = Files::new();
    for found in &outcome.diagnostics {
        for label in std::iter::once(&found.primary).chain(&found.secondary) {
            let file = &label.location.file;
            files.entry(Arc::as_ptr(file)).or_insert_with(|| (Arc::clone(file), Vec::new()));
        }
        if let Some((_, spans)) = files.get_mut(&Arc::as_ptr(&found.primary.location.file)) {
            spans.extend(&found.hidden);
        }
    }
    let mut secrets = BTreeSet::new();
    let mut any = false;
    for (file, spans) in files.values_mut() {
        match file.hidden() {
            Some(hidden) => spans.extend(hidden),
            None => spans.extend(secrets::find(file.text()).into_iter().map(|secret| secret.hidden)),
        }
        any |= !spans.is_empty();
        spans.iter().for_each(|span| collect(file.slice(*span), &mut secrets));
    }
    let Some(hider) = Hider::new(&secrets).filter(|_| any) else { return Cow::Borrowed(outcome) };
    for (file, spans) in files.values_mut() {
        let kept: Vec<Span> = spans.iter().filter_map(|span| file.kept(*span)).collect();
        if let Some(shown) = hider.hide(file.text(), &kept) {
            *file = file.with_text(shown);
        }
    }
    let mut shown = outcome.clone();
    shown.diagnostics.iter_mut().for_each(|found| hider.hide_in(found, &files));
    Cow::Owned(shown)
}

/// Finds all credentials of the run, even where only their text identifies them.
struct Hider {
    known: AhoCorasick,
}

impl Hider {
    /// Never `None`: building fails only for far more text.
    fn new(secrets: &BTreeSet<String>) -> Option<Self> {
        let known = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(secrets).ok()?;
        Some(Self { known })
    }

    fn hide(&self, text: &str, further: &[Span]) -> Option<String> {
        let known = self.known.find_iter(text).map(|found| Span::new(found.start(), found.end()));
        secrets::mask(text, known.chain(further.iter().copied()))
    }

    fn hide_in(&self, found: &mut Diagnostic, files: &Files) {
        let words = |text: &mut String| {
            if let Some(shown) = self.hide(text, &[]) {
                *text = shown;
            }
        };
        let Diagnostic { message, primary, secondary, help, key_path, fix, .. } = found;
        for Label { location, text } in std::iter::once(primary).chain(secondary) {
            words(text);
            if let Some((file, _)) = files.get(&Arc::as_ptr(&location.file)) {
                location.file = Arc::clone(file);
            }
        }
        words(message);
        help.iter_mut().chain(key_path).for_each(words);
        if let Some(fix) = fix {
            words(&mut fix.title);
            fix.edits.iter_mut().for_each(|edit| words(&mut edit.text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_long_lines_of_a_credential_are_searched_for_elsewhere() {
        let mut secrets = BTreeSet::new();
        collect("- ten-length\r\n+ nine-long", &mut secrets);
        assert_eq!(secrets, BTreeSet::from(["ten-length".to_owned()]));
    }
}
