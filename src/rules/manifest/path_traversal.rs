//! `path-traversal`: a path in a manifest climbs out with `..`.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("path-traversal", Error, Claude, "A path in a manifest climbs out with `..`");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
