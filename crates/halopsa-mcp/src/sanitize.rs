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

/// Several lines of text: line breaks and tabs stay, everything invisible goes, blank lines are
/// joined, and the text is cut to `longest` characters with a mark of how much was cut.
pub fn text(input: &str, longest: usize) -> String {
    let mut out = String::with_capacity(input.len().min(longest * 4));
    let mut blank = 0;
    for line in
        input.replace("\r\n", "\n").split(['\n', '\r', '\u{2028}', '\u{2029}', '\u{0085}', '\u{000B}', '\u{000C}'])
    {
        let line: String = line.chars().filter(|c| !is_invisible(*c) && (*c == '\t' || !c.is_control())).collect();
        let line = line.trim_end();
        blank = if line.trim().is_empty() { blank + 1 } else { 0 };
        if blank < 2 {
            out.push_str(if blank == 1 { "" } else { line });
            out.push('\n');
        }
    }
    cut(out.trim(), longest)
}

/// One line of text: any white space becomes one space.
pub fn line(input: &str, longest: usize) -> String {
    let visible: String = input
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !is_invisible(*c) && !c.is_control())
        .collect();
    cut(&visible.split_whitespace().collect::<Vec<_>>().join(" "), longest)
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
        assert_eq!(text("a\r\n\r\n\r\n\r\nb\u{0007}\tc", 100), "a\n\nb\tc");
        assert_eq!(line(" a\n b\u{00A0}\u{2028}c ", 100), "a b c");
    }

    #[test]
    fn visible_text_of_any_language_stays() {
        for sample in ["Müller & Søn", "日本語のテキスト", "Здравствуйте", "emoji 😀", "a–b “c” €5"]
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
            prop_assert!(once.chars().all(|c| !is_invisible(c) && (c == '\n' || c == '\t' || !c.is_control())));
            prop_assert_eq!(&text(&once, 10_000), &once);
            let one_line = line(&input, 10_000);
            prop_assert!(!one_line.contains(['\n', '\t']));
            prop_assert_eq!(&line(&one_line, 10_000), &one_line);
        }
    }
}
