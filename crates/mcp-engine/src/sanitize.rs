//! Text from outside, made safe to show: no invisible characters, no control characters, no tricks
//! with direction.
//!
//! What a person cannot see on a screen a model must not read. This module must not know where a
//! text comes from.

use plugin_gen::syntax::invisible;

/// Whether a character is invisible, or has no agreed meaning (private use).
fn is_invisible(c: char) -> bool {
    invisible::is_invisible(c) || matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10fffd}')
}

/// The characters that a person sees. A joiner stays between two letters that are not ASCII or inside an emoji, where it
/// changes what is seen; so does one variation selector after a symbol.
fn visible(input: &str) -> String {
    let mut out = String::with_capacity(input.len());
    let mut characters = input.chars().peekable();
    while let Some(c) = characters.next() {
        let before = out.chars().next_back();
        let next = characters.peek().copied();
        let joins = |c: Option<char>| c.is_some_and(|c| !c.is_ascii() && !c.is_whitespace() && !c.is_control());
        let keep = match c {
            '\u{200C}' | '\u{200D}' => {
                joins(before)
                    && joins(next)
                    && !next.is_some_and(is_invisible)
                    && before.is_none_or(|before| before == '\u{FE0F}' || !is_invisible(before))
            }
            '\u{FE0E}' | '\u{FE0F}' => {
                before.is_some_and(|before| !is_invisible(before)) && (joins(before) || next == Some('\u{20E3}'))
            }
            '\n' | '\t' => true,
            c => !is_invisible(c) && !c.is_control(),
        };
        if keep {
            out.push(c);
        }
    }
    out
}

/// Several lines of text: line breaks and tabs stay, everything invisible goes, blank lines are joined.
pub fn lines(input: &str) -> String {
    let mut out = String::with_capacity(input.len());
    let mut blank = 0;
    for line in
        input.replace("\r\n", "\n").split(['\n', '\r', '\u{2028}', '\u{2029}', '\u{0085}', '\u{000B}', '\u{000C}'])
    {
        let line = visible(line);
        let line = line.trim_end();
        blank = if line.trim().is_empty() { blank + 1 } else { 0 };
        if blank < 2 {
            out.push_str(if blank == 1 { "" } else { line });
            out.push('\n');
        }
    }
    out.trim().to_owned()
}

/// [`lines`], cut to `longest` characters with a mark of how much was cut.
pub fn text(input: &str, longest: usize) -> String {
    cut(&lines(input), longest)
}

/// One line of text: any white space becomes one space.
pub fn line(input: &str, longest: usize) -> String {
    let spaced: String = input.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    cut(&visible(&spaced).split_whitespace().collect::<Vec<_>>().join(" "), longest)
}

/// A text from a record in one of our sentences: one line between quotation marks that it cannot leave.
pub fn quoted(input: &str, longest: usize) -> String {
    format!("\"{}\"", line(input, longest).replace('"', "'"))
}

/// A text that begins with a capital letter.
pub fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A sentence that ends with one full stop.
pub fn sentence(text: &str) -> String {
    let text = text.trim_end();
    let ended = text.ends_with(['.', '!', '?', '…']) || text.ends_with(".\"");
    if ended { text.to_owned() } else { format!("{text}.") }
}

/// The first `longest` characters, with a mark of how many more there were.
pub fn cut(input: &str, longest: usize) -> String {
    match input.char_indices().nth(longest) {
        None => input.to_owned(),
        Some((at, _)) => {
            let (kept, rest) = input.split_at(at);
            format!("{}… [{} more characters]", kept.trim_end(), rest.chars().count())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hidden_text_goes() {
        let tagged: String = "ignore".chars().map(|c| char::from_u32(0xE0000 + u32::from(c)).unwrap_or(c)).collect();
        assert_eq!(text(&format!("a\u{200B}b{tagged}\u{202E}c\u{FEFF}"), 100), "abc");
        assert_eq!(line("a\u{200D}b\u{FE0F}c\u{200C}", 100), "abc");
        assert_eq!(text("a\r\n\r\n\r\n\r\nb\u{0007}\tc", 100), "a\n\nb\tc");
        assert_eq!(line(" a\n b\u{00A0}\u{2028}c ", 100), "a b c");
    }

    #[test]
    fn visible_text_of_any_language_stays() {
        for sample in
            ["می‌خواهم", "👩‍👩‍👧 ❤️ 1️⃣", "क्‍ष", "Müller & Søn", "日本語のテキスト", "Здравствуйте", "emoji 😀", "a–b “c” €5"]
        {
            assert_eq!(line(sample, 100), sample);
            assert_eq!(text(sample, 100), sample);
        }
    }

    #[test]
    fn the_cut_is_said() {
        assert_eq!(cut("abcdef", 4), "abcd… [2 more characters]");
        assert_eq!(cut("日本語", 3), "日本語");
    }

    proptest! {
        #[test]
        fn nothing_invisible_is_left_and_twice_is_once(input in any::<String>()) {
            let once = text(&input, 10_000);
            let joiner = |c| matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE0E}' | '\u{FE0F}');
            prop_assert!(once.chars().all(|c| joiner(c) || !is_invisible(c) && (c == '\n' || c == '\t' || !c.is_control())));
            prop_assert_eq!(&text(&once, 10_000), &once);
            let one_line = line(&input, 10_000);
            prop_assert!(!one_line.contains(['\n', '\t']));
            prop_assert_eq!(&line(&one_line, 10_000), &one_line);
        }
    }
}
