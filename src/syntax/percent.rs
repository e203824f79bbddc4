//! Percent-encoding, as in URLs and links.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// Decodes sequences such as `%41`. Invalid sequences are kept; if the result is not UTF-8, the whole text is.
#[must_use]
pub fn percent_decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8().unwrap_or(Cow::Borrowed(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_code_stays() {
        assert_eq!(percent_decoded("a%20b%3d%"), "a b=%");
        assert_eq!(percent_decoded("a%20b%2"), "a b%2");
        assert_eq!(percent_decoded("%ff"), "%ff");
    }
}
