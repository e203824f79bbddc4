//! Findings for people: the source with the location underlined, the reason, and the help; then a summary line.

use std::io::{self, Write};
use std::sync::Arc;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Patch, Renderer, Snippet};

use super::{View, count, visible};
use crate::diag::{Applicability, Diagnostic, Fix, Severity, plural};
use crate::rules::check::Outcome;
use crate::rules::outcome::Unshipped;
use crate::source::{Location, SourceFile, Span};

/// The minimum width of a frame, even on a narrower terminal: less shows too little of a line.
const MIN_WIDTH: usize = 60;

/// The width of a frame that is written to a file.
const FILE_WIDTH: usize = 88;

/// Writes every finding with its frame and the summary.
///
/// # Errors
/// If `out` cannot be written.
pub(super) fn write(outcome: &Outcome, view: View, out: &mut dyn Write) -> io::Result<()> {
    let decor = if view.unicode { DecorStyle::Unicode } else { DecorStyle::Ascii };
    let mut renderer = Renderer::styled().decor_style(decor);
    if let Some(width) = view.width {
        renderer = renderer.term_width(width.max(MIN_WIDTH));
    }
    for found in &outcome.diagnostics {
        writeln!(out, "{}\n", render(found, &renderer))?;
    }
    writeln!(out, "{}", summary(outcome))
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

fn render(found: &Diagnostic, renderer: &Renderer) -> String {
    let title = level(found.severity).primary_title(visible(&found.message)).id(found.rule.name);
    let mut group = frames(found, Group::with_title(title));
    for help in &found.help {
        group = group.element(Level::HELP.message(visible(help)));
    }
    let mut groups = vec![group];
    if let Some(fix) = &found.fix {
        groups.push(patch(fix, &found.primary.location.file));
    }
    renderer.render(&groups)
}

/// The frames of a finding and the help below them, as plain text without the headline.
pub(super) fn frame_alone(found: &Diagnostic) -> String {
    let group = frames(found, Group::with_title(level(found.severity).primary_title("")));
    let group = found.help.iter().fold(group, |group, help| group.element(Level::HELP.message(visible(help))));
    let shown = Renderer::plain().term_width(FILE_WIDTH).render(&[group]);
    // Omits the headline and the path, which a page shows in other ways, and the empty lines of the gutter.
    let headed = shown.lines().nth(1).is_some_and(|line| line.trim_start().starts_with("--> "));
    let lines = shown.lines().skip(if headed { 2 } else { 1 });
    let lines = lines.map(str::trim_end).filter(|line| line.trim_start() != "|");
    lines.collect::<Vec<_>>().join("\n")
}

/// One frame per file, the primary file first, with all labels in that file.
fn frames<'d>(found: &'d Diagnostic, mut group: Group<'d>) -> Group<'d> {
    let primary = &found.primary.location;
    if primary.file.is_empty() {
        group = group.element(Origin::path(visible(primary.file.path().as_str())));
        if !found.primary.text.is_empty() {
            group = group.element(Level::NOTE.message(visible(&found.primary.text)));
        }
    } else {
        let near = found.secondary.iter().filter(|label| same_file(&label.location, primary));
        let window = near.clone().fold(primary.span, |window, label| cover(window, label.location.span));
        let (lines, first) = primary.file.lines_around(window);
        let mut snippet = frame(&primary.file, lines, first).annotation(
            AnnotationKind::Primary.span(shown(primary.span, lines, &primary.file)).label(label(&found.primary.text)),
        );
        for label_here in near {
            let span = shown(label_here.location.span, lines, &primary.file);
            snippet = snippet.annotation(AnnotationKind::Context.span(span).label(label(&label_here.text)));
        }
        group = group.element(snippet);
    }
    for other in found.secondary.iter().filter(|label| !same_file(&label.location, primary)) {
        let location = &other.location;
        let (lines, first) = location.file.lines_around(location.span);
        let span = shown(location.span, lines, &location.file);
        let snippet = frame(&location.file, lines, first);
        group = group.element(snippet.annotation(AnnotationKind::Context.span(span).label(label(&other.text))));
    }
    group
}

fn label(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| visible(text))
}

fn frame<'d, T: Clone>(file: &'d Arc<SourceFile>, lines: Span, first: usize) -> Snippet<'d, T> {
    Snippet::source(file.slice(lines)).line_start(first).path(visible(file.path().as_str()))
}

/// The span relative to the window of lines, at least one character wide if the line is not empty.
fn shown(span: Span, lines: Span, file: &SourceFile) -> std::ops::Range<usize> {
    let start = span.start.clamp(lines.start, lines.end) - lines.start;
    let mut end = span.end.clamp(lines.start, lines.end) - lines.start;
    if start == end {
        let rest = file.slice(lines).get(start..).unwrap_or_default();
        end += rest.chars().next().filter(|character| *character != '\n').map_or(0, char::len_utf8);
    }
    start..end
}

fn patch<'d>(fix: &'d Fix, file: &'d Arc<SourceFile>) -> Group<'d> {
    let how = match fix.applicability {
        Applicability::Safe => " (safe fix)",
        Applicability::Unsafe => " (unsafe fix)",
    };
    let window = fix
        .edits
        .iter()
        .fold(fix.edits.first().map_or(Span::at(0), |edit| edit.span), |all, edit| cover(all, edit.span));
    let (lines, first) = file.lines_around(window);
    let patches = fix.edits.iter().map(|edit| {
        let (start, end) =
            (edit.span.start.max(lines.start) - lines.start, edit.span.end.max(lines.start) - lines.start);
        Patch::new(start..end, edit.text.as_str())
    });
    Level::HELP.secondary_title(format!("{}{how}", fix.title)).element(frame(file, lines, first).patches(patches))
}

fn same_file(left: &Location, right: &Location) -> bool {
    Arc::ptr_eq(&left.file, &right.file)
}

fn cover(left: Span, right: Span) -> Span {
    Span::new(left.start.min(right.start), left.end.max(right.end))
}

/// `3 errors, 1 warning in 2 plugins (24 files)`.
pub(super) fn summary(outcome: &Outcome) -> String {
    let [errors, warnings, notes] = count(&outcome.diagnostics);
    let mut parts = vec![plural(errors, "error"), plural(warnings, "warning")];
    if notes > 0 {
        parts.push(plural(notes, "note"));
    }
    let mut scope = Vec::new();
    if outcome.marketplaces > 0 {
        scope.push(plural(outcome.marketplaces, "marketplace"));
    }
    if outcome.projects > 0 {
        scope.push(plural(outcome.projects, "project"));
    }
    if outcome.plugins > 0 || scope.is_empty() {
        scope.push(plural(outcome.plugins, "plugin"));
    }
    let mut line = parts.join(", ");
    // `build` rejects specs before there is any plugin to open.
    if outcome.files > 0 {
        line.push_str(&format!(" in {} ({}", scope.join(" and "), plural(outcome.files, "file")));
        if outcome.unread > 0 {
            line.push_str(&format!(", {} skipped", outcome.unread));
        }
        line.push(')');
    }
    let fixable = |least| {
        let fixes = outcome.diagnostics.iter().filter_map(|found| found.fix.as_ref());
        fixes.filter(|fix| fix.applicability == least).count()
    };
    match (fixable(Applicability::Safe), fixable(Applicability::Unsafe)) {
        (0, 0) => {}
        (safe, 0) => line.push_str(&format!("; {safe} fixable with --fix")),
        (0, more) => line.push_str(&format!("; {more} fixable with --fix --unsafe-fixes")),
        (safe, more) => line.push_str(&format!("; {safe} fixable with --fix, {more} more with --unsafe-fixes")),
    }
    if outcome.baselined > 0 {
        line.push_str(&format!("; {} more in the baseline", outcome.baselined));
    }
    if outcome.stale > 0 {
        let entries = if outcome.stale == 1 { "entry" } else { "entries" };
        line.push_str(&format!("; {} unused baseline {entries}, removed by --write-baseline", outcome.stale));
    }
    if let Some(checked) = outcome.api {
        line.push_str(&format!("\nAPI claims: {checked}"));
        if checked.not_tied > 0 {
            line.push_str(" (listed by `plugin-gen api coverage`)");
        }
    }
    for Unshipped { folder, plugins, errors, warnings } in &outcome.unshipped {
        let found = format!("{}, {}", plural(*errors, "error"), plural(*warnings, "warning"));
        line.push_str(&format!(
            "\nnot counted: {found} in {folder} ({}, not in the marketplace)",
            plural(*plugins, "plugin")
        ));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::RuleMeta;
    use crate::rule_meta;
    use crate::rules::api::Checked;

    #[test]
    fn the_summary_counts_what_there_is() {
        let mut outcome = Outcome { plugins: 1, files: 1, ..Outcome::default() };
        assert_eq!(summary(&outcome), "0 errors, 0 warnings in 1 plugin (1 file)");
        outcome.api = Some(Checked { operations: 1, ..Checked::default() });
        assert!(summary(&outcome).ends_with("checked, 0 names not tied"), "{}", summary(&outcome));
        outcome = Outcome { plugins: 2, marketplaces: 1, files: 24, unread: 3, baselined: 2, ..Outcome::default() };
        let line = "0 errors, 0 warnings in 1 marketplace and 2 plugins (24 files, 3 skipped); 2 more in the baseline";
        assert_eq!(summary(&outcome), line);
        outcome.stale = 1;
        assert_eq!(summary(&outcome), format!("{line}; 1 unused baseline entry, removed by --write-baseline"));
        outcome.stale = 2;
        outcome.api = Some(Checked { not_tied: 2, ..Checked::default() });
        outcome.unshipped = vec![Unshipped { folder: "old".into(), plugins: 1, errors: 0, warnings: 1 }];
        let rest = summary(&outcome).strip_prefix(line).unwrap().to_owned();
        assert_eq!(
            rest,
            "; 2 unused baseline entries, removed by --write-baseline\n\
             API claims: 0 operations, 0 parameters, 0 fields and 0 types checked, 2 names not tied (listed by `plugin-gen api coverage`)\n\
             not counted: 0 errors, 1 warning in old (1 plugin, not in the marketplace)"
        );
    }

    #[test]
    fn a_span_is_shown_inside_its_lines_and_at_least_one_character_wide() {
        let file = SourceFile::new("a.md", "ab\nüc\n\nd");
        let shown =
            |start, end, lines: (usize, usize)| shown(Span::new(start, end), Span::new(lines.0, lines.1), &file);
        assert_eq!(shown(3, 5, (3, 6)), 0..2);
        assert_eq!(shown(3, 3, (3, 6)), 0..2);
        assert_eq!(shown(6, 6, (3, 6)), 3..3);
        assert_eq!(shown(2, 2, (0, 7)), 2..2, "a line break is not shown");
        assert_eq!(shown(0, 9, (3, 6)), 0..3);
    }

    #[test]
    fn a_file_without_text_is_shown_by_its_path() {
        static META: RuleMeta = rule_meta!("unused-allow", Warning, Recommended, "");
        let empty = SourceFile::new("a.md", "");
        let found = |label| Diagnostic::new(&META, Location::start_of(&empty), "empty file").label(label);
        let shown = |found: &Diagnostic| render(found, &Renderer::plain());
        assert_eq!(shown(&found("")), "warning[unused-allow]: empty file\n--> a.md");
        assert!(shown(&found("no text")).ends_with("= note: no text"), "{}", shown(&found("no text")));
    }

    #[test]
    fn a_narrow_terminal_gets_frames_of_a_minimum_width() {
        static META: RuleMeta = rule_meta!("unused-allow", Warning, Recommended, "");
        let file = SourceFile::new("a.md", format!("{}x{}", "a ".repeat(60), " b".repeat(60)));
        let found = Diagnostic::new(&META, Location::new(&file, Span::new(120, 121)), "x").label("here");
        let shown = |width| {
            let mut out = Vec::new();
            let outcome = Outcome { diagnostics: vec![found.clone()], ..Outcome::default() };
            write(&outcome, View { width, ..View::default() }, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(shown(Some(20)), shown(Some(MIN_WIDTH)));
        assert_ne!(shown(Some(20)), shown(Some(100)));
    }
}
