//! `invalid-version-range`: `engines.claude-code` is not a version range.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("invalid-version-range", Error, Claude, "`engines.claude-code` is not a version range");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
