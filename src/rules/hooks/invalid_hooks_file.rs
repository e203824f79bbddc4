//! `invalid-hooks-file`: a hooks file declares neither hooks nor a module.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("invalid-hooks-file", Error, Claude, "A hooks file declares neither hooks nor a module");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
