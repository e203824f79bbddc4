//! Agent Skills, the open specification (agentskills.io), by which every host except Claude Code reads skills.

/// The fields of the frontmatter that the specification allows.
pub(crate) const FIELDS: &[&str] = &["name", "description", "license", "allowed-tools", "metadata", "compatibility"];
/// The maximum number of characters of a description.
pub(crate) const MAX_DESCRIPTION: usize = 1024;
/// The maximum number of characters of a name.
pub(crate) const MAX_NAME: usize = 64;
/// The maximum number of characters of `compatibility`.
pub(crate) const MAX_COMPATIBILITY: usize = 500;

/// Converts any text to a name that the specification accepts: lowercase letters, digits and single hyphens.
#[cfg(feature = "build")]
#[must_use]
pub(crate) fn name(text: &str) -> String {
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

#[cfg(all(test, feature = "build"))]
mod tests {
    use super::name;

    #[test]
    fn any_text_gives_a_valid_name() {
        assert_eq!(name("Autotask_Tickets: v2!"), "autotask-tickets-v2");
        assert_eq!(name("reports/daily"), "reports-daily");
        assert_eq!(name(&"a".repeat(70)).len(), 64);
    }
}
