//! `wrong-file-type`: a path leads to the wrong kind of file.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("wrong-file-type", Error, Claude, "A path leads to the wrong kind of file");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
