//! `empty-marketplace`: a marketplace lists no plugin.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("empty-marketplace", Warning, Claude, "A marketplace lists no plugin");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
