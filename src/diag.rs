//! What the tool has to say: a diagnostic with labels, help and a fix, and the metadata of the rule behind it.
//!
//! The wording policy: the headline says what, the label says where and why here, help says the way out. "invalid" never
//! stands without "expected". Nothing here prints or reads.

use std::cmp::Ordering;
use std::fmt;

use crate::source::{Location, Span};

/// How bad a finding is. The order is the order of weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; never fails a run by default.
    Note,
    /// Harms a user or a reader, but the plugin loads.
    Warning,
    /// The plugin does not load, loses a part, or is wrong.
    Error,
}

impl Severity {
    /// The word in reports and configuration.
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

/// A set of rules. Each profile includes the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Profile {
    /// What the Claude Code CLI reports.
    Claude,
    /// That, and what fails silently for users.
    Recommended,
    /// That, and the sections and frontmatter of the MSP marketplace.
    Msp,
}

impl Profile {
    /// The word in reports and configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Claude => "claude",
            Self::Recommended => "recommended",
            Self::Msp => "msp",
        }
    }
}

/// What a rule is, apart from how it checks.
#[derive(Debug)]
pub struct RuleMeta {
    /// Kebab-case name of the problem; reads well after "allow".
    pub name: &'static str,
    /// One sentence for lists.
    pub summary: &'static str,
    /// Level when nothing is configured.
    pub severity: Severity,
    /// The smallest profile that runs it.
    pub profile: Profile,
    /// The page `docs/rules/NAME.md`: what `explain` prints, and the rule's test.
    pub page: &'static str,
}

impl RuleMeta {
    /// Who says so: the first paragraph of the page's last section, on one line.
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

/// Makes the metadata of a rule; its page is found by its name.
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

/// A place with the words that belong to it.
#[derive(Debug, Clone)]
pub struct Label {
    /// Where.
    pub location: Location,
    /// Why here; may be empty.
    pub text: String,
}

/// How sure a fix is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Applicability {
    /// Shown, never applied.
    DisplayOnly,
    /// May change the meaning; applied on request.
    Unsafe,
    /// Keeps the meaning.
    Safe,
}

/// Replaces one span of the diagnostic's own file by a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The bytes to replace; empty for an insertion.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// A way to fix a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in the imperative.
    pub title: String,
    /// Whether it may be applied without asking.
    pub applicability: Applicability,
    /// Sorted, without overlap, all in the file of the primary label.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// A fix that keeps the meaning.
    #[must_use]
    pub fn safe(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self::new(title, Applicability::Safe, edits)
    }

    /// A fix of the given sureness; the edits are put in order.
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
    /// The place it is about.
    pub primary: Label,
    /// Further places, in any file.
    pub secondary: Vec<Label>,
    /// Ways out, one sentence each.
    pub help: Vec<String>,
    /// The key path in a JSON or YAML document, such as `skills[2]`; for machine readers.
    pub key_path: Option<String>,
    /// How to fix it.
    pub fix: Option<Fix>,
    /// Bytes of the primary file that no report may show, besides the credentials that reports know by themselves.
    pub hidden: Vec<Span>,
}

impl Diagnostic {
    /// A finding of `rule` at its own level.
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

    /// Says why it is at this place.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Points at another place that has to do with it.
    #[must_use]
    pub fn also(mut self, location: Location, text: impl Into<String>) -> Self {
        self.secondary.push(Label { location, text: text.into() });
        self
    }

    /// Adds a way out.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Adds "did you mean" when there is a near miss.
    #[must_use]
    pub fn did_you_mean(self, near: Option<&str>) -> Self {
        match near {
            Some(name) => self.help(format!("did you mean `{name}`?")),
            None => self,
        }
    }

    /// Names the key that it is about.
    #[must_use]
    pub fn at_key(mut self, path: impl Into<String>) -> Self {
        self.key_path = Some(path.into());
        self
    }

    /// Takes another level than the rule's own.
    #[must_use]
    pub fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Keeps a part of the primary file out of every report.
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

    /// The order of every report: path, position, rule, headline.
    #[must_use]
    pub fn order(&self, other: &Self) -> Ordering {
        self.primary
            .location
            .order(&other.primary.location)
            .then_with(|| self.rule.name.cmp(other.rule.name))
            .then_with(|| self.message.cmp(&other.message))
    }
}

/// The candidate nearest to `word`, when it is near enough to be a slip of the pen: the same letters in another case or
/// with another separator, or an edit distance of at most a third of its length (three at most).
#[must_use]
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let plain =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let wanted = plain(word);
    candidates
        .into_iter()
        .filter(|candidate| *candidate != word)
        .filter_map(|candidate| {
            let offered = plain(candidate);
            let lengths = (wanted.chars().count(), offered.chars().count());
            let limit = (lengths.0.max(lengths.1) / 3).clamp(1, 3);
            if lengths.0.abs_diff(lengths.1) > limit {
                return None;
            }
            let distance = if offered == wanted { 0 } else { strsim::osa_distance(&wanted, &offered) };
            (distance <= limit).then_some((distance, candidate))
        })
        .min()
        .map(|(_, candidate)| candidate)
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
}
