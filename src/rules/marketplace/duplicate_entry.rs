//! `duplicate-entry`: two marketplace entries have one name.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("duplicate-entry", Error, Claude, "Two marketplace entries have one name");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
