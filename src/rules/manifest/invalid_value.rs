//! `invalid-value`: a field has the right type and a value that is not accepted.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("invalid-value", Error, Claude, "A field has the right type and a value that is not accepted");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
