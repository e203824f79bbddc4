//! `missing-field`: a required field is missing.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta = rule_meta!("missing-field", Error, Claude, "A required field is missing");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
