//! `plugin-gen check`

use anyhow::{Context, bail};

use super::args::CheckArguments;
use super::{Answer, Clean, unicode};
use crate::diag::Severity;
use crate::plugin::FileTree;
use crate::report;
use crate::rules::check::{Options, Outcome, check};

pub(crate) fn run(arguments: &CheckArguments) -> Answer {
    let options = Options { profile: arguments.profile.into(), ..Options::default() };
    let mut all = Outcome::default();
    for path in &arguments.paths {
        std::fs::metadata(path).with_context(|| format!("cannot open {path}"))?;
        let tree = FileTree::from_disk(path);
        let outcome = check(&tree, &options);
        if outcome.plugins + outcome.marketplaces == 0 {
            bail!(
                "{path}: expected a plugin or marketplace, found no `.claude-plugin/plugin.json` or `marketplace.json` in it"
            );
        }
        all.merge(outcome);
    }
    let failed = all.diagnostics.iter().any(|found| found.severity >= Severity::Warning);
    report::write(&all, arguments.format.into(), unicode(), &mut anstream::stdout().lock())?;
    Ok(if failed { Clean::No } else { Clean::Yes })
}
