//! `literal-credential-header`: a header holds a credential as literal text.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("literal-credential-header", Warning, Claude, "A header holds a credential as literal text");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
