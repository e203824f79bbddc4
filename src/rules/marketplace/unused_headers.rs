//! `unused-headers`: download headers have no effect, or no digest beside them.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("unused-headers", Warning, Claude, "Download headers have no effect, or no digest beside them");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
