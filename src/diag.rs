//! Diagnostics, with labels, help and a fix, and the metadata of the rules that report them.
//!
//! The headline names the problem, the label says why this place is wrong, and help says how to fix it. `docs/style.md`
//! defines the wording. Nothing here prints or reads.

use std::cmp::Ordering;
use std::fmt;

use crate::source::{Location, Span};

/// How serious a finding is, in ascending order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; does not fail a run by default.
    Note,
    /// Affects users or readers, but the plugin loads.
    Warning,
    /// The plugin does not load, loses a part, or is wrong.
    Error,
}

impl Severity {
    /// The name in reports and configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A set of rules. Each profile except the last includes the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[non_exhaustive]
pub enum Profile {
    /// The findings of the Claude Code CLI.
    Claude,
    /// [`Self::Claude`], plus what fails silently for users.
    Recommended,
    /// [`Self::Recommended`], plus the sections and frontmatter of the MSP marketplace.
    Msp,
    /// Only the open Agent Skills specification.
    AgentSkills,
}

impl Profile {
    /// Whether the rules of another set run in this profile.
    #[must_use]
    pub fn includes(self, set: Self) -> bool {
        match (self, set) {
            (Self::AgentSkills, _) | (_, Self::AgentSkills) => self == set,
            _ => set <= self,
        }
    }

    /// The name in reports and configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Claude => "claude",
            Self::Recommended => "recommended",
            Self::Msp => "msp",
            Self::AgentSkills => "agent-skills",
        }
    }
}

/// The metadata of a rule.
#[derive(Debug)]
pub struct RuleMeta {
    /// The name of the problem in kebab case; reads well after "allow".
    pub name: &'static str,
    /// A one-line summary.
    pub summary: &'static str,
    /// The default level.
    pub severity: Severity,
    /// The smallest profile that includes it.
    pub profile: Profile,
    /// The page `docs/rules/NAME.md`, which `explain` prints and the tests execute.
    pub page: &'static str,
}

impl RuleMeta {
    /// The source of the rule: the first paragraph of the section *Source*, on one line.
    #[must_use]
    pub fn source(&self) -> String {
        let section = self.page.split_once("\n## Source\n").map(|(_, rest)| rest.trim_start()).unwrap_or_default();
        let paragraph = section.split("\n\n").next().unwrap_or_default();
        paragraph.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

impl PartialEq for RuleMeta {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for RuleMeta {}

/// Creates the metadata of a rule; the page is included by name.
#[macro_export]
macro_rules! rule_meta {
    ($name:literal, $severity:ident, $profile:ident, $summary:literal) => {
        $crate::diag::RuleMeta {
            name: $name,
            summary: $summary,
            severity: $crate::diag::Severity::$severity,
            profile: $crate::diag::Profile::$profile,
            page: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/rules/", $name, ".md")),
        }
    };
}

/// A location with an explanation.
#[derive(Debug, Clone)]
pub struct Label {
    /// The location.
    pub location: Location,
    /// The explanation; may be empty.
    pub text: String,
}

/// When a fix may be applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Applicability {
    /// May change the meaning; requires `--unsafe-fixes`.
    Unsafe,
    /// Preserves the meaning.
    Safe,
}

/// Replaces one span in the file of the diagnostic.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The bytes to replace; empty for an insertion.
    pub span: Span,
    /// The replacement.
    pub text: String,
}

/// A way to fix a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in the imperative.
    pub title: String,
    /// When it may be applied.
    pub applicability: Applicability,
    /// Sorted and without overlap, all in the file of the primary label.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// A fix that preserves the meaning.
    #[must_use]
    pub fn safe(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self::new(title, Applicability::Safe, edits)
    }

    /// A fix with the given applicability; sorts the edits.
    #[must_use]
    pub fn new(title: impl Into<String>, applicability: Applicability, mut edits: Vec<Edit>) -> Self {
        edits.sort();
        Self { title: title.into(), applicability, edits }
    }
}

/// One finding.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// The rule that found it.
    pub rule: &'static RuleMeta,
    /// Its level in this run.
    pub severity: Severity,
    /// The headline.
    pub message: String,
    /// The location of the problem.
    pub primary: Label,
    /// Related locations, in any file.
    pub secondary: Vec<Label>,
    /// How to fix it, one sentence each.
    pub help: Vec<String>,
    /// The key path in a JSON or YAML document, such as `skills[2]`; for machine readers.
    pub key_path: Option<String>,
    /// How to fix it.
    pub fix: Option<Fix>,
    /// Spans of the primary file that no report may show, besides the credentials that reports detect themselves.
    pub hidden: Vec<Span>,
}

impl Diagnostic {
    /// A finding of `rule` at its default level.
    #[must_use]
    pub fn new(rule: &'static RuleMeta, location: Location, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: rule.severity,
            message: message.into(),
            primary: Label { location, text: String::new() },
            secondary: Vec::new(),
            help: Vec::new(),
            key_path: None,
            fix: None,
            hidden: Vec::new(),
        }
    }

    /// Explains why this place is wrong.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Adds a related location.
    #[must_use]
    pub fn also(mut self, location: Location, text: impl Into<String>) -> Self {
        self.secondary.push(Label { location, text: text.into() });
        self
    }

    /// Adds help on how to fix it.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Suggests the name that is probably meant, if there is one.
    #[must_use]
    pub fn did_you_mean(self, near: Option<&str>) -> Self {
        match near {
            Some(name) => self.help(format!("did you mean `{name}`?")),
            None => self,
        }
    }

    /// Sets the key path.
    #[must_use]
    pub fn at_key(mut self, path: impl Into<String>) -> Self {
        self.key_path = Some(path.into());
        self
    }

    /// Overrides the level of the rule.
    #[must_use]
    pub fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Hides a span of the primary file in every report.
    #[must_use]
    pub fn hiding(mut self, span: Span) -> Self {
        self.hidden.push(span);
        self
    }

    /// Adds a fix.
    #[must_use]
    pub fn with_fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// The order of findings in reports: by path, position, rule and headline.
    #[must_use]
    pub fn order(&self, other: &Self) -> Ordering {
        self.primary
            .location
            .order(&other.primary.location)
            .then_with(|| self.rule.name.cmp(other.rule.name))
            .then_with(|| self.message.cmp(&other.message))
    }
}

/// A count with its noun: `1 file`, `2 files`.
#[must_use]
pub fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// The letters and digits of a name, in lower case. The dot that the Turkish `İ` has in lower case is neither.
pub(crate) fn plain(name: &str) -> String {
    name.chars().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect()
}

/// The candidate most similar to `word`, if `word` may be a typo of it: equal except for case and separators, or with
/// an edit distance of at most a third of its length, and at most three.
#[must_use]
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let wanted = plain(word);
    let wanted_letters = letters(&wanted);
    let wanted_length = wanted.chars().count();
    let mut offered = String::new();
    candidates
        .into_iter()
        .filter(|candidate| *candidate != word)
        .filter_map(|candidate| {
            offered.clear();
            offered.extend(candidate.chars().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()));
            let length = offered.chars().count();
            let limit = (wanted_length.max(length) / 3).clamp(1, 3);
            if wanted_length.abs_diff(length) > limit || differing(wanted_letters, letters(&offered)) > limit {
                return None;
            }
            let distance = if offered == wanted { 0 } else { strsim::osa_distance(&wanted, &offered) };
            (distance <= limit).then_some((distance, candidate))
        })
        .min()
        .map(|(_, candidate)| candidate)
}

/// The set of characters of a text, as bits.
fn letters(text: &str) -> u64 {
    text.chars().fold(0, |set, character| set | 1 << (u32::from(character) % u64::BITS))
}

/// How many edits two sets of characters differ by at least: one edit adds at most one character and removes at most one.
fn differing(left: u64, right: u64) -> usize {
    (left & !right).count_ones().max((right & !left).count_ones()) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_misses_are_found_and_strangers_are_not() {
        let names = ["includedetails", "open_only", "client_id"];
        assert_eq!(nearest("include_details", names), Some("includedetails"));
        assert_eq!(nearest("clientid", names), Some("client_id"));
        assert_eq!(nearest("warranty", names), None);
    }

    #[test]
    fn sets_of_characters_differ_by_no_more_than_the_edits() {
        let words =
            ["", "a", "ab", "ba", "client", "clinet", "clients", "status_id", "statusid", "zürich", "aaaa", "ticket"];
        for (left, right) in words.iter().flat_map(|left| words.iter().map(move |right| (left, right))) {
            assert!(differing(letters(left), letters(right)) <= strsim::osa_distance(left, right), "{left} {right}");
        }
    }
}
