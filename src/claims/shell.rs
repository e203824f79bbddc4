//! The words of a shell command, with the place of every character: quotes, escapes, continued lines, here-documents.

use crate::source::Span;

/// A word after quotes and escapes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Word {
    /// The text that the program receives.
    pub(super) text: String,
    /// Where each byte of it stands, and one more for its end.
    places: Vec<usize>,
}

impl Word {
    fn push(&mut self, character: char, at: usize) {
        self.text.push(character);
        self.places.extend(std::iter::repeat_n(at, character.len_utf8()));
    }

    /// Where a range of the text stands.
    pub(super) fn place(&self, range: Span) -> Span {
        let start = self.places.get(range.start).or(self.places.last()).copied().unwrap_or_default();
        // The last character's own place, plus its length: an escape before the next one is not part of it.
        let end = match range.end.checked_sub(1).filter(|_| range.end > range.start) {
            Some(last) => {
                let begin = (0..=last).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or_default();
                let length = self.text.get(begin..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
                self.places.get(begin).map_or(start, |place| place + length)
            }
            None => start,
        };
        Span::new(start, end)
    }

    /// All of it.
    pub(super) fn span(&self) -> Span {
        self.place(Span::new(0, self.text.len()))
    }
}

/// The words of the command that begins at byte `start`, and the byte after the command.
pub(super) fn words(text: &str, start: usize) -> (Vec<Word>, usize) {
    let mut reader = ShellReader { text, at: start, words: Vec::new(), word: None, here: None };
    reader.run();
    (reader.words, reader.at)
}

/// The words of the first command in a command line, as its program receives them.
#[must_use]
pub fn command_words(command: &str) -> Vec<String> {
    words(command, 0).0.into_iter().map(|word| word.text).collect()
}

struct ShellReader<'t> {
    text: &'t str,
    at: usize,
    words: Vec<Word>,
    word: Option<Word>,
    /// The end mark of a here-document that follows the line.
    here: Option<String>,
}

impl ShellReader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn take(&mut self) -> Option<char> {
        let next = self.rest().chars().next()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn keep(&mut self, character: char, at: usize) {
        self.word.get_or_insert_default().push(character, at);
    }

    fn finish_word(&mut self) {
        if let Some(mut word) = self.word.take() {
            word.places.push(self.at);
            self.words.push(word);
        }
    }

    fn run(&mut self) {
        while let Some(next) = self.rest().chars().next() {
            let at = self.at;
            match next {
                '\\' | '`' | '^' if self.continues() => {}
                '\\' => {
                    self.at += 1;
                    if let Some(escaped) = self.take() {
                        self.keep(escaped, at + 1);
                    }
                }
                '\'' => self.quoted('\''),
                '"' => self.quoted('"'),
                '\n' => break,
                '|' | ';' | ')' => break,
                '&' if self.rest().starts_with("&&") || self.rest()[1..].starts_with([' ', '\n']) => break,
                '$' if self.rest().starts_with("$(") => self.substitution(),
                '<' | '>' if self.word.is_none() => {
                    if !self.redirection() {
                        self.at += 1;
                        self.keep(next, at);
                    }
                }
                '#' if self.word.is_none() => {
                    self.at += self.rest().find('\n').unwrap_or(self.rest().len());
                }
                _ if next.is_whitespace() => {
                    self.finish_word();
                    self.at += next.len_utf8();
                }
                _ => {
                    self.at += next.len_utf8();
                    self.keep(next, at);
                }
            }
        }
        self.finish_word();
        if let Some(mark) = self.here.take() {
            self.here_document(&mark);
        }
    }

    /// Moves past a mark that joins this line with the next one; only blanks may stand between mark and line end.
    fn continues(&mut self) -> bool {
        let after = self.rest().get(1..).unwrap_or_default();
        let blanks = after.len() - after.trim_start_matches([' ', '\t', '\r']).len();
        let joined = after.get(blanks..).is_some_and(|rest| rest.starts_with('\n'));
        if joined {
            self.finish_word();
            self.at += 1 + blanks + 1;
        }
        joined
    }

    fn quoted(&mut self, quote: char) {
        self.at += 1;
        self.word.get_or_insert_default();
        loop {
            let at = self.at;
            match self.take() {
                None => return,
                Some(end) if end == quote => {
                    // `'it'\''s'` goes on after the quote by itself.
                    return;
                }
                Some('\\') if quote == '"' => match self.take() {
                    Some('\n') | None => {}
                    Some(escaped @ ('"' | '\\' | '$' | '`')) => self.keep(escaped, at + 1),
                    Some(other) => {
                        self.keep('\\', at);
                        self.keep(other, at + 1);
                    }
                },
                Some('$') if quote == '"' && self.rest().starts_with('(') => {
                    self.at = at;
                    self.substitution();
                }
                Some(character) => self.keep(character, at),
            }
        }
    }

    /// `$( ... )` stands for a value: it is kept as `$()`, unless it is a here-document, whose text is kept.
    fn substitution(&mut self) {
        let start = self.at;
        let body = self.rest().get(2..).unwrap_or_default();
        if let Some(mark) = here_mark(body.trim_start().strip_prefix("cat").unwrap_or_default().trim_start())
            && let Some(line_end) = body.find('\n')
        {
            self.at = start + 2 + line_end + 1;
            self.copy_here(&mark);
            self.at += self.rest().find(')').map_or(0, |at| at + 1);
            return;
        }
        let mut depth = 0_usize;
        while let Some(character) = self.take() {
            match character {
                '(' => depth += 1,
                ')' if depth <= 1 => break,
                ')' => depth -= 1,
                _ => {}
            }
        }
        for character in "$()".chars() {
            self.keep(character, start);
        }
    }

    /// `> file`, `2>&1` and `<<EOF` are not words of the command; `<id>` is one.
    fn redirection(&mut self) -> bool {
        if let Some(mark) = here_mark(self.rest()) {
            self.here = Some(mark);
            let length = self.rest().find(|c: char| c.is_whitespace()).unwrap_or(self.rest().len());
            self.at += length;
            return true;
        }
        let closes =
            self.rest().find(['>', '\n']).filter(|at| *at > 0 && self.rest().as_bytes().get(*at) == Some(&b'>'));
        if self.rest().starts_with('<') && closes.is_some() {
            return false;
        }
        self.at += self.rest().find(|c: char| !matches!(c, '<' | '>' | '&')).unwrap_or(self.rest().len());
        self.at += self.rest().find(|c: char| c != ' ').unwrap_or(0);
        self.at += self.rest().find(|c: char| c.is_whitespace()).unwrap_or(self.rest().len());
        true
    }

    /// The text between the line of the command and the line that holds the mark alone, as one more word.
    fn here_document(&mut self, mark: &str) {
        self.at += self.rest().find('\n').map_or(self.rest().len(), |at| at + 1);
        self.copy_here(mark);
        self.finish_word();
    }

    fn copy_here(&mut self, mark: &str) {
        self.word.get_or_insert_default();
        while !self.rest().is_empty() {
            let length = self.rest().find('\n').map_or(self.rest().len(), |at| at + 1);
            let line_start = self.at;
            let line = self.rest().get(..length).unwrap_or_default().to_owned();
            self.at += length;
            if line.trim() == mark {
                return;
            }
            for (offset, character) in line.char_indices() {
                self.keep(character, line_start + offset);
            }
        }
    }
}

/// The end mark of `<<EOF`, `<<'EOF'`, `<<-"EOF"`.
fn here_mark(text: &str) -> Option<String> {
    let rest = text.strip_prefix("<<")?.trim_start_matches('-').trim_start_matches(' ').trim_start_matches(['\'', '"']);
    let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
    (length > 0).then(|| rest.get(..length).unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<String> {
        command_words(text)
    }

    #[test]
    fn words_are_split_as_a_shell_splits_them() {
        assert_eq!(
            split("curl -X POST \\\n  -d '{\"a\": 1}' \"x\\\"y\" z | jq ."),
            ["curl", "-X", "POST", "-d", "{\"a\": 1}", "x\"y", "z"]
        );
        assert_eq!(split("bash \"${A}/x y.sh\" --a && rm"), ["bash", "${A}/x y.sh", "--a"]);
        assert_eq!(split("curl 'it'\\''s' a\"b\"c"), ["curl", "it's", "abc"]);
        assert_eq!(split("curl https://x/y?a=1&b=2 && next"), ["curl", "https://x/y?a=1&b=2"]);
        assert_eq!(split("curl /x/<id> <id> > out.json # remark"), ["curl", "/x/<id>", "<id>"]);
        assert_eq!(split("curl -H \"A: $(cat x | y)\" z"), ["curl", "-H", "A: $()", "z"]);
        assert_eq!(split("curl -d @- <<'EOF' /x\n{\"a\": 1}\nEOF\nnext"), ["curl", "-d", "@-", "/x", "{\"a\": 1}\n"]);
        assert_eq!(split("curl -d \"$(cat <<EOF\n{\"a\": 1}\nEOF\n)\" /x"), ["curl", "-d", "{\"a\": 1}\n", "/x"]);
    }

    #[test]
    fn every_character_knows_its_place() {
        let text = "curl -d \"{\\\"a\\\": 1}\"";
        let word = words(text, 0).0.pop().unwrap();
        assert_eq!(word.text, "{\"a\": 1}");
        assert_eq!(&text[word.place(Span::new(2, 3)).range()], "a");
        assert_eq!(&text[word.place(Span::new(6, 7)).range()], "1");
    }

    #[test]
    fn open_quotes_end_with_the_text() {
        for text in ["'abc", "\"abc\\", "$(abc", "a\\", "<<EOF", "<", ">", "&"] {
            let _ = split(text);
        }
    }
}
