//! `duplicate-name`: two components have the same name.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::{Document, Plugin};
use crate::rule_meta;
use crate::rules::support::components::{ComponentKind, field, slug};
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Location;

static META: RuleMeta = rule_meta!("duplicate-name", Warning, Recommended, "Two components have the same name");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    // Skills and commands share a namespace; agents have their own.
    let mut owners: BTreeMap<(bool, String), Vec<(&Document, Location)>> = BTreeMap::new();
    for document in &plugin.documents {
        let Some(kind) = ComponentKind::of(document) else { continue };
        let is_agent = kind == ComponentKind::Agent;
        let named = document.frontmatter().and_then(|frontmatter| frontmatter.get("name"));
        // A title with spaces is only shown, never typed.
        let by_name =
            field(document, "name").filter(|name| !name.is_empty() && (is_agent || !name.contains(' '))).map(slug);
        let by_path = slug(&document.component_name());
        if let (Some(name), Some(node)) = (&by_name, named)
            && (*name != by_path || is_agent)
        {
            owners.entry((is_agent, name.clone())).or_default().push((document, document.at(node.span)));
        }
        if !is_agent || by_name.is_none() {
            owners.entry((is_agent, by_path)).or_default().push((document, document.start()));
        }
    }
    for ((is_agent, name), mut group) in owners {
        group.dedup_by(|later, first| later.0.path == first.0.path);
        let [(_, first), others @ ..] = group.as_slice() else { continue };
        for (document, place) in others {
            let kind = ComponentKind::of(document).map_or("component", ComponentKind::name);
            sink.push(
                Diagnostic::new(&META, place.clone(), format!("duplicate name `{name}` for this {kind}"))
                    .label("only one of the two components can be invoked by this name")
                    .also(first.clone(), format!("also named `{name}`"))
                    .help(if is_agent {
                        "give each agent a unique name"
                    } else {
                        "rename one: skills and commands share a namespace"
                    }),
            );
        }
    }
}
