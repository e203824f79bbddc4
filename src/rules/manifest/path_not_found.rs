//! `path-not-found`: a path in a manifest leads nowhere.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("path-not-found", Error, Claude, "A path in a manifest leads nowhere");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
