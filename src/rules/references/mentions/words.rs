//! Words in a sentence or heading that tell what its names mean.

/// Whether a line is about components of others, or about ones that do not exist yet.
pub(super) fn speaks_of_others(line: &str) -> bool {
    let words = [
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
    ];
    words.iter().any(|word| line.contains(word))
}

pub(super) fn speaks_of_components(heading: &str) -> bool {
    ["skill", "command", "agent", "related", "see also"].iter().any(|word| heading.contains(word))
}

/// Whether a word asks the reader to type what follows.
pub(super) fn says_to_type(word: &str) -> bool {
    matches!(word.to_lowercase().as_str(), "run" | "use" | "type" | "enter" | "invoke" | "try" | "call" | "execute")
}

pub(super) fn says_command(line: &str) -> bool {
    ["command", "run `/", "use `/", "invoke `/", "try `/", "see `/", "type `/", "then `/", "call `/"]
        .iter()
        .any(|word| line.contains(word))
}

/// Whether a line or heading is about an API or about files, where `/name` is a route or a path.
pub(super) fn speaks_of_routes(text: &str) -> bool {
    let words = [
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
    ];
    words.iter().any(|word| text.contains(word))
}
