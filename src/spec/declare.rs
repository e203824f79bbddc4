//! Declarations of specs: `spec!` for a mapping, `spec_words!` for a closed list of words. Each fact about a key is said
//! once and gives the type, the decoder and the JSON Schema.

use serde_json::{Value, json};

use super::fields::{Decode, Decoder};
use crate::diag::nearest;
use crate::syntax::Node;

/// Declares a struct together with how it is read and with its JSON Schema: each fact about a key is said once.
///
/// Each line is `required`, `optional` (the type's default when missing) or `maybe` (an `Option`), then the key and its
/// type. The doc comments are the descriptions in the schema. `#[derive(Deserialize)]` also reads back what `Serialize`
/// writes; the crate that reads it is built with the specs already checked.
#[macro_export]
macro_rules! spec {
    (@type maybe $type:ty) => { Option<$type> };
    (@type $need:ident $type:ty) => { $type };
    (@required required $key:expr) => { Some($key) };
    (@required $need:ident $key:expr) => { None };
    (
        $(#[doc = $about:literal])+
        $(#[derive($derive:ident)])?
        pub struct $name:ident = $what:literal {
            $( $(#[doc = $doc:literal])+ $need:ident $field:ident: $type:ty, )+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, serde::Serialize $(, $derive)?)]
        pub struct $name {
            $( $(#[doc = $doc])+ pub $field: $crate::spec!(@type $need $type), )+
        }

        impl $crate::spec::fields::Decode for $name {
            fn decode(node: &$crate::syntax::Node, decoder: &mut $crate::spec::fields::Decoder<'_>) -> Option<Self> {
                let mut fields = decoder.fields(node, $what)?;
                $( let $field = fields.$need(stringify!($field)); )+
                fields.finish();
                Some(Self { $( $field: $field?, )+ })
            }

            fn schema() -> serde_json::Value {
                let properties = [
                    $( (stringify!($field), $crate::spec::declare::described(<$type as $crate::spec::fields::Decode>::schema(), concat!($($doc, "\n"),+))), )+
                ];
                let required: Vec<&str> = [$( $crate::spec!(@required $need stringify!($field)) ),+].into_iter().flatten().collect();
                $crate::spec::declare::object(properties, &required)
            }
        }
    };
}

/// Declares a closed list of words as an enum that can be read from a spec.
#[macro_export]
macro_rules! spec_words {
    (
        $(#[doc = $about:literal])+
        pub enum $name:ident { $( $(#[doc = $doc:literal])+ $variant:ident = $word:literal, )+ }
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $( $(#[doc = $doc])+ $variant, )+ }

        impl $name {
            /// The word in the spec.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $( Self::$variant => $word, )+ }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                match <String as serde::Deserialize>::deserialize(deserializer)?.as_str() {
                    $( $word => Ok(Self::$variant), )+
                    other => Err(serde::de::Error::unknown_variant(other, &[$( $word ),+])),
                }
            }
        }

        impl $crate::spec::fields::Decode for $name {
            fn decode(node: &$crate::syntax::Node, decoder: &mut $crate::spec::fields::Decoder<'_>) -> Option<Self> {
                $crate::spec::declare::one_of(node, decoder, &[$( ($word, Self::$variant) ),+])
            }

            fn schema() -> serde_json::Value {
                serde_json::json!({ "enum": [$( $word ),+] })
            }
        }
    };
}

/// Adds a description to a schema.
#[must_use]
pub fn described(mut schema: Value, description: &str) -> Value {
    let lines: Vec<&str> = description.lines().map(str::trim).collect();
    if let Value::Object(schema) = &mut schema {
        schema.insert("description".to_owned(), lines.join(" ").trim().into());
    }
    schema
}

/// The schema of a mapping with these keys and no other.
#[must_use]
pub fn object<const N: usize>(properties: [(&str, Value); N], required: &[&str]) -> Value {
    let properties: serde_json::Map<String, Value> =
        properties.into_iter().map(|(key, schema)| (key.to_owned(), schema)).collect();
    let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if let (Value::Object(schema), false) = (&mut schema, required.is_empty()) {
        schema.insert("required".to_owned(), json!(required));
    }
    schema
}

/// One of a closed list of words; reports the list and a near miss.
pub fn one_of<T: Copy>(node: &Node, decoder: &mut Decoder<'_>, choices: &[(&'static str, T)]) -> Option<T> {
    let text = String::decode(node, decoder)?;
    let found = choices.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
    if found.is_none() {
        let words: Vec<_> = choices.iter().map(|(word, _)| *word).collect();
        let problem = decoder
            .problem(node.span, format!("expected one of {}, found `{text}`", words.join(", ")))
            .did_you_mean(nearest(&text, words.iter().copied()));
        decoder.report(problem);
    }
    found
}

#[cfg(test)]
#[allow(unreachable_pub)]
mod tests {
    use super::*;
    use crate::diag::RuleMeta;
    use crate::source::SourceFile;
    use crate::syntax::yaml;

    static RULE: RuleMeta = RuleMeta {
        name: "test-rule",
        summary: "",
        severity: crate::diag::Severity::Error,
        profile: crate::diag::Profile::Claude,
        page: "",
    };

    spec! {
        /// An example.
        pub struct Example = "an example" {
            /// What it is called.
            required name: String,
            /// How many.
            maybe count: i64,
            /// Words.
            optional tags: Vec<String>,
        }
    }

    fn decode(text: &str) -> (Option<Example>, Vec<String>) {
        let file = SourceFile::new("x.yaml", text);
        let mut decoder = Decoder::new(&file, &RULE);
        let value = Example::decode(&yaml::parse(text).root.unwrap(), &mut decoder);
        let words =
            decoder.problems.iter().map(|problem| format!("{} {}", problem.message, problem.help.join(" "))).collect();
        (value, words)
    }

    #[test]
    fn all_mistakes_are_reported_at_once() {
        let (value, problems) = decode("coutn: 1\ntags: [a, [b], {c: d}]\ncount: many\n");
        assert!(value.is_none());
        assert_eq!(problems.len(), 5, "{problems:?}");
        assert!(problems.iter().any(|problem| problem.contains("did you mean `count`?")), "{problems:?}");
        assert!(problems.iter().any(|problem| problem.contains("missing key `name` in an example")), "{problems:?}");
    }

    #[test]
    fn the_schema_says_what_the_decoder_accepts() {
        let schema = Example::schema();
        assert_eq!(schema["required"], json!(["name"]));
        assert_eq!(schema["properties"]["count"], json!({ "type": "integer", "description": "How many." }));
        assert_eq!(schema["additionalProperties"], json!(false));
    }

    #[test]
    fn a_right_value_is_read() {
        let (value, problems) = decode("name: 1.10\ntags: [a]\n");
        let value = value.unwrap();
        assert_eq!((value.name.as_str(), value.count, value.tags.len(), problems.len()), ("1.10", None, 1, 0));
    }
}
