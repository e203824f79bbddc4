//! `uninstallable-name`: a name cannot be part of a plugin id.

use crate::diag::RuleMeta;
use crate::rule_meta;
use crate::rules::{Check, Rule};

pub(in crate::rules) static META: RuleMeta =
    rule_meta!("uninstallable-name", Error, Claude, "A name cannot be part of a plugin id");

/// The rule.
pub static RULE: Rule = Rule { meta: &META, check: Check::Target };
