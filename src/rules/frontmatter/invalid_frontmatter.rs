//! `invalid-frontmatter`: frontmatter cannot be read.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("invalid-frontmatter", Error, Claude, "Frontmatter cannot be read");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
