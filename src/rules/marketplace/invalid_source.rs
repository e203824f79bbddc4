//! `invalid-source`: a marketplace source cannot be resolved.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("invalid-source", Error, Claude, "A marketplace source cannot be resolved");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
