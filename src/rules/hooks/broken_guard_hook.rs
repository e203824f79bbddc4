//! `broken-guard-hook`: a hook that may guard permissions cannot be read.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("broken-guard-hook", Error, Claude, "A hook that may guard permissions cannot be read");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
