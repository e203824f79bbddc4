//! `plugin-gen check`

use std::io::{BufWriter, ErrorKind, Write};

use anyhow::{Context, bail};
use camino::{Utf8Path, Utf8PathBuf};

use super::args::{CheckArguments, FormatName};
use super::configuration::Configuration;
use super::target::{Target, Targets, absolute, here, normalised};
use super::{Answer, Clean, view};
use crate::baseline::Baseline;
use crate::diag::Profile;
use crate::report::{self, View};
use crate::rules::check::{Options, Outcome, check};

pub(crate) fn run(arguments: &CheckArguments) -> Answer {
    if arguments.acceptance {
        return super::acceptance::run(arguments);
    }
    use FormatName::{Concise, Human, Json};
    if arguments.statistics && ![Human, Concise, Json].contains(&arguments.format) {
        bail!("--statistics goes with the formats human, concise and json");
    }
    let targets = Targets::collect(arguments)?;
    let mut all = Outcome::default();
    let mut baseline = arguments.baseline.as_deref().map(absolute).transpose()?;
    let mut looked_at = Vec::new();
    for mut target in targets.found {
        let configuration = Configuration::of(&target, arguments)?;
        if configuration.exclude(&mut target, arguments.force_exclude) > 0 && target.limit.is_empty() {
            continue;
        }
        let Target { tree, limit } = target;
        for problem in &tree.unreadable {
            writeln!(anstream::stderr(), "warning: not looked at: {}", report::visible(problem))?;
        }
        let root = absolute(tree.root())?;
        looked_at.extend(limit.iter().map(|path| root.join(path)));
        if limit.is_empty() {
            looked_at.push(root);
        }
        let Configuration { settings, prefix, problems } = configuration;
        baseline = baseline.or(settings.baseline.as_ref().map(|path| settings.folder.join(path)));
        let profile = arguments.profile.map(Profile::from).or(settings.profile).unwrap_or(Profile::Recommended);
        let options = Options { profile, settings, prefix, limit, ..Options::default() };
        all.diagnostics.extend(problems);
        all.merge(check(&tree, &options));
    }
    if arguments.write_baseline {
        return write_baseline(&all, baseline, &looked_at);
    }
    if let Some(path) = baseline {
        apply_baseline(&mut all, &path, &looked_at)?;
    }
    let worst = all.diagnostics.iter().map(|found| found.severity).max();
    let failed = worst.zip(arguments.fail_on.severity()).is_some_and(|(worst, limit)| worst >= limit);
    let view = View { statistics: arguments.statistics, ..view() };
    let mut out = BufWriter::new(anstream::stdout().lock());
    match report::write(&all, arguments.format.into(), view, &mut out).and_then(|()| out.flush()) {
        // Who reads has seen enough, as `head` does.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
        result => result?,
    }
    Ok(if failed { Clean::No } else { Clean::Yes })
}

/// Names paths as the baseline does: from its own folder, so that it holds wherever the program is started.
fn path_of(baseline: &Utf8Path) -> anyhow::Result<impl Fn(&Utf8Path) -> String> {
    let folder = baseline.parent().unwrap_or(baseline).to_owned();
    let here = here()?;
    Ok(move |path: &Utf8Path| {
        let whole = normalised(&here.join(path));
        whole.strip_prefix(&folder).unwrap_or(&whole).to_string()
    })
}

fn read_baseline(path: &Utf8Path) -> anyhow::Result<Baseline> {
    let text = fs_err::read_to_string(path).context("cannot read the baseline; --write-baseline writes one")?;
    Baseline::parse(&text).with_context(|| format!("cannot use the baseline {path}"))
}

fn apply_baseline(all: &mut Outcome, path: &Utf8Path, looked_at: &[Utf8PathBuf]) -> anyhow::Result<()> {
    let baseline = read_baseline(path)?;
    let (known, stale) = baseline.apply(&mut all.diagnostics, path_of(path)?);
    all.baselined = known;
    let folder = path.parent().unwrap_or(path);
    if looked_at.iter().any(|root| folder.starts_with(root)) {
        all.stale = stale;
    }
    Ok(())
}

fn write_baseline(all: &Outcome, path: Option<Utf8PathBuf>, looked_at: &[Utf8PathBuf]) -> Answer {
    let Some(path) = path else {
        bail!("--write-baseline needs to know the file: give --baseline FILE, or `baseline:` in the configuration");
    };
    let mut baseline = Baseline::of(&all.diagnostics, path_of(&path)?);
    let folder = path.parent().unwrap_or(&path);
    if path.exists() {
        let seen = |file: &str| looked_at.iter().any(|root| folder.join(file).starts_with(root));
        baseline.keep(read_baseline(&path)?, seen);
    }
    fs_err::write(&path, baseline.text()?)?;
    writeln!(anstream::stderr(), "wrote {} findings to {path}", baseline.len())?;
    Ok(Clean::Yes)
}
