//! `unnamed-servers`: an MCP file is a list.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta = rule_meta!("unnamed-servers", Warning, Claude, "An MCP file is a list");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
