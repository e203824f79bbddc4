//! One self-contained HTML file: makes no requests, readable without scripts, printable.
//!
//! Plugins are hostile input, so every text goes through [`escape`], and the page's policy runs only our own script.
//! Findings are deliberately short: 1,000 of them stay under 300 kB.

use std::collections::BTreeMap;
use std::io::{self, Write};

use camino::Utf8Path;
use similar::{ChangeTag, TextDiff};

use super::{human, statistics, visible};
use crate::diag::{Applicability, Diagnostic, Fix, Severity, plural};
use crate::rules::check::Outcome;
use crate::source::SourceFile;

const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = include_str!("html/script.js");
/// The script that the page's policy allows: the SHA-256 of the script element's text, in base64. If the script
/// changes, the browser refuses to run it and prints the new value, and the test in Chromium fails.
const SCRIPT_HASH: &str = "sha256-M0OK8heLfbvn2JkyXVz6SCKHdZ3WdKoTX/TeceMpboQ=";
/// The number of characters of a changed line on each side of the change.
const CONTEXT: usize = 16;
/// The maximum number of removed or added lines that are shown for a fix.
const MOST_LINES: usize = 3;
/// The maximum number of characters that are shown of a changed line.
const MOST: usize = 72;

/// Writes the page.
///
/// # Errors
/// If `out` cannot be written.
pub(super) fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let found = &outcome.diagnostics;
    let rules = statistics(found);
    let by_plugin = by_plugin(outcome);
    write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         img-src data:; script-src '{SCRIPT_HASH}'\">\n\
         <link rel=\"icon\" href=\"data:,\">\n\
         <title>plugin-gen check</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <h1>plugin-gen check</h1>\n<p>{}</p>\n",
        escape(&human::summary(outcome))
    )?;
    if found.is_empty() {
        return writeln!(out, "<p>No findings.</p>\n</body>\n</html>");
    }
    filters(&rules, &by_plugin, out)?;
    writeln!(out, "<details open><summary><b>By rule</b></summary><table>")?;
    for (index, (rule, count)) in rules.iter().enumerate() {
        let (name, summary) = (escape(rule.name), escape(rule.summary));
        writeln!(out, "<tr><td>{count}<td><a href=#r{index}>{name}</a><td>{summary}")?;
    }
    writeln!(out, "</table></details>\n<details><summary><b>By plugin</b></summary><table>")?;
    for (index, (plugin, files)) in by_plugin.iter().enumerate() {
        let count: usize = files.values().map(Vec::len).sum();
        writeln!(out, "<tr><td>{count}<td><a href=\"#p{index}\">{}</a>", escape(plugin))?;
    }
    writeln!(out, "</table></details>")?;
    let numbers: BTreeMap<&str, usize> =
        rules.iter().enumerate().map(|(index, (rule, _))| (rule.name, index)).collect();
    for (index, (plugin, files)) in by_plugin.iter().enumerate() {
        writeln!(out, "<section class=\"plugin\" id=\"p{index}\"><h2>{}</h2>", escape(plugin))?;
        for (path, findings) in files {
            writeln!(out, "<div class=file><h3>{}</h3>", escape(path))?;
            for found in findings {
                finding(found, numbers.get(found.rule.name).copied().unwrap_or_default(), out)?;
            }
            writeln!(out, "</div>")?;
        }
        writeln!(out, "</section>")?;
    }
    writeln!(out, "<h2>Rules</h2>")?;
    for (index, (rule, _)) in rules.iter().enumerate() {
        let name = escape(rule.name);
        let page = escape(&explanation(rule.page));
        writeln!(
            out,
            "<details id=r{index}><summary><b>{name}</b></summary><div class=\"page\">{page}</div></details>"
        )?;
    }
    writeln!(out, "<script>\n{SCRIPT}</script>\n</body>\n</html>")
}

type Files<'d> = BTreeMap<&'d str, Vec<&'d Diagnostic>>;

/// Findings by plugin, then by file, in the order of the report.
fn by_plugin(outcome: &Outcome) -> Vec<(String, Files<'_>)> {
    let mut groups: BTreeMap<String, Files<'_>> = BTreeMap::new();
    for found in &outcome.diagnostics {
        let path = found.primary.location.file.path();
        let (plugin, folder) = plugin(outcome, path);
        let below = path.strip_prefix(folder).unwrap_or(path).as_str();
        groups.entry(plugin).or_default().entry(below).or_default().push(found);
    }
    groups.into_iter().collect()
}

/// The heading for the plugin that contains a file, and the plugin's folder.
fn plugin<'p>(outcome: &Outcome, path: &'p Utf8Path) -> (String, &'p Utf8Path) {
    for folder in path.ancestors() {
        let named = if folder.as_str().is_empty() { Utf8Path::new(".") } else { folder };
        if let Some(name) = outcome.plugin_folders.get(named) {
            return (if named == "." { name.clone() } else { format!("{name}, in {named}") }, folder);
        }
    }
    ("Marketplace and other files".to_owned(), Utf8Path::new(""))
}

fn filters(
    rules: &[(&'static crate::diag::RuleMeta, usize)],
    plugins: &[(String, Files<'_>)],
    out: &mut dyn Write,
) -> io::Result<()> {
    write!(out, "<form id=\"filters\" hidden>")?;
    for (class, name) in [("e", "errors"), ("w", "warnings"), ("n", "notes")] {
        write!(out, "<label><input type=\"checkbox\" name=\"level\" value=\"{class}\" checked> {name}</label>")?;
    }
    write!(out, "<select name=\"rule\" aria-label=\"Rule\"><option value=\"\">all rules")?;
    for (index, (rule, count)) in rules.iter().enumerate() {
        write!(out, "<option value=\"#r{index}\">{} ({count})", escape(rule.name))?;
    }
    write!(out, "</select><select name=\"plugin\" aria-label=\"Plugin\"><option value=\"\">all plugins")?;
    for (index, (plugin, _)) in plugins.iter().enumerate() {
        write!(out, "<option value=\"p{index}\">{}", escape(plugin))?;
    }
    writeln!(
        out,
        "</select><input type=\"search\" name=\"text\" placeholder=\"Search\" aria-label=\"Search\">\
         <button type=\"button\" id=\"expand\">Expand or collapse</button><output id=\"shown\"></output></form>"
    )
}

fn finding(found: &Diagnostic, rule: usize, out: &mut dyn Write) -> io::Result<()> {
    let level = found.severity.name();
    let class = match found.severity {
        Severity::Error => "e",
        Severity::Warning => "w",
        Severity::Note => "n",
    };
    let location = &found.primary.location;
    let (line, _) = location.file.line_column(location.span.start);
    write!(
        out,
        "<details class=\"f {class}\"><summary><b>{level}</b> {} <i>:{line}</i>\
         <a href=#r{rule}>{name}</a></summary><pre>{}</pre>",
        escape(&found.message),
        escape(&human::frame_alone(found)),
        name = escape(found.rule.name),
    )?;
    if let Some(fix) = &found.fix {
        fix_shown(fix, &location.file, out)?;
    }
    writeln!(out, "</details>")
}

/// The lines that a fix changes.
fn fix_shown(fix: &Fix, file: &SourceFile, out: &mut dyn Write) -> io::Result<()> {
    let Some(first) = fix.edits.first() else { return Ok(()) };
    let window = fix.edits.iter().fold(first.span, |all, edit| all.cover(edit.span));
    let (lines, _) = file.lines_around(window);
    let before = file.slice(lines);
    let mut after = before.to_owned();
    for edit in fix.edits.iter().rev() {
        let start = edit.span.start.clamp(lines.start, lines.end) - lines.start;
        let end = edit.span.end.clamp(lines.start, lines.end) - lines.start;
        if before.is_char_boundary(start) && before.is_char_boundary(end) {
            after.replace_range(start..end, &edit.text);
        }
    }
    let how = if fix.applicability == Applicability::Safe { "safe" } else { "unsafe" };
    write!(out, "{} ({how} fix)<pre>", escape(&fix.title))?;
    let diff = TextDiff::from_lines(before, after.as_str());
    let of = |tag| {
        diff.iter_all_changes()
            .filter(|change| change.tag() == tag)
            .map(|change| change.value().trim_end_matches('\n').to_owned())
            .collect::<Vec<_>>()
    };
    let (removed, added) = (of(ChangeTag::Delete), of(ChangeTag::Insert));
    for (tag, sign, lines, others) in [("del", '-', &removed, &added), ("ins", '+', &added, &removed)] {
        for (index, line) in lines.iter().take(MOST_LINES).enumerate() {
            let line = clipped(line, others.get(index).map_or("", String::as_str));
            write!(out, "<{tag}>{sign} {}</{tag}>", escape(&line))?;
        }
        if lines.len() > MOST_LINES {
            write!(out, "<{tag}>{sign} and {}</{tag}>", plural(lines.len() - MOST_LINES, "more line"))?;
        }
    }
    write!(out, "</pre>")
}

/// The part of a line that differs from `other`, with an ellipsis where the line continues.
fn clipped(line: &str, other: &str) -> String {
    let characters: Vec<char> = line.chars().collect();
    let same = characters.iter().zip(other.chars()).take_while(|(left, right)| **left == *right).count();
    let rest = characters.len() - same;
    let rest_of_other: Vec<char> = other.chars().skip(same).collect();
    let tail = characters[same..].iter().rev().zip(rest_of_other.iter().rev());
    let same_tail = tail.take_while(|(left, right)| left == right).count().min(rest);
    let start = same.saturating_sub(CONTEXT);
    let end = (characters.len() - same_tail + CONTEXT).min(characters.len()).min(start + MOST);
    let mut shown = String::new();
    if start > 0 {
        shown.push('…');
    }
    shown.extend(&characters[start..end]);
    if end < characters.len() {
        shown.push('…');
    }
    shown
}

/// A rule's page without its examples.
fn explanation(page: &str) -> String {
    let mut text = String::new();
    let mut kept = true;
    for line in page.lines().skip_while(|line| line.starts_with("# ") || line.is_empty()) {
        if let Some(heading) = line.strip_prefix("## ") {
            kept = heading != "Examples";
        }
        if kept {
            text.push_str(line.trim_start_matches("## "));
            text.push('\n');
        }
    }
    text.trim().to_owned()
}

/// Escapes text for use inside an element, and makes hidden characters visible. Text of a plugin is never put into an
/// attribute, where quotes would need escaping too.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            escaped.push('\n');
        }
        for character in visible(line).chars() {
            match character {
                '&' => escaped.push_str("&amp;"),
                '<' => escaped.push_str("&lt;"),
                '>' => escaped.push_str("&gt;"),
                other => escaped.push(other),
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Edit;
    use crate::source::Span;

    #[test]
    fn a_changed_line_is_clipped_around_the_change() {
        let line = |before: usize, change: &str, after: usize| "a".repeat(before) + change + &"b".repeat(after);
        let clip = |before, after| clipped(&line(before, "X", after), &line(before, "Y", after));
        assert_eq!(clip(CONTEXT, CONTEXT), line(CONTEXT, "X", CONTEXT));
        assert_eq!(clip(CONTEXT + 1, CONTEXT + 1), format!("…{}…", line(CONTEXT, "X", CONTEXT)));
        assert_eq!(clipped(&"x".repeat(MOST), ""), "x".repeat(MOST));
        assert_eq!(clipped(&"x".repeat(MOST + 1), ""), "x".repeat(MOST) + "…");
        assert_eq!(clipped("aab", "ab"), "aab");
        let repeated = "ab".repeat(30);
        assert_eq!(clipped(&repeated, &"ab".repeat(29)), format!("…{}", "ab".repeat(9)));
    }

    #[test]
    fn a_page_is_explained_without_its_examples() {
        let page = "# a-rule\n\n*Sum.*\n\n## Why\n\n# text\n\n## Examples\n\nx\n\n## Fix\n\nf\n";
        assert_eq!(explanation(page), "*Sum.*\n\nWhy\n\n# text\n\nFix\n\nf");
    }

    #[test]
    fn text_is_escaped_line_by_line() {
        assert_eq!(escape("a<b>&\n\u{1b}c\n"), "a&lt;b&gt;&amp;\n\\u{1b}c\n");
    }

    #[test]
    fn a_fix_is_shown_as_the_lines_it_changes() {
        let file = SourceFile::new("a.md", "first\none\ntwo\nthree\nfour\nlast\n");
        let shown = |applicability, edits| {
            let mut out = Vec::new();
            fix_shown(&Fix::new("fix it", applicability, edits), &file, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        let edit = |start, end, text: &str| Edit { span: Span::new(start, end), text: text.to_owned() };
        assert_eq!(shown(Applicability::Safe, vec![]), "");
        assert_eq!(
            shown(Applicability::Safe, vec![edit(6, 9, "1"), edit(10, 13, "2")]),
            "fix it (safe fix)<pre><del>- one</del><del>- two</del><ins>+ 1</ins><ins>+ 2</ins></pre>"
        );
        assert_eq!(
            shown(Applicability::Unsafe, vec![edit(6, 24, "1\n2\n3\n4\n5\n")]),
            "fix it (unsafe fix)<pre><del>- one</del><del>- two</del><del>- three</del><del>- and 1 more line</del>\
             <ins>+ 1</ins><ins>+ 2</ins><ins>+ 3</ins><ins>+ and 2 more lines</ins></pre>"
        );
        assert_eq!(
            shown(Applicability::Unsafe, vec![edit(6, 20, "")]),
            "fix it (unsafe fix)<pre><del>- one</del><del>- two</del><del>- three</del></pre>"
        );
    }
}
