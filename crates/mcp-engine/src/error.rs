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
    /// The answer came, and what it says ends the call, also where the answer is not needed.
    pub verdict: bool,
    /// The message holds text in quotation marks that came from a record or from the vendor.
    pub quotes: bool,
}

impl Failure {
    /// A failure without an HTTP status.
    pub fn new(message: impl Into<String>) -> Self {
        Self { status: None, message: message.into(), verdict: false, quotes: false }
    }

    /// A failure that an HTTP answer told.
    pub fn with_status(status: u16, message: impl Into<String>) -> Self {
        Self { status: Some(status), message: message.into(), verdict: false, quotes: false }
    }

    /// The same failure, which also ends a call that could go on without the answer.
    #[must_use]
    pub fn as_verdict(self) -> Self {
        Self { verdict: true, ..self }
    }

    /// A failure whose message quotes a record or the vendor.
    pub fn quoting(message: impl Into<String>) -> Self {
        Self { status: None, message: message.into(), verdict: false, quotes: true }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}
