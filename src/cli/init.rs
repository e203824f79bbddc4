//! `plugin-gen init`: writes a configuration that fits a repository.

use std::io::Write;
use std::sync::Arc;

use anyhow::bail;

use super::args::InitArguments;
use super::target::absolute;
use super::{Answer, Clean, known};
use crate::adopt::{Fit, fit};
use crate::config::{FILE_NAME, Paths, Settings};
use crate::diag::plural;
use crate::generate::write::write_file;
use crate::plugin::FileTree;
use crate::report::count;
use crate::rules::check::{Options, check};

/// The file that `--baseline` writes.
const BASELINE: &str = "plugin-gen-baseline.json";

pub(crate) fn run(arguments: &InitArguments) -> Answer {
    let folder = &arguments.path;
    if !folder.is_dir() {
        bail!("{folder} is not a folder");
    }
    let file = folder.join(FILE_NAME);
    let baseline = folder.join(BASELINE);
    for path in [Some(&file), Some(&baseline).filter(|_| arguments.baseline)].into_iter().flatten() {
        if path.exists() {
            bail!("{path} exists already; init never overwrites a file");
        }
    }
    let mut tree = FileTree::from_disk(folder);
    let fit = fit(&tree);
    if fit.plugins == 0 {
        bail!("{folder}: expected a plugin or marketplace, found none");
    }
    let (exclude, _) = Paths::new(fit.exclude.iter().map(String::as_str));
    tree.retain(|path| !exclude.matches(path));
    let settings = Arc::new(Settings { folder: absolute(folder)?, ..Settings::default() });
    let found = check(&tree, &Options { profile: fit.profile, settings, ..Options::default() });
    let [errors, warnings, _] = count(&found.diagnostics);
    write_file(&file, configuration(&fit, arguments.baseline).as_bytes())?;
    let mut out = anstream::stdout().lock();
    writeln!(out, "wrote {file} for {}, with the profile `{}`", plural(fit.plugins, "plugin"), fit.profile.name())?;
    if arguments.baseline {
        known::write(&found, Some(absolute(&baseline)?), &[absolute(folder)?])?;
    } else if errors + warnings > 0 {
        writeln!(
            out,
            "\n`plugin-gen check` reports {} and {} today. To accept these and report only new ones, run:",
            plural(errors, "error"),
            plural(warnings, "warning")
        )?;
        writeln!(out, "\n    plugin-gen check --baseline {BASELINE} --write-baseline")?;
        writeln!(out, "\nand set `baseline: {BASELINE}` in {FILE_NAME}.")?;
    }
    writeln!(out, "\nTo run the check in CI, add:\n")?;
    let snippet = if folder.join(".gitlab-ci.yml").exists() { GITLAB } else { GITHUB };
    snippet.lines().try_for_each(|line| writeln!(out, "    {line}"))?;
    Ok(Clean::Yes)
}

const GITHUB: &str = "# .github/workflows/plugins.yml
name: plugins
on: [push, pull_request]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - run: pipx run plugin-gen check --format github";

const GITLAB: &str = "# .gitlab-ci.yml
plugin-gen:
  image: python:3.13-slim
  script:
    - pip install plugin-gen
    - plugin-gen check --format gitlab > gl-code-quality-report.json
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality-report.json";

/// The text of the file.
fn configuration(fit: &Fit, baseline: bool) -> String {
    let mut text = format!(
        "# Configures `plugin-gen check` for this repository; docs/configuration.md explains every key.\n\n\
         # claude: what the Claude Code CLI reports. recommended: also what fails silently for users. msp: also the sections\n\
         # and frontmatter of the MSP marketplace.\nprofile: {}\n",
        fit.profile.name()
    );
    let quoted = |texts: &[String]| {
        texts.iter().map(|text| format!("  - {}\n", serde_json::Value::from(text.as_str()))).collect::<String>()
    };
    let hosts: Vec<&str> = fit.hosts.iter().map(|host| host.word()).collect();
    if hosts != ["claude"] {
        text.push_str(&format!(
            "\n# The plugins have manifests for these hosts. With this line, other hosts are ignored, and a plugin without a manifest\n\
             # for one of them is an error.\n# hosts: [{}]\n",
            hosts.join(", ")
        ));
    }
    if fit.exclude.is_empty() {
        text.push_str("\n# Paths to skip, in the syntax of .gitignore.\n# exclude:\n#   - /vendor/\n");
    } else {
        text.push_str(&format!(
            "\n# Plugins in these folders are copies or test data.\nexclude:\n{}",
            quoted(&fit.exclude)
        ));
    }
    if !fit.headings.is_empty() {
        let list = quoted(&fit.headings).replace("  - ", "    - ");
        let (share, skills) = (fit.share, fit.skills);
        if share == skills {
            text.push_str(&format!("\n# All {skills} skills have these sections; a new one must have them too.\nsections:\n  skill:\n{list}"));
        } else {
            let list = list.replace("    - ", "#     - ");
            text.push_str(&format!("\n# {share} of {skills} skills have these sections. Uncomment to require them.\n# sections:\n#   skill:\n{list}"));
        }
    }
    text.push_str("\n# Levels by rule: off, note, warning or error.\n# rules:\n#   broken-link: error\n");
    if baseline {
        text.push_str(&format!(
            "\n# Known findings; `check --write-baseline` removes those that are fixed.\nbaseline: {BASELINE}\n"
        ));
    }
    text
}
