//! What a heading or label says of the block below it: fields of a record, or an error.

/// Words of headings that announce the fields of a record.
const FIELD_WORDS: &[&str] = &["field", "fields", "property", "properties", "attribute", "attributes"];

/// Whether a heading says that fields follow: "Ticket fields", "Asset details", "Asset field reference", "Fields of a ticket".
pub(super) fn speaks_of_fields(heading: &str) -> bool {
    let lower = heading.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_field = |word: &&str| FIELD_WORDS.contains(word);
    match words.as_slice() {
        [.., last] if is_field(last) => true,
        [_, .., "details"] => true,
        [.., field, "reference" | "list" | "table" | "overview"] => is_field(field),
        [field, "of" | "on", ..] => is_field(field),
        _ => false,
    }
}

/// Whether a heading or label announces the answer to a request that fails.
pub(super) fn speaks_of_errors(label: &str) -> bool {
    let lower = label.to_lowercase();
    ["error", "rate limit", "429", "exception", "failure"].iter().any(|word| lower.contains(word))
}
