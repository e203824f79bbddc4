//! What the command line accepts.

use camino::Utf8PathBuf;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::diag::Profile;
use crate::report::Format;

/// Builds Claude Code plugins from specs, and checks any plugin or marketplace.
#[derive(Debug, Parser)]
#[command(name = "plugin-gen", version, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Check plugins, marketplaces or repositories that hold them.
    Check(CheckArguments),
    /// Print the page of a rule.
    Explain(ExplainArguments),
}

#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// Plugin, marketplace or repository folders, or files and folders inside a plugin.
    #[arg(default_value = ".")]
    pub(crate) paths: Vec<Utf8PathBuf>,
    /// Skip named paths that an ignore file or the configuration excludes, and named files of no plugin.
    #[arg(long)]
    pub(crate) force_exclude: bool,
    /// Read the text of one file from standard input; `--path` says which.
    #[arg(long, requires = "path", conflicts_with = "paths")]
    pub(crate) stdin: bool,
    /// The file that standard input stands for; it need not exist.
    #[arg(long, value_name = "FILE", requires = "stdin")]
    pub(crate) path: Option<Utf8PathBuf>,
    /// Which rules run; the configuration's choice when not given, else `recommended`.
    #[arg(long, value_enum)]
    pub(crate) profile: Option<ProfileName>,
    /// The configuration; looked for as `plugin-gen.yaml` from the target upwards when not given.
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub(crate) config: Option<Utf8PathBuf>,
    /// Read no configuration.
    #[arg(long)]
    pub(crate) no_config: bool,
    /// How findings are shown.
    #[arg(long, value_enum, default_value_t = FormatName::Human)]
    pub(crate) format: FormatName,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArguments {
    /// Name of the rule, as in `error[NAME]`.
    pub(crate) rule: String,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ProfileName {
    /// What the Claude Code CLI reports.
    Claude,
    /// That, and what breaks users silently.
    Recommended,
    /// That, and the sections and frontmatter of the MSP marketplace.
    Msp,
}

impl From<ProfileName> for Profile {
    fn from(name: ProfileName) -> Self {
        match name {
            ProfileName::Claude => Self::Claude,
            ProfileName::Recommended => Self::Recommended,
            ProfileName::Msp => Self::Msp,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum FormatName {
    /// Source frames for people.
    Human,
    /// One line a finding.
    Concise,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Human => Self::Human,
            FormatName::Concise => Self::Concise,
        }
    }
}
