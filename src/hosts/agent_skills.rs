//! Agent Skills, the open specification (agentskills.io): every host but Claude Code reads a skill by it.

/// The fields of the frontmatter that the specification allows.
pub const FIELDS: &[&str] = &["name", "description", "license", "allowed-tools", "metadata", "compatibility"];
/// Characters of a description.
pub const MAX_DESCRIPTION: usize = 1024;
/// Characters of a name.
pub const MAX_NAME: usize = 64;
/// Characters of `compatibility`.
pub const MAX_COMPATIBILITY: usize = 500;

/// A name that the specification accepts, from any text: lower-case letters, digits and single hyphens.
#[must_use]
pub fn name(text: &str) -> String {
    let mut name = String::new();
    for character in text.chars().flat_map(char::to_lowercase) {
        match character {
            'a'..='z' | '0'..='9' => name.push(character),
            _ if !name.is_empty() && !name.ends_with('-') => name.push('-'),
            _ => {}
        }
    }
    name.truncate(MAX_NAME);
    name.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn any_text_gives_a_valid_name() {
        assert_eq!(name("Autotask_Tickets: v2!"), "autotask-tickets-v2");
        assert_eq!(name("reports/daily"), "reports-daily");
        assert_eq!(name(&"a".repeat(70)).len(), 64);
    }
}
