//! `plugin-gen check`

use std::collections::BTreeSet;
use std::io::{BufWriter, ErrorKind, Write};
use std::sync::Arc;

use anyhow::bail;

use super::args::CheckArguments;
use super::configuration::Configuration;
use super::generated::Generated;
use super::progress::Bar;
use super::target::{Target, Targets, absolute};
use super::{Answer, Clean, descriptions, fix, known, shallow, view, write_diff};
use crate::diag::{Profile, nearest};
use crate::plugin::FileTree;
use crate::report::{self, Format, View};
use crate::rules::check::{Options, Outcome, check};
use crate::rules::{RULES, find};
use crate::versions::since;

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
    let only = named_rules(&arguments.rule)?;
    let mut prepared = Vec::new();
    for target in targets.found {
        let configuration = Configuration::of(&target, arguments)?;
        all.diagnostics.extend(configuration.problems.iter().cloned());
        prepared.push((target, configuration));
    }
    if !all.diagnostics.is_empty() && !arguments.shallow {
        // One misspelt key can cause hundreds of findings, so only the cause is reported.
        all.merge(Outcome::default());
        write_report(&all, arguments)?;
        return Ok(Clean::Unusable);
    }
    let progress = Arc::default();
    let bar = Bar::watch(&progress);
    let mut looked_at = Vec::new();
    for (mut target, configuration) in prepared {
        if configuration.exclude(&mut target, arguments)? > 0 && target.limit.is_empty() {
            continue;
        }
        let Target { mut tree, limit } = target;
        for problem in &tree.unreadable {
            writeln!(anstream::stderr(), "warning: skipped: {}", report::visible(problem))?;
        }
        let root = absolute(tree.root())?;
        looked_at.extend(limit.iter().map(|path| root.join(path)));
        if limit.is_empty() {
            looked_at.push(root);
        }
        let Configuration { settings, prefix, .. } = configuration;
        let (descriptions, unusable) =
            descriptions::of(arguments.openapi.as_deref(), arguments.tools.as_deref(), &settings)?;
        baseline = baseline.or(settings.baseline.as_ref().map(|path| settings.folder.join(path)));
        let profile = arguments.profile.or(settings.profile).unwrap_or(Profile::Recommended);
        let options = Options {
            profile,
            settings,
            prefix,
            limit: limit.into_iter().collect(),
            descriptions,
            only: only.clone(),
            progress: Arc::clone(&progress),
        };
        all.diagnostics.extend(unusable);
        let check = |tree: &FileTree| {
            let outcome = check(tree, &options);
            Outcome { diagnostics: Generated::default().point(outcome.diagnostics), ..outcome }
        };
        match least {
            Some(least) => all.merge(fix::fix(&mut tree, least, arguments, check, &mut difference)?),
            None => all.merge(check(&tree)),
        }
        if let Some(reference) = &arguments.since {
            all.merge(Outcome { diagnostics: since::check(&tree, reference, &options)?, ..Outcome::default() });
        }
    }
    drop(bar);
    if arguments.write_baseline {
        return known::write(&all, baseline, &looked_at);
    }
    if let Some(path) = baseline.filter(|_| !arguments.no_baseline) {
        known::apply(&mut all, &path, &looked_at)?;
        if !arguments.rule.is_empty() {
            // Entries of rules that did not run match nothing but are not stale.
            all.stale = 0;
        }
    }
    let worst = all.diagnostics.iter().map(|found| found.severity).max();
    let failed = worst.zip(arguments.fail_on.severity()).is_some_and(|(worst, limit)| worst >= limit);
    if arguments.diff {
        write_diff(&difference)?;
        return Ok(if failed || !difference.is_empty() { Clean::No } else { Clean::Yes });
    }
    write_report(&all, arguments)?;
    if !problems.is_empty() {
        bail!("{}", unchecked(&problems));
    }
    Ok(if failed { Clean::No } else { Clean::Yes })
}

fn write_report(all: &Outcome, arguments: &CheckArguments) -> std::io::Result<()> {
    let view = View { statistics: arguments.statistics, ..view() };
    let mut out = BufWriter::new(anstream::stdout().lock());
    match report::write(all, arguments.format, view, &mut out).and_then(|()| out.flush()) {
        // The reader closed the pipe (`| head`); not an error.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// The rules that `--rule` names, or all rules.
fn named_rules(names: &[String]) -> anyhow::Result<BTreeSet<String>> {
    for name in names {
        if find(name).is_none() {
            let near = nearest(name, RULES.iter().map(|rule| rule.meta.name));
            let listed = || "`plugin-gen rules` lists them".to_owned();
            bail!("unknown rule `{name}`; {}", near.map_or_else(listed, |near| format!("did you mean `{near}`?")));
        }
    }
    Ok(names.iter().cloned().collect())
}

/// Why paths were not checked, one line per path.
fn unchecked(problems: &[anyhow::Error]) -> String {
    problems.iter().map(|problem| format!("{problem:#}")).collect::<Vec<_>>().join("\n")
}
