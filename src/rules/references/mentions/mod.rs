//! Finds where a text names a skill, command or agent of its own plugin. Not a rule.
//!
//! A name in backticks can be anything, so each kind of mention needs its own evidence: the plugin's name as a prefix,
//! a slash in a context about commands, a list of related skills, or the word "skill" after it.

mod lists;
mod prose;
mod words;

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use memchr::memmem;

use crate::plugin::Document;
use crate::rules::support::prose::{line_at, prose_lines_at, prose_lines_with};
use crate::source::Span;
use crate::syntax::Markdown;
use lists::{listed, typed};
use prose::{is_named, namespaced, slashed, word_after};

/// A mention of a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mention {
    /// The name without slash and plugin.
    pub name: String,
    /// The bytes as written.
    pub span: Span,
    /// The kind of component.
    pub kind: &'static str,
    /// Whether the text claims that the component belongs to this plugin. If not, another plugin of the tree may have
    /// it.
    pub own: bool,
}

/// Every mention in a document, in order and without duplicates.
#[must_use]
pub(crate) fn mentions(document: &Document, plugin: &str) -> Vec<Mention> {
    let Some(markdown) = document.markdown() else { return Vec::new() };
    let mut found = Vec::new();
    let headings = Headings { markdown };
    let body = document.file.slice(markdown.span);
    let prefix = format!("{plugin}:");
    for line in prose_lines_at(document, markdown, memmem::find_iter(body.as_bytes(), &prefix)) {
        namespaced(&headings, &line, &prefix, &mut found);
    }
    for line in prose_lines_with(document, b'/') {
        slashed(document, &headings, &line, &mut found);
    }
    for noun in NOUNS.iter().flat_map(|automaton| automaton.find_iter(body)) {
        let word = &body[noun.range()];
        let sub = if word == "agent" && body[..noun.start()].ends_with("sub") { 3 } else { 0 };
        let Some(start) = noun.start().checked_sub(1 + sub) else { continue };
        let Some(kind) = KINDS.get(noun.pattern().as_usize()) else { continue };
        if body.as_bytes().get(start) == Some(&b' ')
            && is_named(&body[..start])
            && let (Some(line), _) = line_at(document, markdown, start)
        {
            let at = start + markdown.span.start - line.span.start;
            word_after(&line, at, noun.end() - start, kind, &mut found);
        }
    }
    typed(document, &headings, plugin, &mut found);
    listed(document, &headings, &mut found);
    found.sort_by_key(|mention: &Mention| (mention.span, !mention.own));
    found.dedup_by(|later, first| first.span.contains(later.span) || first.span.start == later.span.start);
    found
}

/// The nouns that follow a component's name. Only lines with one of these are read word by word.
static NOUNS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    // The standard match kind is searched many bytes at a time; the default one is not.
    AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(KINDS).ok()
});

const KINDS: [&str; 3] = ["skill", "agent", "command"];

/// The headings of a document.
struct Headings<'m> {
    markdown: &'m Markdown,
}

impl Headings<'_> {
    /// The innermost heading above a position, in lowercase and without markup; empty if there is none.
    fn above(&self, position: usize) -> String {
        self.index(position).map(|index| self.plain(index)).unwrap_or_default()
    }

    fn plain(&self, index: usize) -> String {
        let text = self.markdown.headings.get(index).map_or("", |heading| heading.text(self.markdown));
        text.to_lowercase().trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
    }

    fn index(&self, position: usize) -> Option<usize> {
        self.markdown.headings.partition_point(|heading| heading.span.start <= position).checked_sub(1)
    }
}
