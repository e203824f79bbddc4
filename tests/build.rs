//! `build` as a user runs it: the committed tree, what it rejects, what it keeps, and an edited marketplace.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Runs the program in a folder, and returns its exit code and everything that it printed.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_plugin-gen"))
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env_remove("CLICOLOR_FORCE")
        .output()
        .unwrap();
    (status.code().unwrap(), String::from_utf8_lossy(&stdout).into_owned() + &String::from_utf8_lossy(&stderr))
}

/// A scratch copy of the project's specs.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&Path::new(ROOT).join("spec"), &folder.path().join("spec"));
    fs::write(folder.path().join("plugin-gen.yaml"), "profile: msp\n").unwrap();
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    fn collect(folder: &Path, root: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                collect(&entry.path(), root, found);
            } else {
                let path = entry.path().strip_prefix(root).unwrap().to_owned();
                found.insert(path, fs::read(entry.path()).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    collect(folder, folder, &mut found);
    found
}

fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{} does not contain {from:?}", path.display());
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn the_committed_tree_is_what_the_specs_give() {
    let project = project();
    let (code, printed) = run(project.path(), &["build"]);
    assert_eq!(code, 0, "{printed}");
    let (built, committed) = (files(&project.path().join("dist")), files(&Path::new(ROOT).join("dist")));
    let names = |files: &BTreeMap<PathBuf, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&built), names(&committed), "run `plugin-gen build` and commit dist/");
    for (path, bytes) in &built {
        assert_eq!(String::from_utf8_lossy(bytes), String::from_utf8_lossy(&committed[path]), "{}", path.display());
    }
    let (code, printed) = run(project.path(), &["build"]);
    assert_eq!(code, 0);
    assert!(printed.contains("0 written"), "{printed}");
}

#[test]
fn a_stale_tree_fails_the_gate_with_the_difference() {
    let project = project();
    run(project.path(), &["build"]);
    assert_eq!(run(project.path(), &["build", "--check"]), (0, String::new()));
    edit(&project.path().join("spec/halopsa/commands/get-contract.yaml"), "title: ", "title: New ");
    let before = files(&project.path().join("dist"));
    let (code, printed) = run(project.path(), &["build", "--check"]);
    assert_eq!(code, 1);
    assert!(printed.contains("\n+# New "), "{printed}");
    assert!(printed.contains(" generated files are out of date"), "{printed}");
    let (code, shown) = run(project.path(), &["build", "--diff"]);
    assert_eq!(code, 0);
    assert!(shown.contains("--- a/halopsa/halopsa/commands/get-contract.md"), "{shown}");
    assert_eq!(files(&project.path().join("dist")), before, "neither wrote anything");
}

#[test]
fn every_mistake_in_the_specs_is_told_and_nothing_is_written() {
    let project = project();
    let spec = project.path().join("spec/halopsa");
    edit(&spec.join("skills/tickets.yaml"), "{skill: clients,", "{skill: client,");
    edit(&spec.join("commands/create-ticket.yaml"), "kind: positional", "kind: positionel");
    let (code, printed) = run(project.path(), &["build"]);
    assert_eq!(code, 1, "{printed}");
    assert!(printed.contains("the plugin has no skill `client`"), "{printed}");
    assert!(printed.contains("expected one of positional, option, flag, found `positionel`"), "{printed}");
    assert!(!project.path().join("dist").exists());
}

#[test]
fn an_unknown_field_stops_the_build_until_the_configuration_allows_it() {
    let project = project();
    edit(&project.path().join("spec/halopsa/plugin.yaml"), "license:", "licence:");
    let (code, printed) = run(project.path(), &["build"]);
    assert!(code == 1 && printed.contains("did you mean `license`?"), "{printed}");
    assert!(printed.contains("generated from spec/halopsa/plugin.yaml"), "{printed}");
    fs::write(project.path().join("plugin-gen.yaml"), "profile: msp\nrules: {unknown-field: off}\n").unwrap();
    let (code, printed) = run(project.path(), &["build"]);
    assert_eq!(code, 0, "{printed}");
}

#[test]
fn an_edit_by_hand_is_noticed_and_force_overwrites_it() {
    let project = project();
    run(project.path(), &["build"]);
    let file = project.path().join("dist/halopsa/halopsa/skills/sites/SKILL.md");
    let built = fs::read(&file).unwrap();
    edit(&file, "# HaloPSA Sites", "# My Sites");
    let (code, printed) = run(project.path(), &["build"]);
    assert!(code == 2 && printed.contains("-# My Sites") && printed.contains("--force"), "{printed}");
    assert_ne!(fs::read(&file).unwrap(), built);
    assert_eq!(run(project.path(), &["build", "--force"]).0, 0);
    assert_eq!(fs::read(&file).unwrap(), built);
    fs::remove_file(project.path().join("spec/halopsa/README.yaml")).unwrap();
    let (code, printed) = run(project.path(), &["build"]);
    assert!(code == 0 && printed.contains("1 removed"), "{printed}");
}

#[test]
fn builds_at_once_never_lose_an_entry() {
    let project = tempfile::tempdir().unwrap();
    let market = project.path().join("m/.claude-plugin/marketplace.json");
    fs::create_dir_all(market.parent().unwrap()).unwrap();
    fs::write(&market, "{\"name\": \"m\", \"owner\": {\"name\": \"O\"}, \"plugins\": []}").unwrap();
    let builds: Vec<_> = (0..8)
        .map(|number| {
            let spec = project.path().join(format!("spec{number}"));
            fs::create_dir_all(spec.join("p/skills")).unwrap();
            fs::write(spec.join("p/plugin.yaml"), format!("name: p{number}\npath: p{number}\n")).unwrap();
            fs::write(spec.join("p/skills/s.md"), "---\nname: s\ndescription: Does it.\n---\n# S\n").unwrap();
            Command::new(env!("CARGO_BIN_EXE_plugin-gen"))
                .args(["build", "--marketplace", "m/.claude-plugin/marketplace.json", "--spec"])
                .arg(format!("spec{number}"))
                .current_dir(project.path())
                .stdout(Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    for mut build in builds {
        assert!(build.wait().unwrap().success());
    }
    let written = fs::read_to_string(&market).unwrap();
    (0..8).for_each(|number| assert!(written.contains(&format!("\"./p{number}\"")), "{written}"));
}

#[test]
fn an_entry_that_someone_else_wrote_is_kept() {
    let project = project();
    let market = project.path().join("m/.claude-plugin/marketplace.json");
    fs::create_dir_all(market.parent().unwrap()).unwrap();
    let text = "{\"name\": \"m\", \"plugins\": [{\"name\": \"halopsa\", \"source\": \"./theirs\"}]}";
    fs::write(&market, text).unwrap();
    let (code, printed) = run(project.path(), &["build", "--marketplace", "m/.claude-plugin/marketplace.json"]);
    assert!(code == 2 && printed.contains("already has an entry `halopsa`"), "{printed}");
    assert_eq!(fs::read_to_string(&market).unwrap(), text);
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_symbolic_link() {
    for link in ["dist/halopsa", "dist/.claude-plugin/marketplace.json", "dist/halopsa/halopsa/README.md"] {
        let project = project();
        let link = project.path().join(link);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        fs::create_dir(project.path().join("elsewhere")).unwrap();
        std::os::unix::fs::symlink(project.path().join("elsewhere"), &link).unwrap();
        let (code, printed) = run(project.path(), &["build"]);
        assert!(code == 2 && printed.contains("is a symbolic link"), "{printed}");
        assert_eq!(fs::read_dir(project.path().join("elsewhere")).unwrap().count(), 0);
    }
}

#[test]
fn names_that_the_api_does_not_have_stop_the_build() {
    let project = project();
    let skill = project.path().join("spec/halopsa/skills/tickets.yaml");
    edit(&skill, "      - summary\n", "      - sumary\n");
    edit(&skill, "operation: POST /Actions", "operation: POST /Action");
    let (code, printed) = run(project.path(), &["build"]);
    assert_eq!(code, 1, "{printed}");
    assert!(
        printed.contains("the schema Ticket has no field `sumary`") && printed.contains("did you mean `summary`?"),
        "{printed}"
    );
    assert!(
        printed.contains("has no operation `POST /Action`") && printed.contains("did you mean `POST /Actions`?"),
        "{printed}"
    );
}

#[test]
fn a_tool_that_the_server_does_not_have_stops_the_build_once() {
    let project = project();
    let command = project.path().join("spec/halopsa/commands/create-ticket.yaml");
    edit(
        &command,
        "tools: [halopsa_search_sites, halopsa_get_site]",
        "tools: [halopsa_search_sites, halopsa_get_sites]",
    );
    let (code, printed) = run(project.path(), &["build"]);
    assert_eq!(code, 1, "{printed}");
    assert_eq!(printed.matches("`halopsa_get_sites`").count(), 1, "{printed}");
    assert!(printed.contains("did you mean `halopsa_get_site`?"), "{printed}");
}

#[test]
fn a_tree_that_fails_its_own_check_is_not_written() {
    let project = project();
    let templates = project.path().join("templates");
    fs::create_dir(&templates).unwrap();
    let template = fs::read_to_string(Path::new(ROOT).join("templates/page.md.j2")).unwrap();
    let changed = template.replace("{{ section.heading }}", "{{ section.heading | replace('Best', 'Good') }}");
    fs::write(templates.join("page.md.j2"), changed).unwrap();
    let (code, printed) = run(project.path(), &["build"]);
    assert_eq!(code, 1, "{printed}");
    assert!(printed.contains("missing required section `Best Practices`"), "{printed}");
    assert!(printed.contains("generated from spec/halopsa/skills/tickets.yaml; edit that file instead"), "{printed}");
    assert!(!project.path().join("dist").exists());
}

#[test]
fn two_plugins_never_write_one_file_and_none_leaves_the_output() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("spec/a/plugin.yaml", "name: a\npath: same\n");
    write("spec/b/plugin.yaml", "name: b\npath: same\n");
    let (code, printed) = run(folder.path(), &["build"]);
    assert!(code == 1 && printed.contains("`same/.claude-plugin/plugin.json` is written by two specs"), "{printed}");
    for outside in ["../x", "/x", "a/../../x", "''"] {
        write("spec/b/plugin.yaml", &format!("name: b\npath: {outside}\n"));
        let (code, printed) = run(folder.path(), &["build"]);
        assert!(code == 1 && printed.contains("is not a folder below the marketplace's root"), "{printed}");
    }
}

#[test]
fn the_plugin_table_of_a_generated_readme_is_current() {
    let project = project();
    fs::create_dir_all(project.path().join("spec/files")).unwrap();
    fs::write(project.path().join("spec/files/README.md"), "<!-- plugin-gen: plugins -->\n<!-- plugin-gen: end -->\n")
        .unwrap();
    let (code, printed) = run(project.path(), &["build"]);
    assert_eq!(code, 0, "{printed}");
    assert!(fs::read_to_string(project.path().join("dist/README.md")).unwrap().contains("| halopsa |"));
    assert_eq!(run(project.path(), &["build", "--check"]), (0, String::new()));
}

#[test]
fn files_of_others_are_left_alone() {
    let project = project();
    let foreign = project.path().join("dist/halopsa/halopsa/README.md");
    fs::create_dir_all(foreign.parent().unwrap()).unwrap();
    fs::write(&foreign, "mine").unwrap();
    let (code, printed) = run(project.path(), &["build"]);
    assert_eq!(code, 2, "{printed}");
    assert!(printed.contains("not generated by plugin-gen") && printed.contains("README.md"), "{printed}");
    assert_eq!(files(&project.path().join("dist")).len(), 1);
    fs::rename(&foreign, foreign.with_file_name("NOTES.md")).unwrap();
    assert_eq!(run(project.path(), &["build"]).0, 0);
    assert_eq!(fs::read(foreign.with_file_name("NOTES.md")).unwrap(), b"mine");
}

#[test]
fn what_is_no_longer_generated_is_pruned_and_nothing_else() {
    let project = project();
    run(project.path(), &["build"]);
    let dist = project.path().join("dist");
    fs::write(dist.join("halopsa/halopsa/commands/own.txt"), "mine").unwrap();
    let record = dist.join(".plugin-gen.json");
    edit(
        &record,
        "\"halopsa/halopsa/commands/get-contract.md\":",
        "\"halopsa/halopsa/old/gone.md\": \"3317243cb7f2b12cc7b80b4f75a41056f4d11d5698e43926c52e2c5be864076b\",\n      \"halopsa/halopsa/commands/get-contract.md\":",
    );
    fs::create_dir(dist.join("halopsa/halopsa/old")).unwrap();
    fs::write(dist.join("halopsa/halopsa/old/gone.md"), "generated before").unwrap();
    assert_eq!(run(project.path(), &["build"]).0, 0);
    assert!(!dist.join("halopsa/halopsa/old").exists(), "the file and its empty folder are gone");
    assert!(dist.join("halopsa/halopsa/commands/own.txt").exists());
}

#[test]
fn an_entry_is_put_into_a_marketplace_elsewhere_and_every_other_byte_stays() {
    let project = project();
    let market = project.path().join("market");
    fs::create_dir_all(market.join(".claude-plugin")).unwrap();
    let file = market.join(".claude-plugin/marketplace.json");
    let before = "{\n\t\"name\": \"m\",\n\t\"owner\": {\"name\": \"O\"},\n\t\"plugins\": [\n\t\t{\n\t\t\t\"name\": \"a\", \"source\": \"./a\",   \"x\": 1.50\n\t\t}\n\t]\n}\n";
    fs::write(&file, before).unwrap();
    let arguments = ["build", "--marketplace", "market/.claude-plugin/marketplace.json", "--out", "market/plugins"];
    let (code, printed) = run(project.path(), &arguments);
    assert_eq!(code, 0, "{printed}");
    let after = fs::read_to_string(&file).unwrap();
    let same = before.bytes().zip(after.bytes()).take_while(|(old, new)| old == new).count();
    assert!(after.ends_with(&before[same..]), "more than an insertion:\n{after}");
    assert!(after.contains("\"source\": \"./plugins/halopsa/halopsa\""), "{after}");
    assert!(market.join("plugins/halopsa/halopsa/.claude-plugin/plugin.json").exists());
    let (code, printed) = run(project.path(), &arguments);
    assert_eq!((code, fs::read_to_string(&file).unwrap()), (0, after), "{printed}");
    let outside = ["build", "--marketplace", "market/.claude-plugin/marketplace.json", "--out", "elsewhere"];
    let (code, printed) = run(project.path(), &outside);
    assert!(code == 2 && printed.contains("may not leave its marketplace"), "{printed}");
}

#[test]
fn bad_input_of_any_kind_is_a_message() {
    let project = project();
    let (code, printed) = run(project.path(), &["build", "--spec", "nowhere"]);
    assert!(code == 2 && printed.contains("no folder nowhere"), "{printed}");
    let (code, printed) = run(project.path(), &["build", "--plugin", "autotask"]);
    assert!(code == 2 && printed.contains("has no plugin `autotask`"), "{printed}");
    fs::create_dir_all(project.path().join("dist")).unwrap();
    fs::write(project.path().join("dist/.plugin-gen.json"), "{ half").unwrap();
    let (code, printed) = run(project.path(), &["build"]);
    assert!(code == 2 && printed.contains(".plugin-gen.json is damaged"), "{printed}");
    let skill = project.path().join("spec/halopsa/skills/tickets.yaml");
    for bytes in [&b""[..], &b"\xff\xfe\x00"[..], &b"- [\n"[..], "a: &a [*a]".as_bytes(), "[".repeat(9000).as_bytes()] {
        fs::write(&skill, bytes).unwrap();
        let (code, printed) = run(project.path(), &["build"]);
        assert!(code == 1 && printed.contains("tickets.yaml"), "{code} {printed}");
    }
}

#[test]
fn a_bundled_server_is_started_from_inside_the_plugin() {
    let project = project();
    fs::write(project.path().join("server"), b"\x7fELF not really").unwrap();
    let (code, printed) = run(project.path(), &["build", "--plugin", "halopsa", "--bundle", "server"]);
    assert_eq!(code, 0, "{printed}");
    let plugin = project.path().join("dist/halopsa/halopsa");
    let mcp = fs::read_to_string(plugin.join(".mcp.json")).unwrap();
    assert!(mcp.contains("\"command\": \"${CLAUDE_PLUGIN_ROOT}/bin/halopsa-mcp\"") && !mcp.contains("npx"), "{mcp}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(plugin.join("bin/halopsa-mcp")).unwrap().permissions().mode();
        assert_eq!(mode & 0o111, 0o111);
    }
}

#[test]
fn the_text_that_is_always_in_context_is_short() {
    let plugin = Path::new(ROOT).join("dist/halopsa/halopsa");
    let mut characters = 0;
    for (path, bytes) in files(&plugin).into_iter().filter(|(path, _)| path.extension().is_some_and(|e| e == "md")) {
        // Codex alone reads these.
        if path.starts_with("codex-skills") {
            continue;
        }
        let text = String::from_utf8(bytes).unwrap();
        let Some(frontmatter) = plugin_gen::syntax::Frontmatter::find(&text) else { continue };
        let field = |key| frontmatter.get(key).and_then(|node| node.as_str().map(str::len)).unwrap_or_default();
        let (description, when_to_use) = (field("description"), field("when_to_use"));
        assert!(description + when_to_use < 500, "{}: {} characters", path.display(), description + when_to_use);
        let name = path.file_stem().unwrap().len();
        characters += "halopsa:".len() + name + 1 + description + 1 + when_to_use;
        let lines = text.lines().count();
        assert!(
            lines <= 300,
            "{} has {lines} lines; move what only some requests need to `references`",
            path.display()
        );
    }
    assert!(characters / 4 < 1000, "about {} tokens", characters / 4);
}

/// Mistakes in a tool's requests and answer, each with the message of `build`. The file is that of `create_ticket`.
const TOOL_MISTAKES: &[(&str, &str, &str)] = &[
    ("query: {search: $client}", "query: {serch: $client}", "query parameter `serch` of `GET /Client` is not in"),
    ("rows: sites", "rows: places", "field `places` of the answer of `GET /Site` is not in"),
    ("show: [client_name]", "show: [clientname]", "field `clientname` of the answer of `GET /Site` is not in"),
    ("GET /Priority", "GET /Prioritys", "the API has no path `/Prioritys`"),
    ("details: $details", "details: 5", "`[0].details` in the body of `POST /Tickets` takes a string"),
    ("$contact.site_id", "$contact.siteid", "field `siteid` of the answer of `GET /Users/{id}` is not in"),
    ("user_id: $contact.id", "userid: $contact.id", "field `userid` in the body of `POST /Tickets` is not in"),
    ("    site_id: {type: integer}", "    siteid: {type: integer}", "field `siteid` of the answer of `POST /Tickets`"),
    ("$priority.priorityid", "$priority.priority", "field `priority` of the answer of `GET /Priority` is not in"),
];

#[test]
fn a_request_map_that_the_api_does_not_back_is_refused() {
    let folder = project();
    let path = folder.path().join("spec/halopsa/tools/halopsa_create_ticket.yaml");
    let right = fs::read_to_string(&path).unwrap();
    for (from, to, expected) in TOOL_MISTAKES {
        fs::write(&path, &right).unwrap();
        edit(&path, from, to);
        let (code, printed) = run(folder.path(), &["build"]);
        assert_eq!(code, 1, "{to}: {printed}");
        assert!(printed.contains(expected) && printed.contains("halopsa_create_ticket.yaml:"), "{to}: {printed}");
        assert!(!folder.path().join("dist").exists());
    }
}

#[test]
fn findings_in_generated_text_name_the_line_in_the_spec_and_fixes_leave_it_alone() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("spec/p/plugin.yaml", "name: p\ndescription: Does things.\nauthor: {name: A}\n");
    write(
        "spec/p/skills/s.yaml",
        "name: s\ndescription: Does things when asked.\nfrontmatter: {nome: x}\nsections:\n  - heading: Words\n    body: >-\n      See\n      [that](gone.md) first.\n",
    );
    write("spec/p/skills/t.md", "---\nname: t\ndescription: Does others when asked.\nnome: y\n---\n\n```text\nopen\n");
    let places = |printed: &str, specs: &str| {
        assert!(printed.contains(&format!("generated from {specs}p/skills/s.yaml:3;")), "{printed}");
        assert!(printed.contains(&format!("generated from {specs}p/skills/s.yaml:8;")), "{printed}");
    };
    let (code, printed) = run(folder.path(), &["build"]);
    assert_eq!(code, 0, "{printed}");
    places(&printed, "spec/");
    let before = files(&folder.path().join("dist"));
    let (_, printed) = run(folder.path(), &["check", "dist", "--fix", "--unsafe-fixes"]);
    places(&printed, "spec/");
    assert!(printed.contains("generated from spec/p/skills/t.md:4;"), "{printed}");
    let (_, printed) = run(&folder.path().join("dist/p"), &["check", ".", "--fix", "--unsafe-fixes"]);
    places(&printed, "../../spec/");
    assert_eq!(files(&folder.path().join("dist")), before);
    // Without the record, they are files like any other.
    fs::remove_file(folder.path().join("dist/.plugin-gen.json")).unwrap();
    let (_, printed) = run(folder.path(), &["check", "dist", "--fix", "--unsafe-fixes"]);
    assert!(printed.contains("fixed "), "{printed}");
}
