//! `skipped-content`: part of a file was not checked because it exceeds a limit.
//!
//! `docs/limits.md` lists the limits. Files over 1 MiB that Claude Code would load are `oversized-file`.

use super::api::ApiClaims;
use super::support::prose;
use super::{Check, Context, Rule, Sink};
use crate::claims;
use crate::diag::{Diagnostic, RuleMeta, Severity};
use crate::openapi::FaultKind;
use crate::plugin::document::MAX_SIZE;
use crate::plugin::{Content, Document, DocumentKind, FileKind, Plugin};
use crate::rule_meta;
use crate::source::Span;
use crate::syntax::Parsed;
use crate::syntax::markdown;

static META: RuleMeta =
    rule_meta!("skipped-content", Warning, Recommended, "Part of a file was skipped because it exceeds a limit");

/// The rule. [`of_claims`] reports what was skipped in API claims.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for document in &plugin.documents {
        match &document.content {
            Content::Unread(reason) => unread(plugin, document, reason, sink),
            _ => limits(document, sink),
        }
    }
}

fn limits(document: &Document, sink: &mut Sink) {
    match &document.content {
        Content::Markdown(_, markdown) => {
            if let Some(line) = markdown.too_deep {
                let max = markdown::MAX_DEPTH;
                sink.push(
                    Diagnostic::new(&META, document.at(line), format!("more than {max} nested quotes and lists"))
                        .label("the rules about Markdown did not check this file")
                        .help("remove the markers, or move the line to a file that is not Markdown"),
                );
            }
            for line in prose::long_lines(document) {
                let start =
                    Span::new(line.span.start, line.span.start + line.text.chars().next().map_or(0, char::len_utf8));
                let length = line.text.len();
                sink.push(
                    Diagnostic::new(&META, document.at(start), format!("a line of {length} bytes"))
                        .label(format!("lines over {} bytes are not searched for names and arguments", prose::MAX_LINE))
                        .help("break the line"),
                );
            }
        }
        Content::Json(parsed) | Content::Yaml(parsed) if document.kind == DocumentKind::Other => {
            of_reader(document, parsed, sink);
        }
        _ => {}
    }
}

/// Reports a file that was not read. `oversized-file` reports those over the limit that Claude Code would load.
fn unread(plugin: &Plugin<'_>, document: &Document, reason: &str, sink: &mut Sink) {
    let found = Diagnostic::new(&META, document.start(), format!("skipped: {reason}"));
    let found = found.label("not checked, not even for credentials");
    let is_markdown = document.path.extension() == Some("md");
    let kind = plugin.tree.kind(&plugin.root.join(&document.path));
    match matches!(kind, Some(FileKind::File { size, .. }) if size > MAX_SIZE) {
        true if document.kind != DocumentKind::Other || is_markdown => {}
        true => {
            // A program cannot be split, and the plugin needs it.
            let help = match document.path.starts_with("bin") {
                true => "ship only a program that you built or whose checksum you compared",
                false => "split the file, or remove it from the plugin",
            };
            sink.push(found.with_severity(Severity::Note).help(help));
        }
        false => sink.push(found.help("save the file as UTF-8, and make it readable")),
    }
}

fn of_reader(document: &Document, parsed: &Parsed, sink: &mut Sink) {
    for problem in parsed.problems.iter().filter(|problem| problem.is_limit) {
        sink.push(
            Diagnostic::new(&META, document.at(problem.span), problem.message.clone())
                .label("nothing in this file was compared")
                .help("flatten the file"),
        );
    }
}

/// Reports what was skipped in a plugin's API claims.
pub(super) fn of_claims(claims: &ApiClaims<'_>, documents: &[Document], sink: &mut Sink) {
    for document in documents {
        for (span, limit) in claims::over_limit(document) {
            sink.push(
                Diagnostic::new(&META, document.at(span), limit)
                    .label("not compared with the API description")
                    .help("show a shorter example"),
            );
        }
    }
    for claim in &claims.requests {
        let unfinished = |kind: &FaultKind<'_>| matches!(kind, FaultKind::Unfinished);
        for fault in claim.body.iter().chain(&claim.response).filter(|fault| unfinished(&fault.kind)) {
            sink.push(
                Diagnostic::new(&META, claim.document.at(fault.span), "an example with too many values")
                    .label("from here on, not compared with the API description")
                    .help("show a shorter example"),
            );
        }
    }
}
