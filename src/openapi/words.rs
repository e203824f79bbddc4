//! Whether a word occurs anywhere in the description, which tells a name that exists elsewhere from an invented one.

use std::collections::HashSet;

use super::load::Description;

impl Description {
    /// Whether `word` is anywhere in the file as a word of its own: as a key, as a value or in a sentence.
    ///
    /// This is generous on purpose. A name that the description mentions in any way is not reported as invented.
    #[must_use]
    pub fn has_word(&self, word: &str) -> bool {
        match word.bytes().all(is_part_of_a_word) {
            true => self.words().contains(word.as_bytes()),
            false => self.has_phrase(word),
        }
    }

    /// Indexes the words of the file when the first one is looked up: searching a large file for each takes much longer.
    fn words(&self) -> &HashSet<Vec<u8>> {
        self.word_index.get_or_init(|| {
            let mut words = HashSet::new();
            for word in self.file().text().as_bytes().split(|byte| !is_part_of_a_word(*byte)) {
                if !word.is_empty() && !words.contains(word) {
                    words.insert(word.to_owned());
                }
            }
            words
        })
    }

    /// Whether several words, such as `read:tickets`, are in the file with no further part of a word around them.
    fn has_phrase(&self, phrase: &str) -> bool {
        let text = self.file().text().as_bytes();
        let belongs = |byte: Option<&u8>| byte.is_some_and(|byte| is_part_of_a_word(*byte));
        memchr::memmem::find_iter(text, phrase.as_bytes()).any(|start| {
            let before = start.checked_sub(1).and_then(|place| text.get(place));
            !belongs(before) && !belongs(text.get(start + phrase.len()))
        })
    }
}

fn is_part_of_a_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

#[cfg(test)]
mod tests {
    use crate::openapi::Description;
    use crate::source::SourceFile;

    #[test]
    fn a_word_is_not_a_part_of_one() {
        let text =
            "openapi: 3.1.0\ninfo: {description: Sends a note_html}\npaths: {/a: {get: {operationId: read-it}}}\n";
        let description = Description::load(&SourceFile::new("api", text)).unwrap();
        for word in ["note_html", "Sends", "read", "openapi", "read-it", "a note_html"] {
            assert!(description.has_word(word), "{word}");
        }
        for word in ["note", "html", "Send", "", "ad-it", "read-i"] {
            assert!(!description.has_word(word), "{word}");
        }
    }
}
