//! `ignored-field`: a field is ignored because of its type.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("ignored-field", Warning, Claude, "A field is ignored because of its type");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
