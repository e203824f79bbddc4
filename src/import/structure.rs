//! A Markdown component to its structured spec: headings become sections, tables become `table`, and requests that the API
//! description knows become `requests`. Whatever a template would write in another way stays in `body`.

use serde_json::{Map, Value, json};

use super::requests;
use crate::generate::frontmatter;
use crate::generate::templates::cell;
use crate::openapi::Description;
use crate::source::Span;
use crate::syntax::{Frontmatter, Markdown};

/// The spec of the component `name` whose text is `text`; `None` when it has no frontmatter with an empty line after it.
#[must_use]
pub(crate) fn structure(name: &str, text: &str, api: Option<&Description>) -> Option<Map<String, Value>> {
    let frontmatter = Frontmatter::find(text)?;
    let body = text[frontmatter.content.end..].strip_prefix("---\n\n")?;
    let mut spec = head(name, text, &frontmatter);
    let start = text.len() - body.len();
    let page = Page { text, markdown: Markdown::parse(text, start), api };
    let headings = page.headings(start);
    let mut open: Vec<(usize, Map<String, Value>)> = vec![(1, Map::new())];
    let mut from = start;
    for heading in &headings {
        let line = page.text[heading.clone()].to_owned();
        let level = line.bytes().take_while(|byte| *byte == b'#').count();
        page.fill(&mut open, from..heading.start);
        from = heading.end;
        if level == 1 {
            spec.insert("title".to_owned(), json!(line[2..]));
            continue;
        }
        while open.len() > 1 && open.last().is_some_and(|(above, _)| *above >= level) {
            close(&mut open);
        }
        open.push((level, Map::from_iter([("heading".to_owned(), json!(line[level + 1..]))])));
    }
    page.fill(&mut open, from..text.len());
    while open.len() > 1 {
        close(&mut open);
    }
    spec.extend(open.pop()?.1);
    Some(spec)
}

/// The least structured spec of a component: the whole page is one `body`.
#[must_use]
pub(crate) fn as_body(name: &str, text: &str) -> Option<Map<String, Value>> {
    let frontmatter = Frontmatter::find(text)?;
    let mut spec = head(name, text, &frontmatter);
    spec.insert("body".to_owned(), json!(text[frontmatter.span.end..].trim()));
    Some(spec)
}

/// `name`, `description` and the other fields, when these give the same text; else the block as it is.
fn head(name: &str, text: &str, frontmatter: &Frontmatter) -> Map<String, Value> {
    let content = &text[frontmatter.content.range()];
    let entries = frontmatter.yaml.root.as_ref().map(|root| root.entries()).unwrap_or_default();
    let fields: Vec<(&str, Value)> = entries.iter().map(|entry| (entry.key.as_str(), entry.value.to_json())).collect();
    let is_ordered = matches!(fields.as_slice(), [("name", Value::String(_)), ("description", Value::String(_)), ..]);
    let is_own = fields.first().is_some_and(|(_, own)| own.as_str() == name.rsplit('/').next());
    if !is_ordered || !is_own || frontmatter::mapping(&fields) != content {
        return Map::from_iter([("frontmatter".to_owned(), json!(content))]);
    }
    let mut fields = fields.into_iter().map(|(key, value)| (key.to_owned(), value));
    let mut head: Map<String, Value> = fields.by_ref().take(2).collect();
    let rest: Map<String, Value> = fields.collect();
    if !rest.is_empty() {
        head.insert("frontmatter".to_owned(), Value::Object(rest));
    }
    head
}

/// Puts the innermost open section below the one around it.
fn close(open: &mut Vec<(usize, Map<String, Value>)>) {
    if let (Some((_, section)), Some((_, above))) = (open.pop(), open.last_mut()) {
        push(above, section);
    }
}

fn push(section: &mut Map<String, Value>, below: Map<String, Value>) {
    let sections = section.entry("sections").or_insert_with(|| json!([]));
    if let Some(sections) = sections.as_array_mut() {
        sections.push(Value::Object(below));
    }
}

/// A page that is taken apart.
struct Page<'t> {
    text: &'t str,
    markdown: Markdown,
    api: Option<&'t Description>,
}

impl Page<'_> {
    /// The lines of the headings that a template writes in the same way: one empty line on both sides, and a level that is
    /// at most one below the section around it.
    fn headings(&self, start: usize) -> Vec<std::ops::Range<usize>> {
        let mut found = Vec::new();
        let mut depth = 1;
        for heading in &self.markdown.headings {
            let (from, level) = (heading.span.start, usize::from(heading.level));
            let line = self.text[from..].lines().next().unwrap_or_default();
            let to = from + line.len();
            let is_plain =
                line.strip_prefix(&format!("{} ", "#".repeat(level))).is_some_and(|rest| rest == rest.trim())
                    && !line.ends_with('#');
            let has_place = if level == 1 { from == start } else { level <= depth + 1 };
            if is_plain && has_place && self.stands_alone(start, from, to) {
                found.push(from..to);
                depth = level;
            }
        }
        found
    }

    /// Whether exactly one empty line is before and after a piece, which may also begin or end the page.
    fn stands_alone(&self, start: usize, from: usize, to: usize) -> bool {
        let (before, after) = (&self.text[start..from], &self.text[to..]);
        let ends = |text: &str| text.ends_with(|letter: char| !letter.is_whitespace());
        let begins = |text: &str| text.starts_with(|letter: char| !letter.is_whitespace());
        (before.is_empty() || before.strip_suffix("\n\n").is_some_and(ends))
            && (after == "\n" || after.strip_prefix("\n\n").is_some_and(begins))
    }

    /// Adds the blocks of a range to the innermost open section. A second block of one kind continues in a section without
    /// a heading.
    fn fill(&self, open: &mut [(usize, Map<String, Value>)], range: std::ops::Range<usize>) {
        let Some((_, section)) = open.last_mut() else { return };
        let mut rest: Option<Map<String, Value>> = None;
        for (key, value) in self.blocks(range) {
            let target = rest.as_mut().unwrap_or(section);
            let free = match key {
                "body" => ["body", "after"].into_iter().find(|key| !target.contains_key(*key)),
                key => Some(key).filter(|key| !target.contains_key(*key)),
            };
            match free {
                Some(key) => drop(target.insert(key.to_owned(), value)),
                None => {
                    if let Some(full) = rest.replace(Map::from_iter([(key.to_owned(), value)])) {
                        push(section, full);
                    }
                }
            }
        }
        if let Some(full) = rest {
            push(section, full);
        }
    }

    /// The blocks of a range in order; neighbouring texts are one.
    fn blocks(&self, range: std::ops::Range<usize>) -> Vec<(&'static str, Value)> {
        let mut blocks: Vec<(&'static str, Value)> = Vec::new();
        let mut from = range.start;
        let mut at = range.start;
        while at < range.end {
            let Some((start, end, key, value)) = self.next_block(at, &range) else { break };
            self.text_block(from..start, &mut blocks);
            match (key, blocks.last_mut()) {
                ("requests", Some(("requests", Value::Array(known)))) => known.push(value),
                ("requests", _) => blocks.push((key, json!([value]))),
                _ => blocks.push((key, value)),
            }
            (from, at) = (end, end);
        }
        self.text_block(from..range.end, &mut blocks);
        blocks
    }

    fn text_block(&self, range: std::ops::Range<usize>, blocks: &mut Vec<(&'static str, Value)>) {
        let text = self.text[range].trim();
        if !text.is_empty() {
            blocks.push(("body", json!(text)));
        }
    }

    /// The first table or request in a range from `at` on: its place, its key and its value.
    fn next_block(&self, at: usize, range: &std::ops::Range<usize>) -> Option<(usize, usize, &'static str, Value)> {
        let within = |span: Span| span.start >= at && span.end <= range.end;
        let tables = self.markdown.tables.iter().filter(|table| within(table.span)).filter_map(|table| {
            let rows: Vec<Vec<&str>> = std::iter::once(table.header())
                .chain(table.rows())
                .map(|row| row.iter().map(|cell| self.text[cell.span.range()].trim()).collect())
                .collect();
            let (columns, rows) = rows.split_first()?;
            let line = |cells: &[&str]| format!("| {} |", cells.join(" | "));
            let mut lines = vec![line(columns), format!("|{}", " --- |".repeat(columns.len()))];
            lines.extend(rows.iter().map(|row| line(row)));
            let written = lines.join("\n");
            let end = table.span.start + written.len();
            // A table without rows is not written.
            let is_same = !rows.is_empty()
                && self.text[table.span.start..].starts_with(&written)
                && columns.iter().chain(rows.iter().flatten()).all(|text| cell(text) == **text)
                && self.stands_alone(self.markdown.span.start, table.span.start, end);
            is_same.then(|| (table.span.start, end, "table", json!({ "columns": columns, "rows": rows })))
        });
        let requests = self.markdown.code_blocks.iter().filter(|block| within(block.span)).filter_map(|block| {
            let (request, length) =
                requests::read(&self.text[block.span.start..range.end], block.text(&self.markdown), self.api?)?;
            let end = block.span.start + length;
            self.stands_alone(self.markdown.span.start, block.span.start, end).then_some((
                block.span.start,
                end,
                "requests",
                request,
            ))
        });
        tables.chain(requests).min_by_key(|(start, ..)| *start)
    }
}
