//! `invalid-json`: a JSON file is not JSON.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta = rule_meta!("invalid-json", Error, Claude, "A JSON file is not JSON");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
