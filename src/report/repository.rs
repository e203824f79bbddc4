//! Names files relative to the repository, for services that do not know in which folder the program ran.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use crate::rules::check::Outcome;
use crate::source::SourceFile;

/// The findings with each file and plugin at the path that `path_of` returns.
pub(super) fn named(outcome: &Outcome, path_of: impl Fn(&Utf8Path) -> String) -> Outcome {
    let mut files: BTreeMap<*const SourceFile, Arc<SourceFile>> = BTreeMap::new();
    let mut named = outcome.clone();
    for found in &mut named.diagnostics {
        for label in std::iter::once(&mut found.primary).chain(&mut found.secondary) {
            let file = &mut label.location.file;
            let renamed = files.entry(Arc::as_ptr(file)).or_insert_with(|| file.at_path(path_of(file.path())));
            *file = Arc::clone(renamed);
        }
    }
    let plugins = named.plugin_folders.into_iter();
    named.plugin_folders = plugins.map(|(folder, name)| (Utf8PathBuf::from(path_of(&folder)), name)).collect();
    named
}
