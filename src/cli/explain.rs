//! `plugin-gen explain RULE`

use std::io::Write;

use anyhow::bail;

use super::args::ExplainArguments;
use super::{Answer, Clean};
use crate::diag::nearest;
use crate::rules::{RULES, find};

pub(crate) fn run(arguments: &ExplainArguments) -> Answer {
    let Some(rule) = find(&arguments.rule) else {
        match nearest(&arguments.rule, RULES.iter().map(|rule| rule.meta.name)) {
            Some(near) => bail!("there is no rule `{}`; did you mean `{near}`?", arguments.rule),
            None => bail!("there is no rule `{}`; `plugin-gen rules` lists them", arguments.rule),
        }
    };
    write!(anstream::stdout().lock(), "{}", rule.meta.page)?;
    Ok(Clean::Yes)
}
