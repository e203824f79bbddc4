//! HTML to text, for fields that the vendor calls HTML.
//!
//! `html5gum` splits the page into tags and text as the HTML standard says, in linear time. This module
//! decides what a reader of the page would see: it follows open elements, because an element that is hidden
//! hides everything inside. Every look at the open elements is bounded, so that no nesting costs more than its length.
//! The result is still text from a stranger and goes through [`crate::sanitize`].

use html5gum::{DefaultEmitter, Error, StartTag, Token, Tokenizer};
use std::collections::HashMap;

/// Longest page that is read, in bytes.
pub const LONGEST: usize = 1_000_000;
/// How many open elements are looked at to find the one that a tag closes.
const REACH: usize = 256;
/// Longest link target that is shown, in characters.
const TARGET: usize = 300;

/// Elements whose content a browser never shows.
const UNSEEN: &[&str] = &[
    "script", "style", "title", "template", "noscript", "svg", "object", "iframe", "datalist", "audio", "video",
    "canvas",
];
/// Elements that begin and end a line, and that end an open paragraph.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "li",
    "tr",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "hr",
    "section",
    "article",
    "header",
    "footer",
    "main",
    "aside",
    "nav",
    "figure",
    "address",
    "form",
    "fieldset",
    "center",
    "details",
    "summary",
];
/// Elements without an end tag.
const VOID: &[&str] =
    &["br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "track", "wbr", "param"];
/// What a start tag ends, and the elements that it does not look beyond.
const IMPLIED: &[(&str, &[&str], &[&str])] = &[
    ("li", &["li"], &["ul", "ol"]),
    ("dt", &["dt", "dd"], &["dl"]),
    ("dd", &["dt", "dd"], &["dl"]),
    ("td", &["td", "th"], &["tr", "table"]),
    ("th", &["td", "th"], &["tr", "table"]),
    ("tr", &["tr"], &["table"]),
    ("tbody", &["tbody", "thead", "tfoot"], &["table"]),
    ("tfoot", &["tbody", "thead", "tfoot"], &["table"]),
    ("option", &["option"], &["select"]),
];
/// Elements that an end tag from inside does not reach beyond.
const SCOPES: &[&str] = &["td", "th", "table"];

/// A page as text.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// What a reader would see.
    pub text: String,
    /// Characters of text that the page hides; scripts and styles do not count.
    pub hidden: usize,
    /// Bytes at the end that were not read.
    pub unread: usize,
}

struct Element {
    name: String,
    hides: bool,
    /// Its content is code or an alternative: nobody meant it to be read.
    unseen: bool,
    /// Target of a link, and where its text begins.
    link: Option<(String, usize)>,
}

#[derive(Default)]
struct Reader {
    page: Page,
    open: Vec<Element>,
    /// How many elements of a name are open.
    counts: HashMap<String, usize>,
    hiding: usize,
    unseen: usize,
    /// The page has no tags: its line breaks are all there is.
    keep_breaks: bool,
}

/// The text that a reader of the page would see.
pub fn to_text(html: &str) -> Page {
    let mut end = html.len().min(LONGEST);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    let (html, unread) = html.split_at(end);
    // A `<` that nothing closes is a character, not a tag that swallows the rest.
    let closed = html.rfind('>').map_or(0, |at| at + 1);
    let tail = html[closed..].find('<').map_or(html.len(), |at| closed + at);
    let mut reader = Reader { keep_breaks: tail == 0 || !html[..tail].contains('<'), ..Reader::default() };
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut in_comment = false;
    for token in Tokenizer::new_with_emitter(&html[..tail], emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => reader.start(&tag),
            Token::EndTag(tag) => reader.end(&String::from_utf8_lossy(&tag.name)),
            Token::String(text) => reader.text(&String::from_utf8_lossy(&text)),
            Token::Error(error) => in_comment |= *error == Error::EofInComment,
            Token::Comment(_) | Token::Doctype(_) => {}
        }
    }
    if !in_comment {
        reader.text(&html[tail..]);
    }
    reader.close_to(0);
    reader.page.unread = unread.len();
    reader.page
}

/// Whether a text is a piece of HTML from its first character to its last.
pub fn is_fragment(text: &str) -> bool {
    let text = text.trim();
    let start = text.get(..20).unwrap_or(text).to_ascii_lowercase();
    let opened = [
        "<p>",
        "<p ",
        "<div",
        "<html",
        "<!doctype html",
        "<body",
        "<span",
        "<table",
        "<ul>",
        "<ol>",
        "<h1",
        "<h2",
        "<h3",
    ];
    // A sentence about tags may begin and end with one; a fragment ends with an end tag or an empty element.
    let ends = text.strip_suffix('>').and_then(|text| text.rsplit_once('<')).is_some_and(|(_, last)| {
        last.starts_with('/') || last.ends_with('/') || last.eq_ignore_ascii_case("br") || last.ends_with("--")
    });
    ends && opened.iter().any(|tag| start.starts_with(tag))
}

impl Reader {
    fn start(&mut self, tag: &StartTag<()>) {
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
            || attribute("style").is_some_and(|style| hides(&style));
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

    fn end(&mut self, name: &str) {
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
    fn close_to(&mut self, length: usize) {
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

    /// The target of a link behind its text, unless the text is the target.
    fn target(&mut self, target: &str, from: usize) {
        let scheme = target.split([':', '/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase();
        let shown = !target.is_empty()
            && !target.starts_with('#')
            && (!target.contains(':') || !matches!(scheme.as_str(), "javascript" | "data" | "vbscript" | "cid"));
        if self.hiding > 0 || !shown {
            return;
        }
        let bare = |text: &str| {
            let text = text.trim().to_lowercase();
            let text = ["https://", "http://", "mailto:", "tel:"]
                .iter()
                .find_map(|start| text.strip_prefix(start))
                .map(str::to_owned)
                .unwrap_or(text);
            text.trim_end_matches('/').to_owned()
        };
        let text = self.page.text.get(from..).unwrap_or_default();
        if bare(text) == bare(target) {
            return;
        }
        let space = if text.is_empty() || text.ends_with(char::is_whitespace) { "" } else { " " };
        let cut: String = target.chars().take(TARGET).collect();
        let mark = if cut.len() < target.len() { "…" } else { "" };
        self.page.text.push_str(&format!("{space}({cut}{mark})"));
    }

    fn line(&mut self) {
        if self.hiding == 0 {
            self.page.text.push('\n');
        }
    }

    /// Text between tags: white space is one space, except in `pre` and in a page without tags.
    fn text(&mut self, text: &str) {
        if self.hiding > 0 {
            if self.unseen == 0 {
                self.page.hidden += text.chars().filter(|c| !c.is_whitespace()).count();
            }
            return;
        }
        if self.keep_breaks
            || ["pre", "textarea"].iter().any(|name| self.counts.get(*name).is_some_and(|count| *count > 0))
        {
            self.page.text.push_str(&text.replace('\u{a0}', " "));
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

/// Whether a `style` attribute hides its element. The last declaration of a property counts.
fn hides(style: &str) -> bool {
    let mut without_comments = String::with_capacity(style.len());
    let mut rest = style;
    while let Some((before, after)) = rest.split_once("/*") {
        without_comments.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    without_comments.push_str(rest);
    const CLIPS: &str = "overflow";
    const FLOATS: &str = "position";
    let is_far = |number: f32| number <= -999.0;
    let mut found: HashMap<&'static str, bool> = HashMap::new();
    for declaration in without_comments.to_ascii_lowercase().split(';') {
        let Some((property, value)) = declaration.split_once(':') else { continue };
        let value = value.replace("!important", "");
        let value = value.trim();
        let number =
            || value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%').trim().parse::<f32>().ok();
        let (property, holds) = match property.trim() {
            "display" => ("display", value == "none"),
            "visibility" => ("visibility", matches!(value, "hidden" | "collapse")),
            "opacity" => ("opacity", number() == Some(0.0)),
            "font-size" => ("font-size", number() == Some(0.0)),
            "mso-hide" => ("mso-hide", value == "all"),
            "color" => ("color", value == "transparent"),
            "text-indent" => ("text-indent", number().is_some_and(is_far)),
            // These hide together with another one.
            "overflow" => (CLIPS, matches!(value, "hidden" | "clip")),
            "position" => (FLOATS, matches!(value, "absolute" | "fixed")),
            "width" => ("width", number() == Some(0.0)),
            "height" => ("height", number() == Some(0.0)),
            "max-width" => ("max-width", number() == Some(0.0)),
            "max-height" => ("max-height", number() == Some(0.0)),
            "left" => ("left", number().is_some_and(is_far)),
            "top" => ("top", number().is_some_and(is_far)),
            _ => continue,
        };
        found.insert(property, holds);
    }
    let holds = |property: &str| found.get(property) == Some(&true);
    let sizes = ["width", "height", "max-width", "max-height"];
    let alone = ["display", "visibility", "opacity", "font-size", "mso-hide", "color", "text-indent"];
    alone.into_iter().any(holds)
        || holds(CLIPS) && sizes.into_iter().any(holds)
        || holds(FLOATS) && (holds("left") || holds("top"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(html: &str) -> String {
        crate::sanitize::text(&to_text(html).text, 1000)
    }

    #[test]
    fn a_note_reads_as_on_screen() {
        let html = "<p>Hello&nbsp;<b>all</b>,</p><ul><li>one</li><li>two &amp; three</li></ul>a<br/>b";
        assert_eq!(shown(html), "Hello all,\n\n- one\n\n- two & three\n\na\nb");
        assert_eq!(shown("<p>a\n  b</p>\n<pre>c\n  d</pre>"), "a b\n\nc\n  d");
        assert_eq!(shown("first line\nsecond&nbsp;&amp; last"), "first line\nsecond & last");
    }

    #[test]
    fn what_a_browser_hides_does_not_come_through_and_is_counted() {
        for html in [
            "a<script>evil()</script>b",
            "a<style>p{}</style>b",
            "a<span style=\"display: none\">evil <span>x</span> evil</span>b",
            "a<div hidden>evil</div>b",
            "a<p style='font-size:0'>evil</p>b",
            "a<p style='display:/**/none !important'>evil</p>b",
            "a<b style='opacity:0.0'>evil</b>b",
            "a<div style='max-height:0px;overflow:hidden'>evil</div>b",
            "a<div style='width:0;overflow:clip'>evil</div>b",
            "a<div style='position:absolute;left:-9999px'>evil</div>b",
            "a<div style='text-indent:-9999px'>evil</div>b",
        ] {
            let page = to_text(html);
            assert_eq!(page.text.replace('\n', ""), "ab", "{html}");
            assert_eq!(page.hidden > 0, !html.contains("<sc") && !html.contains("<st"), "{html}");
        }
        assert_eq!(shown("a<!-- evil -->b"), "ab");
        for html in [
            "<span style='font-size:0.9em'>shown</span>",
            "<p title='display:none'>shown</p>",
            "<p data-x='hidden'>shown</p>",
            "<p style='display:none;display:block'>shown</p>",
            "<p style='--x:display none'>shown</p>",
            "<p style='height:0'>shown</p>",
            "<p style='max-width:100%;overflow:hidden'>shown</p>",
            "<p style='position:absolute;left:10px;text-indent:-1em'>shown</p>",
        ] {
            assert_eq!(shown(html), "shown", "{html}");
        }
    }

    #[test]
    fn a_hidden_element_without_an_end_tag_ends_where_a_browser_ends_it() {
        for html in [
            "<p hidden>evil<p>shown",
            "<p hidden>evil<div>shown</div>",
            "<div><span style='display:none'>evil</div>shown",
            "<ul><li hidden>evil<li>shown</ul>",
            "<table><tr><td hidden>evil<td>shown</table>",
            "<table><tr hidden><td>evil<tr><td>shown</table>",
            "<head><title>evil</title><body>shown",
            "<input hidden>shown",
            "<br hidden>shown",
        ] {
            assert!(shown(html).ends_with("shown") && !shown(html).contains("evil"), "{html}: {}", shown(html));
        }
        assert_eq!(shown("<div><table hidden><tr><td></div>evil"), "");
    }

    #[test]
    fn links_images_and_entities_are_kept() {
        assert_eq!(
            shown("<a href='https://x.example/a?b=1&amp;c=2'>the form</a>."),
            "the form (https://x.example/a?b=1&c=2)."
        );
        assert_eq!(shown("<a href='https://x.example/'>x.example</a>"), "x.example");
        assert_eq!(shown("<a href='mailto:a@b.example'>a@b.example</a>"), "a@b.example");
        assert_eq!(shown("<a href='javascript:x()'>y</a> <a href='#z'>z</a>"), "y z");
        assert_eq!(
            shown("<img alt='Error 0x5' src='cid:1'><img src='https://track.example/p.gif'>"),
            "[image: Error 0x5]"
        );
        assert_eq!(shown("&times;&laquo;&Eacute;&frac12;&rarr;&#8364;&#x20AC;&#128;"), "×«É½→€€€");
    }

    #[test]
    fn a_sentence_about_tags_is_not_a_fragment() {
        for html in ["<p>a</p>", " <div class='x'>a<br></div>\n", "<span>a</span><br/>", "<p>a<br>"] {
            assert!(is_fragment(html), "{html}");
        }
        for text in ["<span> does not end before <body>", "<p> and then <john@acme.example>", "a <p>b</p>", "<b>"] {
            assert!(!is_fragment(text), "{text}");
        }
    }

    #[test]
    fn broken_markup_stays_text() {
        assert_eq!(shown("1 < 2 & 3 > 2 &bogus;"), "1 < 2 & 3 > 2 &bogus;");
        assert_eq!(shown("a <b"), "a <b");
        assert_eq!(shown("<a href=\"x>y\">z</a>"), "z (x>y)");
        assert_eq!(to_text("<!-- a > b <c").text, "");
    }

    #[test]
    fn a_long_page_is_read_to_the_cap() {
        let page = to_text(&"é".repeat(LONGEST));
        assert_eq!(page.unread, LONGEST);
    }

    proptest! {
        #[test]
        fn never_panics(input in any::<String>()) {
            let _ = to_text(&input);
        }
        #[test]
        fn never_panics_on_markup(input in "(<|>|/|&|;|#|a|p|li|td|table|hidden|!--|--| |\"|'|=){0,60}") {
            let _ = to_text(&input);
        }
    }
}
