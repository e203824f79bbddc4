//! Literal values of credential-like keys: `client_secret=...`, `"apiKey": "..."`, `--token ...`, `Authorization:
//! Bearer ...`.
//!
//! From a keyword, the text is only read forward, past what may separate a key from its value in JSON, YAML, shell,
//! code, headers, form bodies, tables and prose. This does not use a parser, because most of these values are in fences
//! and strings.

use super::literal;
use crate::source::Span;

/// Words in credential-like keys, and words before credentials in headers and options, ignoring case.
pub(super) const KEYWORDS: &[&str] = &[
    "secret",
    "token",
    "passw",
    "passphrase",
    "pwd",
    "apikey",
    "api_key",
    "api-key",
    "api key",
    "accesskey",
    "access_key",
    "access-key",
    "authkey",
    "auth_key",
    "auth-key",
    "accountkey",
    "account_key",
    "account-key",
    "shared_key",
    "sharedkey",
    "signing_key",
    "signingkey",
    "encryption_key",
    "encryptionkey",
    "master_key",
    "masterkey",
    "privatekey",
    "private_key",
    "subscription-key",
    "subscription_key",
    "credential",
    "authorization",
    "bearer ",
    "basic ",
    " -u ",
    "--user ",
];

/// Suffixes, without separators, of keys whose value is the credential itself, not its name or location.
const KEY_ENDS: &[&str] = &[
    "secret",
    "token",
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "apikey",
    "accesskey",
    "authkey",
    "accountkey",
    "sharedkey",
    "signingkey",
    "encryptionkey",
    "masterkey",
    "privatekey",
    "subscriptionkey",
    "secretkey",
    "credential",
    "credentials",
    "authorization",
];
/// What may follow that suffix.
const KEY_TAILS: &[&str] = &["value", "literal", "plaintext", "production", "prod", "staging", "live", "default"];
/// Keys whose value is public, or is a position in a list.
const NO_CREDENTIAL: &[&str] = &[
    "page",
    "cursor",
    "continu",
    "nexttoken",
    "nextsync",
    "prevtoken",
    "previous",
    "resume",
    "sync",
    "delta",
    "skiptoken",
    "csrf",
    "xsrf",
    "public",
    "publish",
    "cancel",
    "maxtoken",
    "design",
    "hash",
    "digest",
    "token_type",
    "anon",
];
/// The longest value that is read.
const LONGEST: usize = 4096;
/// The minimum length of a value, and the one in an OAuth request, where a credential is certain.
const STRICT: (usize, f64) = (16, 3.5);
const IN_REQUEST: (usize, f64) = (12, 3.0);

/// A key and its value.
pub(super) struct Assigned {
    /// The key as written.
    pub(super) key: Span,
    /// The value, without quotes.
    pub(super) value: Span,
}

/// The end of the whole key at `found`, after which to continue, and its credential.
pub(super) fn read(text: &str, found: Span) -> (usize, Option<Assigned>) {
    let bytes = text.as_bytes();
    let in_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte == b'-';
    let keyword = &text[found.range()];
    if keyword.ends_with(' ') {
        let key = Span::new(found.start, found.end - 1);
        let value = bare_value(text, opening(text, found.end).0).and_then(|value| match keyword.trim() {
            "-u" | "--user" if sends_password(text, found.start) => password_of_pair(text, value),
            "-u" | "--user" => None,
            scheme if scheme.eq_ignore_ascii_case("bearer") => is_credential(text, value, STRICT).then_some(value),
            _ => {
                let pair = literal::base64_text(&text[value.range()])?;
                password_of_pair(&pair, Span::new(0, pair.len())).map(|_| value)
            }
        });
        return (found.end, value.map(|value| Assigned { key, value }));
    }
    let start = found.start - bytes[..found.start].iter().rev().take_while(|byte| in_name(byte)).count();
    let end = found.end + bytes[found.end..].iter().take_while(|byte| in_name(byte)).count();
    let key = Span::new(start, end);
    let name = &text[key.range()];
    if name.len() > 80 {
        return (end, None);
    }
    // Most keys are words in a sentence or names of variables, so the value is searched before the name is checked.
    let value = value(text, end, name.starts_with("--"))
        .filter(|value| value.end - value.start >= IN_REQUEST.0 && is_credential_name(name))
        .filter(|_| !is_coordinate(text, key) && !is_product_number(name))
        .filter(|value| !is_on_chain(text, *value) && !is_mysql_hash(text, *value));
    // Keys in a long value are part of it; otherwise, a text that consists only of keys would be read repeatedly.
    let searched = value.filter(|value| value.end - value.start > 256).map_or(end, |value| value.end);
    let value = value.filter(|value| {
        let request = || around(text, *value).contains("grant_type");
        is_credential(text, *value, STRICT) || (request() && is_credential(text, *value, IN_REQUEST))
    });
    (searched, value.map(|value| Assigned { key, value }))
}

fn is_credential_name(name: &str) -> bool {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    let mut stem = plain.trim_end_matches(|c: char| c.is_ascii_digit());
    for tail in KEY_TAILS {
        stem = stem.strip_suffix(tail).unwrap_or(stem);
    }
    KEY_ENDS.iter().any(|end| stem.ends_with(end)) && !NO_CREDENTIAL.iter().any(|word| plain.contains(word))
}

/// Whether the key is the end of a library's group id, as in `io.jsonwebtoken:jjwt-api`.
fn is_coordinate(text: &str, key: Span) -> bool {
    let has_artifact =
        text[key.end..].strip_prefix(':').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()));
    has_artifact && text[..key.start].ends_with('.')
}

/// Whether a key is a catalog number that happens to end like the name of a credential: mixed capitals and digits.
fn is_product_number(name: &str) -> bool {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    stem.bytes().any(|byte| byte.is_ascii_digit())
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// Whether a value is the hash of a password as MySQL shows it: an asterisk and 40 hexadecimal digits.
fn is_mysql_hash(text: &str, value: Span) -> bool {
    let written = &text[value.range()];
    let digits = written.strip_prefix('*').or_else(|| text[..value.start].ends_with('*').then_some(written));
    digits.is_some_and(|digits| digits.len() == 40 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Whether a value is the public address of a token on a blockchain: 40 hexadecimal digits, or base58 in a text about
/// blockchains. A private key has 64 digits.
fn is_on_chain(text: &str, value: Span) -> bool {
    let written = &text[value.range()];
    let is_hex = |digits: &str| digits.len() == 40 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_base58 = (32..=44).contains(&written.len())
        && written.bytes().all(|byte| byte.is_ascii_alphanumeric() && !b"0OIl".contains(&byte));
    let about_chains = || {
        let near = around(text, value).to_ascii_lowercase();
        ["solana", "ethereum", "on-chain", "blockchain", "mint address", "contract address", "erc-20", "erc20"]
            .iter()
            .any(|word| near.contains(word))
    };
    written.strip_prefix("0x").is_some_and(is_hex) || is_base58 && about_chains()
}

/// Whether the option at `at` belongs to a program that sends a user name and password: the command line around it,
/// including continued lines, runs one.
fn sends_password(text: &str, at: usize) -> bool {
    let start = text.floor_char_boundary(at.saturating_sub(400));
    let before = &text[start..at];
    let line = before.char_indices().rev().find(|(index, character)| {
        *character == '\n' && !before[..*index].trim_end_matches(['\r', ' ']).ends_with(['\\', '`', '^'])
    });
    let line = &before[line.map_or(0, |(index, _)| index)..];
    let next = text[at..].lines().next().unwrap_or_default();
    ["curl", "wget", "http", "xh ", "hurl", "ab "]
        .iter()
        .any(|program| line.contains(program) || next.contains(program))
}

fn is_credential(text: &str, value: Span, (length, entropy): (usize, f64)) -> bool {
    let after = &text[value.end..];
    let cut = after.starts_with("...")
        || after.starts_with('…')
        || (after.starts_with(['(', '[', '{', '$', '<']) && !after.starts_with("</"));
    !cut && literal::is_random(&text[value.range()], length, entropy)
}

/// The password in `user:password`.
fn password_of_pair(text: &str, pair: Span) -> Option<Span> {
    let (user, password) = text[pair.range()].split_once(':')?;
    (!user.is_empty() && literal::is_password(password)).then(|| Span::new(pair.start + user.len() + 1, pair.end))
}

/// The text near a value: the rest of a form body, or a few lines of one.
fn around(text: &str, value: Span) -> &str {
    let start = text.floor_char_boundary(value.start.saturating_sub(300));
    let end = text.floor_char_boundary((value.end + 300).min(text.len()));
    text.get(start..end).unwrap_or_default()
}

/// The value after a key that ends at `at`.
fn value(text: &str, at: usize, option: bool) -> Option<Span> {
    let bytes = text.as_bytes();
    let separator = skip(bytes, at, b"\"'`*)]\\ \t", 8);
    let closing = &text[at..separator];
    let mut start = match bytes.get(separator)? {
        b'=' | b':' | b'>' | b'|' | b'?' => skip(bytes, separator, b"=:>|?-", 4),
        b',' if closing.contains(['"', '\'']) => skip(bytes, separator + 1, b" \t\r\n", 60),
        _ if option && closing.starts_with(' ') => separator,
        b'i' if closing.ends_with(' ') && bytes[separator..].starts_with(b"is ") => separator + 3,
        _ => return None,
    };
    start = skip(bytes, start, b" \t", 40);
    let first = literal_at(text, start);
    // `token: string = "..."`: the colon was followed by the type.
    let assigned = first.map_or(start, |value| value.end);
    let typed = first.is_none_or(|value| !text[value.range()].bytes().any(|byte| byte.is_ascii_digit()));
    let rest = &bytes[assigned..bytes.len().min(assigned + 40)];
    match rest.iter().take_while(|byte| **byte != b'\n').position(|byte| *byte == b'=') {
        Some(equals) if typed && bytes[separator] == b':' => {
            literal_at(text, skip(bytes, assigned + equals + 1, b" \t", 40)).or(first)
        }
        _ => first,
    }
}

fn skip(bytes: &[u8], at: usize, over: &[u8], most: usize) -> usize {
    at + bytes[at.min(bytes.len())..].iter().take(most).take_while(|byte| over.contains(byte)).count()
}

/// The literal that starts at `at`, quoted or not, after `Bearer ` and similar words.
fn literal_at(text: &str, at: usize) -> Option<Span> {
    let (mut at, mut quote) = opening(text, at);
    for scheme in ["bearer ", "basic ", "token "] {
        if text.as_bytes()[at..].get(..scheme.len()).is_some_and(|word| word.eq_ignore_ascii_case(scheme.as_bytes())) {
            let (start, inner) = opening(text, at + scheme.len());
            (at, quote) = (start, inner.or(quote));
        }
    }
    match quote {
        None => bare_value(text, at),
        Some(quote) => {
            let bytes = &text.as_bytes()[at..text.len().min(at + LONGEST)];
            let end = bytes.iter().position(|byte| *byte == quote || *byte == b'\n' || *byte == b'\\');
            match end {
                Some(end) => (bytes[end] != b'\n').then(|| Span::new(at, at + end)),
                // A longer value is checked by its start.
                None => (bytes.len() == LONGEST).then(|| Span::new(at, text.floor_char_boundary(at + LONGEST))),
            }
        }
    }
}

/// The position after marks that open a literal, and the quote that closes it.
fn opening(text: &str, at: usize) -> (usize, Option<u8>) {
    let bytes = text.as_bytes();
    let prefix = bytes.get(at).is_some_and(|byte| b"bru".contains(byte));
    let quoted = |at: usize| bytes.get(at).is_some_and(|byte| b"\"'`".contains(byte));
    let start = if prefix && quoted(at + 1) { at + 1 } else { at };
    let end = skip(bytes, start, b"\"'`*(\\", 6);
    let quote = bytes[start..end].iter().rev().find(|byte| b"\"'`".contains(byte)).copied();
    (end, quote)
}

/// The run of characters from `at` that an unquoted credential may contain, without the period of a sentence.
fn bare_value(text: &str, at: usize) -> Option<Span> {
    let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-./+=~!@%^*:#$".contains(byte);
    let bytes = &text.as_bytes()[at..text.len().min(at + LONGEST)];
    let run = bytes.iter().take_while(|byte| allowed(byte)).count();
    let value = text.get(at..at + run)?;
    let kept = if value.ends_with("..") { value } else { value.trim_end_matches(['.', ':', '!']) };
    (!kept.is_empty()).then(|| Span::new(at, at + kept.len()))
}
