//! The log: one line an event, on stderr only (stdout belongs to MCP).
//!
//! A line at the default level holds method, path, status, time and request id, never a query, a
//! header or a body.

use std::io::Write as _;

/// How much is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Level {
    /// Nothing.
    Off,
    /// What failed for good.
    Error,
    /// What was tried again.
    Warn,
    /// One line a request.
    #[default]
    Info,
    /// Also query parameters.
    Debug,
}

impl Level {
    /// Reads a level as `RUST_LOG` writes it; an unknown word is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "off" | "none" => Some(Self::Off),
            "error" => Some(Self::Error),
            "warn" | "warning" => Some(Self::Warn),
            "info" => Some(Self::Info),
            "debug" | "trace" => Some(Self::Debug),
            _ => None,
        }
    }
}

/// Where the log goes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Log(pub Level);

impl Log {
    /// Writes one line when `level` is wanted. A closed stderr is not an error.
    pub fn line(&self, level: Level, text: &str) {
        if level != Level::Off && level <= self.0 {
            let name = match level {
                Level::Off | Level::Error => "error",
                Level::Warn => "warn",
                Level::Info => "info",
                Level::Debug => "debug",
            };
            let _ = writeln!(std::io::stderr().lock(), "{name} {text}");
        }
    }
}
