//! `unsupported-key`: an object has a key that is refused.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("unsupported-key", Error, Claude, "An object has a key that is refused");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
