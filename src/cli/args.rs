//! The command-line arguments.

use std::sync::LazyLock;

use camino::Utf8PathBuf;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::diag::{Profile, Severity};
use crate::hosts::claude::CLI_VERSION;
use crate::report::Format;

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
pub(crate) struct ApiArguments {
    #[command(subcommand)]
    pub(crate) verb: ApiVerb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ApiVerb {
    /// Show which operations, parameters and fields a plugin covers, and which claims rely on unconfirmed facts.
    Coverage(CoverageArguments),
    /// Show which claims of a plugin a new description breaks; exits with 1 if it breaks any.
    Diff(DiffArguments),
}

#[derive(Debug, Args)]
pub(crate) struct CoverageArguments {
    /// Path to a plugin, marketplace or repository.
    #[arg(default_value = ".")]
    pub(crate) path: Utf8PathBuf,
    /// OpenAPI or Swagger file to use instead of the configured ones.
    #[arg(long, value_name = "FILE")]
    pub(crate) openapi: Option<Utf8PathBuf>,
    /// Also list the operations that are not covered.
    #[arg(long)]
    pub(crate) all: bool,
    /// Output format; JSON lists every fact with its locations, and everything that is not covered or not tied.
    #[arg(long, value_enum, default_value_t = CoverageFormat::Human)]
    pub(crate) format: CoverageFormat,
}

/// The output format of the coverage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CoverageFormat {
    /// For people.
    Human,
    /// One JSON object.
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct DiffArguments {
    /// Description that the plugin was written for.
    pub(crate) old: Utf8PathBuf,
    /// New description.
    pub(crate) new: Utf8PathBuf,
    /// Path to a plugin, marketplace or repository.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) plugin: Utf8PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct NewArguments {
    #[command(subcommand)]
    pub(crate) verb: NewVerb,
    /// Folder of the specs.
    #[arg(long, global = true, value_name = "DIR", default_value = "spec")]
    pub(crate) spec: Utf8PathBuf,
}

#[derive(Debug, Subcommand)]
pub(crate) enum NewVerb {
    /// A plugin, with a skill unless --with names other parts.
    Plugin {
        /// Name in kebab-case.
        name: String,
        /// What it starts with.
        #[arg(long, value_enum, value_name = "PART", value_delimiter = ',')]
        with: Vec<Part>,
    },
    /// A skill of a plugin.
    Skill(NewPart),
    /// A command of a plugin.
    Command(NewPart),
    /// An agent of a plugin.
    Agent(NewPart),
    /// A tool of a plugin's MCP server: an example, or from an operation of the plugin's API description.
    Tool(NewTool),
    /// The API description of a plugin: the operations that it uses, from the vendor's description.
    Api(NewApi),
}

#[derive(Debug, Args)]
pub(crate) struct NewTool {
    /// Name in snake_case; made from the operation when missing.
    #[arg(required_unless_present = "operation")]
    pub(crate) name: Option<String>,
    /// Operation that the tool calls, such as "GET /v2/devices". When a tool calls it already, show what the description has changed.
    #[arg(long, value_name = "OPERATION")]
    pub(crate) operation: Option<String>,
    /// Folder of the plugin in the specs; not needed when there is only one.
    #[arg(long, value_name = "NAME")]
    pub(crate) plugin: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct NewApi {
    /// The vendor's OpenAPI or Swagger file.
    #[arg(long, value_name = "FILE")]
    pub(crate) openapi: Utf8PathBuf,
    /// Operation to take, such as "GET /v2/devices"; repeat it for more.
    #[arg(long, value_name = "OPERATION", required = true)]
    pub(crate) operation: Vec<String>,
    /// Folder of the plugin in the specs; not needed when there is only one.
    #[arg(long, value_name = "NAME")]
    pub(crate) plugin: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct NewPart {
    /// Name in kebab-case.
    pub(crate) name: String,
    /// Folder of the plugin in the specs; optional if there is only one.
    #[arg(long, value_name = "NAME")]
    pub(crate) plugin: Option<String>,
}

/// What a new plugin starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// A skill.
    Skill,
    /// A command with an argument.
    Command,
    /// An agent.
    Agent,
    /// A hook.
    Hook,
    /// A remote MCP server.
    McpHttp,
    /// An MCP server from an npm package.
    McpNpx,
    /// An MCP server whose tools are specs, with an API description.
    Server,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArguments {
    /// Plugin or marketplace folder; with --structure, also a single Markdown component.
    pub(crate) path: Utf8PathBuf,
    /// Folder to write the specs to. Existing files are never overwritten.
    #[arg(long, value_name = "DIR", default_value = "spec")]
    pub(crate) spec: Utf8PathBuf,
    /// Import the rest if specs cannot express something, such as a symbolic link.
    #[arg(long)]
    pub(crate) allow_left_out: bool,
    /// Convert components to structured specs that render the same bytes: headings to sections, tables, known requests.
    #[arg(long)]
    pub(crate) structure: bool,
}

#[derive(Debug, Clone, Default, Args)]
pub(crate) struct BuildArguments {
    /// Folder of the specs: `marketplace.yaml` and one folder per plugin.
    #[arg(long, value_name = "DIR", default_value = "spec")]
    pub(crate) spec: Utf8PathBuf,
    /// Output folder, the root of the marketplace. Default: `dist`, or the root of `--marketplace`.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<Utf8PathBuf>,
    /// Build only this plugin.
    #[arg(long, value_name = "NAME")]
    pub(crate) plugin: Option<String>,
    /// Add the plugin to this marketplace.json and leave the rest of the file unchanged.
    #[arg(long, value_name = "FILE")]
    pub(crate) marketplace: Option<Utf8PathBuf>,
    /// Folder of templates that override the built-in ones.
    #[arg(long, value_name = "DIR", default_value = "templates")]
    pub(crate) templates: Utf8PathBuf,
    /// Bundle this program as the plugin's MCP server instead of starting it through npx; repeat for each platform.
    /// Later runs keep the bundled programs.
    #[arg(long, value_name = "PLATFORM=FILE")]
    pub(crate) bundle: Vec<String>,
    /// Remove the bundled programs and start the server through npx again.
    #[arg(long, conflicts_with = "bundle")]
    pub(crate) no_bundle: bool,
    /// Overwrite generated files that were edited by hand.
    #[arg(long)]
    pub(crate) force: bool,
    /// Write nothing; print a diff and fail if anything would change.
    #[arg(long)]
    pub(crate) check: bool,
    /// Write nothing; print a diff.
    #[arg(long, conflicts_with = "check")]
    pub(crate) diff: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// Plugins, marketplaces, repositories, or files and folders inside a plugin.
    #[arg(default_value = ".")]
    pub(crate) paths: Vec<Utf8PathBuf>,
    /// Skip paths that an ignore file or the configuration excludes, and files outside any plugin, even if named.
    #[arg(long)]
    pub(crate) force_exclude: bool,
    /// Run only this rule; repeat it, or separate names with commas.
    #[arg(long, value_name = "NAME", value_delimiter = ',', conflicts_with = "write_baseline")]
    pub(crate) rule: Vec<String>,
    /// Also report plugins whose content changed since this Git revision although their version did not.
    #[arg(long, value_name = "REF", conflicts_with_all = ["stdin", "shallow"])]
    pub(crate) since: Option<String>,
    /// Also skip these paths, in the syntax of .gitignore and relative to the current folder.
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Vec<String>,
    /// Read one file from standard input; `--path` names it.
    #[arg(long, requires = "path", conflicts_with = "paths")]
    pub(crate) stdin: bool,
    /// Path of the file on standard input; it need not exist.
    #[arg(long, value_name = "FILE", requires = "stdin")]
    pub(crate) path: Option<Utf8PathBuf>,
    /// Report only what `claude plugin validate` reports for each path.
    #[arg(long, conflicts_with_all = ["stdin", "acceptance"])]
    pub(crate) shallow: bool,
    /// Set of rules to run. Default: the configured profile, or `recommended`.
    #[arg(long, value_enum)]
    pub(crate) profile: Option<Profile>,
    /// Configuration file. Default: the nearest `plugin-gen.yaml` in the target or a folder above it.
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub(crate) config: Option<Utf8PathBuf>,
    /// Ignore all configuration files.
    #[arg(long)]
    pub(crate) no_config: bool,
    /// Check API claims against this OpenAPI or Swagger file instead of the configured ones.
    #[arg(long, value_name = "FILE")]
    pub(crate) openapi: Option<Utf8PathBuf>,
    /// Check claims about tools against this recorded answer to `tools/list`, or this folder of tool specs.
    #[arg(long, value_name = "FILE")]
    pub(crate) tools: Option<Utf8PathBuf>,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,
    /// Check built plugins against acceptance.yaml. The marketplace defaults to `dist`.
    #[arg(long)]
    pub(crate) acceptance: bool,
    /// Folder of the specs for `--acceptance`.
    #[arg(long, value_name = "DIR", default_value = "spec", requires = "acceptance")]
    pub(crate) spec: Utf8PathBuf,
    /// Count findings by rule instead of listing them; JSON output has both.
    #[arg(long)]
    pub(crate) statistics: bool,
    /// Lowest level that makes the run fail.
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = FailOn::Warning)]
    pub(crate) fail_on: FailOn,
    /// Apply safe fixes, and report the remaining findings.
    #[arg(long, conflicts_with_all = ["stdin", "write_baseline"])]
    pub(crate) fix: bool,
    /// With `--fix` or `--diff`, also apply fixes that may change the meaning.
    #[arg(long)]
    pub(crate) unsafe_fixes: bool,
    /// Write nothing; print what `--fix` would change as a unified diff.
    #[arg(long, conflicts_with = "write_baseline")]
    pub(crate) diff: bool,
    /// Report everything, ignoring the baseline.
    #[arg(long, conflicts_with_all = ["baseline", "write_baseline"])]
    pub(crate) no_baseline: bool,
    /// Ignore the findings recorded in this file by `--write-baseline`.
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<Utf8PathBuf>,
    /// Record all current findings in the baseline file, so that later runs report only new ones.
    #[arg(long, conflicts_with = "stdin")]
    pub(crate) write_baseline: bool,
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
    /// The lowest level that fails a run; `None` if nothing does.
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
