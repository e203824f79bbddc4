//! Increases a plugin's version everywhere it is written, and keeps every other byte.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, bail};
use camino::{Utf8Path, Utf8PathBuf};
use semver::{Prerelease, Version};

use crate::plugin::{FileTree, MANIFEST, MARKETPLACE, resolve};
use crate::source::Span;
use crate::syntax::{Node, json, yaml};

/// Manifests of all hosts, relative to a plugin.
const MANIFESTS: &[&str] = &[
    MANIFEST,
    "plugin.json",
    ".plugin/plugin.json",
    ".codex-plugin/plugin.json",
    ".cursor-plugin/plugin.json",
    ".github/plugin/plugin.json",
    "gemini-extension.json",
    "qwen-extension.json",
    "manifest.json",
];
/// Marketplace manifests of all hosts, relative to a marketplace.
const MARKETPLACES: &[&str] = &[
    MARKETPLACE,
    "marketplace.json",
    ".agents/plugins/marketplace.json",
    ".cursor-plugin/marketplace.json",
    ".github/plugin/marketplace.json",
    ".plugin/marketplace.json",
];

/// How to increase a version.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// Increase the first number.
    Major,
    /// Increase the second number.
    Minor,
    /// Increase the third number.
    Patch,
    /// Set this version.
    To(Version),
}

/// A file with its old and new text.
#[derive(Debug)]
pub(crate) struct Change {
    /// The path in the tree.
    pub path: Utf8PathBuf,
    /// The text on disk.
    pub before: String,
    /// The new text.
    pub after: String,
}

/// The result of increasing a version.
#[derive(Debug)]
pub(crate) struct Bump {
    /// The old version.
    pub old: Version,
    /// The new version.
    pub new: Version,
    /// Files to write.
    pub changes: Vec<Change>,
    /// Whether the version is in a spec, so that the plugin must be built again.
    pub from_spec: bool,
}

/// A location of a version.
struct Place {
    path: Utf8PathBuf,
    text: String,
    span: Span,
    version: String,
}

/// Computes the changes for the plugin with the name or folder `name`. Writes nothing.
///
/// # Errors
/// If there is no such plugin, if it has no version, or if the new version is not higher.
pub(crate) fn bump(tree: &FileTree, name: &str, step: &Step, today: &str) -> anyhow::Result<Bump> {
    let (folder, name) = find(tree, name)?;
    let specs = tree.below(Utf8Path::new("")).filter(|(path, _)| path.file_name() == Some("plugin.yaml"));
    let specs = specs.filter_map(|(path, _)| spec_place(tree, path, &name));
    let mut places: Vec<Place> = specs.collect();
    let from_spec = !places.is_empty();
    if let Some(folder) = &folder {
        places.extend(MANIFESTS.iter().filter_map(|file| manifest_place(tree, &folder.join(file))));
    }
    for (path, root) in marketplaces(tree) {
        places.extend(entry_places(tree, &path, &root, &name, folder.as_deref()));
    }
    let Some(first) = places.first() else {
        bail!("`{name}` has no version: add `\"version\": \"0.1.0\"` to its plugin.json first")
    };
    let old = Version::parse(&first.version)
        .with_context(|| format!("{}: the version `{}` is not MAJOR.MINOR.PATCH", first.path, first.version))?;
    let new = raised(&old, step);
    if new <= old {
        bail!("`{new}` is not higher than the version of `{name}`, `{old}`");
    }
    let mut changes: Vec<Change> = Vec::new();
    for place in &places {
        let written = &place.text[place.span.range()];
        let replaced = written.replacen(&place.version, &new.to_string(), 1);
        match changes.iter_mut().find(|change| change.path == place.path) {
            // For a second entry in the same file, the span refers to the old text.
            Some(change) => {
                let shift = change.after.len() as isize - change.before.len() as isize;
                let start = place.span.start.saturating_add_signed(shift);
                let end = place.span.end.saturating_add_signed(shift);
                if change.after.get(start..end) == Some(written) {
                    change.after.replace_range(start..end, &replaced);
                }
            }
            None => {
                let mut after = place.text.clone();
                after.replace_range(place.span.range(), &replaced);
                changes.push(Change { path: place.path.clone(), before: place.text.clone(), after });
            }
        }
    }
    let folders = [folder.clone(), first.path.parent().map(Utf8Path::to_owned).filter(|_| from_spec)];
    for folder in folders.into_iter().flatten() {
        let path = folder.join("CHANGELOG.md");
        if let Some(before) = read(tree, &path) {
            let after = changelog(&before, &new, today);
            changes.push(Change { path, before, after });
        }
    }
    changes.dedup_by(|later, first| later.path == first.path);
    Ok(Bump { old, new, changes, from_spec })
}

/// Today's date in UTC, such as `2026-11-28`; `SOURCE_DATE_EPOCH` takes precedence.
#[must_use]
pub(crate) fn today() -> String {
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.parse().ok());
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |duration| duration.as_secs());
    // Days since 1970-03-01 in cycles of 400 years, as in Howard Hinnant's `civil_from_days`.
    let days = fixed.unwrap_or_else(now) / 86_400 + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

fn raised(old: &Version, step: &Step) -> Version {
    let mut new = Version { pre: Prerelease::EMPTY, build: semver::BuildMetadata::EMPTY, ..old.clone() };
    match step {
        Step::To(version) => return version.clone(),
        // `1.2.0-beta.1` is lower than `1.2.0`, so the latter is the next version.
        Step::Patch if !old.pre.is_empty() => {}
        Step::Patch => new.patch += 1,
        Step::Minor => (new.minor, new.patch) = (old.minor + 1, 0),
        Step::Major => (new.major, new.minor, new.patch) = (old.major + 1, 0, 0),
    }
    new
}

fn read(tree: &FileTree, path: &Utf8Path) -> Option<String> {
    if !tree.is_file(path) {
        return None;
    }
    String::from_utf8(tree.read(path).ok()?).ok()
}

/// The folder and the name of a plugin, found by either.
fn find(tree: &FileTree, asked: &str) -> anyhow::Result<(Option<Utf8PathBuf>, String)> {
    let as_folder = asked.trim_start_matches("./").trim_end_matches('/');
    let mut known = Vec::new();
    for (path, _) in tree.below(Utf8Path::new("")) {
        if let Some(root) = below(path, MANIFEST) {
            let text = read(tree, path).unwrap_or_default();
            let name = json_root(&text).and_then(|root| Some(root.get("name")?.as_str()?.to_owned()));
            let name = name.or_else(|| root.file_name().map(str::to_owned)).unwrap_or_default();
            if name == asked || (!as_folder.is_empty() && root == as_folder) {
                return Ok((Some(root), name));
            }
            known.push(name);
        }
        if path.file_name() == Some("plugin.yaml") && spec_place(tree, path, asked).is_some() {
            return Ok((None, asked.to_owned()));
        }
    }
    // A plugin without a manifest of its own has its version in the entry.
    for (path, root) in marketplaces(tree) {
        let manifest = read(tree, &path).and_then(|text| json_root(&text));
        for entry in manifest.iter().filter_map(|root| root.get("plugins")).flat_map(Node::items) {
            let Some(name) = entry.get("name").and_then(Node::as_str) else { continue };
            let folder = entry.get("source").and_then(Node::as_str).and_then(|source| resolve(&root, source));
            let is_folder = !as_folder.is_empty() && folder.as_deref() == Some(Utf8Path::new(as_folder));
            if name == asked || is_folder {
                return Ok((folder, name.to_owned()));
            }
            known.push(name.to_owned());
        }
    }
    known.sort();
    known.dedup();
    let near = crate::diag::nearest(asked, known.iter().map(String::as_str));
    let advice = near.map_or_else(|| format!("found: {}", known.join(", ")), |near| format!("did you mean `{near}`?"));
    bail!("unknown plugin `{asked}`; {advice}")
}

/// The marketplace manifests of a tree, each with the marketplace's folder.
fn marketplaces(tree: &FileTree) -> Vec<(Utf8PathBuf, Utf8PathBuf)> {
    let rooted = |path: &Utf8Path| Some((path.to_owned(), MARKETPLACES.iter().find_map(|file| below(path, file))?));
    tree.below(Utf8Path::new("")).filter_map(|(path, _)| rooted(path)).collect()
}

/// The folder relative to which `path` is `file`.
fn below(path: &Utf8Path, file: &str) -> Option<Utf8PathBuf> {
    let parts = Utf8Path::new(file).components().count();
    path.ends_with(file).then(|| path.ancestors().nth(parts).map(Utf8Path::to_owned))?
}

fn json_root(text: &str) -> Option<Node> {
    json::parse(text).root
}

fn spec_place(tree: &FileTree, path: &Utf8Path, name: &str) -> Option<Place> {
    let text = read(tree, path)?;
    let root = yaml::parse(&text).root?;
    (root.get("name")?.scalar_text()? == name).then_some(())?;
    let node = root.get("version")?;
    let version = node.scalar_text()?.to_owned();
    Some(Place { path: path.to_owned(), span: node.span, version, text })
}

fn manifest_place(tree: &FileTree, path: &Utf8Path) -> Option<Place> {
    let text = read(tree, path)?;
    let node = json_root(&text)?.get("version")?.clone();
    let version = node.as_str()?.to_owned();
    Some(Place { path: path.to_owned(), span: node.span, version, text })
}

fn entry_places(
    tree: &FileTree,
    path: &Utf8Path,
    root: &Utf8Path,
    name: &str,
    folder: Option<&Utf8Path>,
) -> Vec<Place> {
    let Some(text) = read(tree, path) else { return Vec::new() };
    let Some(manifest) = json_root(&text) else { return Vec::new() };
    let entries = manifest.get("plugins").map(Node::items).unwrap_or_default();
    let ours = entries.iter().filter(|entry| {
        let source = entry.get("source").and_then(Node::as_str).and_then(|source| resolve(root, source));
        let named = entry.get("name").and_then(Node::as_str) == Some(name);
        named || (source.is_some() && source.as_deref() == folder)
    });
    let versions = ours.filter_map(|entry| entry.get("version"));
    let places = versions.filter_map(|node| {
        let version = node.as_str()?.to_owned();
        Some(Place { path: path.to_owned(), span: node.span, version, text: text.clone() })
    });
    places.collect()
}

/// The changelog with a dated heading for the new version: below `Unreleased`, or else above the latest version, or
/// else at the end.
fn changelog(text: &str, new: &Version, today: &str) -> String {
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut offset = 0;
    let mut first = None;
    let mut unreleased = None;
    let mut bracketed = false;
    for line in text.split_inclusive('\n') {
        if let Some(heading) = line.strip_prefix("## ") {
            let plain = heading.trim().trim_matches(['[', ']']).to_lowercase();
            if plain.starts_with("unreleased") {
                unreleased.get_or_insert(offset + line.len());
            } else if first.is_none() {
                first = Some(offset);
                bracketed = heading.starts_with('[');
            }
        }
        offset += line.len();
    }
    let name = if bracketed { format!("[{new}]") } else { new.to_string() };
    let heading = format!("## {name} - {today}{line_end}");
    let (at, inserted) = match (unreleased, first) {
        (Some(at), _) => (at, format!("{line_end}{heading}")),
        (None, Some(at)) => (at, format!("{heading}{line_end}")),
        (None, None) => {
            let gap = if text.is_empty() || text.ends_with('\n') { "" } else { line_end };
            (text.len(), format!("{gap}{line_end}{heading}"))
        }
    };
    let mut changed = text.to_owned();
    changed.insert_str(at, &inserted);
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_go_up_as_semantic_versioning_says() {
        let raised = |old: &str, step: Step| raised(&Version::parse(old).unwrap(), &step).to_string();
        assert_eq!(raised("1.2.3", Step::Patch), "1.2.4");
        assert_eq!(raised("1.2.3", Step::Minor), "1.3.0");
        assert_eq!(raised("1.2.3+build", Step::Major), "2.0.0");
        assert_eq!(raised("1.2.0-beta.1", Step::Patch), "1.2.0");
    }

    #[test]
    fn a_changelog_gets_a_heading_where_its_own_style_has_it() {
        let new = Version::parse("1.1.0").unwrap();
        let changed = |text: &str| changelog(text, &new, "2026-11-28");
        assert_eq!(changed("# C\n\n## Unreleased\n\n- a\n"), "# C\n\n## Unreleased\n\n## 1.1.0 - 2026-11-28\n\n- a\n");
        assert_eq!(
            changed("# C\n\n## [1.0.0] - 2026-01-01\n"),
            "# C\n\n## [1.1.0] - 2026-11-28\n\n## [1.0.0] - 2026-01-01\n"
        );
        assert_eq!(changed("# C\r\n"), "# C\r\n\r\n## 1.1.0 - 2026-11-28\r\n");
    }
}
