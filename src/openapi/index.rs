//! Paths and schemas by their names, so that neither is looked for one by one.

use std::collections::HashMap;

use super::outline::PartEntry;
use crate::diag;

/// Templates by the number of their segments and the first of them.
#[derive(Debug, Default)]
pub(super) struct PathIndex {
    pub(super) by_start: HashMap<(usize, String), Vec<usize>>,
    pub(super) with_variable_start: Vec<usize>,
    /// Paths of one segment by their plain name.
    pub(super) by_name: HashMap<String, usize>,
}

impl PathIndex {
    pub(super) fn new(entries: &[PartEntry]) -> Self {
        let mut index = Self::default();
        for (place, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.key.starts_with('/')) {
            let segments = segments(&entry.key);
            if let [one] = segments.as_slice() {
                index.by_name.entry(plain(one)).or_insert(place);
            }
            match segments.first() {
                Some(first) if first.contains('{') => index.with_variable_start.push(place),
                first => {
                    let key = (segments.len(), first.unwrap_or(&"").to_lowercase());
                    index.by_start.entry(key).or_default().push(place);
                }
            }
        }
        index
    }
}

/// Names of schemas by what is left when case and separators are taken out.
#[derive(Debug, Default)]
pub(super) struct SchemaIndex(HashMap<String, Vec<usize>>);

impl SchemaIndex {
    pub(super) fn new(names: &[&str]) -> Self {
        let mut index = Self::default();
        for (place, name) in names.iter().enumerate() {
            index.0.entry(plain(name)).or_default().push(place);
        }
        index
    }

    /// Where the schemas with this name are in the list of all names.
    pub(super) fn places(&self, name: &str) -> &[usize] {
        self.0.get(&plain(name)).map_or(&[], Vec::as_slice)
    }
}

/// The parts of a path between its slashes; a slash at the end counts for nothing.
#[must_use]
pub(super) fn segments(path: &str) -> Vec<&str> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let path = path.strip_suffix('/').unwrap_or(path);
    if path.is_empty() { Vec::new() } else { path.split('/').collect() }
}

/// A name in lower case without separators and without the `s` of a plural.
pub(crate) fn plain(name: &str) -> String {
    let letters = diag::plain(name);
    match letters.strip_suffix("ies") {
        Some(stem) if stem.len() > 2 => format!("{stem}y"),
        _ => letters
            .strip_suffix('s')
            .filter(|stem| stem.len() > 2 && !stem.ends_with('s'))
            .unwrap_or(&letters)
            .to_owned(),
    }
}
