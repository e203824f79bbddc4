//! `plugin-gen check`

use std::io::Write;

use super::args::CheckArguments;
use super::target::{Target, Targets};
use super::{Answer, Clean, unicode};
use crate::diag::Severity;
use crate::report;
use crate::rules::check::{Options, Outcome, check};

pub(crate) fn run(arguments: &CheckArguments) -> Answer {
    let targets = Targets::collect(arguments)?;
    let mut all = Outcome::default();
    for Target { tree, limit } in targets.found {
        let options = Options { profile: arguments.profile.into(), limit, ..Options::default() };
        for problem in &tree.unreadable {
            writeln!(anstream::stderr(), "warning: not looked at: {}", report::visible(problem))?;
        }
        all.merge(check(&tree, &options));
    }
    let failed = all.diagnostics.iter().any(|found| found.severity >= Severity::Warning);
    report::write(&all, arguments.format.into(), unicode(), &mut anstream::stdout().lock())?;
    Ok(if failed { Clean::No } else { Clean::Yes })
}
