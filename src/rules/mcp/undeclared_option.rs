//! `undeclared-option`: an MCP server uses an option that the plugin does not declare.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("undeclared-option", Error, Claude, "An MCP server uses an option that the plugin does not declare");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
