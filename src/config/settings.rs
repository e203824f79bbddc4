//! The configuration in its usable form: patterns compiled, rule names checked, levels resolved by path.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::{ApiFile, Config, FrontmatterFields, Level, Sections};
use crate::diag::{Diagnostic, Profile, RuleMeta, Severity, nearest};
use crate::plugin::DocumentKind;
use crate::plugin::hosts::Host;
use crate::source::{Location, SourceFile, Span};
use crate::spec::fields::{Decode, Decoder, Map, Spanned};
use crate::syntax::{Kind, Node};

/// Levels by rule; `None` is off.
type Levels = BTreeMap<String, Option<Severity>>;

/// The settings of a run. The default configures nothing.
#[derive(Debug, Default)]
pub struct Settings {
    /// The folder that paths in the configuration are relative to.
    pub folder: Utf8PathBuf,
    /// The set of rules, if one is configured.
    pub profile: Option<Profile>,
    /// The hosts that the plugins are for, and where each is configured; empty if they are not configured.
    pub hosts: Vec<(Host, Location)>,
    /// Levels for all paths.
    pub levels: Levels,
    /// Levels for some paths; later entries take precedence.
    pub overrides: Vec<(Paths, Levels)>,
    /// Allowed findings.
    pub allows: Vec<PathAllow>,
    /// Paths to skip.
    pub exclude: Paths,
    /// Required headings.
    pub sections: Option<Sections>,
    /// Additional frontmatter fields to accept.
    pub frontmatter: Option<FrontmatterFields>,
    /// API descriptions by plugin: the file relative to `folder`, and where it is configured.
    pub openapi: Vec<(String, ApiFile, Location)>,
    /// Tool lists by plugin: the path relative to `folder`, and where it is configured.
    pub tools: Vec<(String, Utf8PathBuf, Location)>,
    /// The baseline file, relative to `folder`.
    pub baseline: Option<Utf8PathBuf>,
    /// Files of a plugin that may change without a new version; if empty, the default list applies.
    pub unshipped: Paths,
    /// Whether changes in white space and comments need a new version.
    pub count_white_space: bool,
}

/// One allow of the configuration.
#[derive(Debug)]
pub struct PathAllow {
    /// The rule.
    pub rule: String,
    /// The files.
    pub paths: Paths,
    /// Where it is configured.
    pub location: Location,
}

/// The effect of the configuration on a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// The finding keeps the level that the rule gave it.
    Own,
    /// The finding gets this level; `None` drops it.
    Set(Option<Severity>),
}

/// Patterns in the syntax of .gitignore. The default matches nothing.
#[derive(Debug, Default)]
pub struct Paths(Option<Gitignore>);

impl Paths {
    /// Compiles patterns. Also returns the index of each invalid pattern.
    pub fn new<'p>(patterns: impl IntoIterator<Item = &'p str>) -> (Self, Vec<(usize, ignore::Error)>) {
        let mut builder = GitignoreBuilder::new("");
        let mut wrong = Vec::new();
        let mut any = false;
        for (index, pattern) in patterns.into_iter().enumerate() {
            any = true;
            wrong.extend(builder.add_line(None, pattern).err().map(|error| (index, error)));
        }
        (Self(builder.build().ok().filter(|_| any)), wrong)
    }

    /// Whether there is no pattern.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Whether a pattern matches `path` or a folder above it.
    #[must_use]
    pub fn matches(&self, path: &Utf8Path) -> bool {
        let inside = !path.as_str().is_empty() && path.is_relative() && !path.starts_with("..");
        inside && self.0.as_ref().is_some_and(|paths| paths.matched_path_or_any_parents(path, false).is_ignore())
    }
}

impl Settings {
    /// Reads a configuration in `folder`. Problems are reported under `rule`; everything else applies.
    #[must_use]
    pub fn read(
        folder: &Utf8Path,
        file: &Arc<SourceFile>,
        rule: &'static RuleMeta,
        known: &[&'static str],
    ) -> (Self, Vec<Diagnostic>) {
        let mut decoder = Decoder::new(file, rule);
        let root = decoder.read_yaml().filter(|root| !matches!(root.kind, Kind::Null));
        let config = root.and_then(|root| Config::decode(&root, &mut decoder).or_else(|| readable(root, file, rule)));
        let mut reader = SettingsReader { decoder, known };
        let mut settings = config.map(|config| reader.settings(config)).unwrap_or_default();
        settings.folder = folder.to_owned();
        (settings, reader.decoder.problems)
    }

    /// The highest-precedence level of a rule without a path; `None` if it is off everywhere.
    #[must_use]
    pub fn level(&self, rule: &RuleMeta, profile: Profile) -> Option<Severity> {
        let own = profile.includes(rule.profile).then_some(rule.severity);
        let level = self.levels.get(rule.name).copied().unwrap_or(own);
        level.or_else(|| self.overrides.iter().find_map(|(_, levels)| levels.get(rule.name).copied().flatten()))
    }

    /// The required sections, if configured; they replace those of the profile.
    #[must_use]
    pub fn sections(&self, kind: DocumentKind) -> Option<&[String]> {
        let sections = self.sections.as_ref()?;
        match kind {
            DocumentKind::Skill => sections.skill.as_deref(),
            DocumentKind::Command => sections.command.as_deref(),
            DocumentKind::Agent => sections.agent.as_deref(),
            _ => None,
        }
    }

    /// Additional frontmatter fields to accept, besides those that Claude Code reads.
    #[must_use]
    pub fn frontmatter_fields(&self, kind: DocumentKind) -> &[String] {
        match (&self.frontmatter, kind) {
            (Some(fields), DocumentKind::Skill) => &fields.skill,
            (Some(fields), DocumentKind::Command) => &fields.command,
            (Some(fields), DocumentKind::Agent) => &fields.agent,
            _ => &[],
        }
    }

    /// Whether the plugins are for a host. Without a configuration, they are for every host.
    #[must_use]
    pub fn is_for(&self, host: Host) -> bool {
        self.hosts.is_empty() || self.hosts.iter().any(|(configured, _)| *configured == host)
    }

    /// The effect on a finding of `rule` in the file at `path`, relative to `folder`.
    #[must_use]
    pub fn at(&self, rule: &RuleMeta, profile: Profile, path: &Utf8Path) -> At {
        let there = self.overrides.iter().rev().filter(|(paths, _)| paths.matches(path));
        let mut there = there.filter_map(|(_, levels)| levels.get(rule.name));
        match there.next().or_else(|| self.levels.get(rule.name)) {
            Some(level) => At::Set(*level),
            None if profile.includes(rule.profile) => At::Own,
            None => At::Set(None),
        }
    }
}

/// The configuration without keys that have invalid values. These were reported already; every key is optional.
fn readable(mut root: Node, file: &Arc<SourceFile>, rule: &'static RuleMeta) -> Option<Config> {
    let mut silent = Decoder::new(file, rule);
    if let Kind::Mapping(entries) = &mut root.kind {
        entries.retain(|entry| {
            let alone = Node::new(entry.value.span, Kind::Mapping(vec![entry.clone()]));
            Config::decode(&alone, &mut silent).is_some()
        });
    }
    Config::decode(&root, &mut silent)
}

struct SettingsReader<'f, 'k> {
    decoder: Decoder<'f>,
    known: &'k [&'static str],
}

impl SettingsReader<'_, '_> {
    fn settings(&mut self, config: Config) -> Settings {
        let file = Arc::clone(self.decoder.file());
        let at = |span: Span| Location::new(&file, span);
        let overrides = config.overrides.iter().map(|part| (self.paths(&part.paths), self.levels(&part.rules)));
        let overrides = overrides.collect();
        let allows = config.allow.iter().map(|allow| {
            self.rule_name(&allow.rule);
            if allow.reason.value.trim().is_empty() {
                let found = self.decoder.problem(allow.reason.span, "missing reason for this allow");
                self.decoder.report(found.help("explain why the finding is acceptable"));
            }
            PathAllow { rule: allow.rule.value.clone(), paths: self.paths(&allow.paths), location: at(allow.rule.span) }
        });
        let allows = allows.collect();
        let openapi = config.openapi.0.iter();
        let openapi =
            openapi.map(|(name, source)| (name.value.clone(), source.0.clone(), at(source.0.file.span))).collect();
        let tools = config.tools.0.iter();
        let tools = tools.map(|(name, path)| (name.value.clone(), path.value.as_str().into(), at(path.span))).collect();
        Settings {
            folder: Utf8PathBuf::new(),
            profile: config.profile.map(Profile::from),
            hosts: config.hosts.iter().map(|host| (host.value.into(), at(host.span))).collect(),
            levels: self.levels(&config.rules),
            overrides,
            allows,
            exclude: self.paths(&config.exclude),
            sections: config.sections,
            frontmatter: config.frontmatter,
            openapi,
            tools,
            baseline: config.baseline.map(|path| path.value.into()),
            count_white_space: config.versions.as_ref().and_then(|versions| versions.white_space).unwrap_or(false),
            unshipped: config.versions.map(|versions| self.paths(&versions.unshipped)).unwrap_or_default(),
        }
    }

    fn levels(&mut self, levels: &Map<Level>) -> Levels {
        let mut by_rule = Levels::new();
        // The group first, wherever it is written, so that a rule of it may have a level of its own.
        let is_group = |name: &Spanned<String>| name.value == Profile::AgentSkills.name();
        for (_, level) in levels.0.iter().filter(|(name, _)| is_group(name)) {
            let group = self.known.iter().filter(|known| known.starts_with("agent-skill-"));
            by_rule.extend(group.map(|rule| ((*rule).to_owned(), level.severity())));
        }
        for (name, level) in levels.0.iter().filter(|(name, _)| !is_group(name)) {
            self.rule_name(name);
            by_rule.insert(name.value.clone(), level.severity());
        }
        by_rule
    }

    fn rule_name(&mut self, name: &Spanned<String>) {
        if !self.known.contains(&name.value.as_str()) {
            let near = nearest(&name.value, self.known.iter().copied());
            let found = self.decoder.problem(name.span, format!("unknown rule `{}`", name.value));
            let found = match near {
                Some(_) => found.did_you_mean(near),
                None => found.help("`plugin-gen rules` lists all rules"),
            };
            self.decoder.report(found);
        }
    }

    fn paths(&mut self, patterns: &[Spanned<String>]) -> Paths {
        let (paths, wrong) = Paths::new(patterns.iter().map(|pattern| pattern.value.as_str()));
        for (index, error) in wrong {
            let span = patterns.get(index).map_or(Span::at(0), |pattern| pattern.span);
            let found = self.decoder.problem(span, "expected a pattern in the syntax of .gitignore");
            self.decoder.report(found.label(error.to_string()));
        }
        paths
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_only_relative_paths_inside_the_folder() {
        let (paths, wrong) = Paths::new(["*.md", "old/"]);
        assert!(wrong.is_empty() && !paths.is_empty() && Paths::default().is_empty());
        for inside in ["a.md", "b/a.md", "old/a.txt"] {
            assert!(paths.matches(inside.into()), "{inside}");
        }
        for outside in ["", "a.txt", "/a.md", "../a.md"] {
            assert!(!paths.matches(outside.into()), "{outside}");
        }
    }

    #[test]
    fn the_plugins_are_for_the_configured_hosts_or_for_all() {
        let mut settings = Settings::default();
        assert!(settings.is_for(Host::Claude) && settings.is_for(Host::Codex));
        settings.hosts.push((Host::Codex, Location::start_of(&SourceFile::new("plugin-gen.yaml", ""))));
        assert!(!settings.is_for(Host::Claude) && settings.is_for(Host::Codex));
    }
}
