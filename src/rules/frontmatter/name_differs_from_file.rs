//! `name-differs-from-file`: a command's `name` differs from its file name, by which it is invoked.

use crate::diag::{Applicability, Diagnostic, Edit, Fix, RuleMeta};
use crate::plugin::{DocumentKind, Plugin};
use crate::rule_meta;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta =
    rule_meta!("name-differs-from-file", Warning, Recommended, "A command's name differs from its file name");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for document in plugin.of_kind(DocumentKind::Command) {
        let Some(node) = document.frontmatter().and_then(|frontmatter| frontmatter.get("name")) else { continue };
        let (Some(name), Some(stem)) = (node.as_str(), document.path.file_stem()) else { continue };
        let by_path = document.component_name();
        let plain = name.trim_start_matches('/');
        let full = plain.strip_prefix(plugin.name()).and_then(|rest| rest.strip_prefix(':')).unwrap_or(plain);
        if full == stem || full == by_path || name.contains(' ') {
            continue;
        }
        let edit = Edit { span: node.span, text: stem.to_owned() };
        sink.push(
            Diagnostic::new(&META, document.at(node.span), format!("command `{name}` is in a file named `{stem}.md`"))
                .label(format!("users invoke it as `/{}:{by_path}`", plugin.name()))
                .help(if plain.contains([':', '/', '\\']) {
                    format!("write `name: {stem}`")
                } else {
                    format!("write `name: {stem}`, or rename the file to `{plain}.md`")
                })
                .at_key("name")
                .with_fix(Fix::new("use the file's name", Applicability::Unsafe, vec![edit])),
        );
    }
}
