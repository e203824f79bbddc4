//! HTML to text, for fields that the vendor calls HTML.
//!
//! `html5gum` splits the page into tags and text as the HTML standard says, in linear time. This module
//! decides what a reader of the page would see: it follows open elements, because an element that is hidden
//! hides everything inside. Every look at the open elements is bounded, so that no nesting costs more than its length.
//! The result is still text from a stranger and goes through [`crate::sanitize`].

mod elements;
mod link;
mod reader;
mod style;

use html5gum::{DefaultEmitter, Error, Token, Tokenizer};
use reader::Reader;

/// Longest page that is read, in bytes.
pub const LONGEST: usize = 1_000_000;

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
    let mut reader = Reader::new(tail == 0 || !html[..tail].contains('<'));
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
