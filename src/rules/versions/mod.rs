//! Rules about a plugin's version and its history. `check --since` reports them.

use super::{Check, Rule};
use crate::rule_meta;

/// Users keep the old content until the version changes.
pub(crate) static UNBUMPED_VERSION: Rule = Rule {
    meta: &rule_meta!("unbumped-version", Error, Recommended, "A plugin's content changed but its version did not"),
    check: Check::Elsewhere,
};

/// A version that is lower than before.
pub(crate) static LOWERED_VERSION: Rule = Rule {
    meta: &rule_meta!("lowered-version", Error, Recommended, "A plugin's version is lower than before"),
    check: Check::Elsewhere,
};

/// A version that users may already have with different content.
pub(crate) static REUSED_VERSION: Rule = Rule {
    meta: &rule_meta!(
        "reused-version",
        Error,
        Recommended,
        "A plugin's version was used before with different content"
    ),
    check: Check::Elsewhere,
};
