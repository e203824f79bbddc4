//! `millisecond-timeout`: a hook's timeout that looks like milliseconds but is in seconds.

use crate::diag::{Applicability, Diagnostic, Edit, Fix, RuleMeta};
use crate::plugin::Plugin;
use crate::rule_meta;
use crate::rules::support::hooks::hooks;
use crate::rules::{Check, Context, Rule, Sink};

static META: RuleMeta = rule_meta!(
    "millisecond-timeout",
    Warning,
    Recommended,
    "A hook's timeout looks like milliseconds but is in seconds"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for hook in hooks(plugin) {
        let Some(node) = hook.node.get("timeout") else { continue };
        let Some(timeout) = node.scalar_text().and_then(|text| text.parse::<u64>().ok()) else { continue };
        // Whole minutes up to two hours are plausible; a multiple of 1,000 is not.
        let is_round = timeout % 500 == 0 || timeout >= 10_000 && timeout % 3600 != 0;
        if timeout < 1000 || !is_round {
            continue;
        }
        let minutes = timeout.div_ceil(60);
        let seconds = timeout.div_ceil(1000);
        let edit = Edit { span: node.span, text: seconds.to_string() };
        sink.push(
            Diagnostic::new(&META, hook.document.at(node.span), format!("timeout of {timeout} seconds"))
                .label(format!("the unit is seconds, so this is {minutes} minutes"))
                .help(format!("write `{seconds}` for {timeout} milliseconds"))
                .with_fix(Fix::new("convert to seconds", Applicability::Unsafe, vec![edit])),
        );
    }
}
