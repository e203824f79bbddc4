//! Whether a clause is about another product: "Zendesk's `requester_id`", "In ConnectWise it is `closedFlag`", "the Graph call
//! is `GET /v1.0/users`".

use super::named::words_of;
use crate::openapi::Description;
use crate::source::Span;

/// What another product is said to have.
const OF_A_PRODUCT: &[&str] =
    &["api", "apis", "call", "calls", "endpoint", "endpoints", "request", "webhook", "sdk", "field"];
/// What another product is said to do with a name.
const VERBS: &[&str] = &["uses", "has", "calls", "names", "sends", "expects", "takes", "knows"];
/// Words that begin sentences and headings and do not name a product.
const ORDINARY: &[&str] = &[
    "the", "this", "that", "these", "those", "each", "every", "all", "any", "our", "your", "their", "its", "step",
    "note", "example", "response", "request", "rest", "list", "get", "create", "update", "delete", "search", "use",
    "call", "read", "both", "one", "first", "next", "then", "also", "http", "json", "there", "here", "when", "general",
];

/// What the API and its records are called.
#[derive(Debug, Clone)]
pub(super) struct Products<'c> {
    description: &'c Description,
    /// The words of the API's title, and the plugin's name.
    own: Vec<String>,
}

impl<'c> Products<'c> {
    pub(super) fn of(description: &'c Description, plugin: &str) -> Self {
        let title = description.top("info").and_then(|info| info.text("title")).unwrap_or_default();
        // "Desk API: description of the endpoints": words with a small letter say what the file is.
        let named = words_of(title).into_iter().filter(|word| word.starts_with(char::is_uppercase));
        let words = named.chain(plugin.split('-')).chain([plugin]).map(str::to_lowercase);
        let is_telling = |word: &String| word.len() > 2 && ![OF_A_PRODUCT, ORDINARY].concat().contains(&word.as_str());
        let own = words.filter(is_telling).collect();
        Self { description, own }
    }

    /// Whether a word is what the API is called, or the beginning of it.
    pub(super) fn is_own(&self, word: &str) -> bool {
        let word = bare(word).to_lowercase();
        word.len() > 2 && self.own.iter().any(|own| own.starts_with(&word) || word.starts_with(own.as_str()))
    }

    /// Whether a word is written as the name of a product, and is not one of this API.
    pub(super) fn is_another(&self, word: &str) -> bool {
        // Code does not name a product.
        if word.contains(['`', '/', '_']) {
            return false;
        }
        let word = bare(word);
        let mut characters = word.chars();
        characters.next().is_some_and(char::is_uppercase)
            && characters.any(char::is_lowercase)
            && !ORDINARY.contains(&word.to_lowercase().as_str())
            && !self.is_own(word)
            && self.description.schemas_called(word).is_empty()
            && self.description.path_called(word).is_none()
    }

    /// Whether the clause around a name or a request, which begins at a place, says that it is one of another product.
    pub(super) fn is_of_another(&self, text: &str, clause: Span, place: usize) -> bool {
        let Some(before) = text.get(clause.start..place) else { return false };
        let before = before.trim_end_matches('`').trim_start_matches(|c: char| !c.is_alphanumeric() && c != '`');
        let words: Vec<&str> = before.split_whitespace().collect();
        let owner = words.last().and_then(|word| word.strip_suffix("'s").or_else(|| word.strip_suffix("\u{2019}s")));
        let begins_in = matches!(words.as_slice(), ["In" | "in", product, ..] if self.is_another(product));
        let says = |words: &[&str], list: &[&str]| {
            words.windows(2).any(|pair| match pair {
                [product, thing] => list.contains(&bare(thing).to_lowercase().as_str()) && self.is_another(product),
                _ => false,
            })
        };
        // "`per_page` is what GitHub uses"
        let after: Vec<&str> = text.get(place..clause.end).unwrap_or_default().split_whitespace().collect();
        let has = says(&words, OF_A_PRODUCT) || says(&words, VERBS) || says(&after, VERBS);
        begins_in || has || owner.is_some_and(|owner| self.is_another(owner))
    }
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}
