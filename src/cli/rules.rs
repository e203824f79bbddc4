//! `plugin-gen rules`: lists the rules.

use std::io::Write;

use serde_json::json;

use super::args::{ListFormat, RulesArguments};
use super::{Answer, Clean};
use crate::diag::RuleMeta;
use crate::rules::RULES;

pub(crate) fn run(arguments: &RulesArguments) -> Answer {
    let runs = |rule: &&RuleMeta| arguments.profile.is_none_or(|profile| profile.includes(rule.profile));
    let rules: Vec<&RuleMeta> = RULES.iter().map(|rule| rule.meta).filter(runs).collect();
    let mut out = anstream::stdout().lock();
    if arguments.format == ListFormat::Json {
        let rules: Vec<_> = rules
            .iter()
            .map(|rule| {
                json!({
                    "name": rule.name, "level": rule.severity.name(), "profile": rule.profile.name(),
                    "summary": rule.summary, "source": rule.source(),
                })
            })
            .collect();
        writeln!(out, "{}", serde_json::to_string_pretty(&rules)?)?;
        return Ok(Clean::Yes);
    }
    let width = rules.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
    for rule in &rules {
        let (name, level, profile) = (rule.name, rule.severity.name(), rule.profile.name());
        writeln!(out, "{name:width$}  {level:7}  {profile:11}  {}", rule.summary)?;
        writeln!(out, "{:width$}  source: {}", "", rule.source())?;
    }
    writeln!(out, "{} rules; `plugin-gen explain NAME` explains one", rules.len())?;
    Ok(Clean::Yes)
}
