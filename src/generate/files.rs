//! The files that are to be written, before they are.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use crate::diag::Diagnostic;
use crate::source::{Location, SourceFile};
use crate::spec::INVALID_SPEC;
use crate::spec::project::Copied;

/// A file that is to be written.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Its content.
    pub bytes: Vec<u8>,
    /// Whether it may be run.
    pub executable: bool,
    /// The spec it was made from.
    pub made_from: Arc<SourceFile>,
    /// Whether it is a copy of that spec, so that places in one are places in the other.
    pub is_copy: bool,
}

/// The files planned so far.
#[derive(Default)]
pub(super) struct Files {
    /// The folder of the plugin, below the marketplace's root.
    pub(super) folder: Utf8PathBuf,
    pub(super) planned: BTreeMap<Utf8PathBuf, Planned>,
    pub(super) problems: Vec<Diagnostic>,
}

impl Files {
    /// Goes on in another folder.
    pub(super) fn in_folder<T>(&mut self, folder: Utf8PathBuf, write: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.folder, folder);
        let written = write(self);
        self.folder = outer;
        written
    }

    pub(super) fn put(&mut self, path: &str, text: String, made_from: &Arc<SourceFile>) {
        let made_from = Arc::clone(made_from);
        self.add(path, Planned { bytes: text.into_bytes(), executable: false, made_from, is_copy: false });
    }

    pub(super) fn copy(&mut self, copy: &Copied) {
        self.add(copy.target.as_str(), copied(copy));
    }

    pub(super) fn add(&mut self, path: &str, planned: Planned) {
        let target = self.folder.join(path);
        if let Some(first) = self.planned.get(&target) {
            self.problems.push(written_twice(&target, first, &planned));
        }
        self.planned.insert(target, planned);
    }
}

/// The files that several plugins, or a plugin and the marketplace, would write. `trees` are the files of each.
#[cfg(feature = "cli")]
pub(crate) fn overlaps<'p>(trees: impl Iterator<Item = &'p BTreeMap<Utf8PathBuf, Planned>>) -> Vec<Diagnostic> {
    let (mut seen, mut problems) = (BTreeMap::new(), Vec::new());
    for (path, planned) in trees.flatten() {
        if let Some(first) = seen.insert(path, planned) {
            problems.push(written_twice(path, first, planned));
        }
    }
    problems
}

fn written_twice(path: &Utf8Path, first: &Planned, second: &Planned) -> Diagnostic {
    let message = format!("two specs write `{path}`");
    Diagnostic::new(&INVALID_SPEC, Location::start_of(&second.made_from), message)
        .help(format!("the other one is {}; remove one of the two", first.made_from.path()))
}

/// A file that is copied, as a planned one.
#[must_use]
pub(crate) fn copied(copy: &Copied) -> Planned {
    let made_from = SourceFile::new(&copy.source, "");
    Planned { bytes: copy.bytes.clone(), executable: copy.executable, made_from, is_copy: true }
}
