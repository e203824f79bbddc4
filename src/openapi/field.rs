//! What a description says of one field.

use super::schema::Field;
use crate::source::Location;
use crate::syntax::Node;

impl<'d> Field<'d> {
    pub(super) fn node(&self) -> &'d Node {
        &self.entry.value
    }

    /// Its type as a word for a table.
    #[must_use]
    pub fn type_name(&self) -> String {
        self.schema.type_name()
    }

    /// What it is; words beside a reference go before those of what is referred to.
    #[must_use]
    pub fn description(&self) -> Option<&'d str> {
        self.entry.value.get("description").and_then(Node::as_str).or_else(|| self.schema.description())
    }

    /// Whether the server fills it in.
    #[must_use]
    pub fn read_only(&self) -> bool {
        self.is_true("readOnly")
    }

    /// Whether it should no longer be used.
    #[must_use]
    pub fn deprecated(&self) -> bool {
        self.is_true("deprecated")
    }

    /// The values that it is limited to, as texts.
    #[must_use]
    pub fn enumeration(&self) -> Vec<&'d str> {
        self.schema.enumeration().into_iter().filter_map(Node::scalar_text).collect()
    }

    /// How sure the fact is: the own key `x-confidence`.
    #[must_use]
    pub fn confidence(&self) -> Option<&'d str> {
        self.entry.value.get("x-confidence").and_then(Node::as_str)
    }

    /// Where the description has it.
    #[must_use]
    pub fn location(&self) -> Location {
        self.schema.description.at(self.entry.key_span)
    }

    fn is_true(&self, key: &str) -> bool {
        let here = self.entry.value.get(key).and_then(Node::as_bool);
        here.or_else(|| self.schema.node.get(key).and_then(Node::as_bool)) == Some(true)
    }
}
