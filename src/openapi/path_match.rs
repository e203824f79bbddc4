//! Which template a path as written fits, and which one it is most similar to.

use std::borrow::Cow;

use super::index::{PathIndex, segments};
use super::load::Description;
use super::outline::PartEntry;
use crate::diag::nearest;
use crate::syntax::percent_decoded;

/// Longer paths are compared with no template: no real path is that long.
const MAX_PATH: usize = 512;

impl Description {
    /// The template that a path fits.
    pub(super) fn match_templates(&self, path: &str) -> Match<'_> {
        let entries = self.entries(&["paths"]);
        let index = self.path_index.get_or_init(|| PathIndex::new(entries));
        let written = segments(path);
        let first = written.first().copied().unwrap_or_default();
        if super::is_placeholder(first) {
            return Match::Generic;
        }
        let same_start = index.by_start.get(&(written.len(), percent_decoded(first).to_lowercase()));
        let candidates = same_start.into_iter().flatten().chain(&index.with_variable_start);
        let mut best: Option<(Vec<u8>, &PartEntry, Fit<'_>)> = None;
        let mut generic = false;
        for entry in candidates.filter_map(|place| entries.get(*place)) {
            match fit(&entry.key, &written) {
                Fit::No => {}
                Fit::Generic => generic = true,
                Fit::Yes { rank, exact, values } => {
                    if best.as_ref().is_none_or(|(known, ..)| rank > *known) {
                        best = Some((rank, entry, Fit::Yes { rank: Vec::new(), exact, values }));
                    }
                }
            }
        }
        match best {
            Some((_, entry, Fit::Yes { exact, values, .. })) => {
                let other_case = (!exact).then(|| filled(&entry.key, &values));
                Match::Item(entry, other_case, values)
            }
            _ if generic => Match::Generic,
            _ => Match::None,
        }
    }

    /// Whether documented paths begin with a path and go on.
    #[must_use]
    pub fn has_paths_below(&self, path: &str) -> bool {
        let lead = format!("{}/", path.trim_end_matches('/'));
        lead.len() > 1 && self.entries(&["paths"]).iter().any(|entry| entry.key.starts_with(&lead))
    }

    /// The template that differs from one in the names of its parameters alone.
    pub(super) fn templates_like<'d>(&'d self, template: &str) -> impl Iterator<Item = &'d PartEntry> {
        let (own, plain) = (template.to_owned(), with_holes(template));
        self.entries(&["paths"]).iter().filter(move |entry| entry.key != own && with_holes(&entry.key) == plain)
    }

    /// The documented path most similar to one that is not documented.
    #[must_use]
    pub fn nearest_path(&self, path: &str) -> Option<&str> {
        if path.len() > MAX_PATH {
            return None;
        }
        let written = with_holes(path);
        let entries = self.entries(&["paths"]);
        let shapes = self.path_shapes.get_or_init(|| entries.iter().map(|entry| with_holes(&entry.key)).collect());
        let template = |shape: &str| {
            let place = shapes.iter().position(|known| known == shape)?;
            entries.get(place).map(|entry| entry.key.as_str())
        };
        if let Some(same) = template(&written) {
            return Some(same);
        }
        let depth = segments(path).len();
        let all = || shapes.iter().map(String::as_str);
        let near = nearest(&written, all().filter(|shape| segments(shape).len() == depth));
        template(near.or_else(|| nearest(&written, all()))?)
    }
}

/// What a path fits.
pub(super) enum Match<'d> {
    None,
    Generic,
    Item(&'d PartEntry, Option<String>, Vec<(&'d str, String)>),
}

enum Fit<'d> {
    No,
    /// It would fit if its placeholders were the fixed parts of the template.
    Generic,
    Yes {
        /// One number a segment, higher for what fits better; compared from the left.
        rank: Vec<u8>,
        exact: bool,
        values: Vec<(&'d str, String)>,
    },
}

fn fit<'d>(template: &'d str, written: &[&str]) -> Fit<'d> {
    let parts = segments(template);
    if parts.len() != written.len() {
        return Fit::No;
    }
    let (mut rank, mut exact, mut values, mut generic) = (Vec::new(), true, Vec::new(), false);
    for (part, text) in parts.into_iter().zip(written) {
        if let Some((before, name, after)) = parameter(part) {
            let inner = text.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
            match inner.filter(|inner| !inner.is_empty()) {
                Some(inner) => values.push((name, inner.to_owned())),
                None => return Fit::No,
            }
            rank.push(if super::is_placeholder(text) { 2 } else { 1 });
        } else if percent_decoded(text) == part {
            rank.push(4);
        } else if percent_decoded(text).eq_ignore_ascii_case(part) {
            exact = false;
            rank.push(3);
        } else if super::is_placeholder(text) && !names_an_id(text) {
            generic = true;
        } else {
            return Fit::No;
        }
    }
    if generic { Fit::Generic } else { Fit::Yes { rank, exact, values } }
}

/// Whether a placeholder stands for an id, which no fixed part of a path is: `{deviceId}`, `<id>`, `:uid`.
fn names_an_id(placeholder: &str) -> bool {
    placeholder.trim_end_matches(|c: char| !c.is_ascii_alphanumeric()).to_ascii_lowercase().ends_with("id")
}

/// A segment that holds a parameter: what is before it, its name, what is after it.
fn parameter(segment: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = segment.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

fn filled(template: &str, values: &[(&str, String)]) -> String {
    values.iter().fold(template.to_owned(), |path, (name, value)| path.replacen(&format!("{{{name}}}"), value, 1))
}

/// A path with every parameter, placeholder and number as `{}`, for comparison.
fn with_holes(path: &str) -> String {
    let segments = segments(path).into_iter().map(|segment| {
        let hole = super::is_placeholder(segment) || segment.bytes().all(|byte| byte.is_ascii_digit());
        if hole { Cow::Borrowed("{}") } else { Cow::Owned(segment.to_lowercase()) }
    });
    segments.fold(String::new(), |path, segment| path + "/" + &segment)
}
