//! The phrases that deny, by where they stand.

/// Words that deny every name in their clause.
pub(super) const IN_CLAUSE: &[&str] = &[
    "not exist",
    "n't exist",
    "no longer exist",
    "there is no ",
    "there are no ",
    "there's no ",
    "no such ",
    "made up",
    "invented",
    "not in the api",
    "not part of the api",
    "wrong name",
    "wrong:",
    "wrong path",
    "answers 404",
    "answer 404",
    "is a 404",
    "returns 404",
];

/// Words that deny the name before them, after the kind of thing that it would be and adverbs such as "silently".
pub(super) const BEHIND: &[&str] = &[
    "is not a",
    "are not a",
    "is not in",
    "are not in",
    "is not the",
    "is no ",
    "are no ",
    "is wrong",
    "are wrong",
    "is unknown",
    "are unknown",
    "was removed",
    "were removed",
    "is gone",
    "are gone",
    "is not documented",
    "are not documented",
    "is not returned",
    "are not returned",
    "is ignored",
    "are ignored",
    "is rejected",
    "are rejected",
    "is not valid",
    "is invalid",
    "is not supported",
    "are not supported",
    "is not one",
    "is a guess",
    "is a label",
    "is only a label",
    "are guesses",
    "was renamed",
    "were renamed",
    "has no effect",
    "have no effect",
    "does nothing",
    "do nothing",
    "answers with 404",
    "returns 405",
    "answers 405",
    "gives 404",
    "fails with",
    "isn't a",
    "isn't the",
    "aren't ",
    "(wrong",
    "(not ",
    "→ use",
    "-> use",
    "→ ✅",
    "; it was removed",
    "; it is gone",
    "; it does not exist",
    ", which does not exist",
    ", which do not exist",
    ", which the api lacks",
    ", which the api does not have",
];

/// Words between a name and what denies it.
pub(super) const ADVERBS: &[&str] =
    &["silently", "simply", "just", "also", "always", "both", "all", "only", "really", "actually"];

/// Words that deny the name after them, articles and the kind of thing that it would be in between.
pub(super) const IN_FRONT: &[&str] = &[
    "not",
    "never",
    "no",
    "instead of",
    "rather than",
    "unlike",
    "nor",
    "neither",
    "than",
    "ignore",
    "ignores",
    "lack",
    "lacks",
    "has no",
    "have no",
    "does not have",
    "do not have",
    "doesn't have",
    "don't have",
    "not find",
    "hallucinate",
    "hallucinates",
    "hallucinated",
    "invent",
    "nothing called",
    "may think of",
    "might think of",
    "tempted to use",
    "tempted to send",
];

/// Words between such a phrase and the name.
pub(super) const FILLERS: &[&str] = &["a", "an", "the", "any", "called", "named", "like", "as", "such", "own"];

/// Words between a name and "does not exist" that say what it would be.
pub(super) const KINDS: &[&str] = &[
    "field",
    "fields",
    "parameter",
    "parameters",
    "object",
    "objects",
    "filter",
    "filters",
    "endpoint",
    "endpoints",
    "path",
    "paths",
    "query",
    "name",
    "names",
    "property",
    "properties",
    "attribute",
    "attributes",
];

/// Beginnings of clauses that advise against what they name.
pub(super) const ADVICE: &[&str] = &["don't ", "do not ", "never ", "avoid "];

/// Verbs of advice against using a name; "do not forget `x`" is not a denial.
pub(super) const ADVISED: &[&str] = &[
    "send",
    "use",
    "write",
    "pass",
    "set",
    "add",
    "include",
    "guess",
    "invent",
    "inventing",
    "call",
    "rely on",
    "put",
    "confuse",
    "mix up",
    "expect",
    "look for",
    "assume",
    "hallucinat",
];

/// Marks before what is shown as a mistake.
pub(super) const CROSSES: &[char] = &['❌', '✗', '✘', '🚫'];

/// Words that make a sentence about one record, or about a time: "if there is no `x`", "a ticket whose `x` does not
/// exist".
pub(super) const CONDITIONS: &[&str] =
    &["if", "when", "where", "unless", "because", "while", "whose", "once", "until", "this"];

/// Words in the plural that stand for records named elsewhere.
pub(super) const UNNAMED: &[&str] = &["others", "theirs", "always", "sometimes"];

/// Every phrase above holds one of these, whatever its first letter: most text holds none, and is passed over at once.
pub(super) const SEEDS: &[&str] = &[
    "ithout",
    "no",
    "No",
    "NO",
    "EVER",
    "n't",
    "n’t",
    "ever",
    "either",
    "nstead",
    "than",
    "nlike",
    "rong",
    "nvent",
    "made up",
    "404",
    "405",
    "nvalid",
    "emoved",
    "enamed",
    "gone",
    "nknown",
    "gnore",
    "ejected",
    "guess",
    "label",
    "think of",
    "tempted",
    "allucinat",
    "ack",
    "othing",
    "fails with",
    "→ use",
    "-> use",
    "→ ✅",
    "void",
    "❌",
    "✗",
    "✘",
    "🚫",
    "~~",
];
