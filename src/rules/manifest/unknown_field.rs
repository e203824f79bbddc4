//! `unknown-field`: a field is not known to Claude Code.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("unknown-field", Warning, Claude, "A field is not known to Claude Code");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
