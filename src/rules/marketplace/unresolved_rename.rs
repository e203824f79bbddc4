//! `unresolved-rename`: a rename leads to no plugin.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("unresolved-rename", Error, Claude, "A rename leads to no plugin");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
