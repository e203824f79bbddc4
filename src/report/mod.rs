//! Formats findings: one file per format. Only this module and `cli` write to a terminal.
//!
//! It depends on diagnostics, not on rules.

mod concise;
mod fingerprint;
mod github;
mod gitlab;
mod html;
mod human;
mod json;
mod junit;
mod mask;
mod next_steps;
mod repository;
mod sarif;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use camino::Utf8Path;

use crate::diag::{Diagnostic, RuleMeta, Severity};
use crate::rules::check::Outcome;
use crate::syntax::invisible::is_invisible;

pub use concise::line as concise_line;
pub use fingerprint::fingerprints_at;
pub use mask::text as mask;

/// An output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[non_exhaustive]
pub enum Format {
    /// Source frames for people.
    #[default]
    Human,
    /// One line per finding.
    Concise,
    /// One JSON object; `docs/output-formats.md` describes it.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands, which GitHub shows beside the changed lines.
    Github,
    /// GitLab's Code Quality report.
    Gitlab,
    /// One HTML file.
    Html,
    /// JUnit XML.
    Junit,
}

/// Options of a report besides the format.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct View {
    /// Whether frames may use box-drawing characters.
    pub unicode: bool,
    /// The width of the terminal, if there is one.
    pub width: Option<usize>,
    /// Whether to count findings by rule: instead of listing them for people, in addition to them in JSON.
    pub statistics: bool,
    /// The path of a file relative to its repository. Services that know the repository get these paths, and
    /// fingerprints are computed from them, so that neither depends on the current folder.
    pub repository_path: fn(&Utf8Path) -> String,
}

impl Default for View {
    fn default() -> Self {
        Self { unicode: false, width: None, statistics: false, repository_path: Utf8Path::to_string }
    }
}

/// Writes all findings and, for people, the summary line. Masks credentials before passing findings to a format.
///
/// # Errors
/// If `out` cannot be written.
pub fn write(outcome: &Outcome, format: Format, view: View, out: &mut dyn Write) -> io::Result<()> {
    let fingerprints = match format {
        Format::Json | Format::Sarif | Format::Gitlab => fingerprints_at(&outcome.diagnostics, view.repository_path),
        _ => Vec::new(),
    };
    let outcome = &*mask::outcome(outcome);
    let outcome = &*match format {
        Format::Sarif | Format::Github | Format::Gitlab | Format::Html => {
            Cow::Owned(repository::named(outcome, view.repository_path))
        }
        _ => Cow::Borrowed(outcome),
    };
    let found = &outcome.diagnostics;
    match format {
        Format::Human if view.statistics => {
            table(found, out)?;
            writeln!(out, "{}", human::summary(outcome))
        }
        Format::Concise if view.statistics => table(found, out),
        Format::Human => {
            human::write(outcome, view, out)?;
            next_steps::write(outcome, out)
        }
        Format::Concise => found.iter().try_for_each(|found| writeln!(out, "{}", concise::line(found))),
        Format::Json => json::write(outcome, &fingerprints, view.statistics, out),
        Format::Sarif => sarif::write(outcome, &fingerprints, out),
        Format::Github => found.iter().try_for_each(|found| github::write(found, out)),
        Format::Gitlab => gitlab::write(found, &fingerprints, out),
        Format::Html => html::write(outcome, out),
        Format::Junit => junit::write(outcome, out),
    }
}

/// A colored unified diff with masked credentials. `anstream` removes the colors if there is no terminal.
#[must_use]
pub fn diff(text: &str) -> String {
    let mut shown = String::new();
    for line in mask::text(text).lines() {
        let colour = match line.as_bytes().first() {
            _ if line.starts_with("+++") || line.starts_with("---") => "1",
            Some(b'+') => "32",
            Some(b'-') => "31",
            Some(b'@') => "36",
            _ => "0",
        };
        let line: Vec<String> = line.split('\t').map(visible).collect();
        shown.push_str(&format!("\u{1b}[{colour}m{}\u{1b}[0m\n", line.join("\t")));
    }
    shown
}

/// The number of findings of each rule, most frequent first.
#[must_use]
pub fn statistics(diagnostics: &[Diagnostic]) -> Vec<(&'static RuleMeta, usize)> {
    let mut counts: BTreeMap<&str, (&'static RuleMeta, usize)> = BTreeMap::new();
    for found in diagnostics {
        counts.entry(found.rule.name).or_insert((found.rule, 0)).1 += 1;
    }
    let mut counts: Vec<_> = counts.into_values().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

/// The number of findings of each rule at each level, most frequent first.
#[must_use]
pub fn statistics_by_level(diagnostics: &[Diagnostic]) -> Vec<(&'static RuleMeta, Severity, usize)> {
    let mut counts: BTreeMap<(&str, Severity), (&'static RuleMeta, usize)> = BTreeMap::new();
    for found in diagnostics {
        counts.entry((found.rule.name, found.severity)).or_insert((found.rule, 0)).1 += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().map(|((_, level), (rule, count))| (rule, level, count)).collect();
    counts.sort_by_key(|(_, level, count)| std::cmp::Reverse((*count, *level)));
    counts
}

fn table(diagnostics: &[Diagnostic], out: &mut dyn Write) -> io::Result<()> {
    let counts = statistics_by_level(diagnostics);
    let width = counts.iter().map(|(rule, ..)| rule.name.len()).max().unwrap_or_default();
    for (rule, level, count) in counts {
        writeln!(out, "{count:>6}  {:7}  {:width$}  {}", level.name(), rule.name, rule.summary)?;
    }
    Ok(())
}

/// The number of errors, warnings and notes.
#[must_use]
pub fn count(diagnostics: &[Diagnostic]) -> [usize; 3] {
    [Severity::Error, Severity::Warning, Severity::Note]
        .map(|level| diagnostics.iter().filter(|found| found.severity == level).count())
}

/// Makes text safe for one line on a terminal: replaces control and invisible characters with visible escapes, except
/// the selectors between text and emoji style.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        let is_emoji_style = matches!(character, '\u{fe0e}' | '\u{fe0f}');
        if character.is_control() || is_invisible(character) && !is_emoji_style {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::invisible::INVISIBLE;

    #[test]
    fn nothing_invisible_reaches_a_terminal() {
        assert_eq!(visible("a\u{61c}b\u{ad}\u{2800}"), "a\\u{61c}b\\u{ad}\\u{2800}");
        for character in INVISIBLE.iter().cloned().flatten() {
            let is_emoji_style = ['\u{fe0e}', '\u{fe0f}'].contains(&character);
            assert_eq!(visible(&character.to_string()).is_ascii(), !is_emoji_style, "{}", character.escape_unicode());
        }
    }

    #[test]
    fn a_diff_is_colored_line_by_line() {
        let colored = diff("--- a/x\n+++ b/x\n@@ -1 +1 @@\n same\n-old\u{1b}\n+new\ttab\n");
        let expected = ["1m--- a/x", "1m+++ b/x", "36m@@ -1 +1 @@", "0m same", "31m-old\\u{1b}", "32m+new\ttab"];
        let expected: String = expected.iter().map(|line| format!("\u{1b}[{line}\u{1b}[0m\n")).collect();
        assert_eq!(colored, expected);
    }
}
