//! `missing-author`: the plugin names no author.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("missing-author", Warning, Claude, "The plugin names no author");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
