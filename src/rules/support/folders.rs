//! Folders of templates, fixtures and examples, and the grouping of many findings in one vendored folder.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use crate::diag::{Diagnostic, Profile};
use crate::plugin::{DocumentKind, Plugin};
use crate::rules::Check;
use crate::source::{Location, SourceFile};

/// Names of folders whose files are templates, test data or samples.
const SAMPLES: &[&str] = &[
    "template",
    "templates",
    "fixture",
    "fixtures",
    "example",
    "examples",
    "sample",
    "samples",
    "test",
    "tests",
    "testdata",
    "test-data",
    "backup",
    "backups",
    "archive",
    "node_modules",
    "vendor",
    "third_party",
];

/// Whether a file of a plugin is in a folder of templates, fixtures, samples or vendored content.
#[must_use]
pub(crate) fn is_sample(path: &Utf8Path) -> bool {
    let Some((folders, _)) = path.as_str().rsplit_once('/') else { return false };
    // Compares bytes, because every rule calls this for every file.
    folders.as_bytes().split(|byte| *byte == b'/').any(|part| {
        let start = part.iter().take_while(|byte| matches!(byte, b'.' | b'_')).count();
        let end = part.len() - part[start..].iter().rev().take_while(|byte| **byte == b'_').count();
        let name = &part[start..end];
        SAMPLES.iter().any(|sample| name.len() == sample.len() && name.eq_ignore_ascii_case(sample.as_bytes()))
    })
}

/// The number of findings of one rule that are shown for the loose files of one folder.
const SHOWN: usize = 5;

/// Files with findings that are not a component, manifest or README, with the folder under which their findings are
/// counted. Both are display paths.
pub(crate) type Loose = BTreeMap<String, Utf8PathBuf>;

/// The loose files of a plugin that have findings.
pub(crate) fn loose(plugin: &Plugin<'_>, found: &[Diagnostic]) -> Loose {
    let files: BTreeSet<&str> = found.iter().map(|found| found.primary.location.file.path().as_str()).collect();
    let documents = plugin.documents.iter().filter(|document| document.kind == DocumentKind::Other);
    documents
        .filter(|document| files.contains(document.file.path().as_str()))
        .map(|document| {
            let folder = plugin.tree.display_path(&plugin.root.join(folder_of(&document.path)));
            (document.file.path().to_string(), folder)
        })
        .collect()
}

/// Keeps the first findings of each rule in each folder of references or vendored manuals, and replaces the rest with
/// one finding that counts them. Findings of the CLI, and wrong names of an API or a tool, are never grouped, because
/// each is a separate mistake.
pub(crate) fn cap(found: &mut Vec<Diagnostic>, loose: &Loose) {
    let mut groups: BTreeMap<(&'static str, &Utf8Path), Vec<Diagnostic>> = BTreeMap::new();
    for diagnostic in std::mem::take(found) {
        let folder = loose.get(diagnostic.primary.location.file.path().as_str());
        match folder.filter(|_| diagnostic.rule.profile > Profile::Claude && !is_claim(&diagnostic)) {
            Some(folder) => groups.entry((diagnostic.rule.name, folder)).or_default().push(diagnostic),
            None => found.push(diagnostic),
        }
    }
    for ((_, folder), mut group) in groups {
        group.sort_by(Diagnostic::order);
        let more = group.len().saturating_sub(SHOWN);
        if more > 1 {
            let place = Location::start_of(&SourceFile::new(folder, ""));
            group.truncate(SHOWN);
            let summary = group.first().map(|first| {
                Diagnostic::new(first.rule, place, "more findings of this rule in this folder")
                    .with_severity(first.severity)
                    .label(format!("{more} more findings are not shown"))
                    .help("fix them together, or allow the rule for this folder if its content is vendored")
            });
            group.extend(summary);
        }
        found.append(&mut group);
    }
}

/// Whether a finding is about a claim that was compared with a description.
fn is_claim(found: &Diagnostic) -> bool {
    crate::rules::find(found.rule.name).is_some_and(|rule| matches!(rule.check, Check::Api(_) | Check::Tools(_)))
}

/// The folder under which a loose file is counted: at most three levels deep, such as `skills/docs/references`.
fn folder_of(path: &Utf8Path) -> &Utf8Path {
    let parent = path.parent().unwrap_or(Utf8Path::new(""));
    let depth = parent.components().count();
    parent.ancestors().nth(depth.saturating_sub(3)).unwrap_or(parent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_told_by_their_folder() {
        assert!(is_sample(Utf8Path::new("skills/a/templates/x.md")) && is_sample(Utf8Path::new("Tests/x.md")));
        assert!(!is_sample(Utf8Path::new("skills/examples.md")) && !is_sample(Utf8Path::new("skills/a/SKILL.md")));
    }

    #[test]
    fn loose_files_count_for_a_folder_three_levels_deep() {
        assert_eq!(folder_of(Utf8Path::new("skills/docs/references/a/b.md")), "skills/docs/references");
        assert_eq!(folder_of(Utf8Path::new("docs/b.md")), "docs");
    }
}
