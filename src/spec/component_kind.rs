//! The kinds of components, and where each lies in the specs and in the plugin.

/// What a component is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ComponentKind {
    /// `skills/NAME/SKILL.md`
    Skill,
    /// `commands/NAME.md`
    Command,
    /// `agents/NAME.md`
    Agent,
    /// `output-styles/NAME.md`
    OutputStyle,
}

impl ComponentKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Skill, Self::Command, Self::Agent, Self::OutputStyle];

    /// Its folder, in the specs and in the plugin.
    #[must_use]
    pub fn folder(self) -> &'static str {
        match self {
            Self::Skill => "skills",
            Self::Command => "commands",
            Self::Agent => "agents",
            Self::OutputStyle => "output-styles",
        }
    }

    /// The word in messages and in `related`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Skill => "skill",
            Self::Command => "command",
            Self::Agent => "agent",
            Self::OutputStyle => "output style",
        }
    }

    /// The path of a component of this name below the plugin.
    #[must_use]
    pub fn path(self, name: &str) -> String {
        match self {
            Self::Skill => format!("skills/{name}/SKILL.md"),
            _ => format!("{}/{name}.md", self.folder()),
        }
    }
}
