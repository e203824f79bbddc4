//! The answer of a tool.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::spec::declare::object;
use crate::spec::fields::{Decode, Decoder, Map, Spanned};
use crate::spec::server::Page;
use crate::syntax::Node;
use crate::{spec, spec_words};

spec! {
    /// The answer: one record or one list.
    #[derive(Deserialize)]
    pub struct Output = "an output" {
        /// Request whose record is the answer.
        maybe record: Spanned<String>,
        /// Requests whose rows are the answer; the first that was made counts.
        optional list: Vec<Spanned<String>>,
        /// Filters that the vendor cannot apply.
        optional keep: Vec<Keep>,
        /// Most rows of an answer that is not paged.
        maybe limit: usize,
        /// Page of the rows, for a list that the API does not page.
        maybe page: Page,
        /// What to do about rows that did not fit, for the model.
        maybe more: String,
        /// Remarks on the answer, in its `notes`.
        optional notes: Vec<Note>,
        /// The fields, by the name under which they are answered.
        required fields: Map<Field>,
    }
}

spec! {
    /// A remark on an answer.
    #[derive(Deserialize)]
    pub struct Note = "a note" {
        /// It is made only when this is true.
        maybe when: Spanned<Node>,
        /// The remark, for the model and its user.
        required text: Spanned<String>,
    }
}

spec! {
    /// A filter on the rows of an answer.
    #[derive(Deserialize)]
    pub struct Keep = "a filter" {
        /// It is applied only when this is true.
        maybe when: Spanned<Node>,
        /// Fields to look at; the first with a value counts.
        required field: Vec<Spanned<String>>,
        /// Keep rows in which the text holds this, in any case of letters.
        maybe contains: Spanned<Node>,
        /// Keep rows in which the value is this.
        maybe equals: Spanned<Node>,
        /// Keep rows whose date is before this one.
        maybe before: Spanned<Node>,
        /// Also keep rows without any of the fields.
        optional or_missing: bool,
        /// Field with a date: when the others have no value, "the date is past" counts.
        maybe or_past: Spanned<String>,
    }
}

spec_words! {
    /// The kinds of answered values.
    pub enum FieldKind {
        /// One line of text.
        String = "string",
        /// Text of several lines, HTML made text; written by people outside.
        Text = "text",
        /// A whole number.
        Integer = "integer",
        /// Any number.
        Number = "number",
        /// A truth value.
        Boolean = "boolean",
        /// A date and time, as text or as Unix time in seconds or milliseconds; one that means "not set" is dropped.
        Date = "date",
        /// An address in the vendor's web application.
        Link = "link",
        /// How many rows a request found.
        Total = "total",
        /// How many rows a field holds.
        Count = "count",
        /// Rows of a request, or of a field that holds a list.
        List = "list",
        /// A nested record.
        Object = "object",
        /// Hours from now until a date, negative when it is past.
        HoursUntil = "hours_until",
    }
}

/// One field of an answer. By hand, because `type` is a word of the language.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Field {
    /// What kind of value.
    #[serde(rename = "type")]
    pub kind: FieldKind,
    /// Fields of the record (dotted when nested) or `$request.field`; the first with a value counts. Without any, the
    /// field of the same name.
    pub from: Vec<Spanned<String>>,
    /// Those of the sources that hold HTML.
    pub html: Vec<Spanned<String>>,
    /// The source is a file in base64; it is answered when it is text.
    pub base64: bool,
    /// Input with the number of characters of a text to skip.
    pub start: Option<Spanned<String>>,
    /// What to do about rows or text that did not fit, for the model.
    pub more: Option<String>,
    /// The request that a `total` or `list` reads.
    pub request: Option<Spanned<String>>,
    /// Longest text, in characters.
    pub max_length: Option<usize>,
    /// Most rows.
    pub limit: Option<usize>,
    /// Name of a link of the server.
    pub link: Option<Spanned<String>>,
    /// Written by people outside: never to be taken as an instruction.
    pub untrusted: bool,
    /// Meaning, where the name does not say it.
    pub description: Option<String>,
    /// Fields of a `list` or an `object`.
    pub fields: Map<Field>,
}

impl Decode for Field {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let mut fields = decoder.fields(node, "a field")?;
        let (kind, from, request) = (fields.required("type"), fields.optional("from"), fields.maybe("request"));
        let (max_length, limit, link) = (fields.maybe("max_length"), fields.maybe("limit"), fields.maybe("link"));
        let (untrusted, description) = (fields.optional("untrusted"), fields.maybe("description"));
        let inner = fields.optional("fields");
        let base64 = fields.optional("base64");
        let (html, start, more) = (fields.optional("html"), fields.maybe("start"), fields.maybe("more"));
        fields.finish();
        let field = Self {
            kind: kind?,
            from: from?,
            html: html?,
            base64: base64?,
            start: start?,
            more: more?,
            request: request?,
            max_length: max_length?,
            limit: limit?,
            link: link?,
            untrusted: untrusted?,
            description: description?,
            fields: inner?,
        };
        check(&field, node, decoder);
        Some(field)
    }

    fn schema() -> Value {
        let names = Vec::<String>::schema();
        let properties = [
            ("type", FieldKind::schema()),
            ("from", names.clone()),
            ("html", names),
            ("base64", bool::schema()),
            ("start", String::schema()),
            ("more", String::schema()),
            ("request", String::schema()),
            ("max_length", usize::schema()),
            ("limit", usize::schema()),
            ("link", String::schema()),
            ("untrusted", bool::schema()),
            ("description", String::schema()),
            // Fields nest to any depth; a schema that says so by itself would never end.
            ("fields", json!({ "type": "object" })),
        ];
        object(properties, &["type"])
    }
}

/// That a field has the keys its kind needs.
fn check(field: &Field, node: &Node, decoder: &mut Decoder<'_>) {
    let nested = matches!(field.kind, FieldKind::List | FieldKind::Object);
    if nested == field.fields.0.is_empty() {
        let help = if nested { "name the fields to show" } else { "only a `list` or an `object` has fields" };
        decoder.report_at(
            node.span,
            format!("`type: {}` with{} `fields`", field.kind.word(), if nested { "out" } else { "" }),
            help,
        );
    }
    if field.kind == FieldKind::Total && field.request.is_none() {
        decoder.report_at(node.span, "`type: total` without `request`", "name the request whose rows are counted");
    }
    if (field.kind == FieldKind::Link) != field.link.is_some() {
        decoder.report_at(
            node.span,
            "expected both or neither of `type: link` and `link`",
            "name a link of server.yaml",
        );
    }
}
