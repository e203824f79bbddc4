//! One example request of a page.

use super::fields::Spanned;
use crate::spec;
use crate::syntax::Node;

spec! {
    /// One example request.
    pub struct Request = "a request" {
        /// Method and path template, as in the API description: `GET /Tickets/{id}`.
        required operation: Spanned<String>,
        /// Values for the path template.
        maybe path: Spanned<Node>,
        /// Query parameters in order.
        maybe query: Spanned<Node>,
        /// JSON body.
        maybe body: Spanned<Node>,
        /// Form body, in order, instead of a JSON body.
        maybe form: Spanned<Node>,
        /// JSON of the response.
        maybe response: Spanned<Node>,
        /// Whether to show the host and the authentication headers too, as they are sent.
        optional headers: bool,
        /// Whether to show the request as a curl command too.
        optional curl: bool,
        /// One line above the request.
        optional remark: String,
    }
}
