//! Hooks files: `hooks/hooks.json` and those that the manifest names.
//!
//! Source: the Claude Code CLI.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::file::{FileReader, Opened, open, parse, unread};
use super::findings::{
    BROKEN_GUARD_HOOK, INVALID_HOOKS_FILE, UNPORTABLE_PATH, UNQUOTED_PLUGIN_ROOT, UNREAD_FILE, UNSUPPORTED_KEY,
    WRONG_TYPE,
};
use super::hooks;
use super::mcp::strings;
use super::report::Report;
use super::schema::{entries, type_name};
use super::unquoted::unquoted;
use crate::diag::Diagnostic;
use crate::plugin::{FileKind, MANIFEST, MARKETPLACE, resolve};
use crate::source::{SourceFile, Span};
use crate::syntax::{Kind, Node};

/// The longest file name, in bytes.
const MAX_NAME: usize = 255;
const DEFAULT: &str = "hooks/hooks.json";

/// Checks all hooks files of the plugin at `root`, for the target at `target`.
pub(super) fn check(tree: &FileReader<'_>, target: &Utf8Path, root: &Utf8Path, found: &mut Vec<Diagnostic>) {
    let manifest = root.join(MANIFEST);
    let linked = tree.first_link(root, &manifest).is_some();
    let mut files = Files { tree, target, root, seen: Vec::new(), twins: Vec::new(), found };
    files.file(DEFAULT, root.join(DEFAULT));
    let has_twin = files.twins(&manifest);
    if target == root {
        files.twins(&root.join(MARKETPLACE));
    }
    if has_twin {
        return;
    }
    if linked {
        files.unread(&manifest, "skipped the hooks files that this manifest names: it is a link");
        return;
    }
    match open(tree, &manifest) {
        Opened::Missing => {}
        Opened::NotRegular => {
            files.unread(&manifest, "skipped the hooks files that this manifest names: it is not a regular file")
        }
        Opened::TooLarge => {
            files.unread(&manifest, "skipped the hooks files that this manifest names: it is larger than 1 MiB")
        }
        Opened::Text(file) => files.named(&file),
    }
}

/// Reports a file beside the marketplace manifest whose name differs only in case, if the manifest itself is the
/// target.
pub(super) fn marketplace_twins(tree: &FileReader<'_>, root: &Utf8Path, found: &mut Vec<Diagnostic>) {
    Files { tree, target: root, root, seen: Vec::new(), twins: Vec::new(), found }.twins(&root.join(MARKETPLACE));
}

struct Files<'a> {
    tree: &'a FileReader<'a>,
    target: &'a Utf8Path,
    root: &'a Utf8Path,
    seen: Vec<Utf8PathBuf>,
    twins: Vec<String>,
    found: &'a mut Vec<Diagnostic>,
}

impl Files<'_> {
    /// The files that a manifest names.
    fn named(&mut self, manifest: &Arc<SourceFile>) {
        let parsed = crate::syntax::json::parse(manifest.text());
        let Some(field) = parsed.root.as_ref().and_then(|root| root.get("hooks")) else { return };
        for written in strings(field) {
            if written.starts_with('/') {
                continue;
            }
            if let Some(path) = resolve(self.root, written).filter(|path| path.starts_with(self.root)) {
                self.file(written, path);
            }
        }
    }

    fn unread(&mut self, path: &Utf8Path, why: &str) {
        Report::new(&unread(self.tree, path), self.found).add(&UNREAD_FILE, "directory", Span::at(0), why);
    }

    fn file(&mut self, written: &str, path: Utf8PathBuf) {
        if self.seen.contains(&path) {
            return;
        }
        self.seen.push(path.clone());
        if !is_portable(written) {
            let message = format!("`{written}` can name a different file on Windows");
            let key = format!("hooks.{written}");
            Report::new(&unread(self.tree, &path), self.found).add(&UNPORTABLE_PATH, key, Span::at(0), message);
            return;
        }
        if written.contains('\0') || path.components().any(|part| part.as_str().len() > MAX_NAME) {
            let message = "file name too long for any file system";
            Report::new(&unread(self.tree, &path), self.found).add(&UNPORTABLE_PATH, "file", Span::at(0), message);
            return;
        }
        if self.twins(&path) {
            return;
        }
        let through_link = path.parent().and_then(|folder| self.tree.first_link(self.root, folder)).is_some();
        match if through_link { Opened::NotRegular } else { open(self.tree, &path) } {
            Opened::Missing => {}
            Opened::NotRegular => {
                self.unread(&path, "skipped the hooks in this file: it is a link or not a regular file")
            }
            Opened::TooLarge => self.unread(&path, "skipped the hooks in this file: it is larger than 1 MiB"),
            Opened::Text(file) => {
                if let Some(node) = parse(&file, false, self.found) {
                    let mut report = Report::new(&file, self.found);
                    Document { tree: self.tree, root: self.root, path: &path }.check(&node, &mut report);
                }
            }
        }
    }

    /// Reports a path component with a sibling whose name differs only in case, if either leads to a file. True if
    /// there is one: the CLI does not read a file that could be a different one elsewhere.
    fn twins(&mut self, path: &Utf8Path) -> bool {
        let Ok(below) = path.strip_prefix(self.root) else { return false };
        let lower = below.as_str().to_lowercase();
        if self.twins.contains(&lower) {
            return true;
        }
        let parts: Vec<&str> = below.components().map(|part| part.as_str()).collect();
        let mut folder = self.root.to_owned();
        for (index, name) in parts.iter().enumerate() {
            let leads = |from: Utf8PathBuf| self.leads_to_file(from, &parts[index + 1..]);
            let list = self.tree.list(&folder);
            let twin = list.iter().map(|(other, _)| other).find(|other| is_twin(name, other));
            let twin = twin.filter(|twin| leads(folder.join(name)) || leads(folder.join(twin)));
            folder.push(name);
            if let Some(twin) = twin {
                self.twins.push(lower);
                let message = format!("`{name}` and `{twin}` differ only in case");
                let key = folder.strip_prefix(self.target).unwrap_or(&folder).to_string();
                let file = unread(self.tree, &folder);
                Report::new(&file, self.found).add(&UNPORTABLE_PATH, key, Span::at(0), message);
                return true;
            }
        }
        false
    }

    /// Whether the components lead from a folder to a file, ignoring case.
    fn leads_to_file(&self, mut path: Utf8PathBuf, parts: &[&str]) -> bool {
        for part in parts {
            let list = self.tree.list(&path);
            let mut names = list.iter().map(|(name, _)| name);
            let Some(name) = names.find(|name| *name == part || is_twin(part, name)) else { return false };
            path.push(name);
        }
        self.tree.is_file(&path)
    }
}

fn is_twin(name: &str, other: &str) -> bool {
    other != name && other.to_lowercase() == name.to_lowercase()
}

/// Whether a path names the same file on every system.
fn is_portable(written: &str) -> bool {
    !written.contains(['\\', ':'])
        && written.split('/').all(|part| {
            let short_name =
                part.split_once('~').is_some_and(|(_, rest)| rest.starts_with(|c: char| c.is_ascii_digit()));
            matches!(part, "" | "." | "..") || !part.ends_with(['.', ' ']) && !short_name
        })
}

/// One hooks file.
struct Document<'a> {
    tree: &'a FileReader<'a>,
    root: &'a Utf8Path,
    path: &'a Utf8Path,
}

impl Document<'_> {
    fn check(&self, node: &Node, report: &mut Report<'_>) {
        if !node.is_mapping() {
            let message = format!("the hooks file is {}, expected an object", type_name(node));
            report.add(&WRONG_TYPE, "root", node.span, message);
            return;
        }
        if let Some(entry) =
            entries(node).filter(|entry| entry.key != "hooks").find(|entry| hooks::declares_guards(entry))
        {
            let message = "PreToolUse or PermissionRequest hooks outside `hooks` are not read";
            report.add(&BROKEN_GUARD_HOOK, "hooks", entry.key_span, message);
            return;
        }
        let events = node.get("hooks");
        let sorted = events.filter(|events| events.is_mapping()).map(|events| hooks::sort(events, "hooks"));
        if let Some(sorted) = &sorted {
            sorted.report("hooks", "hooks", report);
            if sorted.breaks_guards() {
                return;
            }
        }
        if let Some(surface) = node.entry("surface") {
            let found = report.at(&UNSUPPORTED_KEY, "surface", surface.key_span, "`surface` is no longer supported");
            report.push(
                found.help("name the module in the Client element instead: `Client({ module: \"./board.tsx\", key })`"),
            );
            return;
        }
        for (key, is, expected) in [
            ("hooks", Node::is_mapping as fn(&Node) -> bool, "an object of hooks by event"),
            ("description", |node| node.as_str().is_some(), "a string"),
            ("modules", Node::is_sequence, "a list with one path"),
        ] {
            if let Some(value) = node.get(key).filter(|value| !is(value)) {
                let message = format!("`{key}` is {}, expected {expected}", type_name(value));
                report.add(&WRONG_TYPE, key, value.span, message);
                return;
            }
        }
        let modules = node.get("modules").map(Node::items).unwrap_or_default();
        if events.is_none() && modules.is_empty() {
            let message = "the file declares neither `hooks` nor `modules`";
            report.add(&INVALID_HOOKS_FILE, "root", node.span, message);
        }
        self.modules(modules, report);
        if let Some(sorted) = sorted {
            quotes(&sorted.kept, report);
        }
    }

    fn modules(&self, modules: &[Node], report: &mut Report<'_>) {
        if let [_, second, ..] = modules {
            let message = "a second hooks module is rejected: a plugin can have only one";
            report.add(&INVALID_HOOKS_FILE, "modules", second.span, message);
            return;
        }
        for (index, module) in modules.iter().enumerate() {
            let Some(written) = module.as_str() else {
                let message = format!("a module is {}, expected a path", type_name(module));
                report.add(&WRONG_TYPE, format!("modules.{index}"), module.span, message);
                continue;
            };
            if let Some(problem) = self.module(written) {
                let message = format!("the hooks module `{written}` {problem}");
                report.add(&INVALID_HOOKS_FILE, format!("modules.{written}"), module.span, message);
            }
        }
    }

    fn module(&self, written: &str) -> Option<&'static str> {
        let folder = self.path.parent().unwrap_or(self.root);
        let Some(path) = resolve(folder, written).filter(|path| path.starts_with(self.root)) else {
            return Some("leaves the plugin");
        };
        if !matches!(self.tree.kind(&path), Some(FileKind::File { .. })) {
            return Some("does not exist");
        }
        if !path
            .extension()
            .is_some_and(|extension| ["ts", "mts", "js", "mjs", "tsx", "jsx", "cts", "cjs"].contains(&extension))
        {
            return Some("does not have the extension of a code file");
        }
        let text = self.tree.read(&path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
        let exports = text.lines().map(str::trim_start).any(exports_register);
        if !exports {
            return Some("does not export `register`");
        }
        let here = path.parent().unwrap_or(self.root);
        let missing = imports(&text).any(|import| !resolve(here, import).is_some_and(|file| self.tree.is_file(&file)));
        missing.then_some("imports a file that does not exist")
    }
}

/// Whether a line of code exports `register` by name.
fn exports_register(line: &str) -> bool {
    let Some(rest) = line.strip_prefix("export").map(str::trim_start) else { return false };
    if let Some(names) = rest.strip_prefix('{') {
        let names = names.split('}').next().unwrap_or_default();
        return names.split(',').any(|name| name.split_whitespace().last() == Some("register"));
    }
    let rest = rest.strip_prefix("async ").unwrap_or(rest).trim_start();
    ["function ", "const ", "let ", "var "]
        .iter()
        .filter_map(|word| rest.strip_prefix(word)?.trim_start().strip_prefix("register"))
        .any(|after| !after.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
}

/// The relative imports of a module.
fn imports(code: &str) -> impl Iterator<Item = &str> {
    let lines =
        code.lines().map(str::trim_start).filter(|line| line.starts_with("import ") || line.starts_with("export "));
    lines.filter_map(|line| {
        let quoted = line.split_once(" from ").map_or_else(|| line.strip_prefix("import "), |(_, rest)| Some(rest))?;
        let path = quoted.trim_start().strip_prefix(['"', '\''])?.split(['"', '\'']).next()?;
        path.starts_with('.').then_some(path)
    })
}

/// Reports shell commands that do not quote a folder variable.
fn quotes(events: &Node, report: &mut Report<'_>) {
    for event in entries(events) {
        let hooks = event.value.items().iter().filter_map(|matcher| matcher.get("hooks")).flat_map(Node::items);
        for hook in hooks {
            let shell = hook.get("type").and_then(Node::as_str) == Some("command")
                && hook.get("args").is_none()
                && hook.get("shell").and_then(Node::as_str) != Some("powershell");
            let Some(command) = hook.get("command").filter(|_| shell) else { continue };
            let Kind::String(text) = &command.kind else { continue };
            if let Some(variable) = unquoted(text) {
                let message = format!("unquoted `{variable}` in a shell command");
                let found = report.at(&UNQUOTED_PLUGIN_ROOT, format!("hooks.{}", event.key), command.span, message);
                report.push(
                    found
                        .label("the shell splits a path that contains a space")
                        .help("put double quotes around the path"),
                );
            }
        }
    }
}
