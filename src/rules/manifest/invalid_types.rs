//! `invalid-types`: the file behind `types` declares more than types.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("invalid-types", Error, Claude, "The file behind `types` declares more than types");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
