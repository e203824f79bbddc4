//! `binaries`: programs that Claude Code downloads when it installs the plugin.
//!
//! Source: the Claude Code CLI.

use super::findings::IGNORED_FIELD;
use super::report::Report;
use super::schema::{entries, type_name};
use crate::syntax::{Entry, Node};

/// The number of binaries that Claude Code downloads.
const FETCHED: usize = 16;

/// Checks `binaries` of a manifest.
pub(super) fn check(manifest: &Node, report: &mut Report<'_>) {
    let Some(node) = manifest.get("binaries") else { return };
    if !node.is_mapping() {
        let message = format!("`binaries` is {}, expected an object of binaries by base name", type_name(node));
        report.add(&IGNORED_FIELD, "binaries", node.span, message);
        return;
    }
    let mut valid = 0;
    for entry in entries(node) {
        if is_valid(entry) {
            valid += 1;
            continue;
        }
        let message = "binary is ignored: expected a lowercase base name and a `sha256` of 64 hexadecimal digits";
        report.add(&IGNORED_FIELD, format!("binaries.{}", entry.key), entry.key_span, message);
    }
    if valid > FETCHED {
        let message = format!("too many binaries: {valid} declared, only the first {FETCHED} are downloaded");
        report.add(&IGNORED_FIELD, "binaries", node.span, message);
    }
}

fn is_base_name(name: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    name.bytes().next().is_some_and(word)
        && name.bytes().all(|byte| word(byte) || matches!(byte, b'.' | b'_' | b'-'))
        && !name.ends_with('.')
}

/// The valid binaries of a manifest.
pub(super) fn declared(manifest: Option<&Node>) -> Vec<&str> {
    let node = manifest.and_then(|manifest| manifest.get("binaries"));
    node.into_iter().flat_map(entries).filter(|entry| is_valid(entry)).map(|entry| entry.key.as_str()).collect()
}

fn is_valid(entry: &Entry) -> bool {
    let sum = entry.value.get("sha256").and_then(Node::as_str).unwrap_or_default();
    let is_sum = sum.len() == 64 && sum.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    is_base_name(&entry.key) && is_sum
}
