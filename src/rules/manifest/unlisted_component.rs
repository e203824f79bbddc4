//! `unlisted-component`: the manifest's list of commands, agents or skills omits an existing one.

use camino::{Utf8Path, Utf8PathBuf};

use crate::diag::{Diagnostic, Edit, Fix, RuleMeta, Severity};
use crate::plugin::{Document, DocumentKind, Plugin};
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;
use crate::syntax::{Entry, Node};

static META: RuleMeta =
    rule_meta!("unlisted-component", Warning, Recommended, "The manifest's list omits an existing component");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    let Some(manifest) = plugin.manifest() else { return };
    let Some(root) = manifest.root() else { return };
    for (field, kind) in
        [("commands", DocumentKind::Command), ("agents", DocumentKind::Agent), ("skills", DocumentKind::Skill)]
    {
        let Some(entry) = root.entry(field) else { continue };
        let Some(listed) = listed(plugin, &entry.value) else { continue };
        let missing: Vec<&Document> = plugin
            .of_kind(kind)
            .filter(|document| {
                let own = plugin.root.join(&document.path);
                // A leading underscore or dot marks shared text.
                !own.file_name()
                    .is_some_and(|name| name.eq_ignore_ascii_case("README.md") || name.starts_with(['_', '.']))
                    && !listed.iter().any(|path| own.starts_with(path))
            })
            .collect();
        // If nothing in the folder is listed, the whole folder is shadowed: `shadowed-folder` reports it.
        let all = plugin.of_kind(kind).count();
        if kind != DocumentKind::Skill && missing.len() == all {
            continue;
        }
        for document in missing {
            sink.push(finding(manifest, entry, kind, document));
        }
    }
}

/// The paths of a list of strings, in the tree; `None` for other shapes, which do not list paths.
fn listed(plugin: &Plugin<'_>, node: &Node) -> Option<Vec<Utf8PathBuf>> {
    let single = std::slice::from_ref(node);
    let items = if node.is_sequence() { node.items() } else { single };
    items.iter().map(|item| item.as_str().and_then(|path| plugin.resolve(path))).collect()
}

fn finding(manifest: &Document, entry: &Entry, kind: DocumentKind, document: &Document) -> Diagnostic {
    let component = if kind == DocumentKind::Skill { document.path.parent() } else { Some(document.path.as_path()) };
    let path = format!("./{}", component.unwrap_or(Utf8Path::new("")));
    let found =
        Diagnostic::new(&META, manifest.at(entry.key_span), format!("`{path}` is missing from `{}`", entry.key))
            .also(document.start(), "this file exists")
            .at_key(entry.key.clone())
            .help(format!("add `\"{path}\"` to the list"));
    let found = if kind == DocumentKind::Skill {
        found
            .with_severity(Severity::Note)
            .label("the skill loads anyway, because `skills` adds to the folder, but the list is incomplete")
    } else {
        let other = format!("or write `\"{0}\": \"./{0}/\"` for the whole folder", entry.key);
        found.label(format!("the list replaces the folder `{}/`, so the file is never loaded", entry.key)).help(other)
    };
    match entry.value.items().last() {
        Some(last) => found.with_fix(Fix::safe(
            format!("add `{path}` to the list"),
            vec![insertion(manifest, &entry.value, last, &path)],
        )),
        None => found,
    }
}

/// Inserts a text after the last item, on a new line if the items are on separate lines.
fn insertion(manifest: &Document, list: &Node, last: &Node, path: &str) -> Edit {
    let text = manifest.file.text();
    let first = list.items().first().map_or(last.span.start, |item| item.span.start);
    let before = text.get(list.span.start..first).unwrap_or_default();
    let separator = match before.rfind('\n') {
        Some(line_break) => format!(",\n{}", &before[line_break + 1..]),
        None => ", ".to_owned(),
    };
    Edit { span: Span::at(last.span.end), text: format!("{separator}\"{path}\"") }
}
