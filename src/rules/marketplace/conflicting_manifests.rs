//! `conflicting-manifests`: an entry with `strict: false` declares components, but the plugin has a plugin.json.

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
    "A marketplace entry and a plugin.json both claim to be the manifest, so the plugin does not load"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Marketplace(check) };

/// The fields that make the loader reject the plugin. Servers, options and workflows do not.
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
                format!("`{name}` does not load: its entry and its plugin.json are both manifests"),
            )
            .label("this makes the entry the whole manifest, so there must not be another one")
            .also(document.at(declared.key_span), "the entry declares components here")
            .also(Location::start_of(&place), "but the plugin has a manifest")
            .help("remove `strict: false`, or remove the components from the entry")
            .at_key(format!("plugins[{}].strict", entry.index))
            .with_fix(Fix::new("remove `strict: false`", Applicability::Unsafe, vec![edit])),
        );
    }
}
