//! Hides credentials in everything that is shown, whichever rule speaks of the line they stand on, and also where
//! `hardcoded-secret` is off or allowed. The one place for it: formats get findings that hold none.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::diag::{Diagnostic, Label};
use crate::rules::check::Outcome;
use crate::rules::secrets::scan;
use crate::source::{SourceFile, Span};

/// Shorter parts of credentials are not looked for elsewhere: they would be found in words.
const LEAST: usize = 10;

/// The text with its credentials masked, as long as before.
#[must_use]
pub fn text(text: &str) -> Cow<'_, str> {
    scan::mask(text, []).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The same findings over masked sources and with masked words.
pub(super) fn outcome(outcome: &Outcome) -> Cow<'_, Outcome> {
    let mut files: BTreeMap<*const SourceFile, Arc<SourceFile>> = BTreeMap::new();
    for found in &outcome.diagnostics {
        for label in std::iter::once(&found.primary).chain(&found.secondary) {
            let file = &label.location.file;
            files.entry(Arc::as_ptr(file)).or_insert_with(|| Arc::clone(file));
        }
    }
    let mut secrets = BTreeSet::new();
    for file in files.values() {
        for secret in scan::find(file.text()) {
            let lines = file.slice(secret.hidden).lines().map(str::trim);
            secrets.extend(lines.filter(|line| line.len() >= LEAST).map(str::to_owned));
        }
    }
    let Some(hider) = Hider::new(&secrets) else { return Cow::Borrowed(outcome) };
    for file in files.values_mut() {
        if let Some(shown) = hider.hide(file.text()) {
            *file = SourceFile::new(file.path(), shown);
        }
    }
    let mut shown = outcome.clone();
    shown.diagnostics.iter_mut().for_each(|found| hider.hide_in(found, &files));
    Cow::Owned(shown)
}

/// Knows every credential of the run, and finds them also where nothing but their text gives them away.
struct Hider {
    known: AhoCorasick,
}

impl Hider {
    /// `None` when there is nothing to hide.
    fn new(secrets: &BTreeSet<String>) -> Option<Self> {
        let known = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(secrets).ok()?;
        (!secrets.is_empty()).then_some(Self { known })
    }

    fn hide(&self, text: &str) -> Option<String> {
        let known = self.known.find_iter(text).map(|found| Span::new(found.start(), found.end()));
        scan::mask(text, known)
    }

    fn hide_in(&self, found: &mut Diagnostic, files: &BTreeMap<*const SourceFile, Arc<SourceFile>>) {
        let words = |text: &mut String| {
            if let Some(shown) = self.hide(text) {
                *text = shown;
            }
        };
        let Diagnostic { message, primary, secondary, help, key_path, fix, .. } = found;
        for Label { location, text } in std::iter::once(primary).chain(secondary) {
            words(text);
            if let Some(file) = files.get(&Arc::as_ptr(&location.file)) {
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
