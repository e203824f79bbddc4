//! `redundant-hooks-path`: the manifest names `hooks/hooks.json`, which Claude Code loads anyway.

use camino::Utf8Path;

use crate::diag::{Diagnostic, Edit, Fix, RuleMeta};
use crate::plugin::{Document, Plugin, resolve};
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;
use crate::syntax::Entry;

static META: RuleMeta = rule_meta!(
    "redundant-hooks-path",
    Note,
    Recommended,
    "The manifest names hooks/hooks.json, which Claude Code loads anyway"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    let Some(manifest) = plugin.manifest() else { return };
    let Some(entry) = manifest.root().and_then(|root| root.entry("hooks")) else { return };
    let Some(path) = entry.value.as_str().and_then(|path| resolve(Utf8Path::new(""), path)) else { return };
    if path != "hooks/hooks.json" {
        return;
    }
    sink.push(
        Diagnostic::new(&META, manifest.at(entry.value.span), "redundant path `hooks/hooks.json`")
            .label("Claude Code loads this file by default, and releases up to 2.1.259 reject a plugin that names it")
            .help("remove the key `hooks`")
            .at_key("hooks")
            .with_fix(Fix::safe("remove the key", vec![without(manifest, entry)])),
    );
}

/// Removes a key from a JSON object, with its comma and white space.
fn without(document: &Document, entry: &Entry) -> Edit {
    let text = document.file.text();
    let start = text[..entry.key_span.start].trim_end().len();
    let after = &text[entry.value.span.end..];
    let comma = after.trim_start().starts_with(',');
    let span = if text[..start].ends_with(',') {
        // Remove the comma before the key, and keep the one after it for the next key.
        Span::new(start - 1, entry.value.span.end)
    } else if comma {
        Span::new(start, entry.value.span.end + after.find(',').unwrap_or_default() + 1)
    } else {
        Span::new(start, entry.value.span.end)
    };
    Edit { span, text: String::new() }
}
