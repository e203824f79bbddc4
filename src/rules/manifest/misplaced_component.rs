//! `misplaced-component`: a skill, command or agent in a place where Claude Code does not look.

use camino::{Utf8Path, Utf8PathBuf};

use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::{FileKind, Plugin};
use crate::rule_meta;
use crate::rules::support::components::listed_paths;
use crate::rules::support::folders::is_sample;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::{Location, SourceFile};

static META: RuleMeta = rule_meta!(
    "misplaced-component",
    Warning,
    Recommended,
    "A component is in a place where Claude Code does not look"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

/// Files that describe a folder.
const ABOUT: &[&str] = &["readme", "index", "contributing", "changelog", "license", "agents", "claude", "todo"];
/// Folders below `skills/` for content that skills share.
const SHARED: &[&str] =
    &["shared", "common", "references", "reference", "assets", "scripts", "lib", "resources", "docs", "data", "utils"];

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    in_manifest_folder(plugin, sink);
    misnamed_folders(plugin, sink);
    let skills = plugin.root.join("skills");
    let listed: Vec<Utf8PathBuf> =
        listed_paths(plugin, "skills").iter().filter_map(|(path, _)| plugin.resolve(path)).collect();
    for (path, kind) in plugin.tree.children(&skills) {
        match kind {
            FileKind::File { .. } => loose_file(plugin, path, sink),
            FileKind::Directory => skill_folder(plugin, path, &listed, sink),
            FileKind::Link(_) => {}
        }
    }
}

fn finding(plugin: &Plugin<'_>, path: &Utf8Path, message: String) -> Diagnostic {
    let place = SourceFile::new(plugin.tree.display_path(path), "");
    Diagnostic::new(&META, Location::start_of(&place), message)
}

fn below<'p>(plugin: &Plugin<'_>, path: &'p Utf8Path) -> &'p Utf8Path {
    path.strip_prefix(&plugin.root).unwrap_or(path)
}

/// Reports `.claude-plugin/skills/` and similar folders.
fn in_manifest_folder(plugin: &Plugin<'_>, sink: &mut Sink) {
    for (path, _) in plugin.tree.children(&plugin.root.join(".claude-plugin")) {
        let name = path.file_name().unwrap_or_default();
        if matches!(name, "skills" | "commands" | "agents" | "hooks" | "output-styles" | ".mcp.json" | "hooks.json") {
            sink.push(finding(plugin, path, format!("`{name}` inside `.claude-plugin/` is never loaded")).help(
                format!(
                    "move it to `{}`: only manifests belong in `.claude-plugin/`",
                    below(plugin, &plugin.root.join(name))
                ),
            ));
        }
    }
}

/// Reports `Skills/`, `command/` and similar folders that contain Markdown.
fn misnamed_folders(plugin: &Plugin<'_>, sink: &mut Sink) {
    for (path, kind) in plugin.tree.children(&plugin.root) {
        let name = path.file_name().unwrap_or_default();
        let lower = name.to_ascii_lowercase();
        let meant = ["skills", "commands", "agents", "hooks"]
            .into_iter()
            .find(|folder| name != *folder && (lower == *folder || folder.strip_suffix('s') == Some(lower.as_str())));
        let Some(meant) = meant.filter(|_| *kind == FileKind::Directory) else { continue };
        let holds = holds_components(plugin, path, meant);
        let listed = listed_paths(plugin, meant)
            .iter()
            .any(|(written, _)| plugin.resolve(written).is_some_and(|listed| listed.starts_with(path)));
        if holds && !listed && !plugin.tree.exists(&plugin.root.join(meant)) {
            sink.push(
                finding(plugin, path, format!("`{name}/` is never read: Claude Code reads `{meant}/`"))
                    .help(format!("rename the folder to `{meant}`")),
            );
        }
    }
}

/// Whether a folder contains what its name suggests: `agent/` may also contain a program's source.
fn holds_components(plugin: &Plugin<'_>, folder: &Utf8Path, meant: &str) -> bool {
    let described = |file: &Utf8Path| {
        let document = plugin.document(below(plugin, file).as_str());
        let frontmatter = document.and_then(|document| document.frontmatter());
        frontmatter
            .is_some_and(|frontmatter| frontmatter.get("description").is_some() || frontmatter.get("name").is_some())
    };
    match meant {
        "hooks" => plugin.tree.is_file(&folder.join("hooks.json")),
        "skills" => plugin.tree.children(folder).any(|(path, _)| plugin.tree.is_file(&path.join("SKILL.md"))),
        _ => plugin.tree.children(folder).any(|(path, _)| path.extension() == Some("md") && described(path)),
    }
}

/// Reports `skills/x.md`.
fn loose_file(plugin: &Plugin<'_>, path: &Utf8Path, sink: &mut Sink) {
    let stem = path.file_stem().unwrap_or_default();
    if path.extension() != Some("md")
        || ABOUT.contains(&stem.to_ascii_lowercase().as_str())
        || stem.starts_with(['_', '.'])
    {
        return;
    }
    sink.push(
        finding(
            plugin,
            path,
            format!("`{}` is not a skill: a skill is a folder with a `SKILL.md`", below(plugin, path)),
        )
        .help(format!("move it to `skills/{stem}/SKILL.md`")),
    );
}

/// Reports a folder in `skills/` without a `SKILL.md`.
fn skill_folder(plugin: &Plugin<'_>, path: &Utf8Path, listed: &[Utf8PathBuf], sink: &mut Sink) {
    let name = path.file_name().unwrap_or_default();
    if plugin.tree.is_file(&path.join("SKILL.md")) || name.starts_with(['_', '.']) || is_sample(&path.join("x")) {
        return;
    }
    // `empty-listed-component` checks listed folders.
    let default = plugin.root.join("skills");
    let is_listed = |folder: &Utf8Path| listed.iter().any(|listed| *listed != default && folder.starts_with(listed));
    if is_listed(path) {
        return;
    }
    let misspelt = plugin.tree.children(path).find(|(file, _)| {
        file.file_name()
            .is_some_and(|name| name.eq_ignore_ascii_case("skill.md") || name.eq_ignore_ascii_case("skills.md"))
    });
    if let Some((file, _)) = misspelt {
        let written = file.file_name().unwrap_or_default();
        sink.push(
            finding(plugin, file, format!("`{written}` is never read: Claude Code reads `SKILL.md`"))
                .help("rename it to `SKILL.md`; Linux distinguishes case"),
        );
        return;
    }
    let mut nested = plugin.tree.below(path).filter(|(file, _)| file.file_name() == Some("SKILL.md")).peekable();
    if nested.peek().is_none() {
        if !SHARED.contains(&name) && plugin.tree.below(path).next().is_some() {
            sink.push(
                finding(plugin, path, format!("`{}` is not a skill: missing `SKILL.md`", below(plugin, path)))
                    .help("add a `SKILL.md`, or move the folder out of `skills/`"),
            );
        }
        return;
    }
    for (file, _) in nested {
        let folder = file.parent().unwrap_or(file);
        if !is_listed(folder) && !is_sample(below(plugin, file)) {
            sink.push(
                finding(plugin, file, format!("`{}` is nested too deep to be found", below(plugin, file)))
                    .help("Claude Code looks for skills only one level below `skills/`")
                    .help(format!(
                        "move the folder up, or list `\"./{}\"` under `skills` in the manifest",
                        below(plugin, folder)
                    )),
            );
        }
    }
}
