//! `plugin-gen.yaml`, the configuration of `check`, declared once for the decoder, the JSON Schema and the
//! documentation.
//!
//! It does not depend on the rules; the caller passes the list of rule names to check against.

mod api_source;
mod settings;

use crate::diag::{Profile, Severity};
use crate::plugin::hosts::Host;
use crate::spec::fields::{Map, Spanned};
use crate::{spec, spec_words};

pub use api_source::{ApiFile, ApiSource};
pub use settings::{At, PathAllow, Paths, Settings};

/// The name of the file, in the target or a folder above it.
pub const FILE_NAME: &str = "plugin-gen.yaml";

spec! {
    /// Configures `plugin-gen check` for this folder and everything below it.
    pub struct Config = "the configuration" {
        /// The set of rules that run unless `--profile` is given.
        maybe profile: ProfileWord,
        /// The hosts that the plugins are for. Default: those that a plugin has a manifest for. With it, findings about
        /// other hosts are left out, and a plugin without a manifest for one of these is an error.
        optional hosts: Vec<Spanned<HostWord>>,
        /// Levels by rule. A level enables the rule and `off` disables it, regardless of the profile.
        optional rules: Map<Level>,
        /// Levels for some paths only. If several entries match, the last one applies.
        optional overrides: Vec<Override>,
        /// Findings to allow, each with a reason.
        optional allow: Vec<Allow>,
        /// Paths to skip, in the syntax of .gitignore.
        optional exclude: Vec<Spanned<String>>,
        /// Level-two headings that components must have. Enables the rule `missing-section`.
        maybe sections: Sections,
        /// Additional frontmatter fields to accept, besides those that Claude Code reads.
        maybe frontmatter: FrontmatterFields,
        /// OpenAPI descriptions by plugin, as paths relative to this file. API claims are checked against them.
        optional openapi: Map<ApiSource>,
        /// Tool lists of MCP servers by plugin, as paths relative to this file: a recorded answer to `tools/list`, or
        /// the folder of the tool specs.
        optional tools: Map<Spanned<String>>,
        /// A file of known findings, written by `check --write-baseline`. They are not reported.
        maybe baseline: Spanned<String>,
        /// What `check --since` counts as a change.
        maybe versions: Versions,
    }
}

spec! {
    /// What `check --since` counts as a change.
    pub struct Versions = "the versions" {
        /// Files of a plugin that may change without a new version, in the syntax of .gitignore. Replaces the list of
        /// development files.
        optional unshipped: Vec<Spanned<String>>,
        /// Whether changes in only white space and comments count too.
        maybe white_space: bool,
    }
}

spec! {
    /// Levels for some paths.
    pub struct Override = "an override" {
        /// The files, in the syntax of .gitignore, relative to this file.
        required paths: Vec<Spanned<String>>,
        /// Levels by rule.
        required rules: Map<Level>,
    }
}

spec! {
    /// Allowed findings of one rule.
    pub struct Allow = "an allow" {
        /// The rule.
        required rule: Spanned<String>,
        /// The files, in the syntax of .gitignore, relative to this file.
        required paths: Vec<Spanned<String>>,
        /// Why the findings are allowed.
        required reason: Spanned<String>,
    }
}

spec! {
    /// Headings that components must have, in order.
    pub struct Sections = "the required sections" {
        /// For skills.
        maybe skill: Vec<String>,
        /// For commands.
        maybe command: Vec<String>,
        /// For agents.
        maybe agent: Vec<String>,
    }
}

spec! {
    /// Additional frontmatter fields to accept.
    pub struct FrontmatterFields = "the frontmatter fields" {
        /// For skills.
        optional skill: Vec<String>,
        /// For commands.
        optional command: Vec<String>,
        /// For agents.
        optional agent: Vec<String>,
    }
}

spec_words! {
    /// The level of a rule.
    pub enum Level {
        /// The rule does not run.
        Off = "off",
        /// Does not fail a run by default.
        Note = "note",
        /// Fails a run by default.
        Warning = "warning",
        /// Fails a run, unless `--fail-on never` is given.
        Error = "error",
    }
}

impl Level {
    /// The severity; `None` if the rule is off.
    #[must_use]
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Note => Some(Severity::Note),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}

spec_words! {
    /// A set of rules.
    pub enum ProfileWord {
        /// The findings of the Claude Code CLI.
        Claude = "claude",
        /// `claude`, plus what fails silently for users.
        Recommended = "recommended",
        /// `recommended`, plus the sections and frontmatter of the MSP marketplace.
        Msp = "msp",
        /// Only the open Agent Skills specification.
        AgentSkills = "agent-skills",
    }
}

spec_words! {
    /// A host, or a format that several hosts read.
    pub enum HostWord {
        /// Claude Code.
        Claude = "claude",
        /// OpenAI Codex.
        Codex = "codex",
        /// Agent Plugins, the portable format; its marketplaces are those of GitHub Copilot.
        AgentPlugins = "agent-plugins",
        /// Gemini CLI.
        Gemini = "gemini",
        /// Claude Desktop.
        Mcpb = "mcpb",
        /// Cursor.
        Cursor = "cursor",
    }
}

impl From<HostWord> for Host {
    fn from(word: HostWord) -> Self {
        match word {
            HostWord::Claude => Self::Claude,
            HostWord::Codex => Self::Codex,
            HostWord::AgentPlugins => Self::AgentPlugins,
            HostWord::Gemini => Self::Gemini,
            HostWord::Mcpb => Self::Mcpb,
            HostWord::Cursor => Self::Cursor,
        }
    }
}

impl From<ProfileWord> for Profile {
    fn from(word: ProfileWord) -> Self {
        match word {
            ProfileWord::Claude => Self::Claude,
            ProfileWord::Recommended => Self::Recommended,
            ProfileWord::Msp => Self::Msp,
            ProfileWord::AgentSkills => Self::AgentSkills,
        }
    }
}
