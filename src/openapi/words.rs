//! Whether a word occurs anywhere in the description, which tells a name that exists elsewhere from an invented one.

use super::load::Description;

impl Description {
    /// Whether `word` stands anywhere in the file as a word of its own: as a key, as a value or in a sentence.
    ///
    /// This is generous on purpose. A name that the description mentions in any way is not reported as invented.
    #[must_use]
    pub fn has_word(&self, word: &str) -> bool {
        let text = self.file().text().as_bytes();
        let belongs = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        !word.is_empty()
            && memchr::memmem::find_iter(text, word.as_bytes()).any(|start| {
                let before = start.checked_sub(1).and_then(|place| text.get(place));
                !belongs(before) && !belongs(text.get(start + word.len()))
            })
    }
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
        for word in ["note_html", "Sends", "read", "openapi"] {
            assert!(description.has_word(word), "{word}");
        }
        for word in ["note", "html", "Send", ""] {
            assert!(!description.has_word(word), "{word}");
        }
    }
}
