//! What the command line accepts.

use camino::Utf8PathBuf;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::diag::{Profile, Severity};
use crate::report::Format;

/// Builds Claude Code plugins from specs, and checks any plugin or marketplace.
#[derive(Debug, Parser)]
#[command(name = "plugin-gen", version, max_term_width = 100)]
pub(crate) struct Arguments {
    /// When output is coloured: auto (a terminal, and NO_COLOR is not set), always or never.
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = ColorName::Auto, hide_possible_values = true)]
    pub(crate) color: ColorName,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Build plugins and their marketplace from specs.
    Build(BuildArguments),
    /// Check plugins, marketplaces or repositories that hold them.
    Check(CheckArguments),
    /// Print the page of a rule.
    Explain(ExplainArguments),
    /// List all rules with level, profile and source.
    Rules(RulesArguments),
    /// Print a JSON Schema, so that an editor completes and checks while one types.
    Schema(SchemaArguments),
    /// Print the completion script of a shell.
    Completions(CompletionsArguments),
    /// Say what plugins show of an API, and what a new description of it changes for them.
    Api(ApiArguments),
}

#[derive(Debug, Args)]
pub(crate) struct ApiArguments {
    #[command(subcommand)]
    pub(crate) verb: ApiVerb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ApiVerb {
    /// Which operations, parameters and fields of the description a plugin shows, and which claims rest on unsure facts.
    Coverage(CoverageArguments),
    /// What a new description changes for the claims that a plugin makes; exit code 1 when it breaks one.
    Diff(DiffArguments),
}

#[derive(Debug, Args)]
pub(crate) struct CoverageArguments {
    /// Plugin, marketplace or repository folder.
    #[arg(default_value = ".")]
    pub(crate) path: Utf8PathBuf,
    /// The OpenAPI or Swagger file, in place of those in the configuration.
    #[arg(long, value_name = "FILE")]
    pub(crate) openapi: Option<Utf8PathBuf>,
    /// List the operations that are not shown too.
    #[arg(long)]
    pub(crate) all: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DiffArguments {
    /// The description that the plugin was written for.
    pub(crate) old: Utf8PathBuf,
    /// The new description.
    pub(crate) new: Utf8PathBuf,
    /// Plugin, marketplace or repository folder.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) plugin: Utf8PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct BuildArguments {
    /// Folder of the specs: `marketplace.yaml` and a folder a plugin.
    #[arg(long, value_name = "DIR", default_value = "spec")]
    pub(crate) spec: Utf8PathBuf,
    /// Folder to write: the marketplace's root. Default: `dist`, or the root of `--marketplace`.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<Utf8PathBuf>,
    /// Build this plugin alone.
    #[arg(long, value_name = "NAME")]
    pub(crate) plugin: Option<String>,
    /// List the plugin in this marketplace.json, and leave the rest of it as it is.
    #[arg(long, value_name = "FILE")]
    pub(crate) marketplace: Option<Utf8PathBuf>,
    /// Folder of templates that replace the embedded ones.
    #[arg(long, value_name = "DIR", default_value = "templates")]
    pub(crate) templates: Utf8PathBuf,
    /// Put this program into the plugin as its MCP server, in place of starting it through npx.
    #[arg(long, value_name = "FILE")]
    pub(crate) bundle: Option<Utf8PathBuf>,
    /// Write nothing; fail with the difference when something would change.
    #[arg(long)]
    pub(crate) check: bool,
    /// Write nothing; show the difference.
    #[arg(long, conflicts_with = "check")]
    pub(crate) diff: bool,
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
    /// Say what `claude plugin validate` says of each path, and nothing else: no rule of our own, no file it does not open.
    #[arg(long, conflicts_with_all = ["stdin", "acceptance"])]
    pub(crate) shallow: bool,
    /// Which rules run; the configuration's choice when not given, else `recommended`.
    #[arg(long, value_enum)]
    pub(crate) profile: Option<ProfileName>,
    /// The configuration; looked for as `plugin-gen.yaml` from the target upwards when not given.
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub(crate) config: Option<Utf8PathBuf>,
    /// Read no configuration.
    #[arg(long)]
    pub(crate) no_config: bool,
    /// Hold what the plugins say of an API against this OpenAPI or Swagger file, in place of those in the configuration.
    #[arg(long, value_name = "FILE")]
    pub(crate) openapi: Option<Utf8PathBuf>,
    /// How findings are shown.
    #[arg(long, value_enum, default_value_t = FormatName::Human)]
    pub(crate) format: FormatName,
    /// Hold the plugins built from `--spec` against their acceptance.yaml; the marketplace is `dist` when not named.
    #[arg(long)]
    pub(crate) acceptance: bool,
    /// Folder of the specs for `--acceptance`.
    #[arg(long, value_name = "DIR", default_value = "spec", requires = "acceptance")]
    pub(crate) spec: Utf8PathBuf,
    /// Count findings by rule: in place of them for people, besides them in JSON.
    #[arg(long)]
    pub(crate) statistics: bool,
    /// The level from which a finding makes the run fail.
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = FailOn::Warning)]
    pub(crate) fail_on: FailOn,
    /// Apply safe fixes to the files; what is left is reported.
    #[arg(long, conflicts_with_all = ["stdin", "write_baseline"])]
    pub(crate) fix: bool,
    /// Apply fixes that may change the meaning as well.
    #[arg(long)]
    pub(crate) unsafe_fixes: bool,
    /// Show what `--fix` would change as a unified difference, and write nothing.
    #[arg(long, conflicts_with_all = ["fix", "write_baseline"])]
    pub(crate) diff: bool,
    /// Leave out the findings in this file, which `--write-baseline` wrote.
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<Utf8PathBuf>,
    /// Write all present findings to the baseline file, so that only new ones are reported from now on.
    #[arg(long, conflicts_with = "stdin")]
    pub(crate) write_baseline: bool,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatName {
    /// Source frames for people.
    Human,
    /// One line a finding.
    Concise,
    /// One object with everything; `docs/output-formats.md` describes it.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands, shown by GitHub beside the changed lines.
    Github,
    /// JUnit XML.
    Junit,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Human => Self::Human,
            FormatName::Concise => Self::Concise,
            FormatName::Json => Self::Json,
            FormatName::Sarif => Self::Sarif,
            FormatName::Github => Self::Github,
            FormatName::Junit => Self::Junit,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum FailOn {
    /// Any finding.
    Note,
    /// A warning or an error.
    Warning,
    /// An error.
    Error,
    /// Nothing.
    Never,
}

impl FailOn {
    /// The level from which findings fail a run.
    pub(crate) fn severity(self) -> Option<Severity> {
        match self {
            Self::Note => Some(Severity::Note),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
            Self::Never => None,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArguments {
    /// The shell.
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(crate) struct SchemaArguments {
    /// Which kind of file; all are listed when not given.
    pub(crate) kind: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct RulesArguments {
    /// Only the rules of this profile.
    #[arg(long, value_enum)]
    pub(crate) profile: Option<ProfileName>,
    /// How they are shown.
    #[arg(long, value_enum, default_value_t = ListFormat::Human)]
    pub(crate) format: ListFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// A table for people.
    Human,
    /// A list of objects.
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorName {
    Auto,
    Always,
    Never,
}
