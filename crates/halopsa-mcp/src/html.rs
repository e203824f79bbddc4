//! HTML to text, for notes and ticket details.
//!
//! No renderer: tags go, blocks become lines, entities become characters, and what a browser would
//! not show (scripts, styles, comments, elements that are hidden) does not come through. The result
//! is still text from a stranger and goes through [`crate::sanitize`].

/// Elements whose content is never shown.
const UNSEEN: &[&str] = &["script", "style", "head", "title", "template", "noscript", "svg", "object", "iframe"];
/// Elements that begin a new line.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "br",
    "li",
    "tr",
    "ul",
    "ol",
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
];
/// Elements without an end tag.
const VOID: &[&str] =
    &["br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "track", "wbr"];

struct Tag<'a> {
    name: String,
    closing: bool,
    attributes: &'a str,
    self_closing: bool,
}

/// The text that a reader of the page would see.
pub fn to_text(html: &str) -> String {
    let mut out = String::with_capacity(html.len() / 2);
    // Name and depth of the element that hides everything inside of it.
    let mut hidden: Option<(String, usize)> = None;
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        push_text(&mut out, &rest[..at], hidden.is_some());
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let Some((tag, after)) = read_tag(rest) else {
            push_text(&mut out, "<", hidden.is_some());
            rest = &rest[1..];
            continue;
        };
        rest = after;
        match &mut hidden {
            Some((name, depth)) => {
                if *name == tag.name {
                    if tag.closing {
                        *depth -= 1;
                    } else if !tag.self_closing {
                        *depth += 1;
                    }
                    if *depth == 0 {
                        hidden = None;
                    }
                }
            }
            None => {
                if hides(&tag) {
                    hidden = Some((tag.name.clone(), 1));
                } else if BLOCKS.contains(&tag.name.as_str()) {
                    out.push('\n');
                    if tag.name == "li" && !tag.closing {
                        out.push_str("- ");
                    }
                } else if matches!(tag.name.as_str(), "td" | "th") && tag.closing {
                    out.push('\t');
                }
            }
        }
    }
    push_text(&mut out, rest, hidden.is_some());
    out
}

fn hides(tag: &Tag<'_>) -> bool {
    if tag.closing || tag.self_closing || VOID.contains(&tag.name.as_str()) {
        return false;
    }
    if UNSEEN.contains(&tag.name.as_str()) {
        return true;
    }
    let attributes: String =
        tag.attributes.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    let hidden_attribute = tag.attributes.split_whitespace().any(|word| word.eq_ignore_ascii_case("hidden"));
    hidden_attribute
        || ["display:none", "visibility:hidden", "font-size:0", "opacity:0;", "mso-hide:all"]
            .iter()
            .any(|style| attributes.contains(style) && !attributes.contains("font-size:0."))
}

fn read_tag(text: &str) -> Option<(Tag<'_>, &str)> {
    let inner = text.strip_prefix('<')?;
    let closing = inner.starts_with('/');
    let body = inner.trim_start_matches(['/', '!', '?']);
    if !body.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut quote = None;
    let end = body.char_indices().find(|(_, c)| match (quote, c) {
        (None, '>') => true,
        (None, '"' | '\'') => {
            quote = Some(*c);
            false
        }
        (Some(open), c) if open == *c => {
            quote = None;
            false
        }
        _ => false,
    });
    // A quote that never closes: the tag ends at the next `>` all the same.
    let end = end.map(|(at, _)| at).or_else(|| body.find('>'))?;
    let content = &body[..end];
    let name_end =
        content.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == ':')).unwrap_or(content.len());
    let tag = Tag {
        name: content[..name_end].to_ascii_lowercase(),
        closing,
        attributes: &content[name_end..],
        self_closing: content.ends_with('/'),
    };
    Some((tag, &body[end + 1..]))
}

fn push_text(out: &mut String, text: &str, hidden: bool) {
    if hidden {
        return;
    }
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match entity(rest) {
            Some((c, length)) => {
                out.push(c);
                rest = &rest[length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
}

/// The character of an entity at the start of `text`, and the length of the entity.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "hellip" => '…',
        "bull" => '•',
        "euro" => '€',
        "pound" => '£',
        "copy" => '©',
        "reg" => '®',
        "trade" => '™',
        "deg" => '°',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "Auml" => 'Ä',
        "Ouml" => 'Ö',
        "Uuml" => 'Ü',
        "szlig" => 'ß',
        "eacute" => 'é',
        "egrave" => 'è',
        "agrave" => 'à',
        "ccedil" => 'ç',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((c, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_note_reads_as_on_screen() {
        let html = "<p>Hello&nbsp;<b>all</b>,</p><ul><li>one</li><li>two &amp; three</li></ul>a<br/>b";
        assert_eq!(crate::sanitize::text(&to_text(html), 1000), "Hello all,\n\n- one\n\n- two & three\n\na\nb");
    }

    #[test]
    fn what_a_browser_hides_does_not_come_through() {
        for html in [
            "a<script>evil()</script>b",
            "a<style>p{}</style>b",
            "a<!-- evil -->b",
            "a<span style=\"display: none\">evil <span>x</span> evil</span>b",
            "a<div hidden>evil</div>b",
            "a<p style='font-size:0'>evil</p>b",
        ] {
            assert_eq!(to_text(html).replace('\n', ""), "ab", "{html}");
        }
        assert_eq!(to_text("<span style='font-size:0.9em'>shown</span>"), "shown");
    }

    #[test]
    fn broken_markup_stays_text() {
        assert_eq!(to_text("1 < 2 & 3 > 2 &bogus; &#x110000;"), "1 < 2 & 3 > 2 &bogus; &#x110000;");
        assert_eq!(to_text("a <b"), "a <b");
        assert_eq!(to_text("<a href=\"x>y\">z</a>"), "z");
    }

    proptest! {
        #[test]
        fn never_panics_and_never_grows(input in any::<String>()) {
            prop_assert!(to_text(&input).len() <= input.len() * 3 + 3);
        }
        #[test]
        fn never_panics_on_markup(input in "[<>/&;#x0-9a-z \"'=!-]{0,60}") {
            let _ = to_text(&input);
        }
    }
}
