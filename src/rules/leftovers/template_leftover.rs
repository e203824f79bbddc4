//! `template-leftover`: frontmatter, a heading or a manifest still contains a template's placeholder.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::{Document, DocumentKind, Plugin};
use crate::rule_meta;
use crate::rules::support::folders::is_sample;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;

static META: RuleMeta =
    rule_meta!("template-leftover", Warning, Recommended, "A template's placeholder was not filled in");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for document in &plugin.documents {
        check_document(plugin, document, sink);
    }
}

fn check_document(plugin: &Plugin<'_>, document: &Document, sink: &mut Sink) {
    let file = &document.file;
    let parts = match document.kind {
        _ if is_sample(&document.path) => return,
        DocumentKind::Manifest => vec![Span::new(0, file.text().len())],
        DocumentKind::Skill | DocumentKind::Command | DocumentKind::Agent => {
            let frontmatter = document.frontmatter().map(|frontmatter| frontmatter.content);
            let headings = document.markdown().map(|markdown| markdown.headings.as_slice()).unwrap_or_default();
            frontmatter.into_iter().chain(headings.iter().map(|heading| heading.span)).collect()
        }
        _ => return,
    };
    let mut start = 0;
    let suspected = |part: &Span| is_suspected(file.slice(*part).as_bytes());
    for line in parts.into_iter().filter(suspected).flat_map(|part| {
        let lines = file.slice(part).split_inclusive('\n');
        lines.scan(part.start, |at, line| {
            let start = *at;
            *at += line.len();
            Some((start, line))
        })
    }) {
        let (at, text) = line;
        // An underlined heading can occur twice; a line is reported once.
        if at < start {
            continue;
        }
        if let Some((span, what)) = leftover(text) {
            start = at + text.len();
            let found = span.shifted(at);
            if is_meant(plugin, text, &text[span.range()]) {
                continue;
            }
            sink.push(
                Diagnostic::new(&META, document.at(found), format!("leftover {what} `{}`", file.slice(found)))
                    .label("not filled in")
                    .help("replace it, or put it in backticks if the text is about templates"),
            );
        }
    }
}

/// Words that occur in texts about templates.
const ABOUT_TEMPLATES: &[&str] = &[
    "placeholder",
    "template",
    "variable",
    "token",
    "mustache",
    "handlebars",
    "jinja",
    "liquid",
    "interpolat",
    "substitut",
    "syntax",
    "merge field",
];

/// Whether a line is about templates, or another text of the plugin mentions the variable: a setup skill that fills it
/// in, or instructions to the model. Headings and frontmatter do not count, because templates leave placeholders there.
fn is_meant(plugin: &Plugin<'_>, line: &str, written: &str) -> bool {
    if !written.starts_with('{') {
        return false;
    }
    let line = line.replace(written, "").to_lowercase();
    ABOUT_TEMPLATES.iter().any(|word| line.contains(word))
        || plugin.documents.iter().any(|document| speaks_of(document, written))
}

fn speaks_of(document: &Document, written: &str) -> bool {
    let Some(markdown) = document.markdown() else { return false };
    let body = document.file.slice(markdown.span);
    memchr::memmem::find_iter(body.as_bytes(), written).any(|at| {
        let place = Span::at(at + markdown.span.start);
        !markdown.headings.iter().any(|heading| heading.span.contains(place))
    })
}

/// Whether a text contains the start of anything that [`leftover`] finds.
fn is_suspected(text: &[u8]) -> bool {
    text.iter().enumerate().any(|(at, byte)| match byte {
        b'{' => matches!(text.get(at + 1), Some(b'{' | b'%')),
        b'T' => text[at..].starts_with(b"TODO") || text[at..].starts_with(b"TBD"),
        b'F' => text[at..].starts_with(b"FIXME"),
        b'l' | b'L' => text[at + 1..].get(..4).is_some_and(|rest| rest.eq_ignore_ascii_case(b"orem")),
        _ => false,
    })
}

/// The first placeholder in a line, and its kind. Text in backticks is intended.
fn leftover(line: &str) -> Option<(Span, &'static str)> {
    let plain = |at: usize| line[..at].matches('`').count().is_multiple_of(2);
    for (open, close, what) in [("{{", "}}", "template variable"), ("{%", "%}", "template statement")] {
        let mut from = 0;
        while let Some(start) = line[from..].find(open).map(|at| from + at) {
            from = start + 2;
            let Some(length) = line[from..].find(close) else { break };
            let inner = line[from..from + length].trim_matches(|c: char| c.is_whitespace() || c == '-' || c == '{');
            let named = inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && !inner.contains(['{', '\\'])
                && inner != "and";
            if named && plain(start) && !line[..start].ends_with(['$', '`']) {
                return Some((Span::new(start, from + length + 2), what));
            }
        }
    }
    for word in ["TODO", "FIXME", "TBD"] {
        for (start, _) in line.match_indices(word).filter(|(start, _)| plain(*start)) {
            let (before, after) = (line[..start].trim_end(), &line[start + word.len()..]);
            let begins = before.ends_with(['[', ':', '"', '\'', '#', '>', '|']) || before.is_empty();
            let ends = after.starts_with([':', ']', '"', '\'']) || after.trim().is_empty() && before.ends_with(':');
            if begins && ends {
                return Some((Span::new(start, start + word.len()), "note to the author"));
            }
        }
    }
    let start = line.to_ascii_lowercase().find("lorem ipsum")?;
    Some((Span::new(start, start + 11), "filler text"))
}

#[cfg(test)]
mod tests {
    use super::leftover;

    fn found(line: &str) -> Option<&str> {
        leftover(line).map(|(span, _)| &line[span.range()])
    }

    #[test]
    fn what_was_to_be_filled_in_is_found() {
        assert_eq!(found("description: {{ description }}\n"), Some("{{ description }}"));
        assert_eq!(found("## {{skill-name}} basics"), Some("{{skill-name}}"));
        assert_eq!(found("{% if tools %}"), Some("{% if tools %}"));
        assert_eq!(found("description: [TODO: Complete and informative]"), Some("TODO"));
        assert_eq!(found("  \"description\": \"TODO\","), Some("TODO"));
        assert_eq!(found("description: TODO\n"), Some("TODO"));
        assert_eq!(found("# FIXME: a title"), Some("FIXME"));
        assert_eq!(found("description: Lorem ipsum dolor"), Some("Lorem ipsum"));
    }

    #[test]
    fn text_about_templates_and_lists_is_not() {
        for line in [
            "description: Render Jinja `{{ name }}` and `{% if %}` templates",
            "description: Finds TODO: comments, FIXME notes and more",
            "name: todo",
            "## TODO",
            "## TODO lists",
            "argument-hint: [TODO-list]",
            "run: ${{ github.token }}",
            "allowed-tools: Bash({{}})",
            "description: braces {{ and }} alone",
        ] {
            assert_eq!(found(line), None, "{line}");
        }
    }
}
