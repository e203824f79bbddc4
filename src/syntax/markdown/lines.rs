//! The lines of a Markdown text, and what block a line can begin.

/// A line and where the next one begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'t> {
    /// The text without the line break.
    pub(super) text: &'t str,
    /// Where it begins.
    pub(super) start: usize,
    /// Where the next one begins; the end of the whole text behind the last one.
    pub(super) next: usize,
}

impl<'t> Line<'t> {
    /// The line that begins at `start`.
    pub(super) fn at(text: &'t str, start: usize) -> Self {
        let rest = text.get(start..).unwrap_or_default();
        match memchr::memchr(b'\n', rest.as_bytes()) {
            Some(end) => Self { text: &rest[..end], start, next: start + end + 1 },
            None => Self { text: rest, start, next: text.len() },
        }
    }

    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text.bytes().all(|byte| matches!(byte, b' ' | b'\t'))
    }

    /// How many spaces it begins with.
    pub(super) fn indent(&self) -> usize {
        count(self.text, b' ')
    }
}

/// How often a text repeats a byte at its beginning.
pub(super) fn count(text: &str, byte: u8) -> usize {
    text.bytes().take_while(|other| *other == byte).count()
}

/// The rank of the heading that a line with `#` in front is.
pub(super) fn heading(line: &str) -> Option<u8> {
    let level = count(line, b'#');
    let ends = line.as_bytes().get(level).is_none_or(|byte| matches!(byte, b' ' | b'\t'));
    u8::try_from(level).ok().filter(|level| ends && (1..=6).contains(level))
}

/// How many marks open the code block that begins with this line.
pub(super) fn fence(line: &str) -> Option<usize> {
    let mark = line.bytes().next().filter(|byte| matches!(byte, b'`' | b'~'))?;
    let length = count(line, mark);
    (length >= 3 && (mark == b'~' || !line[length..].contains('`'))).then_some(length)
}

/// Whether a line is nothing but three or more of the same mark: a thematic break, unless it stands below a paragraph.
pub(super) fn is_rule(line: &str) -> bool {
    let Some(mark) = line.bytes().next().filter(|byte| matches!(byte, b'-' | b'*' | b'_')) else { return false };
    // Most lines that begin so are items, which the first of these sees at once.
    line.bytes().all(|byte| byte == mark || matches!(byte, b' ' | b'\t')) && line.matches(char::from(mark)).count() >= 3
}

/// The mark of a list item.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marker {
    /// `-`, `*` or `+`, or what stands behind the number; items of one list have the same.
    pub(super) kind: u8,
    /// Whether an item with it can stand right below a paragraph: not when its number is another than 1.
    pub(super) interrupts: bool,
    /// Its own bytes.
    pub(super) length: usize,
    /// Its bytes with the spaces behind it; with one space when there is none.
    pub(super) width: usize,
}

/// The mark that a line begins with, when it is one; its content may be empty.
pub(super) fn marker(line: &str) -> Option<Marker> {
    let bytes = line.as_bytes();
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let kind = *bytes.get(digits)?;
    let fits = match digits {
        0 => matches!(kind, b'-' | b'*' | b'+'),
        1..=9 => matches!(kind, b'.' | b')'),
        _ => false,
    };
    let behind = &line[digits + usize::from(fits)..];
    let spaces = count(behind, b' ');
    let ends = behind.is_empty() || spaces > 0 || behind.starts_with('\t');
    let interrupts = digits == 0 || line[..digits].parse() == Ok(1);
    let length = digits + 1;
    (fits && ends).then_some(Marker { kind, interrupts, length, width: length + spaces.max(1) })
}

/// Whether a line might begin something other than a paragraph, or belong to something other than the paragraph that it
/// stands below. Says yes when in doubt.
pub(super) fn may_begin_block(line: &str) -> bool {
    match line.as_bytes().first() {
        Some(b'#') => heading(line).is_some(),
        Some(b'`') => fence(line).is_some(),
        Some(b'~') => line.starts_with("~~~"),
        Some(b'*') => marker(line).is_some() || is_rule(line),
        Some(b'_') => is_rule(line),
        Some(b'0'..=b'9') => marker(line).is_some(),
        Some(b' ' | b'\t' | b'>' | b'<' | b'|' | b'=' | b':' | b'-' | b'+') | None => true,
        Some(_) => false,
    }
}

/// Whether a line at the left margin ends a paragraph above it for certain, by being the first one of another block.
pub(super) fn ends_paragraph(line: &str) -> bool {
    let item = marker(line).filter(|marker| marker.interrupts);
    heading(line).is_some()
        || fence(line).is_some()
        || item.is_some_and(|marker| !line.get(marker.width..).unwrap_or_default().trim().is_empty()) && !is_rule(line)
}
