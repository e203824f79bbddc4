//! The slash commands, skills, agents and models that are built into Claude Code. Not a rule.
//!
//! Source: the names in the CLI, and in the documentation of earlier versions for commands that have been removed.

/// Whether Claude Code has a built-in command, skill, agent or model with this lowercase name.
#[must_use]
pub(crate) fn is_built_in(name: &str) -> bool {
    COMMANDS.contains(&name) || OTHERS.contains(&name) || PUBLISHED.contains(&name)
}

/// Skills that Anthropic publishes for all its hosts, so that texts can rely on them.
#[rustfmt::skip]
const PUBLISHED: &[&str] = &[
    "algorithmic-art", "artifacts-builder", "brand-guidelines", "canvas-design", "doc-coauthoring", "docx", "frontend-design",
    "internal-comms", "mcp-builder", "pdf", "pptx", "skill-creator", "slack-gif-creator", "theme-factory",
    "web-artifacts-builder", "webapp-testing", "xlsx",
];

#[rustfmt::skip]
const COMMANDS: &[&str] = &[
    "add-dir", "advisor", "agents", "allowed-tools", "artifacts", "autocompact", "autofix-pr", "background", "bashes",
    "batch", "bg", "branch", "brief", "btw", "bug", "cd", "chrome", "clear", "code-review", "color", "compact", "config",
    "context", "copy", "cost", "daemon", "desktop", "diff", "doctor", "effort", "exit", "export", "extra-usage", "fast",
    "feedback", "focus", "fork", "goal", "heapdump", "help", "hooks", "ide", "import", "init", "insights", "install",
    "install-github-app", "install-slack-app", "keybindings", "list-agents", "login", "logout", "loop", "marketplace",
    "mcp", "memory", "mobile", "model", "output-style", "passes", "permissions", "plan", "plugin", "plugins", "powerup",
    "pr-comments", "privacy-settings", "proactive", "quit", "radio", "recap", "release-notes", "reload-plugins",
    "reload-skills", "remote-control", "remote-env", "rename", "restart", "resume", "review", "rewind", "sandbox",
    "schedule", "security-review", "session", "settings", "setup-bedrock", "setup-vertex", "simplify", "skills", "stats",
    "status", "statusline", "stickers", "stop", "tasks", "team-onboarding", "teleport", "terminal-setup", "theme",
    "todos", "tui", "ultraplan", "ultrareview", "undo", "update", "upgrade", "usage", "version", "vim", "voice",
    "web-setup", "workflows",
];

#[rustfmt::skip]
const OTHERS: &[&str] = &[
    "claude", "claude-api", "claude-code-guide", "debug", "explore", "fable", "fork", "general-purpose", "haiku", "inherit",
    "keybindings-help", "opus", "output-style-setup", "sonnet", "statusline-setup", "update-config", "verify",
];
