//! `mismatched-license`: the licence file is not the licence that the manifest names.

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::Plugin;
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};
use crate::syntax::Node;

static META: RuleMeta =
    rule_meta!("mismatched-license", Warning, Recommended, "The license file differs from the manifest's license");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

/// Names that license files have.
const FILES: &[&str] = &["LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "LICENCE.md", "LICENCE.txt", "COPYING"];

/// What a license says of itself at the beginning, and the start of its SPDX identifier.
const TITLES: &[(&str, &str)] = &[
    ("mit license", "MIT"),
    ("apache license", "Apache"),
    ("gnu affero general public license", "AGPL"),
    ("gnu lesser general public license", "LGPL"),
    ("gnu general public license", "GPL"),
    ("mozilla public license", "MPL"),
    ("bsd 3-clause", "BSD-3"),
    ("bsd 2-clause", "BSD-2"),
    ("isc license", "ISC"),
    ("the unlicense", "Unlicense"),
    ("boost software license", "BSL"),
];

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    let Some(manifest) = plugin.manifest() else { return };
    let Some(node) = manifest.root().and_then(|root| root.get("license")) else { return };
    let Some(stated) = Node::as_str(node) else { return };
    // An expression names several licenses, and an unknown identifier is not compared.
    let is_known = TITLES.iter().any(|(_, spdx)| begins(stated, spdx));
    if stated.contains(' ') || !is_known {
        return;
    }
    for name in FILES {
        let Ok(bytes) = plugin.tree.read(&plugin.root.join(name)) else { continue };
        let text = String::from_utf8_lossy(bytes.get(..bytes.len().min(2_000)).unwrap_or_default()).to_lowercase();
        let Some((title, spdx)) = title_of(&text) else { return };
        if !begins(stated, spdx) {
            let message = format!("the manifest says `{stated}`, `{name}` is the {}", shown(title));
            sink.push(
                Diagnostic::new(&META, manifest.at(node.span), message)
                    .label(format!("`{name}` grants other rights"))
                    .help("name the same license in both places"),
            );
        }
        return;
    }
}

/// Whether an SPDX identifier begins with a family name: `GPL-3.0-only` with `GPL`.
fn begins(identifier: &str, family: &str) -> bool {
    identifier.get(..family.len()).is_some_and(|start| start.eq_ignore_ascii_case(family))
        && identifier.get(family.len()..).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// The license whose title comes first; a text may mention others.
fn title_of(text: &str) -> Option<(&'static str, &'static str)> {
    let places = TITLES.iter().filter_map(|(title, spdx)| Some((text.find(title)?, *title, *spdx)));
    places.min_by_key(|(place, ..)| *place).map(|(_, title, spdx)| (title, spdx))
}

/// A title with capital letters.
fn shown(title: &str) -> String {
    let word = |word: &str| match word {
        "mit" | "gnu" | "bsd" | "isc" => word.to_uppercase(),
        _ => word.get(..1).map_or_else(String::new, |first| first.to_uppercase() + word.get(1..).unwrap_or_default()),
    };
    title.trim_start_matches("the ").split(' ').map(word).collect::<Vec<_>>().join(" ")
}
