//! `missing-binary`: an MCP server starts a file that the plugin neither ships nor declares.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta = rule_meta!(
    "missing-binary",
    Warning,
    Claude,
    "An MCP server starts a file that the plugin neither ships nor declares"
);

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
