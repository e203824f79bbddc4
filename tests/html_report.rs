//! The HTML report: hostile text is escaped, the file is small, and a real browser shows, filters and expands it.
//!
//! `BROWSER_TOOLS` names a folder with playwright-core, `CHROMIUM` the browser. Without them, the test in the browser
//! prints that it was skipped; `JUDGES` makes it mandatory.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

mod common;

use std::io::Write;
use std::path::Path;
use std::process::Command;

use common::{MANIFEST, Workspace, finish};
use serde_json::Value;

/// Names and texts that would break out of a page that does not escape them.
fn hostile() -> Workspace {
    let workspace = Workspace::new();
    workspace.write("plugin-gen.yaml", "profile: msp\n");
    let name = "<script>console.log('name')</script>";
    workspace.write("plugins/one/.claude-plugin/plugin.json", MANIFEST.replace("example", name));
    workspace.write("plugins/two/.claude-plugin/plugin.json", MANIFEST);
    workspace.write(
        "plugins/one/commands/a\"><img src=x onerror=console.log(1)>.md",
        "---\ndescription: </script></pre><script>console.log('text')</script>: <style>*{display:none}</style>\n---\n\n\
         ## Error \u{202e}handling\u{202c} <img src='http://127.0.0.1:9/x' onerror='console.log(2)'>\n\na\n\n\
         [x](<missing\"onclick='console.log(3)'.md>) &lt;b&gt; javascript:console.log(4)\n",
    );
    workspace.write("plugins/two/skills/b/SKILL.md", "---\nname: b\ndescription: Reads: b\n---\n\n[y](gone.md)\n");
    workspace
}

fn report(workspace: &Workspace) -> String {
    let run = workspace.run(&["check", "--format=html"]);
    assert_eq!(run.code, 1, "{run:?}");
    run.stdout
}

#[test]
fn hostile_text_is_only_ever_text() {
    let page = report(&hostile());
    let body = page.split_once("<body>").unwrap().1;
    assert_eq!(body.matches("<script").count(), 1, "only our own script");
    for broken in ["<img", "<style", "\u{202e}"] {
        assert!(!body.contains(broken), "{broken} is in the page");
    }
    assert!(body.contains("&lt;script&gt;console.log('name')&lt;/script&gt;"), "the plugin's name is shown");
    assert!(body.contains("<pre>5 | ## Error"), "the source is shown");
    assert!(body.contains("\\u{202e}"), "a hidden character is shown as an escape");
}

#[test]
fn a_thousand_findings_stay_under_300_kb() {
    let workspace = Workspace::new();
    workspace.write("plugin-gen.yaml", "profile: msp\n");
    for plugin in 0..30 {
        let folder = format!("plugins/plugin-number-{plugin}");
        workspace.write(&format!("{folder}/.claude-plugin/plugin.json"), MANIFEST);
        for skill in 0..5 {
            let text = format!(
                "---\nname: skill-{skill}\ndescription: Reads what {plugin} has of {skill}\n---\n\n## Overview\n\nSee [the states](references/states.md).\n"
            );
            workspace.write(&format!("{folder}/skills/skill-{skill}/SKILL.md"), text);
        }
    }
    let page = report(&workspace);
    let findings = page.matches("<details class=\"f ").count();
    assert!(findings >= 1000, "{findings}");
    assert!(page.len() * 1000 / findings < 300_000, "{} bytes for {findings} findings", page.len());
}

#[test]
fn a_clean_run_gives_a_page_that_says_so() {
    let run = Workspace::plugin(&[]).run(&["check", "--format=html"]);
    assert!(run.code == 0 && run.stdout.contains("No findings."), "{run:?}");
}

#[test]
fn a_browser_shows_filters_and_expands_it() {
    let tools = std::env::var_os("BROWSER_TOOLS");
    let chromium = std::env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    let Some(tools) = tools.filter(|_| Path::new(&chromium).exists()) else {
        assert!(
            std::env::var_os("JUDGES").is_none(),
            "no BROWSER_TOOLS or no Chromium, and JUDGES makes both mandatory"
        );
        let _ = writeln!(std::io::stderr(), "SKIPPED: the report was not opened in a browser: set BROWSER_TOOLS");
        return;
    };
    let workspace = hostile();
    workspace.write("report.html", report(&workspace));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/report.mjs");
    let mut node = Command::new("node");
    node.arg(script).arg(tools).arg(chromium).arg(workspace.path("report.html"));
    let run = finish(node.args(std::env::var_os("SCREENSHOT")), "");
    assert_eq!(run.code, 0, "{run:?}");
    let saw: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(saw["console"], Value::Array(Vec::new()), "the console is silent: {saw}");
    assert_eq!(saw["requests"], Value::Array(Vec::new()), "nothing is requested: {saw}");
    assert_eq!(saw["elements"], 1, "no element except our script: {saw}");
    let number = |key: &str| saw[key].as_u64().unwrap();
    let all = number("all");
    for part in ["errors", "firstRule", "firstPlugin"] {
        assert!((1..all).contains(&number(part)), "{part}: {saw}");
    }
    assert_eq!((number("noText"), number("framesBefore")), (0, 0), "{saw}");
    assert!(number("framesAfter") >= all && number("fixes") > 0, "{saw}");
    assert!(saw["hash"].as_str().unwrap().starts_with("#r"), "{saw}");
    assert_eq!((number("plain"), number("plainFilters")), (all, 0), "without scripts everything is there: {saw}");
    assert_eq!((number("printedFrames"), number("printedFilters")), (number("frames"), 0), "on paper: {saw}");
}
