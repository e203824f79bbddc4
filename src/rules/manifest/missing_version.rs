//! `missing-version`: the plugin has no version.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("missing-version", Warning, Claude, "The plugin has no version");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
