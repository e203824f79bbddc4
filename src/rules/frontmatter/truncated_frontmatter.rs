//! `truncated-frontmatter`: a value that ends earlier than it appears to.

use crate::diag::{Applicability, Diagnostic, Edit, Fix, RuleMeta};
use crate::plugin::Document;
use crate::rule_meta;
use crate::rules::support::components::is_component;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;
use crate::syntax::Frontmatter;

static META: RuleMeta =
    rule_meta!("truncated-frontmatter", Warning, Recommended, "A frontmatter value ends earlier than it appears to");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

/// Prose fields, in which a YAML comment is never intended.
const PROSE: &[&str] = &["description", "when_to_use", "argument-hint"];

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    let Some(frontmatter) = document.frontmatter().filter(|_| is_component(document)) else { return };
    let text = document.file.text();
    let end = frontmatter.content.end;
    if !text[..end].ends_with('\n') && !frontmatter.content.is_empty() {
        sink.push(
            Diagnostic::new(
                &META,
                document.at(Span::new(end, end + 3)),
                "the frontmatter ends in the middle of a line",
            )
            .label("the first `---` closes the block, even in the middle of a line")
            .help("replace `---` in the value, for example with a dash (–)")
            .help("everything after it becomes part of the body"),
        );
    }
    for field in PROSE {
        sink.found.extend(comment(document, frontmatter, field));
    }
}

/// Reports ` #` after an unquoted value: the rest of the line is a comment.
fn comment(document: &Document, frontmatter: &Frontmatter, field: &str) -> Option<Diagnostic> {
    let node = frontmatter.get(field).filter(|node| node.plain)?;
    let comment = frontmatter.yaml.comments.iter().find(|comment| {
        comment.start >= node.span.end
            && document.file.slice(Span::new(node.span.end, comment.start)).bytes().all(|b| b == b' ' || b == b'\t')
    })?;
    let comment = Span::new(comment.start, comment.start + document.file.slice(*comment).trim_end().len());
    let whole = document.file.slice(Span::new(node.span.start, comment.end));
    let quoted = format!("\"{}\"", whole.replace('\\', "\\\\").replace('"', "\\\""));
    let edit = Edit { span: Span::new(node.span.start, comment.end), text: quoted };
    Some(
        Diagnostic::new(&META, document.at(comment), format!("`{field}` ends before the `#`"))
            .label("a space followed by `#` starts a comment in YAML")
            .help("put quotes around the value")
            .at_key(field)
            .with_fix(Fix::new("put quotes around the whole value", Applicability::Unsafe, vec![edit])),
    )
}
