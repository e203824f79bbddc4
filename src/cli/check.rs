//! `plugin-gen check`

use std::io::{BufWriter, ErrorKind, Write};

use anyhow::bail;

use super::args::CheckArguments;
use super::configuration::Configuration;
use super::target::{Target, Targets, absolute};
use super::{Answer, Clean, descriptions, fix, known, shallow, view, write_diff};
use crate::diag::Profile;
use crate::plugin::FileTree;
use crate::report::{self, Format, View};
use crate::rules::check::{Options, Outcome, check};

pub(crate) fn run(arguments: &CheckArguments) -> Answer {
    if arguments.acceptance {
        return super::acceptance::run(arguments);
    }
    use Format::{Concise, Human, Json};
    if arguments.statistics && ![Human, Concise, Json].contains(&arguments.format) {
        bail!("--statistics requires --format human, concise or json");
    }
    let least = fix::least(arguments)?;
    let mut difference = String::new();
    let mut all = Outcome::default();
    let targets = if arguments.shallow { Targets::default() } else { Targets::collect(arguments)? };
    for path in arguments.paths.iter().filter(|_| arguments.shallow) {
        all.merge(shallow::run(path)?);
    }
    let mut baseline = arguments.baseline.as_deref().map(absolute).transpose()?;
    let problems = targets.problems;
    if targets.found.is_empty() && !problems.is_empty() {
        bail!("{}", unchecked(&problems));
    }
    let mut looked_at = Vec::new();
    for mut target in targets.found {
        let configuration = Configuration::of(&target, arguments)?;
        if configuration.exclude(&mut target, arguments)? > 0 && target.limit.is_empty() {
            continue;
        }
        let Target { mut tree, limit } = target;
        for problem in &tree.unreadable {
            writeln!(anstream::stderr(), "warning: not looked at: {}", report::visible(problem))?;
        }
        let root = absolute(tree.root())?;
        looked_at.extend(limit.iter().map(|path| root.join(path)));
        if limit.is_empty() {
            looked_at.push(root);
        }
        let Configuration { settings, prefix, problems } = configuration;
        let (descriptions, unusable) = descriptions::of(arguments.openapi.as_deref(), &settings)?;
        baseline = baseline.or(settings.baseline.as_ref().map(|path| settings.folder.join(path)));
        let profile = arguments.profile.or(settings.profile).unwrap_or(Profile::Recommended);
        let options = Options { profile, settings, prefix, limit, descriptions, ..Options::default() };
        all.diagnostics.extend(problems.into_iter().chain(unusable));
        let check = |tree: &FileTree| check(tree, &options);
        match least {
            Some(least) => all.merge(fix::fix(&mut tree, least, arguments, check, &mut difference)?),
            None => all.merge(check(&tree)),
        }
    }
    if arguments.write_baseline {
        return known::write(&all, baseline, &looked_at);
    }
    if let Some(path) = baseline {
        known::apply(&mut all, &path, &looked_at)?;
    }
    let worst = all.diagnostics.iter().map(|found| found.severity).max();
    let failed = worst.zip(arguments.fail_on.severity()).is_some_and(|(worst, limit)| worst >= limit);
    if arguments.diff {
        write_diff(&difference)?;
        return Ok(if failed || !difference.is_empty() { Clean::No } else { Clean::Yes });
    }
    let view = View { statistics: arguments.statistics, ..view() };
    let mut out = BufWriter::new(anstream::stdout().lock());
    match report::write(&all, arguments.format, view, &mut out).and_then(|()| out.flush()) {
        // The reader closed the pipe (`| head`); not an error.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
        result => result?,
    }
    if !problems.is_empty() {
        bail!("{}", unchecked(&problems));
    }
    Ok(if failed { Clean::No } else { Clean::Yes })
}

/// Why paths were not checked, one line per path.
fn unchecked(problems: &[anyhow::Error]) -> String {
    problems.iter().map(|problem| format!("{problem:#}")).collect::<Vec<_>>().join("\n")
}
