//! How far a run is, for whoever waits for it.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts plugins while they are checked; shared between threads.
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

    /// One plugin has been checked.
    pub fn advance(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// Plugins that have been checked, and all that are known so far.
    #[must_use]
    pub fn state(&self) -> (usize, usize) {
        (self.done.load(Ordering::Relaxed), self.all.load(Ordering::Relaxed))
    }
}
