//! The ten criteria on the committed tree: all are met, and each fails if what it requires is broken.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use camino::{Utf8Path, Utf8PathBuf};
use plugin_gen::acceptance::{Evidence, Verdict, judge};
use plugin_gen::diag::Profile;
use plugin_gen::openapi::Description;
use plugin_gen::plugin::{FileTree, Marketplace, Plugin};
use plugin_gen::rules::api::Descriptions;
use plugin_gen::rules::tools::ToolCatalog;
use plugin_gen::rules::{Options, check};
use plugin_gen::source::SourceFile;
use plugin_gen::spec::{PluginSource, Project, load};

type Files = BTreeMap<Utf8PathBuf, Vec<u8>>;

fn root() -> &'static Utf8Path {
    Utf8Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn committed() -> Files {
    fn collect(folder: &Utf8Path, files: &mut Files) {
        for entry in folder.read_dir_utf8().unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                collect(entry.path(), files);
            } else {
                let path = entry.path().strip_prefix(root().join("dist")).unwrap().to_owned();
                files.insert(path, std::fs::read(entry.path()).unwrap());
            }
        }
    }
    let mut files = Files::new();
    collect(&root().join("dist"), &mut files);
    files
}

/// The specs and the API description of each plugin, read once for all tests.
fn specs() -> &'static (Project, Vec<Arc<Description>>) {
    static SPECS: OnceLock<(Project, Vec<Arc<Description>>)> = OnceLock::new();
    SPECS.get_or_init(|| {
        let project = load(&root().join("spec"), None).unwrap().unwrap();
        let read = |source: &PluginSource| {
            let path = source.folder.join(&source.plugin.spec.api.as_ref().unwrap().value);
            Arc::new(Description::load(&SourceFile::new(&path, std::fs::read_to_string(&path).unwrap())).unwrap())
        };
        let apis = project.plugins.iter().map(read).collect();
        (project, apis)
    })
}

/// The verdicts on the first plugin.
fn verdicts(files: Files) -> Vec<Verdict> {
    verdicts_on(0, files)
}

fn verdicts_on(plugin: usize, files: Files) -> Vec<Verdict> {
    let (project, apis) = specs();
    let (source, api) = (&project.plugins[plugin], &apis[plugin]);
    let tree = FileTree::from_memory(files);
    let name = source.plugin.spec.name.value.clone();
    let mut descriptions = Descriptions::default();
    descriptions.tools_by_plugin.insert(name.clone(), Arc::new(ToolCatalog::of_specs(source.server.as_ref().unwrap())));
    descriptions.by_plugin.insert(name, Arc::clone(api));
    let options = Options { profile: Profile::Msp, descriptions, ..Options::default() };
    let findings = check(&tree, &options).diagnostics;
    let plugin = Plugin::load(&tree, source.path());
    let marketplace = Marketplace::load(&tree, Utf8Path::new(""));
    judge(&Evidence {
        acceptance: &source.acceptance.as_ref().unwrap().spec,
        spec: &source.plugin.spec,
        plugin: &plugin,
        marketplace: marketplace.as_ref(),
        api,
        tools: options.descriptions.tools_of(&source.plugin.spec.name.value),
        findings: &findings,
    })
}

#[test]
fn every_criterion_is_met() {
    for (at, source) in specs().0.plugins.iter().enumerate() {
        let verdicts = verdicts_on(at, committed());
        assert_eq!(verdicts.len(), 10);
        for verdict in verdicts {
            let plugin = &source.plugin.spec.name;
            assert!(verdict.is_met(), "{plugin} {}. {}: {:?}", verdict.number, verdict.text, verdict.missing);
        }
    }
}

/// Breaks one file, and expects this criterion to fail for a reason that contains these words.
fn breaks(number: i64, file: &str, from: &str, to: &str, why: &str) {
    let mut files = committed();
    let path = Utf8Path::new("halopsa/halopsa").join(file);
    let path = if files.contains_key(&path) { path } else { file.into() };
    let text = String::from_utf8(files[&path].clone()).unwrap();
    assert!(text.contains(from), "{file} does not contain {from:?}");
    files.insert(path, text.replacen(from, to, 1).into_bytes());
    failed(number, files, why);
}

fn failed(number: i64, files: Files, why: &str) {
    let verdicts = verdicts(files);
    let verdict = verdicts.iter().find(|verdict| verdict.number == number).unwrap();
    assert!(verdict.missing.iter().any(|missing| missing.contains(why)), "{number}: {:?}", verdict.missing);
}

fn without(path: &str) -> Files {
    let mut files = committed();
    assert!(files.remove(Utf8Path::new(path)).is_some());
    files
}

#[test]
fn criterion_1_fails_without_a_skill_a_trigger_or_its_words() {
    failed(1, without("halopsa/halopsa/skills/sites/SKILL.md"), "skills/sites/SKILL.md does not exist");
    breaks(1, "skills/sites/SKILL.md", "  - halo site\n", "", "`triggers` does not list `halo site`");
    breaks(
        1,
        "skills/tickets/SKILL.md",
        "Halo ticket or",
        "ticket or",
        "neither `description` nor `when_to_use` contains `halo ticket`",
    );
}

#[test]
fn criterion_2_fails_without_a_command_a_name_or_an_argument() {
    failed(2, without("halopsa/halopsa/commands/get-contract.md"), "commands/get-contract.md does not exist");
    breaks(2, "commands/create-ticket.md", "name: create-ticket", "name: ticket", "expected `name: create-ticket`");
    breaks(2, "commands/create-ticket.md", "  - name: priority", "  - name: prio", "missing argument `priority`");
    breaks(
        2,
        "commands/lookup-client.md",
        "required: true",
        "required: false",
        "expected `required: true` for `query`",
    );
}

#[test]
fn criterion_3_fails_without_a_section_its_order_its_content_or_a_topic() {
    breaks(3, "skills/assets/SKILL.md", "## Workflows", "## Common Workflows", "missing section `Workflows`");
    breaks(3, "skills/assets/SKILL.md", "## Overview", "```text\n## Overview\n```", "missing section `Overview`");
    breaks(3, "skills/tickets/SKILL.md", "### Custom fields", "### Fields", "missing heading `Custom fields`");
}

#[test]
fn criterion_4_fails_without_a_section_an_example_or_an_output_item() {
    breaks(4, "commands/search-assets.md", "## Output", "## Result", "missing section `Output`");
    breaks(4, "commands/search-assets.md", "/search-assets \"DC01\"", "/search-assets \"DC02\"", "missing example");
    breaks(4, "commands/get-contract.md", "| Renewal date |", "| Renewal |", "missing table row `Renewal date`");
}

#[test]
fn criterion_5_fails_without_a_step_of_the_flow() {
    breaks(
        5,
        "skills/api-patterns/SKILL.md",
        "POST /auth/token?tenant",
        "POST /auth/tokens?tenant",
        "missing request `POST /auth/token`",
    );
    breaks(5, "skills/api-patterns/SKILL.md", "### Token expiry and refresh", "### Expiry", "missing heading");
}

#[test]
fn criterion_6_fails_when_the_manifest_and_the_folders_differ() {
    breaks(6, ".claude-plugin/plugin.json", "\"./skills/sites\",", "", "does not list ./skills/sites");
    breaks(
        6,
        ".claude-plugin/plugin.json",
        "\"./skills/sites\"",
        "\"./skills/places\"",
        "lists ./skills/places, which does not exist",
    );
    failed(
        6,
        without("halopsa/halopsa/commands/get-contract.md"),
        "lists ./commands/get-contract.md, which does not exist",
    );
}

#[test]
fn criterion_7_fails_without_the_server_its_version_or_a_reference() {
    breaks(7, ".mcp.json", "\"halopsa\": {", "\"halo\": {", "missing server `halopsa`");
    breaks(7, ".mcp.json", "halopsa-mcp@", "halopsa-mcp-", "starts neither");
    breaks(7, ".mcp.json", "${HALOPSA_TENANT:-", "acme-", "does not pass HALOPSA_TENANT by reference");
}

#[test]
fn criterion_8_fails_on_a_credential_in_any_file() {
    // Joined here, so that no scanner takes this file for a leak.
    let secret = ["q7Rz2mVx", "K9pLw4Tn", "B6sYd3Hc"].concat();
    let leaked = format!("client_secret={secret}&scope=all");
    breaks(8, "skills/api-patterns/SKILL.md", "client_secret={client_secret}&scope=all", &leaked, "SKILL.md:");
    breaks(8, ".mcp.json", "${HALOPSA_CLIENT_SECRET:-${user_config.client_secret}}", &secret, ".mcp.json:");
}

#[test]
fn criterion_9_fails_on_a_path_that_the_api_does_not_have() {
    breaks(9, "skills/contracts/SKILL.md", "GET /api/ClientContract", "GET /api/Contract", "no path `/Contract`");
}

#[test]
fn criterion_10_fails_without_the_entry_or_with_a_source_that_leads_elsewhere() {
    breaks(
        10,
        ".claude-plugin/marketplace.json",
        "\"name\": \"halopsa\"",
        "\"name\": \"halo\"",
        "0 entries named `halopsa`",
    );
    breaks(
        10,
        ".claude-plugin/marketplace.json",
        "./halopsa/halopsa",
        "./halopsa",
        "does not point to halopsa/halopsa",
    );
}
