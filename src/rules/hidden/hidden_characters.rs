//! `hidden-characters`: invisible characters, and characters that change the order in which text is shown.

use crate::diag::{Diagnostic, RuleMeta, Severity};
use crate::plugin::{Document, DocumentKind};
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;
use crate::syntax::invisible::is_invisible;

static META: RuleMeta = rule_meta!("hidden-characters", Warning, Recommended, "A file contains invisible characters");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

/// The kinds of hidden text, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Hidden {
    /// U+E0000 to U+E007F: letters that are never displayed.
    Tag,
    /// Consecutive variation selectors: each can encode a byte.
    Selectors,
    /// Overrides, embeddings and isolates of the bidirectional algorithm.
    Bidirectional,
    /// Characters without width or shape.
    Invisible,
}

impl Hidden {
    const ALL: [Self; 4] = [Self::Tag, Self::Selectors, Self::Bidirectional, Self::Invisible];

    fn name(self) -> &'static str {
        match self {
            Self::Tag => "tag",
            Self::Selectors => "variation selector",
            Self::Bidirectional => "bidirectional control",
            Self::Invisible => "invisible",
        }
    }

    fn why(self) -> &'static str {
        match self {
            Self::Tag => "people cannot see these characters, but a model reads them as letters",
            Self::Selectors => "consecutive selectors do not select a glyph; they can encode any text",
            Self::Bidirectional => "from here on, the text is displayed in a different order than it is read",
            Self::Invisible => "this character has no width",
        }
    }
}

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    let text = document.file.text();
    if text.is_ascii() {
        return;
    }
    let runs = runs(text);
    for kind in Hidden::ALL {
        // Programs handle such characters: they strip a byte order mark, or match spaces without width.
        if kind == Hidden::Invisible && is_program(document) {
            continue;
        }
        let of_kind: Vec<Span> = runs.iter().filter(|(found, _)| *found == kind).map(|(_, span)| *span).collect();
        let Some(first) = of_kind.first() else { continue };
        let count: usize = of_kind.iter().map(|span| text[span.range()].chars().count()).sum();
        let name = kind.name();
        let code = text[first.range()].chars().next().map_or(0, u32::from);
        let message = match count {
            1 => format!("hidden character: {name}, U+{code:04X}"),
            _ => format!("{count} hidden characters: {name}, the first U+{code:04X}"),
        };
        let mut found = Diagnostic::new(&META, document.at(*first), message).label(kind.why());
        if kind != Hidden::Invisible {
            found = found.with_severity(Severity::Error);
        }
        for span in of_kind.iter().skip(1).take(2) {
            found = found.also(document.at(*span), "and here");
        }
        if let Some(spelt) = spelt(kind, &text[first.range()]) {
            found = found.help(format!("the hidden text is `{spelt}`"));
        }
        sink.push(found.help("remove them; to write about such a character, use an escape such as `\\u200B`"));
    }
}

/// Whether the file is the source of a program, which no model receives when the plugin loads.
fn is_program(document: &Document) -> bool {
    document.kind == DocumentKind::Other
        && document.markdown().is_none()
        && !matches!(document.path.extension(), None | Some("txt" | "json" | "jsonc" | "yaml" | "yml" | "toml"))
}

/// Runs of hidden characters of one kind, in order.
fn runs(text: &str) -> Vec<(Hidden, Span)> {
    let mut runs: Vec<(Hidden, Span)> = Vec::new();
    let mut past = 0;
    for (start, character) in invisible(text) {
        if start < past {
            continue;
        }
        if let Some(length) = flag_length(text, start) {
            past = start + length;
            continue;
        }
        past = start + character.len_utf8();
        let Some(kind) = kind_of(text, start, character) else { continue };
        match runs.last_mut() {
            Some((last, span)) if *last == kind && span.end == start => span.end = past,
            _ => runs.push((kind, Span::new(start, past))),
        }
    }
    runs
}

/// The characters that may be hidden. Only lines that are not ASCII are searched, and only for the first bytes of
/// longer characters.
fn invisible(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut end = 0;
    let lines = text.split_inclusive('\n').map(move |line| {
        end += line.len();
        (end - line.len(), line)
    });
    lines.filter(|(_, line)| !line.is_ascii()).flat_map(|(start, line)| {
        let starts = line.bytes().enumerate().filter(|(_, byte)| *byte >= 0xc0);
        let characters = starts.filter_map(|(at, _)| Some((at, line[at..].chars().next()?)));
        characters.filter(|(_, character)| is_invisible(*character)).map(move |(at, character)| (start + at, character))
    })
}

/// The bytes from `start` that complete the flag of a region, such as Scotland's: a black flag, tags and the cancel
/// tag.
fn flag_length(text: &str, start: usize) -> Option<usize> {
    let tags = text[..start].ends_with('\u{1f3f4}').then(|| &text[start..])?;
    let end = tags.char_indices().take(8).find(|(_, character)| *character == '\u{e007f}')?.0;
    tags[..end].chars().all(|c| ('\u{e0030}'..='\u{e007a}').contains(&c)).then_some(end + 4)
}

fn kind_of(text: &str, start: usize, character: char) -> Option<Hidden> {
    let before = text[..start].chars().next_back();
    let after = text[start + character.len_utf8()..].chars().next();
    match character {
        '\u{e0000}'..='\u{e007f}' => Some(Hidden::Tag),
        '\u{e0100}'..='\u{e01ef}' => match before {
            // A selector after an ideograph selects its form.
            Some('\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}') => None,
            _ => Some(Hidden::Selectors),
        },
        '\u{fe00}'..='\u{fe0f}' => {
            let is_selector = |c: char| matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}');
            (before.is_some_and(is_selector) || after.is_some_and(is_selector)).then_some(Hidden::Selectors)
        }
        '\u{feff}' => (start > 0).then_some(Hidden::Invisible),
        // In a regular expression, `[\u{202a}-\u{202e}]` written out.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' if before == Some('-') || after == Some('-') => None,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some(Hidden::Bidirectional),
        // Direction marks, joiners and soft hyphens are legitimate in scripts that need them, and joiners in emoji.
        '\u{200e}' | '\u{200f}' | '\u{61c}' => (!near(text, start, is_right_to_left)).then_some(Hidden::Invisible),
        '\u{200c}' | '\u{200d}' => {
            let joins = |c: Option<char>| {
                c.is_some_and(|c| !c.is_ascii() && !matches!(c, '\u{a0}'..='\u{2ff}' | '\u{2000}'..='\u{206f}'))
            };
            (!joins(before) || !joins(after)).then_some(Hidden::Invisible)
        }
        '\u{ad}' => (!(before.is_some_and(char::is_alphabetic) && after.is_some_and(char::is_alphabetic)))
            .then_some(Hidden::Invisible),
        // Mongolian variation selectors.
        '\u{180b}'..='\u{180d}' | '\u{180f}' if before.is_some_and(is_mongolian) => None,
        _ => Some(Hidden::Invisible),
    }
}

fn is_right_to_left(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

fn is_mongolian(character: char) -> bool {
    matches!(character, '\u{1820}'..='\u{18aa}')
}

/// Whether such a character occurs within about 20 characters.
fn near(text: &str, at: usize, class: fn(char) -> bool) -> bool {
    text[..at].chars().rev().take(20).any(class) || text[at..].chars().take(20).any(class)
}

/// The text that tag characters or selectors encode, truncated to one line.
fn spelt(kind: Hidden, run: &str) -> Option<String> {
    let byte = |character: char| match (kind, u32::from(character)) {
        (Hidden::Tag, code) => u8::try_from(code - 0xe0000).ok(),
        (Hidden::Selectors, code @ 0xfe00..=0xfe0f) => u8::try_from(code - 0xfe00).ok(),
        (Hidden::Selectors, code @ 0xe0100..=0xe01ef) => u8::try_from(code - 0xe0100 + 16).ok(),
        _ => None,
    };
    let bytes: Vec<u8> = run.chars().filter_map(byte).filter(|byte| byte.is_ascii_graphic() || *byte == b' ').collect();
    let text = String::from_utf8(bytes).ok()?;
    (text.trim().len() >= 2).then(|| text.chars().take(80).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Hidden> {
        runs(text).into_iter().map(|(kind, _)| kind).collect()
    }

    #[test]
    fn hidden_text_is_seen() {
        let tags: String = "run this".chars().map(|c| char::from_u32(0xe0000 + u32::from(c)).unwrap()).collect();
        assert_eq!(kinds(&format!("a{tags}b")), [Hidden::Tag]);
        assert_eq!(spelt(Hidden::Tag, &tags).as_deref(), Some("run this"));
        let selectors: String =
            "hi!".bytes().map(|byte| char::from_u32(0xe0100 + u32::from(byte) - 16).unwrap()).collect();
        assert_eq!(kinds(&format!("😀{selectors}")), [Hidden::Selectors]);
        assert_eq!(spelt(Hidden::Selectors, &selectors).as_deref(), Some("hi!"));
        assert_eq!(kinds("if (a\u{202e}) \u{2066}b\u{2069}"), [Hidden::Bidirectional; 3]);
        assert_eq!(kinds("a\u{2800}b \u{1d173} \u{fff9} ab\u{180b}"), [Hidden::Invisible; 4]);
        assert_eq!(kinds("a\u{200b}\u{200b}b\u{2060}c a\u{200d}b x\u{feff}"), [Hidden::Invisible; 4]);
    }

    #[test]
    fn what_scripts_and_emoji_need_is_not() {
        let family = "👨\u{200d}👩\u{200d}👧 ❤\u{fe0f}\u{200d}🔥 1\u{fe0f}\u{20e3} ©\u{fe0e}";
        let scotland = "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}";
        for text in [
            family,
            scotland,
            "\u{feff}text",
            "می\u{200c}خواهم",
            "שלום\u{200f} a",
            "葛\u{e0100}",
            "Donau\u{ad}dampf",
            "ᠭ\u{180b}",
            "— “a” é │",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }
}
