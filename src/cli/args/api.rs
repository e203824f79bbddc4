//! The arguments of `api`.

use camino::Utf8PathBuf;
use clap::{Args, Subcommand, ValueEnum};

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
