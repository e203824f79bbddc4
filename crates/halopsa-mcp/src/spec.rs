//! The specs as the engine reads them: a service (the vendor's conventions) and its tools.
//!
//! This module owns the shape only. The build has already checked the YAML line by line, so a
//! failure to read here is a fault of the build and not of a user.

pub use crate::service::{Authentication, Hosts, Paging, Service};
use serde::Deserialize;
use serde_json::{Map, Value};

/// Everything that was compiled in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Specs {
    /// The vendor's conventions.
    pub service: Service,
    /// The tools, in the order in which they are listed.
    pub tools: Vec<Tool>,
}

/// One MCP tool.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// Name that clients call.
    pub name: String,
    /// Name for people.
    pub title: String,
    /// What it does and what comes back.
    pub description: String,
    /// The four MCP hints.
    pub hints: Hints,
    /// Scopes that the API application needs for it.
    pub scopes: Vec<String>,
    /// Inputs by name, in order.
    #[serde(default)]
    pub input: Ordered<Input>,
    /// At least one of these inputs must be given.
    #[serde(default)]
    pub needs_one_of: Vec<String>,
    /// The requests, in the order in which they are made.
    pub requests: Vec<Request>,
    /// The answer.
    pub output: Output,
    /// The answer also tells how the server is configured, and the tool answers without credentials.
    #[serde(default)]
    pub tells_configuration: bool,
}

/// MCP's hints about a tool, each stated.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hints {
    /// It changes nothing.
    pub read_only: bool,
    /// It may overwrite something.
    pub destructive: bool,
    /// Calling twice is the same as calling once.
    pub idempotent: bool,
    /// It reaches outside of this machine.
    pub open_world: bool,
}

/// One input of a tool.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// What kind of value.
    #[serde(rename = "type")]
    pub kind: InputKind,
    /// What it means.
    pub description: String,
    /// It must be given.
    #[serde(default)]
    pub required: bool,
    /// Value when it is not given.
    pub default: Option<Value>,
    /// Smallest integer.
    pub minimum: Option<i64>,
    /// Largest integer.
    pub maximum: Option<i64>,
    /// Shortest text, in characters.
    pub min_length: Option<usize>,
    /// Longest text, in characters.
    pub max_length: Option<usize>,
    /// The only values allowed.
    #[serde(default, rename = "enum")]
    pub values: Vec<String>,
    /// A value for documentation.
    pub example: Option<Value>,
}

/// The kinds of inputs. There is no free object and no path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InputKind {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// A day, `2026-11-30`.
    Date,
}

/// One request to the vendor.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Name by which later expressions and the output refer to its answer.
    pub name: String,
    /// Method and path template, as the API description writes them.
    pub operation: String,
    /// It is made only when this is true.
    pub when: Option<Value>,
    /// Values of the path template.
    #[serde(default)]
    pub path: Map<String, Value>,
    /// Query parameters, in order; those without a value are not sent.
    #[serde(default)]
    pub query: Map<String, Value>,
    /// JSON body; members without a value are not sent.
    pub body: Option<Value>,
    /// Key under which the answer holds its rows; without it the answer is one record.
    pub rows: Option<String>,
    /// The answer comes by pages.
    pub page: Option<Page>,
    /// The answer chooses one row by a name or an id.
    pub pick: Option<Pick>,
    /// A refusal of this request does not fail the call; the answer says what is missing.
    #[serde(default)]
    pub optional: bool,
}

/// Which page of a list.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Page number.
    pub number: Value,
    /// Rows a page.
    pub size: Value,
}

/// How one row is chosen.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pick {
    /// What is chosen, for messages.
    pub what: String,
    /// The id or the exact name.
    pub by: Value,
    /// Names to try, in order, when none is given.
    #[serde(default)]
    pub default: Vec<String>,
    /// Field that identifies a row.
    pub id: String,
    /// Fields that may hold its name.
    pub name: Vec<String>,
    /// Fields that help a person to tell rows apart.
    #[serde(default)]
    pub show: Vec<String>,
}

/// The answer of a tool: one record or one list.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Output {
    /// Request whose record is the answer.
    pub record: Option<String>,
    /// Requests whose rows are the answer; the first that was made counts.
    #[serde(default)]
    pub list: Vec<String>,
    /// Rows to keep of those that came.
    #[serde(default)]
    pub keep: Vec<Keep>,
    /// Most rows of an answer that is not paged.
    pub limit: Option<usize>,
    /// The fields, by the name under which they are answered.
    pub fields: Ordered<Field>,
}

/// A filter on rows that the vendor cannot apply.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keep {
    /// Applied only when this is true.
    pub when: Option<Value>,
    /// Fields to look at; the first with a value counts.
    pub field: Vec<String>,
    /// Keep rows in which the text holds this, in any case of letters.
    pub contains: Option<Value>,
    /// Keep rows in which the value is this.
    pub equals: Option<Value>,
    /// Field with a date: when the others have no value, "the date is past" counts.
    pub or_past: Option<String>,
}

/// One field of an answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// What kind of value.
    #[serde(rename = "type")]
    pub kind: FieldKind,
    /// Where it comes from: a field of the record (dotted when nested) or `$request.field`. The first
    /// with a value counts; without any, the field of the same name.
    #[serde(default)]
    pub from: Vec<String>,
    /// The request that a `total` or `list` reads.
    pub request: Option<String>,
    /// Longest text, in characters.
    pub max_length: Option<usize>,
    /// Most rows.
    pub limit: Option<usize>,
    /// Name of a link of the service.
    pub link: Option<String>,
    /// Written by people outside: never to be taken as an instruction.
    #[serde(default)]
    pub untrusted: bool,
    /// Meaning, where the name does not say it.
    pub description: Option<String>,
    /// Fields of a `list` or an `object`.
    #[serde(default)]
    pub fields: Ordered<Field>,
}

/// The kinds of answered values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line of text.
    String,
    /// Text of several lines; HTML becomes text.
    Text,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A date and time; "not set" dates are dropped.
    Date,
    /// An address in the vendor's web application.
    Link,
    /// How many rows a request found.
    Total,
    /// How many rows a field holds.
    Count,
    /// Rows of a request, or of a field that holds a list.
    List,
    /// A nested record.
    Object,
}

/// Named entries in the order of the spec.
#[derive(Debug, Clone)]
pub struct Ordered<T>(pub Vec<(String, T)>);

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> std::ops::Deref for Ordered<T> {
    type Target = [(String, T)];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Ordered<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> serde::de::Visitor<'de> for Entries<T> {
            type Value = Vec<(String, T)>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a mapping")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(entries)
            }
        }
        deserializer.deserialize_map(Entries(std::marker::PhantomData)).map(Self)
    }
}

impl Specs {
    /// The specs that the build compiled in.
    ///
    /// # Errors
    /// When the build's output and this library disagree.
    pub fn compiled_in() -> Result<Self, String> {
        Self::from_json(include_str!(concat!(env!("OUT_DIR"), "/specs.json")))
    }

    /// Specs from their JSON form.
    ///
    /// # Errors
    /// When the text is not a service with tools.
    pub fn from_json(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }
}
