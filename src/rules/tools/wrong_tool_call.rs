//! `wrong-tool-call`: an example call that does not fit the inputs of the tool.

use super::ToolClaims;
use super::calls::CallFaultKind;
use crate::diag::{Diagnostic, RuleMeta};
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};

static META: RuleMeta =
    rule_meta!("wrong-tool-call", Error, Recommended, "An example calls a tool with inputs that it does not take");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Tools(check) };

fn check(claims: &ToolClaims<'_>, sink: &mut Sink) {
    for (document, fault) in &claims.calls {
        let tool = &fault.tool;
        let (message, near) = match &fault.kind {
            CallFaultKind::UnknownInput(name, near) => (format!("tool `{tool}` has no input `{name}`"), *near),
            CallFaultKind::MissingInput(name) => {
                (format!("the call of `{tool}` lacks the required input `{name}`"), None)
            }
            CallFaultKind::WrongValue(name, expected) => {
                (format!("`{name}` of tool `{tool}` must be {expected}"), None)
            }
        };
        sink.push(Diagnostic::new(&META, document.at(fault.span), message).did_you_mean(near));
    }
}
