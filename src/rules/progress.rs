//! The progress of a run, for display.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts plugins while they are checked. Shared between threads.
#[derive(Debug, Default)]
pub struct Progress {
    all: AtomicUsize,
    done: AtomicUsize,
}

impl Progress {
    /// Adds plugins that will be checked.
    pub fn expect(&self, plugins: usize) {
        self.all.fetch_add(plugins, Ordering::Relaxed);
    }

    /// Records that one plugin has been checked.
    pub fn advance(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// The number of plugins checked, and the number known so far.
    #[must_use]
    pub fn state(&self) -> (usize, usize) {
        (self.done.load(Ordering::Relaxed), self.all.load(Ordering::Relaxed))
    }
}
