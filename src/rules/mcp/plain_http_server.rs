//! `plain-http-server`: a remote MCP server is reached without encryption.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("plain-http-server", Warning, Claude, "A remote MCP server is reached without encryption");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
