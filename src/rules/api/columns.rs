//! What the columns of a table say of the names in them: names of the API, of the plugin, of another product, or made here.

use super::evidence::Evidence;
use crate::claims::Mention;

/// Headers of columns that hold a plugin's own names.
const OWN_COLUMNS: &[&str] = &[
    "tool",
    "tools",
    "command",
    "skill",
    "agent",
    "variable",
    "environment variable",
    "option",
    "argument",
    "parameter",
    "flag",
    "file",
    "package",
    "scope",
    "setting",
    "script",
    "hook",
    "server",
    "mcp tool",
    "function",
    "trigger",
    "column",
    "placeholder",
    "input",
    "inputs",
    "metric",
    "factor",
    "severity",
];

/// Headers of columns that hold names of the API, whatever the names look like.
const API_COLUMNS: &[&str] = &["from", "source", "taken from", "value from", "api field", "api", "field", "property"];

/// Headers of columns that say how the name before them is made.
const FORMULAS: &[&str] = &[
    "formula",
    "calculation",
    "calculated as",
    "computed as",
    "computed from",
    "derived from",
    "definition",
    "expression",
];

impl Evidence<'_, '_> {
    /// Whether a mention is in a column of the plugin's own names.
    pub(super) fn is_own_column(&self, mention: &Mention) -> bool {
        self.header(mention).is_some_and(|header| OWN_COLUMNS.contains(&header.as_str()))
    }

    /// The header of the column that a mention is in.
    fn header(&self, mention: &Mention) -> Option<String> {
        let header = self.document.file.slice(mention.column?).to_lowercase();
        Some(header.trim_matches(|c: char| !c.is_alphanumeric()).to_owned())
    }

    /// Whether a mention is in a column of names of the API.
    pub(super) fn is_api_column(&self, mention: &Mention) -> bool {
        self.header(mention).is_some_and(|header| API_COLUMNS.contains(&header.as_str()))
    }

    /// Whether the other names of a mention's column are mostly names of the API.
    pub(super) fn is_in_column(&self, mention: &Mention) -> bool {
        let Some(column) = mention.column else { return false };
        let others = || {
            let all = self.mentions.iter().filter(|other| other.column == Some(column));
            all.filter(|other| other.row != mention.row)
        };
        let known = others().filter(|other| self.index.has(&other.name.text)).count();
        known * 2 >= others().count() && others().any(|other| self.is_telling(&other.name.text))
    }

    /// Whether a table gives the names of a column itself: beside a column with their formulas, or as the names of another
    /// product beside a column that is headed with the API's own name.
    pub(super) fn is_foreign_column(&self, mention: &Mention) -> bool {
        let Some(column) = mention.column else { return false };
        let Some(markdown) = self.document.markdown() else { return false };
        let after = markdown.tables.partition_point(|table| table.span.start <= column.start);
        let Some(table) = after.checked_sub(1).and_then(|place| markdown.tables.get(place)) else { return false };
        let is_own = |header: &str| header.split(' ').any(|word| self.products.is_own(word));
        let own = self.document.file.slice(column);
        table.header().iter().filter(|cell| cell.span != column).any(|cell| {
            let header = cell.text(markdown).trim();
            FORMULAS.contains(&header.to_lowercase().as_str()) || is_own(header) && self.products.is_another(own)
        })
    }
}
