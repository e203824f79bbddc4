//! `unportable-path`: a hooks path means another file on another system.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("unportable-path", Error, Claude, "A hooks path means another file on another system");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
