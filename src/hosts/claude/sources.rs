//! The source of a marketplace entry's plugin.
//!
//! Source: the Claude Code CLI, tested with about 200 sources.

use camino::{Utf8Path, Utf8PathBuf};

use super::findings::{INVALID_SOURCE, PATH_TRAVERSAL};
use super::paths::climbs;
use super::report::Report;
use super::schema::{Number, Shape, TEXT, Text, WORD, optional, required};
use super::{names, url};
use crate::plugin::resolve;
use crate::syntax::{Kind, Node};

const SHA: Shape = Shape::Text(&[Text::Is(is_commit, "a commit hash of 40 lowercase hexadecimal digits")]);
const fn source(fields: &'static [&'static [super::schema::Field]]) -> Shape {
    Shape::Object { fields, closed: false, also: None }
}
const fn kind(word: &'static [&'static str]) -> super::schema::Field {
    required("source", Shape::OneOf(word))
}

/// A command that the consent screen shows to the user.
pub(super) const CONSENT_TEXT: Shape = Shape::Text(&[Text::NotEmpty, PRINTABLE, SHOWN_WHOLE]);
pub(super) const PRINTABLE: Text =
    Text::Is(is_printable, "printable ASCII characters, with at most three spaces in a row");
pub(super) const SHOWN_WHOLE: Text = Text::Is(|text| text.len() <= 500, "at most 500 characters");

fn is_printable(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && !text.contains("    ")
}

/// `source` of an entry, except for a bare name that resolves.
pub(super) const SOURCE: Shape = Shape::Either(
    &[
        Shape::Text(&[Text::RelativeOrDot]),
        source(&[&[kind(&["github"]), required("repo", TEXT), optional("ref", TEXT), optional("sha", SHA)]]),
        source(&[&[kind(&["url"]), required("url", TEXT), optional("ref", TEXT), optional("sha", SHA)]]),
        source(&[&[
            kind(&["git-subdir"]),
            required("url", TEXT),
            required("path", WORD),
            optional("ref", TEXT),
            optional("sha", SHA),
        ]]),
        source(&[&[
            kind(&["npm"]),
            required("package", Shape::Text(&[Text::IsOrElse(is_package, "a package name")])),
            optional("version", TEXT),
            optional("registry", Shape::Text(&[Text::Is(is_registry, "an http(s) URL")])),
        ]]),
        source(&[&[
            kind(&["archive"]),
            required("url", Shape::Text(&[Text::Is(is_archive, "an https URL whose host is not the local machine")])),
            optional("sha256", Shape::Text(&[Text::Is(is_digest, "64 hexadecimal digits")])),
        ]]),
        source(&[&[
            kind(&["command"]),
            required("command", CONSENT_TEXT),
            optional("timeout", Shape::Number(&[Number::Whole, Number::AboveZero, Number::AtMost(600.0)])),
            optional("mode", Shape::OneOf(&["copy", "link"])),
        ]]),
    ],
    "`./folder`, or an object with `source`: `github`, `url`, `git-subdir`, `npm`, `archive` or `command`",
);

fn is_commit(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_package(text: &str) -> bool {
    !text.contains("..")
}

fn is_registry(text: &str) -> bool {
    url::parse(text).is_some_and(|url| matches!(url.scheme(), "http" | "https"))
}

fn is_archive(text: &str) -> bool {
    url::parse(text).is_some_and(|url| url.scheme() == "https" && !url::is_own(&url))
}

/// The folder that bare names are relative to; `None` if it is not inside the marketplace.
fn plugin_root(marketplace: &Node) -> Option<&str> {
    let root = marketplace.at(&["metadata", "pluginRoot"])?.as_str()?;
    let parts = root.strip_prefix("./").unwrap_or(root);
    let parts = parts.strip_suffix('/').unwrap_or(parts);
    let is_part = |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['\\', ':']);
    (matches!(root, "." | "./") || parts.split('/').all(is_part)).then_some(root)
}

fn is_bare(source: &str) -> bool {
    names::is_identifier(source)
}

/// Whether a source is a bare name that `metadata.pluginRoot` resolves to a folder.
pub(super) fn resolves_bare(marketplace: &Node, source: &Node) -> bool {
    source.as_str().is_some_and(is_bare) && plugin_root(marketplace).is_some()
}

/// Reports a bare name that does not resolve, and `..` in a path.
pub(super) fn check(marketplace: &Node, entry: &Node, index: usize, report: &mut Report<'_>) {
    let Some(source) = entry.get("source") else { return };
    match &source.kind {
        Kind::String(text) if climbs(text) => {
            let message = format!("the source `{text}` contains `..`");
            let found = report.at(&PATH_TRAVERSAL, format!("plugins[{index}].source"), source.span, message);
            report.push(found.label("sources are relative to the marketplace's folder and cannot leave it"));
        }
        Kind::String(text) if is_bare(text) && plugin_root(marketplace).is_none() => {
            let root = marketplace.at(&["metadata", "pluginRoot"]);
            let found = report.at(
                &INVALID_SOURCE,
                format!("plugins[{index}].source"),
                source.span,
                format!("the bare source `{text}` does not resolve to a folder"),
            );
            report.push(match root {
                None => found.help(format!("write `./{text}`, or set `metadata.pluginRoot`")),
                Some(root) => found.also(
                    crate::source::Location::new(&report.file, root.span),
                    "expected a relative path to a folder inside the marketplace",
                ),
            });
        }
        // The CLI checks `path` for every kind of source, including those without such a field.
        Kind::Mapping(_) => {
            if let Some(path) = source.get("path")
                && path.as_str().is_some_and(climbs)
            {
                let message = "the path inside the repository contains `..`";
                report.add(&PATH_TRAVERSAL, format!("plugins[{index}].source.path"), path.span, message);
            }
        }
        _ => {}
    }
}

/// The folder of an entry whose source is a path inside the marketplace.
pub(super) fn local(marketplace: &Node, entry: &Node, root: &Utf8Path) -> Option<Utf8PathBuf> {
    let source = entry.get("source")?.as_str()?;
    if climbs(source) || source.contains('\0') {
        return None;
    }
    if source == "." || source.starts_with("./") {
        return resolve(root, source);
    }
    let base = resolve(root, plugin_root(marketplace)?)?;
    is_bare(source).then(|| resolve(&base, source)).flatten()
}
