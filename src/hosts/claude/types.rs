//! The TypeScript file that `types` names: a regular file with type declarations and no code that runs.
//!
//! The Claude Code CLI uses a TypeScript parser; this module looks at how each statement begins.

use super::findings::INVALID_TYPES;
use super::report::Report;
use crate::source::Span;

/// Checks the bytes of the file that `types` names; `None` if it is not a regular file.
pub(super) fn check(text: Option<Vec<u8>>, written: &str, span: Span, report: &mut Report<'_>) {
    let Some(text) = text else {
        report.add(&INVALID_TYPES, "types", span, format!("`{written}` is not a regular file"));
        return;
    };
    if let Err(reason) = declares_types_only(&String::from_utf8_lossy(&text)) {
        report.add(&INVALID_TYPES, "types", span, format!("`{written}` is not a file of type declarations: {reason}"));
    }
}

/// Checks that a TypeScript text contains only type declarations; the reason if not.
fn declares_types_only(text: &str) -> Result<(), String> {
    let mut depth = 0_i32;
    let mut statement = true;
    let code = without_comments(text);
    for (index, line) in code.lines().enumerate() {
        let trimmed = line.trim_start_matches('\u{feff}').trim();
        if trimmed.is_empty() {
            continue;
        }
        if depth == 0
            && statement
            && !["type ", "interface ", "export type ", "export interface ", "import type ", "}"]
                .iter()
                .any(|start| trimmed.starts_with(start))
        {
            return Err(format!("expected `export type` or `export interface` on line {}", index + 1));
        }
        for character in trimmed.chars() {
            match character {
                '{' | '(' | '[' => depth += 1,
                '}' | ')' | ']' => depth -= 1,
                _ => {}
            }
        }
        statement = depth == 0 && (trimmed.ends_with([';', '}']));
    }
    if depth == 0 { Ok(()) } else { Err("unbalanced brackets".to_owned()) }
}

fn without_comments(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("/*") {
        code.push_str(&rest[..at]);
        let (comment, after) = rest[at..].split_once("*/").unwrap_or((&rest[at..], ""));
        code.extend(comment.chars().filter(|character| *character == '\n'));
        rest = after;
    }
    code.push_str(rest);
    code.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}
