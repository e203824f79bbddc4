//! `root-memory-file`: a CLAUDE.md at the top of a plugin is not loaded.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("root-memory-file", Warning, Claude, "A CLAUDE.md at the top of a plugin is not loaded");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
