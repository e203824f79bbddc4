//! `missing-description`: a plugin, marketplace or component has no description.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("missing-description", Warning, Claude, "A plugin, marketplace or component has no description");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
