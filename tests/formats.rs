//! Every output format on the same findings: machine-readable formats must be valid with hostile names too.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

mod common;

use common::Workspace;
use serde_json::Value;

const EMPTY: &str = "---\nname: a title\ndescription: d\narguments: []\n---\n\n## Prerequisites\na\n## Steps\na\n## Parameters\na\n## Examples\na\n## Output\na\n";

/// One finding in a file whose name needs every kind of escaping, and one at another location.
fn workspace() -> Workspace {
    let near = EMPTY.to_owned() + "## Error  <b>&\"handling\u{202e}\na\n";
    // The hidden character tests the escaping of the formats. It must not cause a finding.
    let settings = ("plugin-gen.yaml", "rules: { hidden-characters: off }\n");
    Workspace::plugin(&[settings, ("commands/a,b:c%\n\u{1b}]0;t\u{7}'<ü>.md", EMPTY), ("commands/z.md", &near)])
}

fn check(workspace: &Workspace, arguments: &[&str]) -> common::Run {
    let run = workspace.run(&[&["check", "--profile=msp"], arguments].concat());
    assert!(run.code == 1, "{run:?}");
    run
}

fn json(workspace: &Workspace, arguments: &[&str]) -> Value {
    serde_json::from_str(&check(workspace, arguments).stdout).unwrap()
}

#[test]
fn nothing_of_a_name_or_text_reaches_a_terminal_raw() {
    let workspace = workspace();
    for format in ["human", "concise", "github", "html", "junit"] {
        let mut output = check(&workspace, &["--color=always", "--format", format]).stdout;
        for colour in output.clone().split("\u{1b}[").skip(1).filter_map(|rest| rest.split_once('m')) {
            output = output.replace(&format!("\u{1b}[{}m", colour.0), "");
        }
        let raw = output.chars().find(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}');
        assert_eq!(raw, None, "{format}: {output:?}");
        assert!(output.contains("u{1b}"), "{format}: {output}");
    }
}

#[test]
fn concise_is_one_line_a_finding() {
    let output = check(&workspace(), &["--format=concise"]).stdout;
    let lines: Vec<&str> = output.lines().collect();
    assert_eq!(lines.len(), 2, "{output}");
    assert_eq!(lines[1], "commands/z.md:17:1: warning[missing-section]: missing required section `Error Handling`");
}

#[test]
fn colour_comes_when_it_is_asked_for_only() {
    let workspace = workspace();
    assert!(check(&workspace, &["--color=always"]).stdout.contains("\u{1b}["));
    assert!(!check(&workspace, &[]).stdout.contains("\u{1b}["));
    let run = common::finish(
        workspace.command().env("NO_COLOR", "1").env("CLICOLOR_FORCE", "1").args(["check", "--profile=msp"]),
        "",
    );
    assert!(!run.stdout.contains("\u{1b}["), "{run:?}");
}

#[test]
fn json_says_everything_and_its_version() {
    let value = json(&workspace(), &["--format=json", "--statistics"]);
    assert_eq!(value["version"], 1);
    assert_eq!(value["summary"]["errors"], 1);
    assert_eq!(value["statistics"][0]["count"], 1);
    assert_eq!(value["statistics"][0]["severity"], "error");
    let found = &value["findings"][1];
    assert_eq!(found["rule"], "missing-section");
    assert_eq!(found["path"], "commands/z.md");
    assert_eq!(found["range"]["start"]["line"], 17);
    assert_eq!(found["range"]["start"]["column"], 1);
    assert_eq!(value["findings"][0]["path"], "commands/a,b:c%\n\u{1b}]0;t\u{7}'<ü>.md");
    assert_eq!(found["fingerprint"].as_str().unwrap().len(), 32);
}

#[test]
fn json_keys_are_those_of_the_page() {
    let page = include_str!("../docs/output-formats.md");
    fn keys(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(map) => map.iter().for_each(|(key, value)| {
                found.push(key.clone());
                keys(value, found);
            }),
            Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    keys(&json(&workspace(), &["--format=json", "--statistics"]), &mut found);
    let missing: Vec<_> = found.iter().filter(|key| !page.contains(&format!("`{key}`"))).collect();
    assert!(missing.is_empty(), "docs/output-formats.md does not explain {missing:?}");
}

#[test]
fn sarif_has_rules_places_and_fingerprints() {
    let value = json(&workspace(), &["--format=sarif"]);
    assert_eq!(value["version"], "2.1.0");
    let run = &value["runs"][0];
    let rule = &run["tool"]["driver"]["rules"][0];
    assert_eq!(rule["id"], "missing-section");
    assert!(rule["help"]["markdown"].as_str().unwrap().contains("## Why"));
    let uri = |index: usize| &run["results"][index]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri(0), "commands/a%2Cb%3Ac%25%0A%1B%5D0%3Bt%07%27%3C%C3%BC%3E.md");
    assert_eq!(uri(1), "commands/z.md");
    assert!(run["results"][0]["partialFingerprints"]["pluginGenFinding/v1"].is_string());
    assert_ne!(run["results"][0]["partialFingerprints"], run["results"][1]["partialFingerprints"]);
}

#[test]
fn github_commands_are_escaped() {
    let output = check(&workspace(), &["--format=github"]).stdout;
    assert_eq!(output.lines().count(), 2, "{output}");
    let name = "commands/a%2Cb%3Ac%25\\u{a}\\u{1b}]0;t\\u{7}'<ü>.md";
    assert!(output.starts_with(&format!("::error file={name},line=1,endLine=1,col=1,endColumn=1,title=")), "{output}");
    assert!(output.contains("title=missing-section::missing required section"), "{output}");
    assert!(output.contains("%0Asimilar to the required section `Error Handling`%0Ahelp: "), "{output}");
}

#[test]
fn gitlab_is_a_list_of_issues() {
    let value = json(&workspace(), &["--format=gitlab"]);
    let issues = value.as_array().unwrap();
    assert_eq!(issues.len(), 2);
    assert_eq!(issues[1]["check_name"], "missing-section");
    assert_eq!(issues[1]["severity"], "minor");
    assert_eq!(issues[0]["severity"], "major");
    assert_eq!(issues[1]["location"]["path"], "commands/z.md");
    assert_eq!(issues[1]["location"]["lines"]["begin"], 17);
    assert_ne!(issues[0]["fingerprint"], issues[1]["fingerprint"]);
    let clean = Workspace::plugin(&[]).run(&["check", "--format=gitlab"]);
    assert_eq!((clean.code, clean.stdout.as_str()), (0, "[]\n"), "{clean:?}");
}

#[test]
fn services_get_paths_and_fingerprints_that_do_not_depend_on_the_folder() {
    let workspace = Workspace::new();
    std::fs::create_dir(workspace.path(".git")).unwrap();
    workspace.write("plugins/one/.claude-plugin/plugin.json", common::MANIFEST);
    workspace.write("plugins/one/README.md", "[gone](gone.md)\n");
    let from = |folder: &str, format: &str, path: &str| {
        let mut command = workspace.command();
        command.current_dir(workspace.path(folder));
        let run = common::finish(command.args(["check", "--format", format, path]), "");
        assert_eq!(run.code, 1, "{run:?}");
        run.stdout
    };
    for format in ["sarif", "github", "gitlab", "html"] {
        let top = from(".", format, ".");
        // The HTML page shows the folder in the plugin's heading.
        let path = if format == "html" { "in plugins/one<" } else { "plugins/one/README.md" };
        assert!(top.contains(path), "{format}: {top}");
        assert_eq!(top, from("plugins/one/.claude-plugin", format, ".."), "{format}");
        assert_eq!(top, from("plugins", format, workspace.path("plugins/one").to_str().unwrap()), "{format}");
    }
    let fingerprint =
        |text: String| serde_json::from_str::<Value>(&text).unwrap()["findings"][0]["fingerprint"].clone();
    assert_eq!(fingerprint(from(".", "json", ".")), fingerprint(from("plugins/one", "json", ".")));
}

#[test]
fn junit_is_xml() {
    let output = check(&workspace(), &["--format=junit"]).stdout;
    assert!(output.contains("<testsuites name=\"plugin-gen\" tests=\"2\" failures=\"2\" errors=\"0\">"), "{output}");
    assert!(output.contains("classname=\"commands/a,b:c%\\u{a}\\u{1b}]0;t\\u{7}&apos;&lt;ü&gt;.md\""), "{output}");
    for (open, close) in [("<testcase ", "</testcase>"), ("<failure ", "</failure>"), ("<testsuite ", "</testsuite>")] {
        assert_eq!(output.matches(open).count(), output.matches(close).count(), "{output}");
    }
}

#[test]
fn the_summary_says_which_option_fixes_what() {
    let price = "---\ndescription: Price a ticket\nargument-hint: <ticket>\n---\n\nPrice $ARGUMENTS. The flat rate is $5 a month.\n";
    let workspace = Workspace::plugin(&[("commands/price.md", price)]);
    let last = |workspace: &Workspace| workspace.run(&["check"]).stdout.lines().last().unwrap().to_owned();
    assert!(last(&workspace).ends_with("; 1 fixable with --fix --unsafe-fixes"), "{}", last(&workspace));
    workspace.write("commands/a.md", "---\ndescription: Find: a\n---\n\nFind.\n");
    assert!(last(&workspace).ends_with("; 1 fixable with --fix, 1 more with --unsafe-fixes"), "{}", last(&workspace));
}

#[test]
fn statistics_count_by_rule() {
    let run = check(&workspace(), &["--statistics", "--format=concise"]);
    assert_eq!(
        run.stdout,
        "     1  error    missing-section  A skill or command lacks a required section\n     1  warning  missing-section  A skill or command lacks a required section\n"
    );
    let table = run.stdout;
    let run = check(&workspace(), &["--statistics"]);
    assert_eq!(
        run.stdout,
        format!("{table}1 error, 1 warning in 1 plugin (4 files); 1 fixable with --fix --unsafe-fixes\n")
    );
    let refused = workspace().run(&["check", "--statistics", "--format=sarif"]);
    assert_eq!(refused.code, 2, "{refused:?}");
}

#[test]
fn the_level_that_fails_a_run_is_chosen() {
    let workspace = workspace();
    let code = |arguments: &[&str]| workspace.run(&[&["check", "--profile=msp"], arguments].concat()).code;
    assert_eq!((code(&[]), code(&["--fail-on=error"]), code(&["--fail-on=never"])), (1, 1, 0));
    workspace.write("plugin-gen.yaml", "rules: {missing-section: warning, hidden-characters: off}\n");
    assert_eq!((code(&["--fail-on=error"]), code(&["--fail-on=warning"])), (0, 1));
    workspace.write("plugin-gen.yaml", "rules: {missing-section: note, hidden-characters: off}\n");
    assert_eq!((code(&[]), code(&["--fail-on=note"])), (0, 1));
}

#[test]
fn rules_are_listed_with_level_and_source_and_explained() {
    let workspace = Workspace::new();
    let run = workspace.run(&["rules"]);
    assert!(run.stdout.contains("missing-section"), "{run:?}");
    let list: Vec<Value> = serde_json::from_str(&workspace.run(&["rules", "--format=json"]).stdout).unwrap();
    assert_eq!(list.len(), plugin_gen::rules::RULES.len());
    for rule in &list {
        assert!(["note", "warning", "error"].contains(&rule["level"].as_str().unwrap()));
        assert!(!rule["source"].as_str().unwrap().is_empty(), "{rule}");
    }
    assert!(workspace.run(&["explain", "missing-section"]).stdout.starts_with("# missing-section\n"));
    let near = workspace.run(&["explain", "mising-section"]);
    assert_eq!(near.code, 2);
    assert!(near.stderr.contains("did you mean `missing-section`?"), "{near:?}");
}
