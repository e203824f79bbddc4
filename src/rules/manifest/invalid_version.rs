//! `invalid-version`: a version that is not a semantic version.

use crate::diag::{Diagnostic, Edit, Fix, RuleMeta};
use crate::plugin::{Document, DocumentKind};
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};
use crate::syntax::Node;

static META: RuleMeta =
    rule_meta!("invalid-version", Warning, Recommended, "A version is not a valid semantic version");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Document(check) };

fn check(document: &Document, _: &Context, sink: &mut Sink) {
    let Some(root) = document.root() else { return };
    match document.kind {
        DocumentKind::Manifest => report(document, root.get("version"), "version".to_owned(), sink),
        DocumentKind::MarketplaceManifest => {
            let plugins = root.get("plugins").map(Node::items).unwrap_or_default();
            for (index, entry) in plugins.iter().enumerate() {
                report(document, entry.get("version"), format!("plugins[{index}].version"), sink);
            }
        }
        _ => {}
    }
}

fn report(document: &Document, node: Option<&Node>, key: String, sink: &mut Sink) {
    let Some((node, text)) = node.and_then(|node| Some((node, node.as_str()?))) else { return };
    if text.is_empty() || is_semantic(text) {
        return;
    }
    let found = Diagnostic::new(&META, document.at(node.span), format!("`{text}` is not a valid semantic version"))
        .label("Claude Code recognizes updates by the version, and `claude plugin tag` rejects this one")
        .help("write MAJOR.MINOR.PATCH, such as `1.4.0` or `2.0.0-beta.1`")
        .at_key(key);
    sink.push(match repaired(text) {
        Some(version) => {
            let edit = Edit { span: node.span, text: format!("\"{version}\"") };
            found.with_fix(Fix::safe(format!("write `{version}`"), vec![edit]))
        }
        None => found,
    });
}

/// Whether this is a version of Semantic Versioning 2.0.0.
fn is_semantic(text: &str) -> bool {
    let (text, build) = text.split_once('+').map_or((text, None), |(text, build)| (text, Some(build)));
    let (core, pre) = text.split_once('-').map_or((text, None), |(core, pre)| (core, Some(pre)));
    let word = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let number = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && (part.len() == 1 || !part.starts_with('0'))
    };
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    core.split('.').count() == 3
        && core.split('.').all(number)
        && pre.is_none_or(|pre| pre.split('.').all(|part| word(part) && (!is_number(part) || number(part))))
        && build.is_none_or(|build| build.split('.').all(word))
}

/// The version without `v` and with three numbers, if nothing else is wrong.
fn repaired(text: &str) -> Option<String> {
    let plain = text.trim().trim_start_matches(['v', 'V']);
    let numbers = plain.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let missing = 3_usize.checked_sub(plain.split('.').count())?;
    let version = format!("{plain}{}", ".0".repeat(missing));
    ((numbers || missing == 0) && is_semantic(&version)).then_some(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        assert!(["1.0.0", "0.10.3-rc.1", "1.0.0+build.5", "1.0.0-0.3.7"].iter().all(|text| is_semantic(text)));
        assert!(["1.0", "v1.0.0", "01.0.0", "1.0.0-01", "latest", "1.0.0-", ""].iter().all(|text| !is_semantic(text)));
        assert_eq!(repaired("v1.2").as_deref(), Some("1.2.0"));
        assert_eq!(repaired("latest"), None);
    }
}
