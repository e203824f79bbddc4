//! `plugin-gen check --acceptance`: checks the built tree against the requirements and prints a table.

use std::io::Write;
use std::sync::Arc;

use anyhow::{Context, bail};
use camino::{Utf8Path, Utf8PathBuf};

use super::args::CheckArguments;
use super::build::{read_api, report_problems};
use super::{Answer, Clean};
use crate::acceptance::{Evidence, Verdict, judge};
use crate::diag::{Diagnostic, Profile};
use crate::plugin::{FileTree, Marketplace, Plugin};
use crate::report;
use crate::rules::api::Descriptions;
use crate::rules::check::{Options, check};
use crate::rules::tools::ToolCatalog;
use crate::spec::{PluginSource, load};

pub(crate) fn run(arguments: &CheckArguments) -> Answer {
    let root = match arguments.paths.as_slice() {
        [only] if only == "." => Utf8PathBuf::from("dist"),
        [only] => only.clone(),
        _ => bail!("--acceptance expects a single marketplace folder"),
    };
    std::fs::metadata(&root).with_context(|| format!("cannot open {root}"))?;
    let project = match load(&arguments.spec, None)? {
        Ok(project) => project,
        Err(problems) => return report_problems(problems),
    };
    let tree = FileTree::from_disk(&root);
    let mut descriptions = Descriptions::default();
    for source in &project.plugins {
        let tools = source.server.as_ref().map(ToolCatalog::of_specs).map(Arc::new);
        descriptions.tools_by_plugin.extend(tools.map(|tools| (source.plugin.spec.name.value.clone(), tools)));
        match read_api(source) {
            Ok(Some(api)) => drop(descriptions.by_plugin.insert(source.plugin.spec.name.value.clone(), Arc::new(api))),
            Ok(None) => {}
            Err(found) => return report_problems(vec![*found]),
        }
    }
    let options = Options { profile: Profile::Msp, descriptions, ..Options::default() };
    let findings = check(&tree, &options).diagnostics;
    let mut clean = Clean::Yes;
    let mut judged = 0;
    for source in &project.plugins {
        let Some(acceptance) = &source.acceptance else { continue };
        let Some(api) = options.descriptions.of(&source.plugin.spec.name.value) else { continue };
        let spec = &source.plugin.spec;
        // Each plugin answers for itself.
        let others: Vec<_> =
            project.plugins.iter().map(|other| other.path()).filter(|path| *path != source.path()).collect();
        let is_own = |found: &&Diagnostic| {
            let path = tree.relative(found.primary.location.file.path());
            !others.iter().any(|other| path.starts_with(other))
        };
        let findings: Vec<Diagnostic> = findings.iter().filter(is_own).cloned().collect();
        let plugin = Plugin::load(&tree, source.path());
        let marketplace = Marketplace::load(&tree, Utf8Path::new(""));
        let verdicts = judge(&Evidence {
            acceptance: &acceptance.spec,
            spec,
            plugin: &plugin,
            marketplace: marketplace.as_ref(),
            api,
            tools: options.descriptions.tools_of(&spec.name.value),
            findings: &findings,
        });
        judged += 1;
        if verdicts.iter().any(|verdict| !verdict.is_met()) {
            clean = Clean::No;
        }
        print(source, &verdicts)?;
    }
    if judged == 0 {
        bail!("{}: no plugin has an acceptance.yaml", arguments.spec);
    }
    Ok(clean)
}

fn print(source: &PluginSource, verdicts: &[Verdict]) -> anyhow::Result<()> {
    let mut out = anstream::stdout().lock();
    let spec = &source.plugin.spec;
    writeln!(out, "{} {}\n", spec.name.value, spec.text("version"))?;
    for verdict in verdicts {
        let mark = if verdict.is_met() { "\u{1b}[32mmet\u{1b}[0m   " } else { "\u{1b}[31mfailed\u{1b}[0m" };
        writeln!(out, "{:>3}  {mark}  {}", verdict.number, report::visible(&verdict.text))?;
        if !verdict.evidence.is_empty() {
            writeln!(out, "             {}", report::visible(&verdict.evidence))?;
        }
        for missing in &verdict.missing {
            writeln!(out, "             \u{1b}[31mmissing:\u{1b}[0m {}", report::visible(missing))?;
        }
    }
    let met = verdicts.iter().filter(|verdict| verdict.is_met()).count();
    writeln!(out, "\n{met} of {} criteria met", verdicts.len())?;
    Ok(())
}
