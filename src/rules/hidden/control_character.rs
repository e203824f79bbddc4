//! `control-character`: a control character in a text, such as NUL or ESC.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::{Document, DocumentKind};
use crate::rule_meta;
use crate::rules::support::components::is_component;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;

static META: RuleMeta = rule_meta!("control-character", Warning, Recommended, "A text contains control characters");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    let is_read = is_component(document) || document.kind == DocumentKind::Other && document.markdown().is_some();
    if !is_read {
        return;
    }
    let text = document.file.text();
    if !holds_control(text) {
        return;
    }
    let mut places = text.bytes().enumerate().filter(|(_, byte)| is_control(*byte));
    let Some((at, byte)) = places.next() else { return };
    let more = places.count();
    let name = match byte {
        0 => "NUL",
        7 => "BEL",
        8 => "BACKSPACE",
        27 => "ESC",
        127 => "DEL",
        _ => "a control character",
    };
    let further = if more > 0 { format!("; {more} more in this file") } else { String::new() };
    sink.push(
        Diagnostic::new(&META, document.at(Span::new(at, at + 1)), format!("{name} (U+{byte:04X}) in the text"))
            .label(format!("the model receives it, but editors do not show it{further}"))
            .help("remove it; to show an escape sequence, write `\\x1b` or `\\u001b`"),
    );
}

fn is_control(byte: u8) -> bool {
    matches!(byte, 0..=8 | 11 | 14..=31 | 127)
}

/// Whether a text has control characters. Without a branch for each byte, many bytes are compared at a time.
fn holds_control(text: &str) -> bool {
    text.as_bytes().chunks(1024).any(|chunk| chunk.iter().fold(false, |found, byte| found | is_control(*byte)))
}
