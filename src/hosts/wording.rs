//! How a host writes what every plugin's texts mention: a command, its arguments, a tool.

/// The notation of a host.
#[derive(Debug, PartialEq, Eq)]
pub struct Wording {
    /// The host's name for people.
    pub host: &'static str,
    /// The prefix of a command that a user types.
    pub sigil: &'static str,
    /// Whether a command's name includes the plugin's name.
    pub namespaced: bool,
    /// The placeholder for what the user types after a command's name; `None` if the host has none.
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
