//! Percent-encoding, as in addresses and links.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// Text with `%41` and the like as the characters that they stand for; anything else stays as it is, and so does all of it
/// when what comes out is not UTF-8.
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
