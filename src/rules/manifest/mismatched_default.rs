//! `mismatched-default`: a user option's default has the wrong type or is outside the option's limits.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::{Document, Plugin};
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};
use crate::syntax::{Kind, Node};

static META: RuleMeta =
    rule_meta!("mismatched-default", Warning, Recommended, "A user option's default does not fit the option");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    let Some((manifest, root)) = plugin.manifest().and_then(|manifest| Some((manifest, manifest.root()?))) else {
        return;
    };
    options(manifest, root, "userConfig", sink);
    for (index, channel) in root.get("channels").map(Node::items).unwrap_or_default().iter().enumerate() {
        options(manifest, channel, &format!("channels[{index}].userConfig"), sink);
    }
}

fn options(manifest: &Document, holder: &Node, path: &str, sink: &mut Sink) {
    for option in holder.get("userConfig").map(Node::entries).unwrap_or_default() {
        let Some(default) = option.value.get("default") else { continue };
        let Some(why) = misfit(&option.value, default) else { continue };
        sink.push(
            Diagnostic::new(
                &META,
                manifest.at(default.span),
                format!("invalid default for `{}`: expected {why}", option.key),
            )
            .label("users who do not change the option get this value")
            .at_key(format!("{path}.{}.default", option.key)),
        );
    }
}

/// What is expected instead; `None` if the default fits, or has a shape that Claude Code rejects anyway.
fn misfit(option: &Node, default: &Node) -> Option<String> {
    let is_list = option.get("multiple").and_then(Node::as_bool) == Some(true);
    let kind = option.get("type").and_then(Node::as_str)?;
    match (kind, &default.kind) {
        (_, Kind::Null | Kind::Mapping(_)) => None,
        ("string" | "directory" | "file", Kind::String(_)) => None,
        ("string" | "directory" | "file", Kind::Sequence(_)) => {
            (!is_list).then(|| "a single string, or `\"multiple\": true`".to_owned())
        }
        ("string" | "directory" | "file", _) => Some("a string in quotes".to_owned()),
        ("number", Kind::Number(text)) => {
            let limit = |key| option.get(key).and_then(Node::scalar_text).and_then(|text| text.parse::<f64>().ok());
            let value: f64 = text.parse().ok()?;
            let (least, most) = (limit("min"), limit("max"));
            least
                .filter(|least| value < *least)
                .map(|least| format!("at least {least}, the option's `min`"))
                .or_else(|| most.filter(|most| value > *most).map(|most| format!("at most {most}, the option's `max`")))
        }
        ("number", _) => Some("a number without quotes".to_owned()),
        ("boolean", Kind::Bool(_)) => None,
        ("boolean", _) => Some("`true` or `false` without quotes".to_owned()),
        _ => None,
    }
}
