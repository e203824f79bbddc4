//! `plugin-gen explain RULE`: prints the page of a rule.

use std::io::Write;

use anyhow::bail;

use super::args::ExplainArguments;
use super::{Answer, Clean};
use crate::diag::nearest;
use crate::rules::{RULES, find};

pub(crate) fn run(arguments: &ExplainArguments) -> Answer {
    let Some(rule) = find(&arguments.rule) else {
        match nearest(&arguments.rule, RULES.iter().map(|rule| rule.meta.name)) {
            Some(near) => bail!("unknown rule `{}`; did you mean `{near}`?", arguments.rule),
            None => bail!("unknown rule `{}`; `plugin-gen rules` lists all rules", arguments.rule),
        }
    };
    write!(anstream::stdout().lock(), "{}", rule.meta.page)?;
    Ok(Clean::Yes)
}
