//! `missing-frontmatter`: a component has no frontmatter.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("missing-frontmatter", Warning, Claude, "A component has no frontmatter");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
