//! `plugin.yaml` and `marketplace.yaml`: who the plugin is, what it starts, and where it is listed.

use super::fields::Spanned;
use crate::spec;
use crate::syntax::Node;

spec! {
    /// The marketplace that `build` writes.
    pub struct MarketplaceSpec = "a marketplace" {
        /// Name; users type it behind `@`.
        required name: String,
        /// One sentence for lists.
        required description: String,
        /// Who keeps it.
        required owner: Person,
        /// Version of the list.
        maybe version: String,
        /// Folders beside this file, one a plugin.
        required plugins: Vec<Spanned<String>>,
    }
}

spec! {
    /// A person or group.
    pub struct Person = "a person" {
        /// Name.
        required name: String,
        /// Address.
        maybe email: String,
        /// Page.
        maybe url: String,
    }
}

spec! {
    /// The identity of a plugin and what belongs to it.
    pub struct PluginSpec = "a plugin" {
        /// Name in kebab-case.
        required name: Spanned<String>,
        /// Folder below the marketplace.
        required path: Spanned<String>,
        /// Semantic version.
        required version: Spanned<String>,
        /// Name for people.
        required display_name: String,
        /// One sentence for lists.
        required description: String,
        /// Who made it.
        required author: Person,
        /// Page of the plugin.
        maybe homepage: String,
        /// Where the specs live.
        maybe repository: String,
        /// SPDX name.
        required license: String,
        /// Words to be found by.
        optional keywords: Vec<String>,
        /// Free values that Claude Code keeps and does not read.
        maybe metadata: Node,
        /// Category in the marketplace.
        maybe category: String,
        /// Tags in the marketplace.
        optional tags: Vec<String>,
        /// The OpenAPI description beside this file.
        required api: Spanned<String>,
        /// Skills in the order of the manifest.
        required skills: Vec<Spanned<String>>,
        /// Commands in the order of the manifest.
        required commands: Vec<Spanned<String>>,
        /// The MCP server.
        required mcp: McpSpec,
    }
}

spec! {
    /// The MCP server that the plugin starts.
    pub struct McpSpec = "an MCP server" {
        /// Key in `.mcp.json`; part of every tool's full name.
        required server: String,
        /// npm package that holds it.
        required package: String,
        /// Exact version of the package.
        required version: Spanned<String>,
        /// File name of the program, for a bundled plugin.
        required binary: String,
        /// What it reads from the environment.
        required environment: Vec<Variable>,
    }
}

spec! {
    /// An environment variable of the server.
    pub struct Variable = "an environment variable" {
        /// Name.
        required name: Spanned<String>,
        /// Whether `.mcp.json` passes it; one that it does not pass is inherited, and only documented. True when missing.
        maybe pass: bool,
        /// The stored option that stands in when the variable is not set.
        maybe option: UserOption,
        /// What it is, for the README.
        required meaning: String,
        /// Whether the server needs it.
        required required: bool,
        /// A value that shows its form.
        required example: String,
    }
}

spec! {
    /// An option that Claude Code stores for the plugin.
    pub struct UserOption = "an option" {
        /// Key in `userConfig`.
        required key: Spanned<String>,
        /// Name for people.
        required title: String,
        /// What to enter.
        required description: String,
        /// Whether it is kept in the platform's secret store.
        required sensitive: bool,
    }
}

impl Variable {
    /// Whether `.mcp.json` hands it to the server.
    #[must_use]
    pub fn is_passed(&self) -> bool {
        self.pass.unwrap_or(true)
    }
}
