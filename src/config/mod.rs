//! `plugin-gen.yaml`: what a repository asks of `check`, declared once for decoder, JSON Schema and documentation.
//!
//! It knows levels and paths and no rule; names of rules are checked against the list that the caller hands in.

mod settings;

use crate::diag::{Profile, Severity};
use crate::spec::fields::{Map, Spanned};
use crate::{spec, spec_words};

pub use settings::{At, PathAllow, Paths, Settings};

/// The name of the file, looked for from the target upwards.
pub const FILE_NAME: &str = "plugin-gen.yaml";

spec! {
    /// What `plugin-gen check` asks of the plugins beside and below this file.
    pub struct Config = "the configuration" {
        /// The set of rules that run when the command line names none.
        maybe profile: ProfileWord,
        /// Levels by name of rule. A level switches the rule on, `off` switches it off, whatever the profile says.
        optional rules: Map<Level>,
        /// Levels for some paths only; where several entries match, the last one counts.
        optional overrides: Vec<Override>,
        /// Findings that are known and right to leave, each with its reason.
        optional allow: Vec<Allow>,
        /// Paths that are not looked at, written as in .gitignore.
        optional exclude: Vec<Spanned<String>>,
        /// Level-two headings that components must have; switches the rule `missing-section` on.
        maybe sections: Sections,
        /// Frontmatter fields of this house, besides those that Claude Code knows.
        maybe frontmatter: FrontmatterFields,
        /// OpenAPI descriptions by name of plugin, as paths beside this file; API claims are compared with them.
        optional openapi: Map<Spanned<String>>,
        /// A file of findings that do not fail a run, written by `check --write-baseline`.
        maybe baseline: Spanned<String>,
    }
}

spec! {
    /// Levels for some paths.
    pub struct Override = "an override" {
        /// Which files, written as in .gitignore, from the folder of this file.
        required paths: Vec<Spanned<String>>,
        /// Levels by name of rule.
        required rules: Map<Level>,
    }
}

spec! {
    /// Findings of one rule that are right to leave.
    pub struct Allow = "an allow" {
        /// The rule.
        required rule: Spanned<String>,
        /// In which files, written as in .gitignore, from the folder of this file.
        required paths: Vec<Spanned<String>>,
        /// Why, for the next reader.
        required reason: Spanned<String>,
    }
}

spec! {
    /// Headings that components must have, in order.
    pub struct Sections = "the required sections" {
        /// Of each skill.
        maybe skill: Vec<String>,
        /// Of each command.
        maybe command: Vec<String>,
        /// Of each agent.
        maybe agent: Vec<String>,
    }
}

spec! {
    /// Further frontmatter fields that are no mistake.
    pub struct FrontmatterFields = "the frontmatter fields" {
        /// In skills.
        optional skill: Vec<String>,
        /// In commands.
        optional command: Vec<String>,
        /// In agents.
        optional agent: Vec<String>,
    }
}

spec_words! {
    /// The level of a rule.
    pub enum Level {
        /// The rule does not run.
        Off = "off",
        /// Never fails a run by default.
        Note = "note",
        /// Fails a run by default.
        Warning = "warning",
        /// Fails every run.
        Error = "error",
    }
}

impl Level {
    /// The severity; none when the rule is off.
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
        /// What the Claude Code CLI reports.
        Claude = "claude",
        /// That, and what breaks users silently.
        Recommended = "recommended",
        /// That, and the sections and frontmatter of the MSP marketplace.
        Msp = "msp",
    }
}

impl From<ProfileWord> for Profile {
    fn from(word: ProfileWord) -> Self {
        match word {
            ProfileWord::Claude => Self::Claude,
            ProfileWord::Recommended => Self::Recommended,
            ProfileWord::Msp => Self::Msp,
        }
    }
}
