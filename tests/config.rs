//! The effects of `plugin-gen.yaml` and of allow comments on a run.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

mod common;

use common::Workspace;
use plugin_gen::config::Settings;
use plugin_gen::diag::{Diagnostic, Severity};
use plugin_gen::plugin::DocumentKind;
use plugin_gen::rules::invalid_config::read;
use plugin_gen::source::SourceFile;

const EMPTY: &str = "---\nname: a title\ndescription: d\narguments: []\n---\n\ntext\n";

/// `path:line:column: level[rule]: headline` of every finding.
fn lines(workspace: &Workspace, arguments: &[&str]) -> Vec<String> {
    let run = workspace.run(&[&["check", "--format=concise"], arguments].concat());
    assert!(run.code < 2, "{run:?}");
    run.stdout.lines().map(ToOwned::to_owned).collect()
}

fn count(workspace: &Workspace, words: &str) -> usize {
    lines(workspace, &[]).iter().filter(|line| line.contains(words)).count()
}

fn with_config(config: &str) -> Workspace {
    let workspace = Workspace::plugin(&[("commands/a.md", EMPTY), ("commands/old/b.md", EMPTY)]);
    workspace.write("plugin-gen.yaml", config);
    workspace
}

#[test]
fn the_profile_comes_from_the_configuration_and_the_command_line_wins() {
    let workspace = with_config("profile: msp\n");
    assert_eq!(count(&workspace, "missing-section"), 12);
    let missing = |arguments: &[&str]| {
        lines(&workspace, arguments).iter().filter(|line| line.contains("missing-section")).count()
    };
    assert_eq!(missing(&["--profile=recommended"]), 0);
    assert_eq!(missing(&["--no-config"]), 0);
    assert_eq!(missing(&["--config=plugin-gen.yaml", "commands/a.md"]), 6);
}

#[test]
fn levels_and_overrides_by_path() {
    let workspace = with_config("rules: {missing-section: warning}\n");
    assert_eq!(count(&workspace, "warning[missing-section]"), 12);
    let workspace = with_config(
        "profile: msp\noverrides:\n- {paths: [old], rules: {missing-section: off}}\n- {paths: ['*.md'], rules: {}}\n",
    );
    assert_eq!(count(&workspace, "commands/a.md"), 6);
    assert_eq!(count(&workspace, "old/b.md:1:1: error[missing-section]"), 0);
    let workspace = with_config("overrides: [{paths: [/commands/old/], rules: {missing-section: note}}]\n");
    assert_eq!(count(&workspace, "note[missing-section]"), 6);
    assert_eq!(count(&workspace, "commands/a.md"), 0);
}

#[test]
fn the_group_agent_skills_is_added_to_a_profile() {
    let skill =
        "---\nname: Tickets\ndescription: Works with tickets.\nargument-hint: <id>\n---\n\n# Tickets\n\nText.\n";
    let workspace = Workspace::plugin(&[("skills/tickets/SKILL.md", skill)]);
    assert_eq!(count(&workspace, "agent-skill-"), 0);
    workspace.write("plugin-gen.yaml", "rules: {agent-skills: warning}\n");
    assert_eq!(count(&workspace, "warning[agent-skill-name]"), 1);
    assert_eq!(count(&workspace, "warning[agent-skill-field]"), 1);
    // A rule of the group keeps a level of its own.
    workspace.write("plugin-gen.yaml", "rules: {agent-skill-field: off, agent-skills: warning}\n");
    assert_eq!(count(&workspace, "agent-skill-field"), 0);
    workspace.write("plugin-gen.yaml", "profile: agent-skills\nrules: {agent-skills: off}\n");
    assert_eq!(count(&workspace, "agent-skill-"), 0);
}

#[test]
fn of_overrides_that_match_one_path_the_last_counts() {
    let either = |first: &str, second: &str| {
        with_config(&format!(
            "profile: msp\noverrides:\n- {{paths: ['*.md'], rules: {{missing-section: {first}}}}}\n\
             - {{paths: [old/], rules: {{missing-section: {second}}}}}\n"
        ))
    };
    let workspace = either("note", "warning");
    assert_eq!(count(&workspace, "commands/a.md:1:1: note[missing-section]"), 6);
    assert_eq!(count(&workspace, "commands/old/b.md:1:1: warning[missing-section]"), 6);
    let workspace = either("note", "off");
    assert_eq!((count(&workspace, "missing-section"), count(&workspace, "commands/a.md")), (6, 6));
}

#[test]
fn the_plugins_own_tools_stay_known_beside_another_description() {
    let root = env!("CARGO_MANIFEST_DIR");
    let vendor = std::fs::read_to_string(format!("{root}/spec/ninjaone/api.yaml")).unwrap();
    let workspace = Workspace::plugin(&[]);
    workspace.write("vendor.yaml", &vendor);
    let run = workspace.run(&["check", &format!("{root}/dist/ninjaone/ninjaone"), "--openapi", "vendor.yaml"]);
    assert!(run.stdout.contains("\n0 errors, 0 warnings in 1 plugin") || run.stdout.starts_with("0 errors"), "{run:?}");
}

#[test]
fn required_sections_of_the_house() {
    let workspace = with_config("sections: {command: [Usage, See Also]}\n");
    assert_eq!(count(&workspace, "missing required section `Usage`"), 2);
    assert_eq!(count(&workspace, "missing-section"), 4);
}

#[test]
fn excluded_paths_are_left_out_unless_they_are_named() {
    let workspace = with_config("profile: msp\nexclude: [old/]\n");
    assert_eq!(count(&workspace, "missing-section"), 6);
    assert_eq!(lines(&workspace, &["commands/old/b.md"]).len(), 6);
    assert_eq!(lines(&workspace, &["commands/old/b.md", "--force-exclude"]), Vec::<String>::new());
}

#[test]
fn a_configuration_above_the_target_counts_with_its_own_paths() {
    let workspace = Workspace::new();
    workspace.write("plugins/one/.claude-plugin/plugin.json", common::MANIFEST);
    workspace.write("plugins/one/commands/a.md", EMPTY);
    workspace.write(
        "plugin-gen.yaml",
        "profile: msp\nallow:\n- {rule: missing-section, paths: [plugins/one/commands/a.md], reason: r}\n\
         - {rule: missing-section, paths: [elsewhere], reason: r}\n",
    );
    assert_eq!(lines(&workspace, &["plugins/one"]), Vec::<String>::new());
    let whole = lines(&workspace, &[]);
    assert_eq!(whole.len(), 1, "{whole:?}");
    assert!(whole[0].starts_with("plugin-gen.yaml:4:10: warning[unused-allow]"), "{whole:?}");
}

#[test]
fn a_mistake_in_the_configuration_fails_the_run() {
    let workspace = with_config("rules: {missing-secton: off}\n");
    let run = workspace.run(&["check"]);
    assert_eq!(run.code, 2);
    assert!(run.stdout.contains("did you mean `missing-section`?"), "{run:?}");
    assert_eq!(with_config("").run(&["check"]).code, 0);
}

#[test]
fn an_allow_covers_the_line_the_block_or_the_file() {
    // `missing-section` points to a heading that is similar to the section's name.
    let page = |before: &str, heading: &str| {
        let body = "## Prerequisites\na\n## Steps\na\n## Parameters\na\n## Examples\na\n## Output\na\n";
        format!("---\ndescription: d\n---\n{before}\n{heading}\na\n{body}")
    };
    let allow = "<!-- plugin-gen: allow(missing-section) known -->";
    let near = "## Errors Handling";
    let cases = [
        (page("", near), 1),
        (page(allow, near), 0),
        (page(&format!("{allow}\n\ntext"), near), 2),
        (page("", &format!("{near} {allow}")), 0),
        (page("<!-- plugin-gen: allow-file(missing-section, unused-allow) known -->", near), 0),
        (page(&format!("```\n{allow}\n```"), near), 1),
    ];
    for (text, expected) in cases {
        let workspace = Workspace::plugin(&[("commands/a.md", &text)]);
        let found = lines(&workspace, &["--profile=msp"]);
        let found: Vec<_> = found.iter().filter(|line| line.contains("missing-section")).collect();
        assert_eq!(found.len(), expected, "{text}\n{found:#?}");
    }
}

/// The settings and the problems of a configuration.
fn settings(config: &str) -> (Settings, Vec<Diagnostic>) {
    read("".into(), &SourceFile::new("plugin-gen.yaml", config))
}

#[test]
fn each_kind_of_component_has_its_own_sections_and_fields() {
    let (settings, problems) = settings(
        "sections: {skill: [S], command: [C], agent: [A]}\nfrontmatter: {skill: [s], command: [c], agent: [a]}\n",
    );
    assert!(problems.is_empty(), "{problems:?}");
    let of = |kind| (settings.sections(kind).unwrap_or_default().concat(), settings.frontmatter_fields(kind).concat());
    assert_eq!(of(DocumentKind::Skill), ("S".to_owned(), "s".to_owned()));
    assert_eq!(of(DocumentKind::Command), ("C".to_owned(), "c".to_owned()));
    assert_eq!(of(DocumentKind::Agent), ("A".to_owned(), "a".to_owned()));
    assert_eq!(of(DocumentKind::Readme), (String::new(), String::new()));
}

#[test]
fn a_key_with_an_invalid_value_is_reported_and_the_others_apply() {
    let (settings, problems) = settings("profile: nonsense\nbaseline: known.json\nrules: {broken-link: note}\n");
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!((settings.profile, settings.baseline), (None, Some("known.json".into())));
    assert_eq!(settings.levels["broken-link"], Some(Severity::Note));
}

#[test]
fn a_configuration_is_a_mapping_or_empty() {
    for empty in ["", " \n", "# nothing\n", "{}\n"] {
        assert!(settings(empty).1.is_empty(), "{empty:?}");
    }
    for other in ["text\n", "[]\n"] {
        assert_eq!(settings(other).1.len(), 1, "{other:?}");
    }
}
