//! The arguments of `new`.

use camino::Utf8PathBuf;
use clap::{Args, Subcommand, ValueEnum};

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
