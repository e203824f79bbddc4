//! Derives a configuration from a repository: which profile fits, which paths to skip, and which sections its skills
//! share.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8Path;

use crate::diag::Profile;
use crate::plugin::hosts::{Host, host_trees};
use crate::plugin::{Document, DocumentKind, FileTree, Plugin, discover};
use crate::rules::structure::missing_section::required;

/// Folders whose plugins are copies or test data.
const FOREIGN: &[&str] =
    &["node_modules", "vendor", "third_party", "third-party", "fixtures", "testdata", "test", "tests", "examples"];

/// A proposed configuration.
#[derive(Debug)]
pub(crate) struct Fit {
    /// The profile to start with.
    pub profile: Profile,
    /// Patterns of paths to skip.
    pub exclude: Vec<String>,
    /// Level-two headings that most skills share, in their usual order.
    pub headings: Vec<String>,
    /// Number of skills that have all of them.
    pub share: usize,
    /// Number of skills.
    pub skills: usize,
    /// Number of plugins, without those to skip.
    pub plugins: usize,
    /// The hosts that the plugins have manifests for.
    pub hosts: Vec<Host>,
}

/// Analyzes a repository.
#[must_use]
pub(crate) fn fit(tree: &FileTree) -> Fit {
    let found = discover(tree);
    let mut exclude = BTreeSet::new();
    let mut plugins = Vec::new();
    for root in &found.plugins {
        match foreign(root) {
            Some(folder) => {
                exclude.insert(format!("/{folder}/"));
            }
            None => plugins.push(Plugin::load(tree, root)),
        }
    }
    let mut hosts: BTreeSet<Host> = plugins.iter().map(|_| Host::Claude).collect();
    let mut others = 0;
    for tree in host_trees(tree).iter().filter(|tree| foreign(&tree.root).is_none()) {
        hosts.extend(tree.manifests.iter().chain(&tree.marketplaces).map(|(host, _)| *host));
        others += usize::from(!found.plugins.contains(&tree.root) && !tree.manifests.is_empty());
    }
    let kinds = [DocumentKind::Skill, DocumentKind::Command];
    let components = plugins.iter().flat_map(|plugin| kinds.iter().flat_map(|kind| plugin.of_kind(*kind)));
    let components: Vec<&Document> = components.collect();
    let complete = components.iter().filter(|document| {
        let present = headings(document);
        required(document.kind).iter().all(|wanted| present.contains(&(*wanted).to_owned()))
    });
    let msp = components.len() >= 3 && complete.count() * 2 >= components.len();
    let skills: Vec<Vec<String>> = components
        .iter()
        .filter(|document| document.kind == DocumentKind::Skill)
        .map(|skill| headings(skill))
        .collect();
    let shared = shared(&skills);
    let share = skills.iter().filter(|present| shared.iter().all(|heading| present.contains(heading))).count();
    Fit {
        profile: if msp { Profile::Msp } else { Profile::Recommended },
        exclude: exclude.into_iter().collect(),
        // The profile requires its own sections.
        headings: if msp { Vec::new() } else { shared },
        share,
        skills: skills.len(),
        plugins: plugins.len() + others,
        hosts: hosts.into_iter().collect(),
    }
}

/// The outermost folder above a plugin that contains copies or test data.
fn foreign(root: &Utf8Path) -> Option<&Utf8Path> {
    let mut folders: Vec<&Utf8Path> = root.ancestors().filter(|folder| !folder.as_str().is_empty()).collect();
    folders.reverse();
    folders.into_iter().find(|folder| folder.file_name().is_some_and(|name| FOREIGN.contains(&name)))
}

fn headings(document: &Document) -> Vec<String> {
    let Some(markdown) = document.markdown() else { return Vec::new() };
    let second = markdown.headings.iter().filter(|heading| heading.level == 2);
    second.map(|heading| heading.text(markdown).trim().to_owned()).collect()
}

/// The headings that four of five skills have, ordered by their mean position; empty for fewer than three skills.
fn shared(skills: &[Vec<String>]) -> Vec<String> {
    if skills.len() < 3 {
        return Vec::new();
    }
    let mut places: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for present in skills {
        let mut seen = BTreeSet::new();
        for (place, heading) in present.iter().enumerate() {
            if seen.insert(heading) {
                let entry = places.entry(heading).or_default();
                *entry = (entry.0 + 1, entry.1 + place);
            }
        }
    }
    let mut shared: Vec<(&str, usize)> = places
        .into_iter()
        .filter(|(_, (count, _))| count * 5 >= skills.len() * 4)
        .map(|(heading, (count, sum))| (heading, sum * 1000 / count))
        .collect();
    shared.sort_by_key(|(_, place)| *place);
    shared.into_iter().map(|(heading, _)| heading.to_owned()).collect()
}
