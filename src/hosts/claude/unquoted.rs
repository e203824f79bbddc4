//! Folder variables that a shell command does not quote.

const VARIABLES: &[&str] = &["CLAUDE_PLUGIN_ROOT", "CLAUDE_PLUGIN_DATA", "CLAUDE_PROJECT_DIR"];

/// The first folder variable outside quotes in a shell command.
pub(super) fn unquoted(command: &str) -> Option<&'static str> {
    let mut quote: Option<char> = None;
    let mut characters = command.char_indices();
    while let Some((at, character)) = characters.next() {
        match (quote, character) {
            (None | Some('"'), '\\') => {
                characters.next();
            }
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            (None, '$') => {
                if let Some(variable) = variable(&command[at + 1..]) {
                    return Some(variable);
                }
            }
            _ => {}
        }
    }
    None
}

fn variable(rest: &str) -> Option<&'static str> {
    VARIABLES.iter().copied().find(|name| match rest.strip_prefix('{') {
        Some(inner) => inner.strip_prefix(name).is_some_and(|after| after.starts_with('}')),
        None => rest
            .strip_prefix(name)
            .is_some_and(|after| !after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')),
    })
}

#[cfg(test)]
mod tests {
    use super::unquoted;

    #[test]
    fn quotes_are_read_as_a_shell_reads_them() {
        for command in [
            "${CLAUDE_PLUGIN_ROOT}/x",
            "$CLAUDE_PLUGIN_DATA/x",
            "echo \\\"${CLAUDE_PLUGIN_ROOT}\\\"",
            "it\\'s ${CLAUDE_PLUGIN_ROOT}",
        ] {
            assert!(unquoted(command).is_some(), "{command}");
        }
        for command in [
            "\"${CLAUDE_PLUGIN_ROOT}/x\"",
            "'${CLAUDE_PLUGIN_ROOT}'",
            "\\${CLAUDE_PLUGIN_ROOT}",
            "${CLAUDE_PLUGIN_ROOT:-x}",
        ] {
            assert!(unquoted(command).is_none(), "{command}");
        }
    }
}
