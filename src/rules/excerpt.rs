//! The part of a file that is kept once its plugin has been checked: the lines that a report shows or a fix changes,
//! and which of their bytes are secret. A run over thousands of plugins keeps these instead of the files.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::Diagnostic;
use crate::plugin::Document;
use crate::source::{Location, SourceFile, Span};

/// Replaces the file of every finding in one of the documents with an excerpt.
pub(super) fn keep_lines(found: &mut [Diagnostic], documents: &[Document]) {
    let mut shown: BTreeMap<*const SourceFile, Vec<Span>> = BTreeMap::new();
    let mut show = |location: &Location, span: Span| {
        shown.entry(Arc::as_ptr(&location.file)).or_default().push(span);
    };
    for Diagnostic { primary, secondary, fix, .. } in found.iter() {
        let mut window = primary.location.span;
        for label in secondary {
            if Arc::ptr_eq(&label.location.file, &primary.location.file) {
                window = window.cover(label.location.span);
            } else {
                show(&label.location, label.location.span);
            }
        }
        show(&primary.location, window);
        let edits = fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
        if let Some(changed) = edits.reduce(Span::cover) {
            show(&primary.location, changed);
        }
    }
    let excerpts: BTreeMap<*const SourceFile, Arc<SourceFile>> = documents
        .iter()
        .filter_map(|document| {
            let file = Arc::as_ptr(&document.file);
            let mut lines = shown.remove(&file)?;
            let hidden: Vec<Span> = document.secrets().iter().map(|secret| secret.hidden).collect();
            lines.extend(&hidden);
            Some((file, document.file.excerpt(lines, hidden)))
        })
        .collect();
    for Diagnostic { primary, secondary, .. } in found {
        for label in std::iter::once(primary).chain(secondary) {
            if let Some(excerpt) = excerpts.get(&Arc::as_ptr(&label.location.file)) {
                label.location.file = Arc::clone(excerpt);
            }
        }
    }
}
