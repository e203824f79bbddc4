//! `plugin-gen check`

use std::io::Write;

use super::args::CheckArguments;
use super::configuration::Configuration;
use super::target::{Target, Targets};
use super::{Answer, Clean, unicode};
use crate::diag::{Profile, Severity};
use crate::report;
use crate::rules::check::{Options, Outcome, check};

pub(crate) fn run(arguments: &CheckArguments) -> Answer {
    if arguments.acceptance {
        return super::acceptance::run(arguments);
    }
    let targets = Targets::collect(arguments)?;
    let mut all = Outcome::default();
    for mut target in targets.found {
        let configuration = Configuration::of(&target, arguments)?;
        if configuration.exclude(&mut target, arguments.force_exclude) > 0 && target.limit.is_empty() {
            continue;
        }
        let Target { tree, limit } = target;
        for problem in &tree.unreadable {
            writeln!(anstream::stderr(), "warning: not looked at: {}", report::visible(problem))?;
        }
        let Configuration { settings, prefix, problems } = configuration;
        let profile = arguments.profile.map(Profile::from).or(settings.profile).unwrap_or(Profile::Recommended);
        let options = Options { profile, settings, prefix, limit, ..Options::default() };
        all.diagnostics.extend(problems);
        all.merge(check(&tree, &options));
    }
    let failed = all.diagnostics.iter().any(|found| found.severity >= Severity::Warning);
    report::write(&all, arguments.format.into(), unicode(), &mut anstream::stdout().lock())?;
    Ok(if failed { Clean::No } else { Clean::Yes })
}
