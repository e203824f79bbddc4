//! `unread-file`: a file or folder was not looked at.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("unread-file", Warning, Claude, "A file or folder was not looked at");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
