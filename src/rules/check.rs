//! Runs the rules over a tree. Only this module decides the order and the number of threads.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::allow::{self, Allow};
use super::api::usage::uses;
use super::api::{ApiClaims, Checked, Descriptions};
use super::hosts::missing_host_manifest;
use super::progress::Progress;
use super::secrets::hardcoded_secret;
use super::support::components::names_in_tree;
use super::support::folders::{self, Loose};
use super::tools::ToolClaims;
use super::unshipped;
use super::{Check, Context, RULES, Rule, Sink, excerpt, skipped_content};
use crate::config::{At, PathAllow, Settings};
use crate::diag::{Diagnostic, Profile, Severity};
use crate::hosts::claude::{self, Depth};
use crate::plugin::hosts::{Host, HostTree, host_trees};
use crate::plugin::{FileTree, Found, MANIFEST, Marketplace, Plugin, discover};
use crate::source::Span;

pub use super::limit::Limit;
pub use super::outcome::Outcome;

/// Which rules run, and at which level. Options will be added: set those that you need, and take the rest from the default.
#[derive(Debug, Clone)]
pub struct Options {
    /// The set of rules.
    pub profile: Profile,
    /// The configuration.
    pub settings: Arc<Settings>,
    /// The path of the tree's root, relative to the configuration's folder.
    pub prefix: Utf8PathBuf,
    /// The only rules to run, whatever the profile; empty for all.
    pub only: BTreeSet<String>,
    /// The files and folders to report findings in; empty for all. Other files are still read to check these.
    pub limit: Limit,
    /// The API descriptions that the plugins' claims are checked against.
    pub descriptions: Descriptions,
    /// Counts the plugins checked so far.
    pub progress: Arc<Progress>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            profile: Profile::Recommended,
            settings: Arc::default(),
            prefix: Utf8PathBuf::new(),
            only: BTreeSet::new(),
            limit: Limit::default(),
            descriptions: Descriptions::default(),
            progress: Arc::default(),
        }
    }
}

impl Options {
    /// The level at which a rule runs; `None` if it does not run.
    #[must_use]
    pub fn level(&self, rule: &Rule) -> Option<Severity> {
        if !self.only.is_empty() {
            return self.only.contains(rule.meta.name).then_some(rule.meta.severity);
        }
        self.settings.level(rule.meta, self.profile)
    }

    /// Sets a finding's level for its path, which is relative to the tree's root. False if the finding is to be
    /// dropped.
    fn adjust(&self, found: &mut Diagnostic, path: &Utf8Path) -> bool {
        if !self.only.is_empty() {
            if let At::Set(Some(level)) = self.settings.at(found.rule, self.profile, &self.prefix.join(path)) {
                found.severity = level;
            }
            return self.only.contains(found.rule.name);
        }
        match self.settings.at(found.rule, self.profile, &self.prefix.join(path)) {
            At::Own => true,
            At::Set(None) => false,
            At::Set(Some(level)) => {
                found.severity = level;
                true
            }
        }
    }

    /// Sets a finding's level for its path, which is relative to the tree's root. False if the rule is off there, the
    /// configuration allows the finding, or the run is limited to other files.
    #[must_use]
    pub fn keeps(&self, found: &mut Diagnostic, path: &Utf8Path) -> bool {
        let in_settings = self.prefix.join(path);
        let allowed = |allow: &PathAllow| found.rule.name == allow.rule && allow.paths.matches(&in_settings);
        self.limit.covers(path) && !self.settings.allows.iter().any(allowed) && self.adjust(found, path)
    }
}

/// The documents and findings of one plugin.
struct Judged {
    name: String,
    files: usize,
    unread: usize,
    found: Vec<Diagnostic>,
    allows: Vec<Allow>,
    loose: Loose,
    api: Option<Checked>,
}

/// Checks every plugin and marketplace in the tree.
#[must_use]
pub fn check(tree: &FileTree, options: &Options) -> Outcome {
    let mut found = discover(tree);
    if !options.settings.is_for(Host::Claude) {
        found = Found::default();
    }
    let context =
        Context { settings: Arc::clone(&options.settings), names: names_in_tree(tree), profile: Some(options.profile) };
    let rules: Vec<&Rule> = RULES.iter().filter(|rule| options.level(rule).is_some()).copied().collect();
    let marketplaces: Vec<Marketplace<'_>> =
        found.marketplaces.iter().filter_map(|root| Marketplace::load(tree, root)).collect();
    let mut plugins = found.plugins.clone();
    plugins.retain(|folder| options.limit.touches(folder));
    options.progress.expect(plugins.len());
    let per_plugin: Vec<Judged> = plugins
        .par_iter()
        .inspect(|_| options.progress.advance())
        .map(|root| {
            let listings = marketplaces.iter().flat_map(|marketplace| marketplace.listings(root)).collect();
            let plugin = Plugin::load_listed(tree, root, &found.plugins, listings);
            let allows = plugin.documents.iter().flat_map(allow::allows).collect();
            let (found, api) = check_plugin(&plugin, &rules, &context, &options.descriptions);
            let loose = folders::loose(&plugin, &found);
            let files = plugin.documents.len() - plugin.unread_documents();
            let name = plugin.name().to_owned();
            Judged { name, files, unread: plugin.unread, found, allows, loose, api }
        })
        .collect();
    let mut outcome = Outcome { plugins: plugins.len(), marketplaces: marketplaces.len(), ..Outcome::default() };
    let mut allows = Vec::new();
    let mut loose = Loose::new();
    for (root, judged) in plugins.iter().zip(per_plugin) {
        let folder = tree.display_path(root);
        outcome.plugin_folders.insert(if folder.as_str().is_empty() { ".".into() } else { folder }, judged.name);
        loose.extend(judged.loose);
        outcome.files += judged.files;
        outcome.unread += judged.unread;
        if let Some(checked) = judged.api {
            outcome.api.get_or_insert_default().add(checked);
        }
        outcome.diagnostics.extend(judged.found);
        allows.extend(judged.allows);
    }
    for marketplace in &marketplaces {
        outcome.files += 1;
        let mut sink = Sink::default();
        for rule in &rules {
            match rule.check {
                Check::Marketplace(check) => check(marketplace, &context, &mut sink),
                Check::Document(check) => check(&marketplace.document, &context, &mut sink),
                Check::Plugin(_)
                | Check::Host(_)
                | Check::Api(_)
                | Check::Tools(_)
                | Check::Target
                | Check::Elsewhere => {}
            }
        }
        outcome.diagnostics.extend(sink.found);
    }
    let hosts = host_trees(tree).into_iter().filter_map(|host| host.only(|host| options.settings.is_for(host)));
    let hosts: Vec<HostTree<'_>> = hosts.collect();
    if !options.settings.hosts.is_empty() && options.level(&missing_host_manifest::RULE).is_some() {
        let mut sink = Sink::default();
        for root in &plugins {
            let listings = marketplaces.iter().flat_map(|marketplace| marketplace.listings(root)).collect();
            let plugin = Plugin::load_listed(tree, root, &found.plugins, listings);
            missing_host_manifest::check(&plugin, &hosts, &options.settings, &mut sink);
        }
        outcome.diagnostics.extend(sink.found);
    }
    for host in hosts.iter().filter(|host| options.limit.touches(&host.root)) {
        if !found.marketplaces.contains(&host.root) {
            outcome.marketplaces += usize::from(!host.marketplaces.is_empty());
            outcome.files += host.marketplaces.len();
        }
        if !host.manifests.is_empty() && !plugins.contains(&host.root) {
            outcome.plugins += 1;
            let has_twin = host.names().iter().any(|name| outcome.plugin_folders.values().any(|known| known == name));
            let plugin = Plugin::load(tree, &host.root);
            outcome.files += plugin.documents.len() - plugin.unread_documents();
            outcome.unread += plugin.unread;
            if !has_twin {
                let neutral: Vec<&Rule> =
                    rules.iter().filter(|rule| NEUTRAL.contains(&rule.meta.name)).copied().collect();
                outcome.diagnostics.extend(check_plugin(&plugin, &neutral, &context, &Descriptions::default()).0);
                allows.extend(plugin.documents.iter().flat_map(allow::allows));
            }
        }
        let mut sink = Sink::default();
        for rule in &rules {
            if let Check::Host(check) = rule.check {
                check(host, &mut sink);
            }
        }
        outcome.diagnostics.extend(sink.found);
    }
    let is_alone = plugins.is_empty() && found.marketplaces.is_empty() && hosts.is_empty();
    if let Some(root) = project(tree).filter(|_| is_alone && options.settings.is_for(Host::Claude)) {
        let mut project = Plugin::load(tree, &root);
        // One person's settings, which Git ignores, are full of one person's paths.
        project.documents.retain(|document| document.path != "settings.local.json");
        outcome.projects += 1;
        outcome.files += project.documents.len() - project.unread_documents();
        outcome.unread += project.unread;
        // Only a plugin is installed without the files around it.
        let about_plugins = |name: &str| name.ends_with("-leaves-plugin") || name.ends_with("-leaves-tree");
        let neutral = rules.iter().filter(|rule| NEUTRAL.contains(&rule.meta.name) && !about_plugins(rule.meta.name));
        let neutral: Vec<&Rule> = neutral.copied().collect();
        outcome.diagnostics.extend(check_plugin(&project, &neutral, &context, &Descriptions::default()).0);
        allows.extend(project.documents.iter().flat_map(allow::allows));
    }
    if rules.iter().any(|rule| matches!(rule.check, Check::Target)) {
        let own: Vec<_> = plugins.iter().filter(|root| tree.is_file(&root.join(MANIFEST))).cloned().collect();
        let nothing = own.is_empty() && found.marketplaces.is_empty();
        if options.settings.is_for(Host::Claude) && (hosts.is_empty() || !nothing) {
            outcome.diagnostics.extend(check_targets(tree, &own, &found, options));
        }
    }
    finish(&mut outcome, allows, tree, options);
    unshipped::set_aside(&mut outcome, tree, &plugins, &marketplaces);
    folders::cap(&mut outcome.diagnostics, &loose);
    outcome.diagnostics.sort_by(Diagnostic::order);
    outcome
}

/// The rules that hold for a plugin of any host. In a tree for another host, they run unless the tree of Claude Code has
/// the same plugin.
const NEUTRAL: &[&str] = &[
    "broken-link",
    "control-character",
    "hardcoded-secret",
    "hidden-characters",
    "hidden-instructions",
    "link-leaves-plugin",
    "personal-path",
    "symlink-leaves-tree",
    "template-leftover",
    "unclosed-fence",
    "unparsable-json-example",
];

/// The folder of a project's components, or of components alone.
fn project(tree: &FileTree) -> Option<Utf8PathBuf> {
    let name = tree.root().file_name().unwrap_or_else(|| tree.name());
    let folder = if tree.is_directory(Utf8Path::new(".claude")) { ".claude" } else { "" };
    claude::has_components(tree, name).then(|| folder.into())
}

/// Claude Code's findings about marketplaces, about plugins without a manifest that they list, and about a tree without
/// either: about everything except the loaded plugins.
fn check_targets(tree: &FileTree, plugins: &[Utf8PathBuf], found: &Found, options: &Options) -> Vec<Diagnostic> {
    if found.is_skill {
        return claude::check_skill(tree);
    }
    let marketplaces = &found.marketplaces;
    let listed = marketplaces.iter().flat_map(|root| claude::listed_folders(tree, root));
    let mut roots: BTreeSet<Utf8PathBuf> = marketplaces.iter().cloned().chain(listed).collect();
    if roots.is_empty() && plugins.is_empty() {
        roots.extend(found.plugins.iter().cloned());
    }
    if roots.is_empty() && plugins.is_empty() {
        roots.insert(Utf8PathBuf::new());
    }
    roots.retain(|folder| options.limit.touches(folder) && plugins.binary_search(folder).is_err());
    let name = tree.root().file_name().unwrap_or_else(|| tree.name());
    roots.into_par_iter().flat_map_iter(|root| claude::check(tree, &root, name, Depth::Deep)).collect()
}

/// Only the findings of `claude plugin validate` about one target: a folder or file at the path `target` of the tree.
/// `name` is the name of the tree's own folder.
#[must_use]
pub fn check_shallow(tree: &FileTree, target: &Utf8Path, name: &str, options: &Options) -> Outcome {
    let mut outcome =
        Outcome { diagnostics: claude::check(tree, target, name, Depth::Shallow), files: 1, ..Outcome::default() };
    finish(&mut outcome, Vec::new(), tree, options);
    outcome
}

fn check_plugin(
    plugin: &Plugin<'_>,
    rules: &[&Rule],
    context: &Context,
    descriptions: &Descriptions,
) -> (Vec<Diagnostic>, Option<Checked>) {
    let mut sink = Sink::default();
    let looks = rules.iter().any(|rule| matches!(rule.check, Check::Api(_)));
    let description = descriptions.of(plugin.name()).filter(|_| looks);
    let tools = descriptions.tools_of(plugin.name());
    let claims = description.map(|description| ApiClaims::with_tools(plugin, description, tools));
    let has_tool_rules = rules.iter().any(|rule| matches!(rule.check, Check::Tools(_)));
    let tool_claims = tools.filter(|_| has_tool_rules).map(|tools| ToolClaims::of_plugin(plugin, tools));
    claims.iter().for_each(|claims| skipped_content::of_claims(claims, &plugin.documents, &mut sink));
    for rule in rules {
        match rule.check {
            Check::Plugin(check) => check(plugin, context, &mut sink),
            Check::Document(check) => plugin.documents.iter().for_each(|document| check(document, context, &mut sink)),
            Check::Api(check) => claims.iter().for_each(|claims| check(claims, &mut sink)),
            Check::Tools(check) => tool_claims.iter().for_each(|claims| check(claims, &mut sink)),
            Check::Marketplace(_) | Check::Host(_) | Check::Target | Check::Elsewhere => {}
        }
    }
    if plugin.manifest().is_some() && rules.iter().any(|rule| matches!(rule.check, Check::Target)) {
        sink.found.extend(claude::check_plugin(plugin));
    }
    excerpt::keep_lines(&mut sink.found, &plugin.documents);
    (sink.found, claims.map(|claims| Checked::of(&claims, &uses(&claims))))
}

/// Applies levels, allows and the limit, sorts the findings, and removes duplicates that two scopes found.
fn finish(outcome: &mut Outcome, allows: Vec<Allow>, tree: &FileTree, options: &Options) {
    let diagnostics = &mut outcome.diagnostics;
    diagnostics.retain_mut(|found| {
        let path = tree.relative(found.primary.location.file.path()).to_owned();
        options.adjust(found, &path)
    });
    say_once(diagnostics);
    let has_marketplace = outcome.marketplaces > 0;
    let has_descriptions = options.descriptions.all.is_some() || !options.descriptions.by_plugin.is_empty();
    let has_tools = options.descriptions.all_tools.is_some() || !options.descriptions.tools_by_plugin.is_empty();
    let ran = |name: &str| {
        let judged = |rule: &Rule| match rule.check {
            Check::Document(_) | Check::Plugin(_) | Check::Host(_) | Check::Target => true,
            Check::Marketplace(_) => has_marketplace,
            Check::Api(_) => has_descriptions,
            Check::Tools(_) => has_tools,
            Check::Elsewhere => false,
        };
        super::find(name).is_some_and(|rule| judged(rule) && options.level(rule).is_some())
    };
    let settings = &options.settings;
    let whole = options.limit.is_empty() && options.prefix.as_str().is_empty();
    let mut about_allows = Vec::new();
    for path_allow in &settings.allows {
        let before = diagnostics.len();
        diagnostics.retain(|found| {
            let path = options.prefix.join(tree.relative(found.primary.location.file.path()));
            found.rule.name != path_allow.rule || !path_allow.paths.matches(&path)
        });
        if before == diagnostics.len() && whole && ran(&path_allow.rule) {
            about_allows.push(allow::unused_in_config(path_allow));
        }
    }
    about_allows.extend(allow::apply(diagnostics, allows, ran));
    for mut found in about_allows {
        let path = tree.relative(found.primary.location.file.path()).to_owned();
        if options.adjust(&mut found, &path) {
            diagnostics.push(found);
        }
    }
    diagnostics.retain(|found| options.limit.covers(tree.relative(found.primary.location.file.path())));
    diagnostics.sort_by(Diagnostic::order);
    diagnostics.dedup_by(|later, first| later.order(first).is_eq());
}

/// Keeps one finding per credential: what `hardcoded-secret` reports, the rules about MCP servers do not repeat.
fn say_once(diagnostics: &mut Vec<Diagnostic>) {
    let mut pointed: BTreeMap<Utf8PathBuf, Vec<Span>> = BTreeMap::new();
    for found in diagnostics.iter().filter(|found| found.rule == hardcoded_secret::RULE.meta) {
        let location = &found.primary.location;
        pointed.entry(location.file.path().to_owned()).or_default().push(location.span);
    }
    let twice = |found: &Diagnostic| {
        let mut secrets = pointed.get(found.primary.location.file.path()).into_iter().flatten();
        secrets.any(|secret| found.hidden.iter().any(|hidden| hidden.contains(*secret)))
    };
    diagnostics.retain(|found| found.hidden.is_empty() || !twice(found));
}
