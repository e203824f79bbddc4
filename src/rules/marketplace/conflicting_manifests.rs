//! `conflicting-manifests`: an entry with `strict: false` declares components, and the plugin has a plugin.json.

use crate::diag::{Applicability, Diagnostic, Edit, Fix, RuleMeta};
use crate::plugin::{MANIFEST, Marketplace};
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::{Location, SourceFile, Span};
use crate::syntax::Node;

static META: RuleMeta = rule_meta!(
    "conflicting-manifests",
    Error,
    Recommended,
    "An entry is the manifest of a plugin that has one of its own, so the plugin fails to load"
);

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Marketplace(check) };

/// The fields that make the loader refuse; servers, options and workflows do not.
const COMPONENTS: &[&str] = &["commands", "agents", "skills", "hooks", "outputStyles", "themes"];

fn check(marketplace: &Marketplace<'_>, _: &Context, sink: &mut Sink) {
    for entry in marketplace.entries() {
        let Some(strict) = entry.node.entry("strict").filter(|entry| entry.value.as_bool() == Some(false)) else {
            continue;
        };
        let declared = COMPONENTS.iter().find_map(|field| {
            let own = entry.node.entry(field);
            own.or_else(|| entry.node.get("experimental").and_then(|group: &Node| group.entry(field)))
        });
        let (Some(declared), Some(folder)) = (declared, &entry.folder) else { continue };
        let manifest = folder.join(MANIFEST);
        if !marketplace.tree.is_file(&manifest) {
            continue;
        }
        let name = entry.name().unwrap_or("the plugin");
        let document = &marketplace.document;
        let place = SourceFile::new(marketplace.tree.display_path(&manifest), "");
        let edit = Edit { span: strict.value.span, text: "true".to_owned() };
        sink.push(
            Diagnostic::new(
                &META,
                document.at(Span::new(strict.key_span.start, strict.value.span.end)),
                format!("`{name}` fails to load: its entry and its plugin.json contradict each other"),
            )
            .label("with this the entry is the whole manifest, and there must be no other")
            .also(document.at(declared.key_span), "the entry declares components here")
            .also(Location::start_of(&place), "and the plugin has a manifest")
            .help("take `strict: false` away, or the components out of the entry")
            .at_key(format!("plugins[{}].strict", entry.index))
            .with_fix(Fix::new("let plugin.json be the manifest", Applicability::Unsafe, vec![edit])),
        );
    }
}
