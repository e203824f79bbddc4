//! `shadowed-commands`: a plugin.json of Agent Plugins beside commands, which no host then reads.

use crate::diag::{Diagnostic, RuleMeta, plural};
use crate::plugin::hosts::{Host, HostTree};
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};

static META: RuleMeta =
    rule_meta!("shadowed-commands", Warning, Recommended, "A root `plugin.json` hides the plugin's commands");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Host(check) };

fn check(tree: &HostTree<'_>, sink: &mut Sink) {
    let Some(manifest) = tree.manifest(Host::AgentPlugins) else { return };
    let count = tree.files("commands", ".md").count();
    if count > 0 {
        let files = plural(count, "command");
        sink.push(
            Diagnostic::new(&META, manifest.start(), format!("`commands/` is ignored because of this file: {files}"))
                .label("Copilot and Qwen Code read an Agent Plugin, which has skills and no commands")
                .help("keep the Agent Plugin in a folder of its own, with each command as a skill"),
        );
    }
}
