//! `invalid-config`: the configuration file has an error.

use std::sync::Arc;

use camino::Utf8Path;

use super::structure::missing_section;
use super::{Check, RULES, Rule};
use crate::config::Settings;
use crate::diag::{Diagnostic, RuleMeta};
use crate::rule_meta;
use crate::source::SourceFile;

static META: RuleMeta =
    rule_meta!("invalid-config", Error, Claude, "The configuration has an unknown key, rule, level or pattern");

/// The rule. It is never off: a configuration with errors must not make a run pass.
pub static RULE: Rule = Rule { meta: &META, check: Check::Elsewhere };

/// Reads the configuration in `folder` and reports its errors.
#[must_use]
pub fn read(folder: &Utf8Path, file: &Arc<SourceFile>) -> (Settings, Vec<Diagnostic>) {
    let known: Vec<&'static str> = RULES.iter().map(|rule| rule.meta.name).collect();
    let (mut settings, problems) = Settings::read(folder, file, &META, &known);
    if settings.sections.is_some() {
        let rule = missing_section::RULE.meta;
        settings.levels.entry(rule.name.to_owned()).or_insert(Some(rule.severity));
    }
    (settings, problems)
}
