//! `reserved-name`: a name is, or sounds like, one of Anthropic's own.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("reserved-name", Error, Claude, "A name is, or sounds like, one of Anthropic's own");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
