//! The open elements, and the text that they show.

use super::elements::{BLOCKS, IMPLIED, SCOPES, UNSEEN, VOID};
use super::{Page, link, style};
use html5gum::StartTag;
use std::collections::HashMap;

/// How many open elements are looked at to find the one that a tag closes.
const REACH: usize = 256;

struct Element {
    name: String,
    hides: bool,
    /// Its content is code or an alternative: nobody meant it to be read.
    unseen: bool,
    /// Target of a link, and where its text begins.
    link: Option<(String, usize)>,
}

#[derive(Default)]
pub(super) struct Reader {
    pub(super) page: Page,
    open: Vec<Element>,
    /// How many elements of a name are open.
    counts: HashMap<String, usize>,
    hiding: usize,
    unseen: usize,
    /// The page has no tags: its line breaks are all there is.
    keep_breaks: bool,
}

impl Reader {
    /// A reader at the beginning of a page.
    pub(super) fn new(keep_breaks: bool) -> Self {
        Self { keep_breaks, ..Self::default() }
    }

    pub(super) fn start(&mut self, tag: &StartTag<()>) {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        let attribute =
            |name: &str| tag.attributes.get(name.as_bytes()).map(|value| String::from_utf8_lossy(value).into_owned());
        if BLOCKS.contains(&name.as_str()) {
            self.close_implied(&["p"], SCOPES);
        }
        if let Some((_, ends, within)) = IMPLIED.iter().find(|(start, ..)| *start == name) {
            self.close_implied(ends, within);
        }
        let unseen = UNSEEN.contains(&name.as_str());
        let hides = unseen
            || tag.attributes.contains_key(&b"hidden"[..])
            || attribute("style").is_some_and(|style| style::hides(&style));
        if VOID.contains(&name.as_str()) {
            match name.as_str() {
                "br" | "hr" => self.line(),
                "img" | "area" if !hides => {
                    let alt = attribute("alt").unwrap_or_default();
                    if !alt.trim().is_empty() {
                        self.text(&format!("[image: {}]", alt.trim()));
                    }
                }
                _ => {}
            }
            return;
        }
        if BLOCKS.contains(&name.as_str()) {
            self.line();
        }
        if name == "li" && self.hiding == 0 && !hides {
            self.page.text.push_str("- ");
        }
        let link = attribute("href").filter(|_| name == "a").map(|href| (href.trim().to_owned(), self.page.text.len()));
        self.hiding += usize::from(hides);
        self.unseen += usize::from(unseen);
        *self.counts.entry(name.clone()).or_default() += 1;
        self.open.push(Element { name, hides, unseen, link });
    }

    pub(super) fn end(&mut self, name: &str) {
        if self.counts.get(name).copied().unwrap_or_default() == 0 {
            if name == "br" || name == "p" {
                self.line();
            }
            return;
        }
        let inner = self.open.iter().rev().take(REACH);
        let scoped = !SCOPES.contains(&name) && name != "tr" && name != "tbody";
        let mut reachable =
            inner.take_while(|element| element.name == name || !scoped || !SCOPES.contains(&element.name.as_str()));
        if let Some(depth) = reachable.position(|element| element.name == name) {
            self.close_to(self.open.len() - depth - 1);
        }
    }

    /// Closes the innermost of `ends`, unless one of `within` lies between.
    fn close_implied(&mut self, ends: &[&str], within: &[&str]) {
        if ends.iter().all(|end| self.counts.get(*end).copied().unwrap_or_default() == 0) {
            return;
        }
        let found = self
            .open
            .iter()
            .rev()
            .take(REACH)
            .position(|element| ends.contains(&element.name.as_str()) || within.contains(&element.name.as_str()));
        if let Some(depth) = found {
            let at = self.open.len() - depth - 1;
            if ends.contains(&self.open[at].name.as_str()) {
                self.close_to(at);
            }
        }
    }

    /// Closes elements until `length` are open.
    pub(super) fn close_to(&mut self, length: usize) {
        while self.open.len() > length {
            let Some(element) = self.open.pop() else { return };
            if let Some(count) = self.counts.get_mut(&element.name) {
                *count -= 1;
            }
            if let Some((target, from)) = &element.link {
                self.target(target, *from);
            }
            self.hiding -= usize::from(element.hides);
            self.unseen -= usize::from(element.unseen);
            if BLOCKS.contains(&element.name.as_str()) {
                self.line();
            } else if matches!(element.name.as_str(), "td" | "th") && self.hiding == 0 {
                self.page.text.push('\t');
            }
        }
    }

    /// The target of a link after its text.
    fn target(&mut self, target: &str, from: usize) {
        if self.hiding > 0 {
            return;
        }
        let text = self.page.text.get(from..).unwrap_or_default();
        if let Some(shown) = link::after(text, target) {
            self.page.text.push_str(&shown);
        }
    }

    fn line(&mut self) {
        if self.hiding == 0 {
            self.page.text.push('\n');
        }
    }

    /// Text between tags: white space is one space, except in `pre` and in a page without tags.
    pub(super) fn text(&mut self, text: &str) {
        if self.hiding > 0 {
            if self.unseen == 0 {
                self.page.hidden += text.chars().filter(|c| !c.is_whitespace()).count();
            }
            return;
        }
        if self.keep_breaks
            || ["pre", "textarea"].iter().any(|name| self.counts.get(*name).is_some_and(|count| *count > 0))
        {
            // Part by part: a copy of a long text takes fresh memory from the system, which costs more than reading it.
            for (at, part) in text.split('\u{a0}').enumerate() {
                self.page.text.push_str(if at == 0 { "" } else { " " });
                self.page.text.push_str(part);
            }
            return;
        }
        for c in text.chars() {
            let c = if matches!(c, ' ' | '\n' | '\r' | '\t' | '\u{c}') { ' ' } else { c };
            if c != ' ' || !(self.page.text.is_empty() || self.page.text.ends_with([' ', '\n', '\t'])) {
                self.page.text.push(if c == '\u{a0}' { ' ' } else { c });
            }
        }
    }
}
