//! `misplaced-field`: a field stands where it is not read.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("misplaced-field", Warning, Claude, "A field stands where it is not read");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
