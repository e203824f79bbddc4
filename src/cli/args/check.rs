//! The arguments of `check`.

use camino::Utf8PathBuf;
use clap::{Args, ValueEnum};

use crate::diag::{Profile, Severity};
use crate::report::Format;

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
