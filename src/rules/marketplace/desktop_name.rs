//! `desktop-name`: Claude Desktop does not take this name.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("desktop-name", Warning, Claude, "Claude Desktop does not take this name");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
