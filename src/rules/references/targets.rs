//! Resolves relative links for the rules about links. Not a rule.

use camino::{Utf8Path, Utf8PathBuf};

use crate::diag::plain;
use crate::plugin::tree::resolve;
use crate::plugin::{Document, Plugin};
use crate::rules::support::phrases::Phrases;
use crate::source::Span;
use crate::syntax::markdown::Link;
use crate::syntax::{Markdown, percent_decoded};

/// The target of a relative link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// An existing file or folder of the plugin, by its path in the tree, and the heading after `#`.
    Inside(Utf8PathBuf, Option<String>),
    /// A missing path inside the plugin.
    Missing(Utf8PathBuf),
    /// A path outside the plugin; whether it exists, as far as the tree reaches.
    Outside {
        /// Whether the tree has it.
        exists: bool,
    },
}

/// The target of a document's link; `None` for URLs, placeholders, and anything that is not a path.
#[must_use]
pub(crate) fn target(plugin: &Plugin<'_>, document: &Document, link: &Link) -> Option<Target> {
    if link.automatic || !is_path(&link.destination) {
        return None;
    }
    let (path, fragment) = match link.destination.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment.to_owned())),
        None => (link.destination.as_str(), None),
    };
    let path = percent_decoded(path.split('?').next().unwrap_or(path));
    let own = plugin.root.join(&document.path);
    if path.is_empty() {
        return Some(Target::Inside(own, fragment));
    }
    let folder = own.parent().unwrap_or(Utf8Path::new(""));
    let Some(place) = resolve(folder, &path) else { return Some(Target::Outside { exists: false }) };
    let exists = plugin.tree.exists(&place);
    Some(match place.starts_with(&plugin.root) {
        true if exists => Target::Inside(place, fragment),
        true => Target::Missing(place),
        false => Target::Outside { exists },
    })
}

/// Parts of paths that readers replace.
static PLACEHOLDERS: Phrases =
    Phrases::new(&["...", "path/to", "%7b", "your-", "yyyy", "filename.", "file-name.", "some-file"]);

/// Whether a destination is meant as a path to a file, not as a URL, a site path, a placeholder, or a bare word such as
/// the `x` of `a[i](x)`.
fn is_path(destination: &str) -> bool {
    let has_scheme = destination.split_once(':').is_some_and(|(scheme, _)| {
        scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
    });
    if has_scheme || destination.starts_with('/') {
        return false;
    }
    let marks = |c: char| {
        matches!(
            c,
            '{' | '}' | '<' | '>' | '$' | '*' | '|' | '(' | ' ' | '"' | '\'' | '@' | '=' | '\\' | '[' | '…' | '`'
        )
    };
    let placeholder = destination.contains(marks)
        || PLACEHOLDERS.any_in(destination)
        || ["url", "link", "relative/path", "file.md", "path.md"]
            .iter()
            .any(|placeholder| destination.eq_ignore_ascii_case(placeholder));
    let names_file = destination.contains(['.', '/', '#'])
        || matches!(destination, "LICENSE" | "LICENCE" | "NOTICE" | "Makefile" | "Dockerfile" | "CODEOWNERS");
    !placeholder && names_file
}

/// Whether a Markdown text has the anchor: a heading with that name, or an HTML `id` or `name`.
///
/// Hosts treat emoji and punctuation differently, so only letters and digits count.
#[must_use]
pub(crate) fn has_anchor(document: &Document, markdown: &Markdown, anchor: &str) -> bool {
    let wanted = plain(&percent_decoded(anchor));
    let unnumbered = wanted.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_line = wanted.strip_prefix('l').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    wanted.is_empty()
        || is_line
        || wanted == "top"
        || markdown.headings.iter().any(|heading| {
            let raw = plain(document.file.slice(heading.span));
            let text = plain(heading.text(markdown));
            let own_id = document.file.slice(heading.span).contains(&format!("{{#{anchor}}}"));
            own_id || [&wanted, unnumbered].iter().any(|name| **name == text || **name == raw)
        })
        || html_ids(document, &markdown.html).any(|id| plain(id) == wanted)
}

/// Values of `id` and `name` attributes in raw HTML.
fn html_ids<'d>(document: &'d Document, html: &'d [Span]) -> impl Iterator<Item = &'d str> {
    html.iter().flat_map(|span| {
        let text = document.file.slice(*span);
        ["id=\"", "name=\"", "id='", "name='"].into_iter().flat_map(move |attribute| {
            text.match_indices(attribute)
                .filter_map(move |(at, _)| text[at + attribute.len()..].split(['"', '\'']).next())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_from_addresses_and_placeholders() {
        let paths = ["a.md", "../x/y.md#z", "#part", "scripts/", "LICENSE", "with%20space.md"];
        let others =
            ["https://x.y", "mailto:a@b", "/docs/x", "{baseDir}/x.md", "url", "path/to/file.md", "x", "a,b", "..."];
        assert_eq!(paths.map(is_path), [true; 6]);
        assert_eq!(others.map(is_path), [false; 9]);
    }
}
