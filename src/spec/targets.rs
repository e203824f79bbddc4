//! `targets`: the hosts that plugins are built for.

use crate::spec_words;

spec_words! {
    /// A host, or a format that several hosts read.
    pub enum Target {
        /// Claude Code.
        Claude = "claude",
        /// OpenAI Codex.
        Codex = "codex",
        /// Agent Plugins, the portable format.
        AgentPlugins = "agent-plugins",
        /// Gemini CLI.
        Gemini = "gemini",
        /// A bundle for Claude Desktop, and the entry in the registry of MCP servers.
        Mcpb = "mcpb",
    }
}

/// The key in marketplace.yaml, marketplace.json and plugin.yaml.
pub const KEY: &str = "targets";
