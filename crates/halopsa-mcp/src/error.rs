//! What can go wrong in a call, in words for the model and its user.
//!
//! A failure is made from our own words, a status and at most one cut and cleaned message of the
//! vendor. It must never hold a secret, a token, a raw body or a URL with a query.

/// A failed request or call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// HTTP status, when there was an answer.
    pub status: Option<u16>,
    /// What happened and what to do next.
    pub message: String,
}

impl Failure {
    /// A failure without an HTTP status.
    pub fn new(message: impl Into<String>) -> Self {
        Self { status: None, message: message.into() }
    }

    /// A failure that an HTTP answer told.
    pub fn with_status(status: u16, message: impl Into<String>) -> Self {
        Self { status: Some(status), message: message.into() }
    }

    /// The API refused because of rights: another request may still succeed.
    pub fn is_refusal(&self) -> bool {
        matches!(self.status, Some(401 | 403 | 404))
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}
