//! How a host writes what the texts of every plugin speak of: a command, its arguments, a tool.

/// A host's way to write these.
#[derive(Debug, PartialEq, Eq)]
pub struct Wording {
    /// The host's name for people.
    pub host: &'static str,
    /// Stands in front of a command that a user types.
    pub sigil: &'static str,
    /// Whether the name of the plugin belongs to the name of a command.
    pub namespaced: bool,
    /// Is replaced by what the user types after a command's name; `None` when the host replaces nothing.
    pub arguments: Option<&'static str>,
}

impl Wording {
    /// A command as a user types it.
    #[must_use]
    pub fn invocation(&self, plugin: &str, command: &str) -> String {
        if self.namespaced {
            format!("{}{plugin}:{}", self.sigil, command.replace('/', ":"))
        } else {
            format!("{}{}", self.sigil, command.replace('/', "-"))
        }
    }
}
