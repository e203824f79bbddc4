//! Passwords in URLs (`https://user:password@host`) and PEM private keys, which a pattern does not recognize well.

use super::literal;
use crate::source::Span;

/// How many bytes of a private key without `-----END` are hidden.
const MAX_OPEN_KEY: usize = 20_000;

/// The span of the password in the URL whose `://` ends at `at`.
pub(super) fn password(text: &str, at: usize) -> Option<Span> {
    // It ends at `/`, so no part of a text is read twice.
    let rest = &text.as_bytes()[at..];
    let ends = |byte: &u8| {
        matches!(byte, 0..=b' ' | b'/' | b'"' | b'\'' | b'`' | b'<' | b'>' | b'(' | b')' | b'{' | b'}' | b'[' | b']')
            || matches!(byte, b'\\' | b'|' | b'?' | b'#' | b',' | b';')
    };
    let authority = rest.iter().position(ends).unwrap_or(rest.len());
    let authority = text.get(at..at + authority)?;
    let (credentials, host) = authority.rsplit_once('@')?;
    let (user, password) = credentials.split_once(':')?;
    let host = host.split(':').next().unwrap_or_default();
    if password.is_empty() || is_here(host) {
        return None;
    }
    let real = if host.contains('.') { literal::is_password(password) } else { literal::is_random(password, 16, 3.5) };
    let start = at + user.len() + 1;
    real.then(|| Span::new(start, start + password.len()))
}

/// Whether a host is the local machine or does not exist.
fn is_here(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    host.is_empty()
        || host.starts_with("localhost")
        || host.starts_with("127.")
        || host == "0.0.0.0"
        || host.contains("example")
        || [".local", ".test", ".invalid", ".localhost", ".internal"].iter().any(|end| host.ends_with(end))
}

/// The private key whose `-----BEGIN` starts at `at`: its first line, and its whole body.
pub(super) fn private_key(text: &str, at: usize) -> Option<(Span, Span)> {
    let rest = text.get(at..)?;
    let label_end = 11 + rest.get(11..)?.find("-----").filter(|length| *length <= 40)?;
    let label = rest[11..label_end].trim();
    if !label.ends_with("PRIVATE KEY") && !label.ends_with("PRIVATE KEY BLOCK") {
        return None;
    }
    let body_start = label_end + 5;
    let body_end = match rest[body_start..].find("-----") {
        Some(length) => body_start + length,
        None => rest.floor_char_boundary(body_start + MAX_OPEN_KEY),
    };
    let body = rest.get(body_start..body_end)?;
    // The lines of the key may be joined by an escaped line break, as in JSON and environment files.
    let plain = body.replace("\\r", "").replace("\\n", "\n").replace(['"', '\'', '\\', '+', ',', ';', '#'], "");
    let key: String = plain
        .lines()
        // Diff markers are not part of it.
        .map(|line| line.trim_matches(['+', '-', ' ', '\t', '\r']))
        .filter(|line| line.len() >= 16 && !line.contains([':', ' ']))
        .filter(|line| line.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/=".contains(&byte)))
        .collect();
    let real = key.len() >= 56 && literal::entropy(&key) >= 4.2 && !body.contains("...") && !body.contains('…') && {
        let lower = key.to_ascii_lowercase();
        !["example", "placeholder", "xxxxxxxx", "privatekey", "secretkey"].iter().any(|word| lower.contains(word))
    };
    real.then(|| (Span::new(at, at + body_start), Span::new(at + body_start, at + body_end)))
}
