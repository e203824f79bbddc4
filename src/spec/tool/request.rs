//! The requests that a tool makes.

use serde::Deserialize;

use crate::spec;
use crate::spec::fields::{Map, Spanned};
use crate::spec::server::{Page, Paging};
use crate::syntax::Node;

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
        /// A good answer may be empty or anything else; one of `failures` or a page for people is still a failure.
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
        /// Fields of the record that must have these values when they are set, such as `inactive: false`; the call ends
        /// before anything is written when one differs.
        optional usable: Map<Spanned<Node>>,
        /// What to say when the API has no such record, in place of the server's words.
        maybe not_found: String,
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
        let maps = [&self.path, &self.query, &self.multipart, &self.belongs, &self.usable];
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
        /// The id or the exact name; or a `map`, each name of which must be that of a row.
        required by: Spanned<Node>,
        /// The GET that reads one record by its id, when the list need not hold every record.
        maybe read: Spanned<String>,
        /// Names to try, in order, when none is given.
        optional default: Vec<String>,
        /// There must be no such row: what to do when there is one, for the model. Nothing is picked then.
        maybe absent: String,
        /// Field that identifies a row.
        required id: Spanned<String>,
        /// Fields that may hold its name.
        required name: Vec<Spanned<String>>,
        /// Fields that help a person to tell rows apart.
        optional show: Vec<Spanned<String>>,
    }
}
