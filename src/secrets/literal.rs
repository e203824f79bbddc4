//! Distinguishes generated values from placeholders that a person made up.
//!
//! Documentation is full of values that look like credentials. They differ from real ones by a word, a run such as
//! `1234` or `abcd`, brackets where readers insert their own value, or three dots where the author truncated it.

/// Words that are too long to occur in a credential by chance.
const STAND_IN_WORDS: &[&str] = &[
    "example",
    "sample",
    "placeholder",
    "changeme",
    "change-me",
    "change_me",
    "replace",
    "redact",
    "insert",
    "secret",
    "password",
    "passwd",
    "passw0rd",
    "p@ssw",
    "hidden",
    "masked",
    "string",
    "qwerty",
    "deadbeef",
    "cafebabe",
    "foobar",
    "undefined",
    "invalid",
    "process.env",
    "environ",
    "getenv",
    "config.",
    "credential",
    "documentation",
    "supersecret",
    "somevalue",
    "truncated",
    "abc123",
    "xyz789",
    "api_key",
    "api-key",
    "apikey",
];

/// Shorter words, which are searched only in values up to a maximum length.
const SHORT_STAND_IN_WORDS: &[&str] = &[
    "your", "test", "fake", "demo", "mock", "todo", "dummy", "token", "here", "value", "admin", "xxxx", "asdf", "zxcv",
    "env.", "my-", "my_",
];
const SHORT_WORD_LIMIT: usize = 72;

/// The start of documented example values: AWS's secret key, the keys of Azure's two emulators, Stripe's test key, the
/// tokens and secrets in RFC 6749 and RFC 6750, and the identifiers that illustrate UUIDs.
const DOCUMENTED: &[&str] = &[
    "wJalrXUtnFEMI",
    "Eby8vdM02xNOcqFlqUwJ",
    "C2y6yDjf5/R+ob0N8A7C",
    "4eC39HqLyj",
    "2YotnFZFEj",
    "tGzv3JOkF0",
    "7Fjfp0ZBr1",
    "gX1fBat3bV",
    "mF_9.B5f-4",
    "550e8400-e29b-41d4",
    "123e4567-e89b-12d3",
    "6ba7b810-9dad-11d1",
    "f47ac10b-58cc-4372",
];

/// The most frequent letter pairs in English and in identifiers. About one in five random pairs is among them.
const COMMON_PAIRS: &str = "th he in er an re nd on en at ou ed ha to or it is hi es ng ar te se st ve le al me ne ra ro ri io co de li ti ic \
ma si ce om ur ec et el us la di ea ll ge ch ho un em ta ct tr lo no pe il ss ee ai so as nt ow of wo ke ut ey ci su pr po ac ad ap pi au \
my sk ab id ir ol os ot pa ca fo wi we am ay be bl ck cl cr da do fi fr go gr im ki ld ly mi na ni oo op pl rd rs rt sc sh sp ts ty ul up vi";

/// Whether the value is a placeholder for a credential.
pub(super) fn is_stand_in(value: &str) -> bool {
    let marked =
        |character: char| matches!(character, '<' | '>' | '{' | '}' | '[' | ']' | '(' | ')' | '\\' | '"' | '\'' | '`');
    if !value.is_ascii()
        || value.contains("...")
        || value.contains("***")
        || value.contains("://")
        || value.starts_with(['$', '%', '&', '!', '*', '@', '~', '.', '#'])
        || value.contains(|character: char| {
            marked(character) || character.is_ascii_whitespace() || character.is_ascii_control()
        })
        || DOCUMENTED.iter().any(|start| value.starts_with(start))
        || ["sha1-", "sha256", "sha384", "sha512", "md5", "arn:"].iter().any(|start| value.starts_with(start))
    {
        return true;
    }
    let lower = value.to_ascii_lowercase();
    STAND_IN_WORDS.iter().any(|word| lower.contains(word))
        || (value.len() <= SHORT_WORD_LIMIT && SHORT_STAND_IN_WORDS.iter().any(|word| lower.contains(word)))
        || is_variable_name(value)
        || has_run(value.as_bytes())
        || is_periodic(value.as_bytes())
}

/// Whether this is the name of a variable, such as `HALO_CLIENT_SECRET_2`, not its value.
fn is_variable_name(value: &str) -> bool {
    value.contains('_')
        && value.starts_with(|first: char| first.is_ascii_uppercase())
        && value.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Whether this is an identifier such as `X509HardwareKeyUsage`: mostly words of at least four letters, three of them
/// capitalized.
fn is_camel_case(value: &str) -> bool {
    let (mut in_words, mut capitals) = (0, 0);
    for word in value.as_bytes().chunk_by(|_, next| next.is_ascii_lowercase()) {
        let letters = word.iter().filter(|byte| byte.is_ascii_lowercase()).count();
        if letters >= 3 {
            in_words += word.len();
            capitals += usize::from(word[0].is_ascii_uppercase());
        }
    }
    capitals >= 3 && in_words * 10 >= value.len() * 6
}

/// Whether this is a run that people type by hand: `aaaa`, `1234`, `dcba`, `a1b2c3`.
fn has_run(value: &[u8]) -> bool {
    let long = value.len() > SHORT_WORD_LIMIT;
    let steps = |distance: usize, step: i16, least: usize| {
        let mut count = 0;
        value.windows(distance + 1).any(|window| {
            let goes_on = window.iter().all(u8::is_ascii_alphanumeric)
                && i16::from(window[distance]) - i16::from(window[0]) == step;
            count = if goes_on { count + 1 } else { 0 };
            count >= least
        })
    };
    let (same, next) = if long {
        (7, 5)
    } else if is_hex(value) {
        (4, 4)
    } else {
        (3, 3)
    };
    steps(1, 0, same) || steps(1, 1, next) || steps(1, -1, next) || steps(2, 1, next.max(4))
}

/// Whether this is the hash of a password with its salt, such as `salt:hash` in hexadecimal digits: nobody can log in with
/// it.
fn is_salted_hash(value: &str) -> bool {
    ["pbkdf2", "scrypt:", "bcrypt", "argon2"].iter().any(|method| value.starts_with(method))
        || value.split_once(':').is_some_and(|(salt, hash)| {
            salt.len() >= 16 && hash.len() >= 64 && [salt, hash].iter().all(|part| is_hex(part.as_bytes()))
        })
}

fn is_periodic(value: &[u8]) -> bool {
    (1..=value.len().min(32) / 2).any(|period| value.iter().zip(&value[period..]).all(|(one, other)| one == other))
}

fn is_hex(value: &[u8]) -> bool {
    value.iter().all(|byte| byte.is_ascii_hexdigit() || *byte == b'-')
}

/// The Shannon entropy, in bits per character.
pub(crate) fn entropy(value: &str) -> f64 {
    let mut counts = [0u32; 256];
    value.bytes().for_each(|byte| counts[usize::from(byte)] += 1);
    let length = value.len() as f64;
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| f64::from(*count) / length)
        .map(|part| -part * part.log2())
        .sum()
}

/// The percentage of letter pairs that are frequent in words; 0 if there are fewer than `least` pairs.
fn wordiness(value: &str, least: usize) -> usize {
    let lower = value.to_ascii_lowercase();
    let (mut pairs, mut common) = (0, 0);
    for pair in lower.as_bytes().windows(2).filter(|pair| pair.iter().all(u8::is_ascii_alphabetic)) {
        pairs += 1;
        let listed = COMMON_PAIRS.as_bytes().chunks(3).any(|entry| entry.get(..2) == Some(pair));
        common += usize::from(listed);
    }
    if pairs < least { 0 } else { common * 100 / pairs }
}

/// Whether the part after a vendor's prefix looks issued. The prefix is strong evidence, so the test is weak.
pub(super) fn is_issued(random: &str) -> bool {
    !is_stand_in(random) && entropy(random) >= 2.7 && (is_hex(random.as_bytes()) || wordiness(random, 10) <= 65)
}

/// Whether the value of a credential-like key looks generated: long, of mixed classes, with high entropy, without
/// words.
pub(super) fn is_random(value: &str, least_length: usize, least_entropy: f64) -> bool {
    if value.len() < least_length || is_stand_in(value) || is_camel_case(value) || is_salted_hash(value) {
        return false;
    }
    if value.starts_with("eyJ") {
        // The first part of a signed token alone is useless; manuals truncate tokens there.
        return if value.contains('.') { is_signed_token(value) } else { value.len() > 60 && !names_algorithm(value) };
    }
    if let Some(text) = base64_text(value) {
        return match text.split_once(':') {
            Some((_, password)) => is_password(password),
            None => is_random(&text, least_length, least_entropy),
        };
    }
    let hex = is_hex(value.as_bytes());
    let (letters, digits) = (count(value, u8::is_ascii_alphabetic), count(value, u8::is_ascii_digit));
    let case_changes =
        value.as_bytes().windows(2).filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase());
    let mixed = letters * 8 >= value.len() && (digits > 0 || (value.len() >= 20 && case_changes.count() >= 4));
    mixed && entropy(value) >= if hex { 3.0 } else { least_entropy } && (hex || wordiness(value, 6) <= 50)
}

/// Whether a password in a URL or after `user:` looks real. People choose these, so they are shorter.
pub(super) fn is_password(value: &str) -> bool {
    let chosen = value.len() >= 10
        && !is_stand_in(value)
        && count(value, u8::is_ascii_alphabetic) > 0
        && value.bytes().any(|byte| !byte.is_ascii_alphabetic())
        && entropy(value) >= 3.0
        && (is_hex(value.as_bytes()) || wordiness(value, 4) <= 50);
    chosen || is_random(value, 16, 3.5)
}

/// Whether three parts separated by dots are a signed token in use: its header names an algorithm, and its content is
/// not an example from a manual. A token for anonymous visitors is not a secret.
pub(super) fn is_signed_token(token: &str) -> bool {
    let mut parts = token.split('.');
    let (Some(header), Some(claims), Some(signature)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let header = base64_text(header).unwrap_or_default();
    let claims = base64(claims).unwrap_or_default();
    let claims = String::from_utf8_lossy(&claims).to_lowercase();
    let manual = [
        "1234567890",
        "john doe",
        "jane doe",
        "example",
        "\"test",
        "-demo",
        "\"anon\"",
        "user_id\":123",
        "payload",
        "your",
    ];
    header.starts_with('{')
        && header.contains("\"alg\"")
        && claims.starts_with('{')
        && !manual.iter().any(|word| claims.contains(word))
        // A signature has at least 43 characters; a shorter part is a placeholder.
        && signature.len() >= 20
        && is_issued(signature)
}

/// Whether base64 text is, or starts with, the header of a signed token.
fn names_algorithm(value: &str) -> bool {
    base64(value).is_some_and(|bytes| String::from_utf8_lossy(&bytes).contains("\"alg\""))
}

fn count(value: &str, class: impl Fn(&u8) -> bool) -> usize {
    value.as_bytes().iter().filter(|byte| class(byte)).count()
}

/// Decodes base64 of either alphabet; `None` if it is not valid.
pub(super) fn base64(value: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(value.len() * 3 / 4);
    let (mut buffer, mut bits) = (0u32, 0);
    for byte in value.trim_end_matches('=').bytes() {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        buffer = (buffer << 6 | u32::from(six)) & 0x3fff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((buffer >> bits & 0xff) as u8);
        }
    }
    Some(bytes)
}

/// Decodes base64 to readable text.
pub(super) fn base64_text(value: &str) -> Option<String> {
    let readable = |byte: &u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
    let text = String::from_utf8(base64(value)?).ok()?;
    (text.len() >= 8 && text.as_bytes().iter().all(readable)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_up_values_are_told_from_issued_ones() {
        for made_up in [
            "YOUR_API_KEY_1234567",
            "xxxxxxxxxxxxxxxxxxxx",
            "a1b2c3d4e5f6g7h8i9j0",
            "12345678-1234-1234-1234-123456789012",
            "halo-client-credentials-2024",
            "correctHorseBatteryStaple1",
            "HALO_CLIENT_ID_2",
            "eyJhbGciOiJSUzI1NiIs...",
            "2024-01-15T10:30:00.000Z",
            "0123456789012345678",
            "bXkgdmVyeSBvd24gd29yZHM=",
            "getAccessTokenFromCache",
            "X509HardwareKeyUsageFlags",
            "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw==",
            &format!("3db9e98e2b4d3caca97fdf2783791cbc:{}", "34b293de615caf277a237773208858e9".repeat(4)),
            "pbkdf2_sha256$600000$k9Jq2LxTz7RvB4nWm8Yp",
        ] {
            assert!(!is_random(made_up, 16, 3.5), "{made_up}");
        }
        for issued in [["k9Jq2LxTz7", "RvB4nWm8Yp"], ["7e88c1a05d", "f2394b6ad0"], ["0QIIJNJLZE", "JVXXG33FR0"]] {
            assert!(is_random(&issued.concat(), 16, 3.5), "{issued:?}");
        }
    }

    #[test]
    fn base64_is_read_in_both_alphabets() {
        assert_eq!(base64_text("dXNlcjpwYXNzd29yZA==").as_deref(), Some("user:password"));
        assert_eq!(base64("-_8"), base64("+/8="));
        assert_eq!(base64("a b"), None);
    }
}
