//! `version-mismatch`: a marketplace entry and its plugin.json disagree on the version.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("version-mismatch", Warning, Claude, "A marketplace entry and its plugin.json disagree on the version");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
