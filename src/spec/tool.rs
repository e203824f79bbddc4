//! `tools/NAME.yaml`: one tool of an MCP server, the requests it makes and the answer it gives.
//!
//! The types only, each with its decoder and its schema; what must hold between them is in `tool_check`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fields::{Decode, Decoder, Map, Spanned};
use super::server::{Page, Paging};
use super::tool_check;
use crate::syntax::Node;
use crate::{spec, spec_words};

spec! {
    /// One tool of the server.
    #[derive(Deserialize)]
    pub struct ToolFields = "a tool" {
        /// Name that clients call; the same as the file's.
        required name: Spanned<String>,
        /// Name for people.
        required title: Spanned<String>,
        /// What it does and what comes back; it reaches the model with every request.
        required description: Spanned<String>,
        /// The four MCP hints, each stated.
        required hints: Hints,
        /// The toolset that it belongs to, a key of `toolsets` in server.yaml. Without one it is always offered.
        maybe toolset: Spanned<String>,
        /// It is offered only when the user switches destructive tools on. A DELETE needs it.
        optional behind_switch: bool,
        /// Scopes that the API application needs for it.
        required scopes: Vec<Spanned<String>>,
        /// Inputs by name, in order.
        optional input: Map<Input>,
        /// At least one of these inputs must be given.
        optional needs_one_of: Vec<Spanned<String>>,
        /// The requests, in the order in which they are made.
        required requests: Vec<Request>,
        /// The answer.
        required output: Output,
        /// The answer also tells how the server is configured, and comes without credentials too.
        optional tells_configuration: bool,
        /// The list of tools also holds the schema of its answer, which costs room in every conversation.
        optional output_schema: bool,
        /// The tool makes any GET that the API description has, instead of `requests`.
        maybe documented_get: DocumentedGet,
    }
}

/// One tool of the server, with everything that a name in it refers to proven to exist.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(transparent)]
pub struct ToolSpec(pub ToolFields);

impl std::ops::Deref for ToolSpec {
    type Target = ToolFields;

    fn deref(&self) -> &ToolFields {
        &self.0
    }
}

impl Decode for ToolSpec {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let tool = ToolFields::decode(node, decoder)?;
        tool_check::check(&tool, decoder);
        Some(Self(tool))
    }

    fn schema() -> Value {
        ToolFields::schema()
    }
}

spec! {
    /// What MCP tells a client about a tool before it is called.
    #[derive(Deserialize)]
    pub struct Hints = "the hints" {
        /// It changes nothing.
        required read_only: Spanned<bool>,
        /// It may overwrite something.
        required destructive: Spanned<bool>,
        /// Calling it twice is the same as calling it once.
        required idempotent: Spanned<bool>,
        /// It reaches outside of this machine.
        required open_world: Spanned<bool>,
    }
}

spec! {
    /// A GET whose path and query the caller writes. Both are held against the API description before anything is sent.
    #[derive(Deserialize)]
    pub struct DocumentedGet = "a documented GET" {
        /// The path, with ids in place of its placeholders.
        required path: Spanned<Node>,
        /// The query parameters.
        required query: Spanned<Node>,
        /// Names of the fields to answer, separated by commas. Without a value all are answered.
        required fields: Spanned<Node>,
    }
}

spec_words! {
    /// The kinds of inputs.
    pub enum InputKind {
        /// Text.
        String = "string",
        /// A whole number.
        Integer = "integer",
        /// A truth value.
        Boolean = "boolean",
        /// A day, `2026-11-30`.
        Date = "date",
        /// A day, or a day with a time, `2026-11-30T14:30`.
        Time = "time",
        /// Names with a text, number or truth value each.
        Map = "map",
    }
}

/// One input of a tool. By hand, because `type` and `enum` are words of the language.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Input {
    /// What kind of value.
    #[serde(rename = "type")]
    pub kind: InputKind,
    /// What it means.
    pub description: Spanned<String>,
    /// Whether it must be given.
    pub required: bool,
    /// Value when it is not given.
    pub default: Option<Spanned<Node>>,
    /// Smallest integer.
    pub minimum: Option<i64>,
    /// Largest integer.
    pub maximum: Option<i64>,
    /// Shortest text, in characters.
    pub min_length: Option<usize>,
    /// Longest text, in characters.
    pub max_length: Option<usize>,
    /// The only values allowed.
    #[serde(rename = "enum")]
    pub values: Vec<String>,
    /// Line breaks in a text are kept. Without it they become spaces.
    pub multiline: bool,
    /// A value for documentation and tests.
    pub example: Spanned<Node>,
}

impl Decode for Input {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let mut fields = decoder.fields(node, "an input")?;
        let (kind, description) = (fields.required("type"), fields.required("description"));
        let (required, default) = (fields.optional("required"), fields.maybe("default"));
        let (minimum, maximum) = (fields.maybe("minimum"), fields.maybe("maximum"));
        let (min_length, max_length) = (fields.maybe("min_length"), fields.maybe("max_length"));
        let (values, example) = (fields.optional("enum"), fields.required("example"));
        let multiline = fields.optional("multiline");
        fields.finish();
        let input = Self {
            kind: kind?,
            description: description?,
            required: required?,
            default: default?,
            minimum: minimum?,
            maximum: maximum?,
            min_length: min_length?,
            max_length: max_length?,
            values: values?,
            multiline: multiline?,
            example: example?,
        };
        tool_check::input(&input, node, decoder);
        Some(input)
    }

    fn schema() -> Value {
        let properties = [
            ("type", InputKind::schema()),
            ("description", String::schema()),
            ("required", bool::schema()),
            ("default", Node::schema()),
            ("minimum", i64::schema()),
            ("maximum", i64::schema()),
            ("min_length", usize::schema()),
            ("max_length", usize::schema()),
            ("enum", Vec::<String>::schema()),
            ("multiline", bool::schema()),
            ("example", Node::schema()),
        ];
        super::declare::object(properties, &["type", "description", "example"])
    }
}

spec! {
    /// One request to the vendor.
    #[derive(Deserialize)]
    pub struct Request = "a request" {
        /// Name by which later expressions and the output refer to its answer.
        required name: Spanned<String>,
        /// Method and path template, as in the API description: `GET /Tickets/{id}`.
        required operation: Spanned<String>,
        /// It is made only when this is true.
        maybe when: Spanned<Node>,
        /// Values of the path template.
        optional path: Map<Spanned<Node>>,
        /// Query parameters in order; one without a value is not sent.
        optional query: Map<Spanned<Node>>,
        /// JSON body; a member without a value is not sent.
        maybe body: Spanned<Node>,
        /// Parts of a multipart form, in place of a JSON body; a part that is an object is sent as JSON.
        optional multipart: Map<Spanned<Node>>,
        /// It changes nothing although its method is not GET: a search with a body.
        optional reads: bool,
        /// A good answer may be empty or anything else: the status alone counts.
        optional no_content: bool,
        /// Key that its record has, in place of the server's `record_id`.
        maybe record_id: Spanned<String>,
        /// Key of the rows in the answer, or `any`. Without it the answer is one record.
        maybe rows: Spanned<String>,
        /// The answer comes by pages.
        maybe page: Page,
        /// How this list is paged, in place of the server's `paging`.
        maybe paging: Paging,
        /// One row is chosen by a name or an id.
        maybe pick: Pick,
        /// Fields of the record that must have these values; the call ends before anything is written when one differs.
        optional belongs: Map<Spanned<Node>>,
        /// Order of the rows; the first field that differs decides.
        optional sort: Vec<Sort>,
        /// Keep at most this many rows, after they were sorted; the total counts all.
        maybe first: Spanned<Node>,
        /// A failure does not fail the call; the answer says what is missing.
        optional optional: bool,
    }
}

impl Request {
    /// Method and path template.
    #[must_use]
    pub fn parts(&self) -> (&str, &str) {
        self.operation.value.split_once(' ').unwrap_or(("GET", &self.operation.value))
    }

    /// Whether it changes something.
    #[must_use]
    pub fn writes(&self) -> bool {
        self.parts().0 != "GET" && !self.reads
    }

    /// Every expression of the request.
    pub fn values(&self) -> impl Iterator<Item = &Spanned<Node>> {
        let maps = [&self.path, &self.query, &self.multipart, &self.belongs];
        let pairs = maps.into_iter().flat_map(|map| map.0.iter().map(|(_, value)| value));
        let page = self.page.iter().flat_map(Page::values);
        let picks = self.pick.iter().map(|pick| &pick.by);
        pairs.chain(page).chain(picks).chain(&self.when).chain(&self.first).chain(&self.body)
    }
}

spec! {
    /// A field by which rows are sorted.
    #[derive(Deserialize)]
    pub struct Sort = "a sort field" {
        /// The field. Dates, numbers and texts compare as such; a row without it comes last.
        required field: Spanned<String>,
        /// Largest first.
        optional descending: bool,
    }
}

spec! {
    /// How one row of a list is chosen.
    #[derive(Deserialize)]
    pub struct Pick = "a pick" {
        /// What is chosen, for messages.
        required what: String,
        /// The id or the exact name.
        required by: Spanned<Node>,
        /// The GET that reads one record by its id, when the list need not hold every record.
        maybe read: Spanned<String>,
        /// Names to try, in order, when none is given.
        optional default: Vec<String>,
        /// Field that identifies a row.
        required id: Spanned<String>,
        /// Fields that may hold its name.
        required name: Vec<Spanned<String>>,
        /// Fields that help a person to tell rows apart.
        optional show: Vec<Spanned<String>>,
    }
}

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
        /// The fields, by the name under which they are answered.
        required fields: Map<Field>,
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
        tool_check::field(&field, node, decoder);
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
            ("fields", serde_json::json!({ "type": "object" })),
        ];
        super::declare::object(properties, &["type"])
    }
}
