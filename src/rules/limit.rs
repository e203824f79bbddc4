//! The files and folders that a run is limited to.

use std::collections::BTreeSet;
use std::ops::Bound;

use camino::{Utf8Path, Utf8PathBuf};

/// Files and folders, by path below the root of the tree. Without any, a run is not limited.
#[derive(Debug, Clone, Default)]
pub struct Limit {
    /// As text, because comparing components is much slower.
    paths: BTreeSet<String>,
}

impl FromIterator<Utf8PathBuf> for Limit {
    fn from_iter<I: IntoIterator<Item = Utf8PathBuf>>(paths: I) -> Self {
        Self { paths: paths.into_iter().map(Utf8PathBuf::into_string).collect() }
    }
}

impl Limit {
    /// Whether the run covers the whole tree.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// Whether a file or folder is among the paths, or inside one of them.
    #[must_use]
    pub fn covers(&self, path: &Utf8Path) -> bool {
        self.is_empty() || path.ancestors().any(|part| self.paths.contains(part.as_str()))
    }

    /// Whether a folder contains one of the paths, or is inside one.
    #[must_use]
    pub fn touches(&self, folder: &Utf8Path) -> bool {
        let start = if folder.as_str().is_empty() { String::new() } else { format!("{folder}/") };
        let mut inside = self.paths.range::<str, _>((Bound::Included(start.as_str()), Bound::Unbounded));
        self.covers(folder) || inside.next().is_some_and(|path| path.starts_with(&start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_covers_what_is_inside_its_paths_and_touches_what_contains_them() {
        let limit: Limit = ["a/b".into(), "c.md".into()].into_iter().collect();
        let covers = |path: &str| limit.covers(Utf8Path::new(path));
        assert!(covers("a/b") && covers("a/b/c.md") && covers("c.md"));
        assert!(!covers("a") && !covers("a/bc") && !covers("c") && !covers(""));
        let touches = |path: &str| limit.touches(Utf8Path::new(path));
        assert!(touches("") && touches("a") && touches("a/b") && touches("a/b/c"));
        assert!(!touches("a/bc") && !touches("b") && !touches("d"));
        assert!(Limit::default().covers(Utf8Path::new("x")) && Limit::default().touches(Utf8Path::new("")));
    }
}
