//! The arguments of `build` and of `import`, its reverse.

use camino::Utf8PathBuf;
use clap::Args;

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
