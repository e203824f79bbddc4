//! Reads the text of a paragraph, heading, item or cell when all that it has is plain: words, inline code, emphasis that
//! nobody could take for anything else, and links without titles.

use super::{Link, Markdown, Text};
use crate::source::Span;

/// Bytes that can be more than themselves.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let marks = b"\n`*_~[]!<&\\\x00\x0b\x0c";
    let mut index = 0;
    while index < marks.len() {
        special[marks[index] as usize] = true;
        index += 1;
    }
    special
};

/// How many bytes stand in front of the first special one. By itself, so that nothing but this goes on in the loop.
#[inline(never)]
fn until_special(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|byte| SPECIAL[usize::from(*byte)])
}

/// A word behind `<` that is longer is left to the parser.
const LONGEST_WORD: usize = 64;

/// What stands beside a run of emphasis marks.
#[derive(PartialEq, Eq, Clone, Copy)]
enum Side {
    White,
    Word,
    Punctuation,
    /// Characters about which this reader does not know enough.
    Unknown,
}

impl Side {
    fn of(character: Option<char>) -> Self {
        match character {
            None => Self::White,
            Some(c) if c.is_whitespace() => Self::White,
            Some(c) if c.is_alphanumeric() => Self::Word,
            Some(c) if c.is_ascii_punctuation() => Self::Punctuation,
            Some(_) => Self::Unknown,
        }
    }
}

/// An opening bracket, with the state at it.
struct Bracket {
    start: usize,
    image: bool,
    /// How many runs of emphasis marks and how much inline code had come before.
    runs: usize,
    codes: usize,
    /// Where the bracket stands in what is shown.
    shown: usize,
    /// Whether no other bracket has come since.
    alone: bool,
}

pub(super) struct Inline<'m, 't> {
    markdown: &'m mut Markdown,
    /// The whole text up to the end of what is read.
    text: &'t str,
    /// Where the characters begin that have not been kept yet.
    kept: usize,
    /// Where the line begins, without its indentation.
    line: usize,
    /// Runs of emphasis marks that wait for their counterpart: the mark and its number.
    emphasis: Vec<(u8, usize)>,
    runs: usize,
    bracket: Option<Bracket>,
    depth: usize,
}

impl<'m, 't> Inline<'m, 't> {
    /// Adds what stands in `span` of `text`; `None` when it is not plain, and then some of it may have been added.
    pub(super) fn read(markdown: &'m mut Markdown, text: &'t str, span: Span) -> Option<()> {
        let text = text.get(..span.end)?;
        let (kept, line) = (span.start, span.start);
        let mut inline = Self { markdown, text, kept, line, emphasis: Vec::new(), runs: 0, bracket: None, depth: 0 };
        let mut at = span.start;
        while let Some(length) = until_special(&text.as_bytes()[at..]) {
            at = inline.special(at + length)?;
        }
        inline.keep_line(text.len());
        inline.emphasis.is_empty().then_some(())
    }

    /// Keeps the characters up to `end` as they are.
    fn keep(&mut self, end: usize) {
        self.markdown.shown.push_str(self.text.get(self.kept..end).unwrap_or_default());
        self.kept = end;
    }

    /// Keeps the characters up to the end of a line, without the white space in front of it.
    fn keep_line(&mut self, end: usize) {
        let rest = self.text.as_bytes().get(self.kept..end).unwrap_or_default();
        let white = rest.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        self.keep(end - white);
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// Reads on behind the special byte at `at`.
    fn special(&mut self, at: usize) -> Option<usize> {
        let next = self.byte(at + 1);
        let begins_name = next.is_some_and(|byte| byte.is_ascii_alphanumeric());
        match self.byte(at)? {
            b'\n' => self.line_break(at),
            b'`' => self.code(at),
            mark @ (b'*' | b'_' | b'~') => self.emphasis(at, mark),
            b'!' if next != Some(b'[') => Some(at + 1),
            b'!' => self.open(at, true),
            b'[' => self.open(at, false),
            b']' => self.close(at),
            b'<' => (!begins_name && !matches!(next, Some(b'/' | b'!' | b'?')) && !self.may_be_address(at + 1))
                .then_some(at + 1),
            b'&' => (!begins_name && next != Some(b'#')).then_some(at + 1),
            b'\\' => next.is_some_and(|byte| byte != b'\n' && !byte.is_ascii_punctuation()).then_some(at + 1),
            _ => None,
        }
    }

    /// Whether the word at `at` is like an e-mail address, which may begin with almost any mark.
    fn may_be_address(&self, at: usize) -> bool {
        let word = self.text.as_bytes().get(at..).unwrap_or_default().iter().take(LONGEST_WORD);
        let length = word.clone().take_while(|byte| !matches!(byte, b' ' | b'\n' | b'>')).count();
        length == LONGEST_WORD || word.take(length).any(|byte| *byte == b'@')
    }

    fn line_break(&mut self, at: usize) -> Option<usize> {
        self.keep_line(at);
        self.markdown.shown.push(' ');
        let next = at + 1 + super::lines::count(self.text.get(at + 1..)?, b' ');
        (self.kept, self.line) = (next, next);
        (self.byte(next) != Some(b'\t')).then_some(next)
    }

    fn code(&mut self, at: usize) -> Option<usize> {
        let length = super::lines::count(self.text.get(at..)?, b'`');
        let start = at + length;
        let mut end = start;
        loop {
            end += memchr::memchr(b'`', self.text.as_bytes().get(end..)?)?;
            let run = super::lines::count(self.text.get(end..)?, b'`');
            if run == length {
                break;
            }
            end += run;
        }
        let code = self.text.get(start..end)?;
        // A space at an end, a line break and an escaped backtick each have rules of their own.
        if code.starts_with(' ') || code.ends_with([' ', '\\']) || code.contains('\n') {
            return None;
        }
        self.keep(at);
        let shown = self.markdown.shown.len();
        self.markdown.shown.push_str(code);
        let shown = Span::new(shown, shown + code.len());
        self.markdown.code_spans.push(Text { span: Span::new(at, end + length), shown });
        self.kept = end + length;
        Some(self.kept)
    }

    fn emphasis(&mut self, at: usize, mark: u8) -> Option<usize> {
        use Side::{Punctuation, Unknown, White, Word};
        let length = super::lines::count(self.text.get(at..)?, mark);
        let end = at + length;
        let before = Side::of(self.text.get(self.line..at)?.chars().next_back());
        let behind = Side::of(self.text.get(end..)?.chars().next());
        match (before, behind) {
            (Unknown, _) | (_, Unknown) => None,
            (White, White) => Some(end),
            // One that only opens is nothing while there is none that closes.
            (White, _) if mark == b'~' => Some(end),
            (Word, Word) if mark == b'_' => Some(end),
            _ if mark == b'~' || length > 2 => None,
            (White, _) | (Punctuation, Word) => {
                self.keep(at);
                self.kept = end;
                self.runs += 1;
                self.emphasis.push((mark, length));
                Some(end)
            }
            (_, White) | (Word, Punctuation) => {
                self.keep(at);
                self.kept = end;
                self.runs += 1;
                (self.emphasis.pop()? == (mark, length)).then_some(end)
            }
            _ => None,
        }
    }

    fn open(&mut self, at: usize, image: bool) -> Option<usize> {
        match &mut self.bracket {
            Some(bracket) if self.depth > 0 => bracket.alone = false,
            _ => {
                self.keep(at);
                let (codes, shown) = (self.markdown.code_spans.len(), self.markdown.shown.len());
                self.bracket = Some(Bracket { start: at, image, runs: self.runs, codes, shown, alone: true });
            }
        }
        self.depth += 1;
        Some(at + 1 + usize::from(image))
    }

    fn close(&mut self, at: usize) -> Option<usize> {
        let opened = self.depth > 0;
        self.depth = self.depth.saturating_sub(1);
        if !opened || self.byte(at + 1) != Some(b'(') {
            return Some(at + 1);
        }
        let bracket = self.bracket.take().filter(|bracket| bracket.alone && bracket.runs == self.runs)?;
        let start = at + 2;
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~/#?=%:+,@".contains(byte);
        let length = self.text.as_bytes().get(start..)?.iter().take_while(|byte| plain(byte)).count();
        let end = start + length + 1;
        if length == 0 || self.byte(end - 1) != Some(b')') {
            return None;
        }
        self.keep(at);
        self.kept = end;
        self.hide_bracket(&bracket);
        let destination = self.text.get(start..end - 1)?.to_owned();
        let span = Span::new(bracket.start, end);
        self.markdown.links.push(Link { destination, span, image: bracket.image, automatic: false });
        Some(end)
    }

    /// Takes the opening bracket of a link out of what is shown.
    fn hide_bracket(&mut self, bracket: &Bracket) {
        let width = 1 + usize::from(bracket.image);
        self.markdown.shown.replace_range(bracket.shown..bracket.shown + width, "");
        for code in self.markdown.code_spans.iter_mut().skip(bracket.codes) {
            code.shown = Span::new(code.shown.start - width, code.shown.end - width);
        }
    }
}
