//! The keys of a tool spec.

use serde::Deserialize;

use super::input::Input;
use super::output::Output;
use super::request::Request;
use crate::spec;
use crate::spec::fields::{Map, Spanned};
use crate::syntax::Node;

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
        /// What ends the call, each as soon as the inputs and answers that it looks at are there.
        optional refuse: Vec<Refusal>,
        /// The answer.
        required output: Output,
        /// The answer also tells how the server is configured, and comes without credentials too.
        optional tells_configuration: bool,
        /// The list of tools also holds the schema of its answer, which costs tokens in every conversation.
        optional output_schema: bool,
        /// The tool makes any GET that the API description has, instead of `requests`.
        maybe documented_get: DocumentedGet,
    }
}

spec! {
    /// A case in which the tool does nothing more.
    #[derive(Deserialize)]
    pub struct Refusal = "a refusal" {
        /// The case: the call ends when this is true.
        required when: Spanned<Node>,
        /// Why, and what to do, for the model.
        required because: Spanned<String>,
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
    /// A GET whose path and query the caller writes. Both are compared with the API description before anything is sent.
    #[derive(Deserialize)]
    pub struct DocumentedGet = "a documented GET" {
        /// The path, with ids in place of its placeholders.
        required path: Spanned<Node>,
        /// The query parameters.
        required query: Spanned<Node>,
        /// Names of the fields to answer, separated by commas. Without a value all are answered.
        required fields: Spanned<Node>,
        /// Input with the number of characters to skip of each text.
        maybe start: Spanned<String>,
    }
}
