//! `unusual-name`: a plugin name is not kebab-case.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("unusual-name", Warning, Claude, "A plugin name is not kebab-case");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
