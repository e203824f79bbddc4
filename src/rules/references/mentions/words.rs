//! Words in a sentence or heading that tell what its names mean.

use crate::rules::support::phrases::Phrases;

/// Words in a line about components of others, or about ones that do not exist yet.
pub(super) static OF_OTHERS: Phrases = Phrases::new(&[
    "plugin",
    "install",
    "built-in",
    "builtin",
    "create a",
    "creates",
    "new skill",
    "e.g.",
    "for example",
    "if available",
    "if you have",
    "not present",
    "adapted from",
    "inspired by",
    "based on",
    "separate",
    "https://",
    "future ",
    "planned",
    "upcoming",
    "coming soon",
    "not yet",
    "todo",
    "of claude",
    "claude's",
    "anthropic",
    "example: ",
    "when building",
    "when creating",
    "for instance",
    "such as",
    "imagine",
    "suppose",
    "hypothetical",
]);

/// The kinds of components.
pub(super) static OF_KINDS: Phrases = Phrases::new(&super::KINDS);

/// Words in a heading about components.
pub(super) static OF_COMPONENTS: Phrases = Phrases::new(&["skill", "command", "agent", "related", "see also"]);

/// Whether a word asks the reader to type what follows.
pub(super) fn says_to_type(word: &str) -> bool {
    matches!(word.to_lowercase().as_str(), "run" | "use" | "type" | "enter" | "invoke" | "try" | "call" | "execute")
}

/// Words in a line that asks the reader to type a command.
pub(super) static OF_COMMANDS: Phrases =
    Phrases::new(&["command", "run `/", "use `/", "invoke `/", "try `/", "see `/", "type `/", "then `/", "call `/"]);

/// Words in a line or heading about an API or about files, where `/name` is a route or a path.
pub(super) static OF_ROUTES: Phrases = Phrases::new(&[
    "endpoint",
    "route",
    "url",
    "http",
    "path",
    "director",
    "folder",
    "get /",
    "post /",
    "put /",
    "delete /",
    "patch /",
    "page",
    "rest api",
    "built-in",
    "builtin",
    "plugin install",
    "mount",
]);
