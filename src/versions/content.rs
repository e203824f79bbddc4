//! Compares two versions of a file, ignoring white space and comments.

use camino::Utf8Path;

use crate::syntax::{Frontmatter, yaml};

/// Whether `before` and `after` differ only in white space or comments.
#[must_use]
pub(super) fn same(path: &Utf8Path, before: &[u8], after: &[u8]) -> bool {
    if before == after {
        return true;
    }
    let (Ok(before), Ok(after)) = (std::str::from_utf8(before), std::str::from_utf8(after)) else { return false };
    match path.extension() {
        Some("json") => same_json(before, after),
        Some("md") => same_markdown(before, after),
        Some("yaml" | "yml") => same_yaml(before, after),
        Some("toml" | "sh" | "bash" | "py" | "rb" | "ps1") => code(before, "#") == code(after, "#"),
        Some("js" | "mjs" | "cjs" | "ts" | "rs" | "go") => code(before, "//") == code(after, "//"),
        _ => words(before) == words(after),
    }
}

fn same_json(before: &str, after: &str) -> bool {
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text.trim_start_matches('\u{feff}'));
    match (value(before), value(after)) {
        // A different order is a change: lists of components are ordered.
        (Ok(before), Ok(after)) => before == after,
        _ => words(before) == words(after),
    }
}

/// White space has a meaning in YAML, so values are compared.
fn same_yaml(before: &str, after: &str) -> bool {
    let value = |text: &str| {
        let parsed = yaml::parse(text);
        parsed.problems.is_empty().then(|| parsed.root.map(|root| root.to_json()))
    };
    match (value(before), value(after)) {
        (Some(before), Some(after)) => before == after,
        _ => code(before, "#") == code(after, "#"),
    }
}

fn same_markdown(before: &str, after: &str) -> bool {
    let parts = |text: &str| {
        let (frontmatter, body) = match Frontmatter::find(text) {
            Some(found) => (text[found.content.range()].to_owned(), &text[found.span.end..]),
            None => (String::new(), text),
        };
        let body: Vec<String> = words(&without_html_comments(body)).into_iter().map(str::to_owned).collect();
        (frontmatter, body)
    };
    let (before, after) = (parts(before), parts(after));
    before.1 == after.1 && same_yaml(&before.0, &after.0)
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

/// The words of all lines that do not consist of a comment.
fn code<'t>(text: &'t str, comment: &str) -> Vec<&'t str> {
    let lines = text.lines().filter(|line| {
        let line = line.trim_start();
        !line.starts_with(comment) || line.starts_with("#!")
    });
    lines.flat_map(str::split_whitespace).collect()
}

fn without_html_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<!--") {
        let Some((_, next)) = after.split_once("-->") else { break };
        kept.push_str(before);
        rest = next;
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_and_comments_say_nothing() {
        let same =
            |path: &str, before: &str, after: &str| same(Utf8Path::new(path), before.as_bytes(), after.as_bytes());
        assert!(same("a.md", "# A\n\ntext <!-- note -->\n", "# A\r\n\r\n\r\ntext\n"));
        assert!(!same("a.md", "# A\n\ntext\n", "# A\n\ntexts\n"));
        assert!(same("a.json", "{\"a\": 1}", "{\n  \"a\": 1\n}\n"));
        assert!(!same("a.json", "{\"a\": 1}", "{\"a\": 2}"));
        assert!(same("a.sh", "#!/bin/sh\n# old\nls\n", "#!/bin/sh\n# new\n\nls\n"));
        assert!(!same("a.sh", "#!/bin/sh\nls\n", "#!/bin/bash\nls\n"));
        assert!(same("a.js", "// old\nrun();\n", "run();\n"));
        assert!(!same("a.bin", "a b", "a c"));
        assert!(same("a.yaml", "a: 1 # old\nb: {c: 2}\n", "# new\na: 1\nb:\n  c: 2\n"));
        assert!(!same("a.yaml", "a:\n  b: 1\nc: 2\n", "a:\n  b: 1\n  c: 2\n"));
        assert!(same("a.md", "---\nname: a # old\n---\ntext\n", "---\n# new\nname: a\n---\n\ntext\n"));
        assert!(!same("a.md", "---\nname: a\n---\ntext\n", "---\nname: b\n---\ntext\n"));
    }
}
