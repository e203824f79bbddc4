//! `dropped-server`: an MCP server is dropped when the plugin loads.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("dropped-server", Error, Claude, "An MCP server is dropped when the plugin loads");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
