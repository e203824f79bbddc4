//! One fault at a time in a tree for each host: what the host does, and which rule of `check` finds it.
//!
//! A host refuses the plugin, drops a part of it without a word, or accepts everything. The table in
//! `docs/targets/README.md` says the same.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use camino::Utf8Path;
use plugin_gen::plugin::FileTree;
use plugin_gen::rules::{Options, check};

use crate::judge::{Judge, repository};
use crate::{codex, gemini};

/// What a host does with a faulty plugin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// A program ends with an error.
    Refuses,
    /// The program ends with code 0, and a skill or the server is missing from its lists.
    Drops,
    /// Nothing is missing.
    Accepts,
}
use Answer::{Accepts, Drops, Refuses};

/// A fault: its name, the file, the text to replace, the new text, and the rule that finds it.
struct Fault(&'static str, &'static str, &'static str, &'static str, &'static str);

/// A file of a sound tree.
type File = (&'static str, &'static str);

const SKILL: &str = "---\nname: tickets\ndescription: Finds tickets.\n---\nFind them.\n";

/// Writes a tree with a fault, and returns its folder.
fn write(judge: &Judge, folder: &str, files: &[File], fault: Option<&Fault>, name: &str) -> PathBuf {
    for (path, text) in files {
        let mut text = (*text).to_owned();
        if let Some(Fault(title, _, old, new, _)) = fault.filter(|fault| fault.1 == *path) {
            assert!(text.contains(old), "{title}: no {old} in {path}");
            text = text.replacen(old, &new.replace("LONG", &"x".repeat(1100)), 1);
        }
        judge.write(&format!("{folder}/{path}"), &text.replace("MARKET", name));
    }
    judge.path(folder)
}

/// The rules that find something in a tree.
fn rules(folder: &Path) -> Vec<&'static str> {
    let tree = FileTree::from_disk(Utf8Path::from_path(folder).unwrap());
    let found = check(&tree, &Options::default()).diagnostics;
    found.iter().map(|found| found.rule.name).collect()
}

/// Compares the rules and the host's answers with the table.
fn compare(host: &str, faults: &[(Fault, Answer)], found: &BTreeMap<usize, (Vec<&'static str>, Answer)>) {
    for (index, (fault, expected)) in faults.iter().enumerate() {
        let (rules, answer) = &found[&index];
        assert!(rules.contains(&fault.4), "{host}, {}: check finds {rules:?}, not {}", fault.0, fault.4);
        assert_eq!(answer, expected, "{host}, {}", fault.0);
    }
    let page = std::fs::read_to_string(repository().join("docs/targets/README.md")).unwrap();
    for (fault, answer) in faults {
        let answer = format!("{answer:?}").to_lowercase();
        let row = format!("| {host} | {} | {answer} | `{}` |", fault.0, fault.4);
        assert!(page.contains(&row), "docs/targets/README.md has no row\n{row}");
    }
}

const ENTRY: File = (
    ".agents/plugins/marketplace.json",
    r#"{ "name": "MARKET", "plugins": [{ "name": "desk", "source": { "source": "local", "path": "./desk" },
      "policy": { "installation": "AVAILABLE", "authentication": "ON_USE" } }] }"#,
);

const CODEX: &[File] = &[
    ENTRY,
    (
        "desk/.codex-plugin/plugin.json",
        r#"{ "name": "desk", "version": "1.0.0", "skills": "./skills/", "mcpServers": "./codex.mcp.json" }"#,
    ),
    ("desk/codex.mcp.json", r#"{ "mcpServers": { "SERVER": { "command": "npx", "args": ["-y", "desk-mcp"] } } }"#),
    ("desk/skills/tickets/SKILL.md", SKILL),
];

const PORTABLE: &[File] = &[
    ENTRY,
    (
        "desk/plugin.json",
        r#"{ "$schema": "https://agent-plugins.org/schemas/1.0.0/plugin.schema.json", "name": "desk", "author": { "name": "Desk" } }"#,
    ),
    (
        "desk/mcp.json",
        r#"{ "$schema": "https://agent-plugins.org/schemas/1.0.0/mcp.schema.json",
          "mcpServers": { "SERVER": { "type": "stdio", "command": "npx", "args": ["-y", "desk-mcp"] } } }"#,
    ),
    ("desk/skills/tickets/SKILL.md", SKILL),
];

/// What Codex says of each tree: adds it alone, and asks for its lists.
fn codex_answers(judge: &Judge, files: &[File], faults: Vec<Option<&Fault>>) -> Vec<(Vec<&'static str>, Answer)> {
    let mut answers = Vec::new();
    for (index, fault) in faults.into_iter().enumerate() {
        let market = format!("market{index}");
        let folder = write(judge, &market, files, fault, &market);
        let added = judge.run("codex", &["plugin", "marketplace", "add", folder.to_str().unwrap()]).0
            && judge.run("codex", &["plugin", "add", &format!("desk@{market}"), "--json"]).0;
        let answer = if added {
            let mut session = codex::session(judge);
            let skills = codex::loaded(&mut session, judge);
            let has_skill = skills.iter().any(|name| name == "desk:tickets");
            let has_server = codex::servers(&mut session).contains_key("SERVER");
            if has_skill && has_server { Accepts } else { Drops }
        } else {
            Refuses
        };
        judge.run("codex", &["plugin", "remove", &format!("desk@{market}")]);
        answers.push((rules(&folder), answer));
    }
    answers
}

fn judge_codex(host: &str, files: &[File], faults: &[(Fault, Answer)]) {
    let Some(judge) = Judge::new(&format!("{host} did not judge faults")) else { return };
    let variants = std::iter::once(None).chain(faults.iter().map(|(fault, _)| Some(fault)));
    let mut answers = codex_answers(&judge, files, variants.collect()).into_iter();
    assert_eq!(answers.next().unwrap(), (Vec::new(), Accepts), "a tree without faults");
    compare(host, faults, &answers.enumerate().collect());
}

#[test]
fn codex_and_check_catch_the_faults_of_its_own_format() {
    judge_codex(
        "Codex",
        CODEX,
        &[
            (Fault("a manifest that is not JSON", CODEX[1].0, "{", "", "invalid-host-manifest"), Refuses),
            (Fault("another name than the entry", CODEX[1].0, "desk", "desks", "differing-manifests"), Refuses),
            (
                Fault(
                    "a folder of skills that does not exist",
                    CODEX[1].0,
                    "./skills/",
                    "./skill/",
                    "missing-host-path",
                ),
                Drops,
            ),
            (Fault("a server without a command", CODEX[2].0, "command", "comand", "dropped-host-server"), Drops),
            (
                Fault(
                    "a skill without a description",
                    CODEX[3].0,
                    "description: Finds tickets.\n",
                    "",
                    "nonconforming-skill",
                ),
                Drops,
            ),
            (
                Fault(
                    "a placeholder of Claude Code",
                    CODEX[2].0,
                    "desk-mcp",
                    "${CLAUDE_PLUGIN_ROOT}",
                    "foreign-placeholder",
                ),
                Accepts,
            ),
        ],
    );
}

const PORTABLE_FAULTS: [Fault; 6] = [
    Fault("plugin.json is not JSON", "desk/plugin.json", ", \"author\"", ", author", "invalid-host-manifest"),
    Fault("`$schema` of another version", "desk/plugin.json", "1.0.0", "2.0.0", "invalid-host-manifest"),
    Fault(
        "`author` with another key",
        "desk/plugin.json",
        "\"Desk\"",
        "\"Desk\", \"team\": \"d\"",
        "invalid-host-manifest",
    ),
    Fault("a server without `type`", "desk/mcp.json", "\"type\": \"stdio\", ", "", "dropped-host-server"),
    Fault(
        "a description of 1,100 characters",
        "desk/skills/tickets/SKILL.md",
        "Finds tickets.",
        "LONG",
        "nonconforming-skill",
    ),
    Fault("a variable in `args`", "desk/mcp.json", "desk-mcp", "${DESK:-mcp}", "foreign-placeholder"),
];

#[test]
fn codex_and_check_catch_the_faults_of_the_portable_format() {
    let answers = [Refuses, Refuses, Refuses, Drops, Accepts, Accepts];
    let faults: Vec<(Fault, Answer)> = PORTABLE_FAULTS.into_iter().zip(answers).collect();
    judge_codex("Agent Plugins in Codex", PORTABLE, &faults);
}

#[test]
fn qwen_code_and_check_catch_the_faults_of_the_portable_format() {
    let host = "Agent Plugins in Qwen Code";
    let Some(judge) = Judge::new("Qwen Code did not judge faults") else { return };
    let answers = [Refuses, Refuses, Refuses, Drops, Drops, Accepts];
    let faults: Vec<(Fault, Answer)> = PORTABLE_FAULTS.into_iter().zip(answers).collect();
    let mut found = BTreeMap::new();
    for (index, (fault, _)) in faults.iter().enumerate() {
        let folder = write(&judge, &format!("market{index}"), PORTABLE, Some(fault), "m");
        let plugin = folder.join("desk");
        let answer = if judge.run("qwen", &["extensions", "install", plugin.to_str().unwrap(), "--consent"]).0 {
            let listed = judge.ok("qwen", &["extensions", "list"]);
            judge.ok("qwen", &["extensions", "uninstall", "desk"]);
            if listed.contains("tickets") && listed.contains("SERVER") { Accepts } else { Drops }
        } else {
            Refuses
        };
        found.insert(index, (rules(&folder), answer));
    }
    compare(host, &faults, &found);
}

const GEMINI: &[File] = &[
    (
        "gemini-extension.json",
        r#"{ "name": "desk", "version": "1.0.0", "contextFileName": "GEMINI.md",
          "mcpServers": { "SERVER": { "command": "npx", "args": ["-y", "desk-mcp"] } },
          "settings": [{ "name": "Token", "description": "Token of the API", "envVar": "DESK_TOKEN" }] }"#,
    ),
    ("GEMINI.md", "# Desk\n"),
    ("commands/desk/close.toml", "prompt = \"Close ticket {{args}}\"\n"),
    ("skills/tickets/SKILL.md", SKILL),
];

#[test]
fn gemini_and_check_catch_the_faults_of_an_extension() {
    let Some(judge) = gemini::judge("Gemini CLI did not judge faults") else { return };
    let manifest = GEMINI[0].0;
    let faults = [
        (Fault("a manifest that is not JSON", manifest, "{", "", "invalid-host-manifest"), Refuses),
        (Fault("no version", manifest, "\"version\": \"1.0.0\", ", "", "invalid-host-manifest"), Refuses),
        (Fault("a context file that does not exist", manifest, "GEMINI.md", "GEMNII.md", "missing-host-path"), Refuses),
        (Fault("a setting without `envVar`", manifest, "envVar", "env", "invalid-host-manifest"), Accepts),
        (Fault("a command without `prompt`", GEMINI[2].0, "prompt", "text", "invalid-command-toml"), Accepts),
        (Fault("a server without a command", manifest, "command", "comand", "dropped-host-server"), Accepts),
    ];
    let mut found = BTreeMap::new();
    for (index, (fault, _)) in faults.iter().enumerate() {
        let folder = write(&judge, &format!("desk{index}"), GEMINI, Some(fault), "");
        let is_valid = judge.run("gemini", &["extensions", "validate", folder.to_str().unwrap()]).0;
        found.insert(index, (rules(&folder), if is_valid { Accepts } else { Refuses }));
    }
    compare("Gemini CLI", &faults, &found);
}

const BUNDLE: &[File] = &[
    (
        "manifest.json",
        r#"{ "manifest_version": "0.3", "name": "desk", "version": "1.0.0", "description": "Desk", "author": { "name": "Desk" },
          "server": { "type": "node", "entry_point": "server.js",
            "mcp_config": { "command": "node", "env": { "DESK_TOKEN": "${user_config.token}" } } },
          "user_config": { "token": { "type": "string", "title": "Token", "description": "Token of the API" } } }"#,
    ),
    ("server.js", "// server\n"),
];

#[test]
fn mcpb_and_check_catch_the_faults_of_a_bundle() {
    let Some(judge) = Judge::new("mcpb did not judge faults") else { return };
    let manifest = BUNDLE[0].0;
    let faults = [
        (Fault("a manifest that is not JSON", manifest, "\"name\"", "name", "invalid-host-manifest"), Refuses),
        (Fault("no description", manifest, "\"description\": \"Desk\", ", "", "invalid-host-manifest"), Refuses),
        (
            Fault(
                "an unknown field",
                manifest,
                "\"author\"",
                "\"homePage\": \"x\", \"author\"",
                "invalid-host-manifest",
            ),
            Refuses,
        ),
        (Fault("an entry point that does not exist", manifest, "server.js", "serve.js", "incomplete-bundle"), Accepts),
        (Fault("an option that nobody declares", manifest, "{ \"token\"", "{ \"key\"", "incomplete-bundle"), Accepts),
    ];
    let mut found = BTreeMap::new();
    for (index, (fault, _)) in faults.iter().enumerate() {
        let folder = write(&judge, &format!("desk{index}"), BUNDLE, Some(fault), "");
        let is_valid = judge.run("mcpb", &["validate", folder.join(manifest).to_str().unwrap()]).0;
        found.insert(index, (rules(&folder), if is_valid { Accepts } else { Refuses }));
    }
    compare("Claude Desktop (`mcpb validate`)", &faults, &found);
}
