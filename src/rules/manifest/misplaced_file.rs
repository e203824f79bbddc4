//! `misplaced-file`: a manifest, hooks file or MCP file in a place that Claude Code never reads.

use camino::{Utf8Path, Utf8PathBuf};

use crate::diag::{Diagnostic, RuleMeta, Severity};
use crate::plugin::{FileKind, Plugin};
use crate::rule_meta;
use crate::rules::support::components::listed_paths;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::{Location, SourceFile};
use crate::syntax::Node;

static META: RuleMeta = rule_meta!(
    "misplaced-file",
    Warning,
    Recommended,
    "A manifest, hooks file or MCP file is in a place that is never read"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

/// A path that is never read, the key that identifies the file, the field that may name it, and the path where it
/// belongs.
const PLACES: &[(&str, &str, &str, &str)] = &[
    ("hooks.json", "hooks", "hooks", "hooks/hooks.json"),
    ("hooks/hook.json", "hooks", "hooks", "hooks/hooks.json"),
    ("mcp.json", "mcpServers", "mcpServers", ".mcp.json"),
    ("lsp.json", "", "lspServers", ".lsp.json"),
];

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for (path, key, field, meant) in PLACES {
        let Some(root) = plugin.document(path).and_then(|document| document.root()).filter(|root| root.is_mapping())
        else {
            continue;
        };
        let is_it = key.is_empty() || root.get(key).is_some_and(Node::is_mapping);
        if is_it && !is_named(plugin, field, path) {
            sink.push(
                finding(plugin, path, format!("`{path}` is never read"))
                    .label(format!("Claude Code reads `{meant}`"))
                    .help(format!("rename it to `{meant}`, or name it under `{field}` in the manifest")),
            );
        }
    }
    output_styles(plugin, sink);
    manifest_at_top(plugin, sink);
}

fn finding(plugin: &Plugin<'_>, path: &str, message: String) -> Diagnostic {
    let place = SourceFile::new(plugin.tree.display_path(&plugin.root.join(path)), "");
    Diagnostic::new(&META, Location::start_of(&place), message)
}

/// Whether the manifest or a marketplace entry names the file.
fn is_named(plugin: &Plugin<'_>, field: &str, path: &str) -> bool {
    let place = plugin.root.join(path);
    let by_manifest =
        listed_paths(plugin, field).iter().any(|(written, _)| plugin.resolve(written).as_ref() == Some(&place));
    let entries = plugin.listings.iter().filter_map(|listing| listing.entry.get(field));
    let mut texts =
        entries.flat_map(|node| node.as_str().into_iter().chain(node.items().iter().filter_map(Node::as_str)));
    by_manifest || texts.any(|written| plugin.resolve(written).as_ref() == Some(&place))
}

/// Reports `output-style/` with Markdown in it.
fn output_styles(plugin: &Plugin<'_>, sink: &mut Sink) {
    for name in ["output-style", "outputStyles", "output_styles"] {
        let folder = plugin.root.join(name);
        let holds = plugin
            .tree
            .children(&folder)
            .any(|(path, kind)| matches!(kind, FileKind::File { .. }) && path.extension() == Some("md"));
        let named = listed_paths(plugin, "outputStyles");
        let is_named =
            named.iter().any(|(written, _)| plugin.resolve(written).is_some_and(|path| path.starts_with(&folder)));
        if holds && !is_named {
            sink.push(
                finding(plugin, name, format!("`{name}/` is never read"))
                    .label("Claude Code reads `output-styles/`")
                    .help("rename the folder to `output-styles`"),
            );
        }
    }
}

/// Reports `plugin.json` beside `.claude-plugin/`. Other hosts read one there, so beside a real manifest it is a note.
fn manifest_at_top(plugin: &Plugin<'_>, sink: &mut Sink) {
    let Some(document) = plugin.document("plugin.json") else { return };
    let Some(root) = document.root().filter(|root| root.get("name").is_some() && root.is_mapping()) else { return };
    let text = |node: &Node, key: &str| node.get(key).and_then(Node::scalar_text).map(str::to_owned);
    let own = plugin.manifest().and_then(|manifest| manifest.root());
    let (severity, label) = match own {
        None => (Severity::Warning, "Claude Code reads `.claude-plugin/plugin.json`".to_owned()),
        Some(own) if text(own, "version") != text(root, "version") || text(own, "name") != text(root, "name") => {
            (Severity::Note, "Claude Code reads `.claude-plugin/plugin.json`, which differs".to_owned())
        }
        Some(_) => return,
    };
    let path: Utf8PathBuf = Utf8Path::new("plugin.json").to_owned();
    let mut found = finding(plugin, path.as_str(), "`plugin.json` at the root of a plugin is never read".to_owned())
        .with_severity(severity)
        .label(label)
        .help("move it into `.claude-plugin/`");
    if let Some(manifest) = plugin.manifest() {
        found = found.also(manifest.start(), "this one is read");
    }
    sink.push(found);
}
