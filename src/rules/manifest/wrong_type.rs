//! `wrong-type`: a field has another type than Claude Code expects.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("wrong-type", Error, Claude, "A field has another type than Claude Code expects");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
