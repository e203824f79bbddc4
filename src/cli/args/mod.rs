//! The command-line arguments; those of the larger subcommands have a file of their own.

mod api;
mod build;
mod check;
mod new;

use std::sync::LazyLock;

use camino::Utf8PathBuf;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::diag::Profile;
use crate::hosts::claude::CLI_VERSION;

pub(crate) use self::api::{ApiArguments, ApiVerb, CoverageArguments, CoverageFormat, DiffArguments};
pub(crate) use self::build::{BuildArguments, ImportArguments};
pub(crate) use self::check::CheckArguments;
pub(crate) use self::new::{NewArguments, NewVerb, Part};

/// This program's version, and the version of the CLI that it follows.
static VERSION: LazyLock<String> =
    LazyLock::new(|| format!("{} (follows Claude Code {CLI_VERSION})", env!("CARGO_PKG_VERSION")));

/// Builds Claude Code plugins from specs, and checks any plugin or marketplace.
#[derive(Debug, Parser)]
#[command(name = "plugin-gen", version = VERSION.as_str(), max_term_width = 100)]
pub(crate) struct Arguments {
    /// When to color output: auto (on a terminal, unless NO_COLOR is set), always or never.
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = ColorName::Auto, hide_possible_values = true)]
    pub(crate) color: ColorName,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Build plugins and their marketplace from specs.
    Build(BuildArguments),
    /// Write the smallest specs of a new plugin, skill, command, agent or tool.
    New(NewArguments),
    /// Convert a plugin or marketplace to specs, from which `build` writes the same files again.
    Import(ImportArguments),
    /// Check plugins, marketplaces, or repositories that contain them.
    Check(CheckArguments),
    /// Write a `plugin-gen.yaml` that fits this repository.
    Init(InitArguments),
    /// Increase a plugin's version everywhere it is written.
    Bump(BumpArguments),
    /// Update the plugin table in README files.
    Readme(ReadmeArguments),
    /// Explain a rule.
    Explain(ExplainArguments),
    /// List all rules with their level, profile and source.
    Rules(RulesArguments),
    /// Print a JSON Schema for completion and validation in an editor.
    Schema(SchemaArguments),
    /// Print a shell completion script.
    Completions(CompletionsArguments),
    /// Report API coverage, and what a new API description would break.
    Api(ApiArguments),
}

#[derive(Debug, Args)]
pub(crate) struct InitArguments {
    /// Repository folder.
    #[arg(default_value = ".")]
    pub(crate) path: Utf8PathBuf,
    /// Also accept the current findings: write `plugin-gen-baseline.json`.
    #[arg(long)]
    pub(crate) baseline: bool,
}

#[derive(Debug, Args)]
pub(crate) struct BumpArguments {
    /// Name or folder of the plugin.
    pub(crate) plugin: String,
    /// Part of the version to increase (major, minor or patch), or the new version.
    #[arg(value_name = "major|minor|patch|VERSION", default_value = "patch")]
    pub(crate) to: String,
    /// Repository folder.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) path: Utf8PathBuf,
    /// Write nothing; print a diff.
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ReadmeArguments {
    /// Repository or marketplace folder.
    #[arg(default_value = ".")]
    pub(crate) path: Utf8PathBuf,
    /// Write nothing; print a diff and fail if a table is out of date.
    #[arg(long)]
    pub(crate) check: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArguments {
    /// Name of the rule, as in `error[NAME]`.
    pub(crate) rule: String,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArguments {
    /// Shell.
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(crate) struct SchemaArguments {
    /// Kind of file. Default: list all kinds.
    pub(crate) kind: Option<String>,
    /// Write the schemas of all kinds to this folder.
    #[arg(long, value_name = "DIR", conflicts_with = "kind")]
    pub(crate) out: Option<Utf8PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct RulesArguments {
    /// List only the rules of this profile.
    #[arg(long, value_enum)]
    pub(crate) profile: Option<Profile>,
    /// Output format.
    #[arg(long, value_enum, default_value_t = ListFormat::Human)]
    pub(crate) format: ListFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// A table.
    Human,
    /// A JSON array of objects.
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorName {
    Auto,
    Always,
    Never,
}
