//! `no-manifest`: the target is no plugin, marketplace or folder of components.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("no-manifest", Error, Claude, "The target is no plugin, marketplace or folder of components");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
