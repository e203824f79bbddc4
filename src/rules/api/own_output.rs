//! Names of what the plugin itself prints, answers with or sorts things into, none of which belongs to the API.

use super::evidence::Evidence;
use crate::claims::Mention;
use crate::source::Span;

/// Beginnings of clauses that tell the model what to answer with.
const ANSWERS: &[&str] = &["answer with", "reply with", "respond with", "output ", "emit "];
/// Verbs of clauses that sort things: "mark each ticket as `at_risk`".
const SORTS: &[&str] =
    &["classify", "categorize", "categorise", "mark", "flag", "label", "rate", "rank", "score", "bucket", "tag"];
/// What programs do with names of their own.
const PRINTS: &[&str] = &["prints", "printed", "logs", "renders", "output", "keep", "keeps"];
/// Words of sentences above lists of the plugin's own names.
const LISTS: &[&str] = &[
    "report",
    "section",
    "sections",
    "arguments",
    "options",
    "placeholders",
    "categories",
    "labels",
    "headings",
    "verdict",
    "verdicts",
    "files",
    "steps",
];

impl Evidence<'_, '_> {
    /// Whether a name is one of what the plugin itself writes.
    pub(super) fn is_own_output(&self, mention: &Mention, clause: Span) -> bool {
        let text = self.document.file.text();
        let words = text.get(clause.range()).unwrap_or_default().to_lowercase();
        let words = words.trim_start_matches(|c: char| !c.is_alphanumeric());
        let before = text.get(clause.start..mention.code.start).unwrap_or_default().to_lowercase();
        let begins = |verbs: &[&str]| verbs.iter().any(|verb| words.starts_with(verb));
        let has = |text: &str, list: &[&str]| {
            text.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|word| list.contains(&word))
        };
        let is_item = mention.row.is_none() && self.document.file.slice(mention.block).starts_with(['-', '*', '+']);
        // A tenant gives its custom fields their names.
        begins(ANSWERS)
            || before.contains("custom field ")
            || before.contains("custom fields ")
            || begins(SORTS) && before.contains(" as ")
            || has(&before, PRINTS)
            || is_item && self.around.lead_in(mention.block.start, text).is_some_and(|lead| has(lead, LISTS))
    }
}
