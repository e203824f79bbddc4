//! `ignored-hook`: a hook is left out.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta = rule_meta!("ignored-hook", Warning, Claude, "A hook is left out");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
