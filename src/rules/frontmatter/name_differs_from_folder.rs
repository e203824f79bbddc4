//! `name-differs-from-folder`: a skill's `name` differs from its folder's name, by which it is invoked.

use crate::diag::{Applicability, Diagnostic, Edit, Fix, Profile, RuleMeta, Severity};
use crate::plugin::{DocumentKind, Plugin};
use crate::rule_meta;
use crate::rules::support::prose::is_kebab;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta =
    rule_meta!("name-differs-from-folder", Note, Recommended, "A skill's name differs from its folder's name");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, context: &Context, sink: &mut Sink) {
    for document in plugin.of_kind(DocumentKind::Skill) {
        let Some(node) = document.frontmatter().and_then(|frontmatter| frontmatter.get("name")) else { continue };
        let Some(name) = node.scalar_text() else { continue };
        let folder = document.component_name();
        if name == folder || folder.is_empty() {
            continue;
        }
        let severity = if context.profile == Some(Profile::Msp) { Severity::Warning } else { Severity::Note };
        let found = Diagnostic::new(
            &META,
            document.at(node.span),
            format!("skill `{name}` is in a folder named `{folder}`"),
        )
        .label(format!(
            "Claude Code names it `{}:{folder}`, and the Agent Skills specification requires both names to match",
            plugin.name()
        ))
        .with_severity(severity)
        .at_key("name");
        sink.push(if is_kebab(&folder) {
            let edit = Edit { span: node.span, text: folder.clone() };
            found.help(format!("write `name: {folder}`, or rename the folder")).with_fix(Fix::new(
                "use the folder's name",
                Applicability::Unsafe,
                vec![edit],
            ))
        } else {
            found.help("rename the folder to lowercase words with hyphens, and give the skill the same name")
        });
    }
}
