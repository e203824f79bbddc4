//! `import` followed by `build` reproduces the same files: always on small trees, and on the real marketplace if it
//! exists.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Every file below a folder: its bytes, and whether it is executable.
fn files(root: &Path) -> BTreeMap<PathBuf, (Vec<u8>, bool)> {
    fn collect(root: &Path, folder: &Path, found: &mut BTreeMap<PathBuf, (Vec<u8>, bool)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let metadata = fs::symlink_metadata(&path).unwrap();
            let relative = path.strip_prefix(root).unwrap().to_owned();
            if metadata.is_dir() {
                collect(root, &path, found);
            } else if metadata.is_file() && relative != Path::new(".plugin-gen.json") {
                found.insert(relative, (fs::read(&path).unwrap(), runs(&metadata)));
            }
        }
    }
    let mut found = BTreeMap::new();
    collect(root, root, &mut found);
    found
}

#[cfg(unix)]
fn runs(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn runs(_: &fs::Metadata) -> bool {
    false
}

fn run(arguments: &[&str], folder: &Path) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_plugin-gen")).args(arguments).current_dir(folder).output().unwrap();
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code().unwrap(), text)
}

/// Imports `source`, builds it and compares, both with the components as they are and with structure. Generated JSON is
/// compared as a value, including the order of keys.
fn round_trip(source: &Path) {
    round_trip_with(source, &[]);
    round_trip_with(source, &["--structure"]);
}

/// Returns the output of `import`.
fn round_trip_with(source: &Path, flags: &[&str]) -> String {
    let work = tempfile::tempdir().unwrap();
    let arguments = [&["import", source.to_str().unwrap(), "--spec", "spec"], flags].concat();
    let (code, imported) = run(&arguments, work.path());
    assert_eq!(code, 0, "{imported}");
    let (code, printed) = run(&["build", "--spec", "spec", "--out", "out"], work.path());
    assert_eq!(code, 0, "{printed}");
    let (before, after) = (files(source), files(&work.path().join("out")));
    let paths = |files: &BTreeMap<PathBuf, (Vec<u8>, bool)>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(&before), paths(&after));
    for (path, (bytes, executable)) in &before {
        let (built, built_executable) = &after[path];
        assert_eq!(executable, built_executable, "execute permission of {}", path.display());
        let is_generated = path.ends_with(".claude-plugin/plugin.json") || path.ends_with(".mcp.json");
        if bytes != built {
            assert!(is_generated, "{} differs", path.display());
            let value = |bytes: &[u8]| serde_json::from_slice::<serde_json::Value>(bytes).unwrap().to_string();
            assert_eq!(value(bytes), value(built), "{}", path.display());
        }
    }
    let (code, printed) = run(&["build", "--spec", "spec", "--out", "out", "--check"], work.path());
    assert_eq!(code, 0, "{printed}");
    imported
}

fn write(root: &Path, path: &str, bytes: impl AsRef<[u8]>) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

const SKILL: &str = "---\nname: s\ndescription: Does something useful when it is asked to.\n---\n\n# S\n\nText.\n";

#[test]
fn a_plugin_with_everything_comes_back() {
    let plugin = tempfile::tempdir().unwrap();
    let root = plugin.path();
    let manifest = "{\"version\": \"1.10\", \"name\": \"demo\", \"description\": \"d: # x\", \"author\": {\"name\": \"A\"},\n \"empty\": {}, \"list\": [[], {}, [1, {\"a\": null}]], \"yes\": \"yes\", \"n\": -0.5, \"text\": \"a\\nb --- \\\"c\\\"\", \"k: #\": 1,\n \"skills\": [\"./skills/s\"]}";
    write(root, ".claude-plugin/plugin.json", manifest);
    write(
        root,
        ".mcp.json",
        "{\"mcpServers\": {\"a b\": {\"type\": \"http\", \"url\": \"https://x.example/mcp\", \"headers\": {\"X\": \"${Y:-}\"}}, \"l\": {\"command\": \"x\", \"args\": []}}}",
    );
    write(root, "skills/s/SKILL.md", format!("\u{feff}{}", SKILL.replace('\n', "\r\n")));
    write(root, "skills/s/references/a file.md", "x\r\n");
    write(root, "skills/s/logo.png", [0x89, b'P', 0, 0xff, 0xfe]);
    write(root, "skills/README.md", "not a skill\n");
    write(root, "skills/t/SKILL.md.j2", "{{ x }}");
    write(root, "skills/t/SKILL.md", SKILL);
    write(root, "skills/empty/notes.txt", "no skill here");
    write(root, "commands/sub/c.md", "---\ndescription: C\n---\n{{ not a template }}\n");
    write(root, "commands/helper.py", "print()\n");
    write(root, "commands/d.yaml", "name: d\n");
    write(root, "agents/.gitkeep", "");
    write(root, "output-styles/o.md", "---\nname: o\ndescription: O\n---\n");
    write(root, "hooks/hooks.json", "{ \"hooks\": {}  }\n");
    write(root, "plugin.yaml", "mine: true\n");
    write(root, "files/x", "x");
    write(root, ".gitignore", "ignored\n");
    write(root, "ignored", "kept all the same");
    write(root, "README.md", "# Demo\n");
    write(root, "run.sh", "#!/bin/sh\n");
    write(root, "not-run.sh", "#!/bin/sh\n");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(root.join("run.sh"), fs::Permissions::from_mode(0o755)).unwrap();
    }
    round_trip(root);
}

#[test]
fn json_that_yaml_cannot_say_is_kept_as_it_is() {
    for manifest in [
        "\u{feff}{\"name\": \"demo\"}",
        "{\"name\": \"demo\", \"name\": \"twice\"}",
        "{\"name\": \"demo\", \"n\": 1.10}",
        "{\"name\": \"demo\", \"n\": 1234567890123456789012345678901234567890}",
        "{\"name\": \"demo\", \"path\": \"x\", \"mcp\": {}}",
        "{\"name\": \"demo\", \"skills\": [\"bare\"]}",
        "{\"description\": \"no name\"}",
    ] {
        let plugin = tempfile::tempdir().unwrap();
        write(plugin.path(), ".claude-plugin/plugin.json", manifest);
        write(plugin.path(), ".mcp.json", "{\"bare\": {\"command\": \"x\"}}");
        write(plugin.path(), "commands/c.md", "---\ndescription: C\n---\n");
        round_trip(plugin.path());
    }
}

#[test]
fn a_marketplace_comes_back_byte_for_byte() {
    let market = tempfile::tempdir().unwrap();
    let root = market.path();
    let manifest = "{\r\n\t\"name\": \"m\\u00e9\",\r\n\t\"owner\": {\"name\": \"O\"}, \"metadata\": {\"pluginRoot\": \"./plugins\"},\r\n\t\"renames\": {\"old\": null},\r\n\t\"plugins\": [\r\n\t\t{\"name\": \"root\", \"source\": \"./\", \"description\": \"R\"},\r\n\t\t{\"source\": \"./plugins/a\", \"name\": \"another\", \"strict\": true, \"description\": \"\", \"n\": 1.0e+2},\r\n\t\t{\"name\": \"second\", \"source\": \"./plugins/a\"},\r\n\t\t{\"name\": \"loose\", \"source\": \"./plugins/loose/\", \"strict\": false, \"commands\": \"./commands/\"},\r\n\t\t{\"name\": \"bare\", \"source\": \"b b\"},\r\n\t\t{\"name\": \"far\", \"source\": {\"source\": \"github\", \"repo\": \"o/r\"}},\r\n\t\t{\"name\": \"gone\", \"source\": \"./nowhere\"}\r\n\t]\r\n}";
    write(root, ".claude-plugin/marketplace.json", manifest);
    write(root, ".claude-plugin/plugin.json", "{\"name\": \"root\", \"version\": \"1.0.0\"}");
    write(root, "skills/s/SKILL.md", SKILL);
    write(root, "docs/index.md", "# Docs\n");
    write(
        root,
        "plugins/a/.claude-plugin/plugin.json",
        "{\"name\": \"a\", \"version\": \"2.0.0\", \"author\": {\"name\": \"A\"}}",
    );
    write(root, "plugins/a/nested/.claude-plugin/plugin.json", "{\"name\": \"nested\"}");
    write(root, "plugins/loose/commands/c.md", "---\ndescription: C\n---\n");
    write(root, "plugins/b b/.claude-plugin/plugin.json", "{\"name\": \"b B\"}");
    round_trip(root);
}

const MANIFEST: &str = ".claude-plugin/plugin.json";
const MARKETPLACE: &str = ".claude-plugin/marketplace.json";
const COMMAND: &str = "---\ndescription: C\n---\nDo it.\n";

/// A tree of files that are all text, imported and built again.
fn comes_back(files: &[(&str, &str)]) {
    let tree = tempfile::tempdir().unwrap();
    files.iter().for_each(|(path, text)| write(tree.path(), path, text));
    round_trip(tree.path());
}

#[test]
fn names_that_mean_something_to_build_are_only_names_in_a_plugin() {
    let mut files = vec![(MANIFEST, "{\"name\": \"marketplace.json\"}"), ("skills/s/SKILL.md", SKILL)];
    let names = [
        "plugin.yaml",
        "acceptance.yaml",
        "server.yaml",
        "README.yaml",
        "README.md.j2",
        "api.yaml",
        "tools/x.yaml",
        "tools/x.json",
        "files/files/b",
        "plugin-gen.yaml",
        "plugin-gen-baseline.json",
        "marketplace.yaml",
        "marketplace.json",
        "spec/p/plugin.yaml",
        "dist/x",
        "templates/page.md.j2",
        "skills/s.yaml",
        "skills/s.md",
        "skills/s/SKILL.yaml",
        "skills/a/b/SKILL.md",
        "skills/SKILL.md",
        "skills/c/SKILL.MD",
        "commands/c.yaml",
        "commands/c.md.j2",
        "agents/.md",
        "output-styles/o.yaml",
        "commands/a b/ c .md",
        "Skills/s/SKILL.md",
        "-",
        "~",
    ];
    files.extend(names.map(|name| (name, "profile: msp\nname: {{ x [")));
    comes_back(&files);
}

#[test]
fn any_text_and_any_number_of_a_manifest_comes_back() {
    let texts = [
        "\\u00e9",
        "\\ud83d\\ude00",
        "\\u0000",
        "\\/",
        "\\u2028",
        "\\ufeff",
        "yes",
        "no",
        "null",
        "~",
        "1.10",
        "0x10",
        "2024-01-01",
        "<<",
        "- a",
        "? x",
        "a: b",
        "a #b",
        " lead",
        "trail ",
        "",
        "\\t",
        "\\na\\n\\n b\\n",
        "---",
        "...",
        "%x",
        "@x",
        "!x",
        "&x",
        "*x",
        "|",
        ">",
        "[x]",
        "{x}",
        "\\\"q\\\"",
        "it's",
        "{{ x }}",
        "{% x %}",
        "-",
        ":",
        "#",
        "a:",
    ];
    let numbers = ["1.10", "1e5", "1.0", "-0", "-0.0", "12345678901234567890123", "0.1e-7", "9007199254740993"];
    let mut manifest = "{\r\n\"name\": \"p\",\"all\": [".to_owned();
    for text in texts {
        manifest.push_str(&format!("{{\"{text}\": [\"{text}\", {{\"{text}\": 1}}]}},\r\n"));
    }
    manifest.push_str("[]]}");
    comes_back(&[
        (MANIFEST, &manifest),
        (".mcp.json", "{\"mcpServers\": {\"a\": 1, \"b\": null}}"),
        ("commands/c.md", COMMAND),
    ]);
    for number in numbers {
        let manifest = format!("{{\"name\": \"p\", \"n\": {number}, \"in\": {{\"n\": [{number}]}}}}");
        let servers = format!("{{\"mcpServers\": {{\"a\": {{\"command\": \"x\", \"n\": {number}}}}}}}");
        comes_back(&[(MANIFEST, &manifest), (".mcp.json", &servers), ("commands/c.md", COMMAND)]);
    }
}

#[test]
fn manifests_that_are_not_as_they_should_be_come_back() {
    for manifest in [
        "",
        "[1]",
        "{\"name\": \"p\",",
        "{\n// c\n\"name\": \"p\",\n}",
        "{\"name\": 5}",
        "{\"name\": \"..\"}",
        "{\"name\": \"p\", \"skills\": [], \"commands\": []}",
        "{\"name\": \"p\", \"author\": {\"a\": 1, \"a\": 2}}",
    ] {
        comes_back(&[
            (MANIFEST, manifest),
            (".mcp.json", "{/**/}"),
            ("skills/s/SKILL.md", SKILL),
            ("commands/c.md", ""),
        ]);
    }
    for alone in ["SKILL.md", ".mcp.json", "hooks/hooks.json", "output-styles/o.md"] {
        comes_back(&[(alone, "")]);
    }
}

#[test]
fn marketplaces_of_any_shape_come_back_byte_for_byte() {
    let plugins = [
        // Two entries for one folder, at the root and below it.
        r#"{"name": "a", "source": "./", "strict": false, "skills": ["./skills/s"]}, {"name": "b", "source": "."}"#,
        r#"{"name": "a", "source": "./a", "strict": false}, {"name": "b", "source": "./a", "commands": []}"#,
        // One name twice; the manifests of both say another one.
        r#"{"name": "a", "source": "./a"}, {"name": "a", "source": "./b"}"#,
        // Nested plugins, and one that is a skill of another.
        r#"{"name": "a", "source": "./a"}, {"name": "n", "source": "./a/nested"}, {"name": "s", "source": "./skills/s"}"#,
        // Entries without a plugin.
        r#"null, 1, [], {}, {"source": "./a"}, {"name": "f", "source": "./a/.claude-plugin/plugin.json"}, {"name": "x", "source": "../x"}"#,
        // Spellings, duplicates, and what the manifest says otherwise.
        r#"{"name": "a", "source": ".\/a", "version" : "9.0.0","n":1.10 , "tags": [1e5], "tags": [2], "author": null}"#,
        // Names that collide in the spec folder.
        r#"{"name": "files", "source": "./a"}, {"name": "Files", "source": "./b"}, {"name": "marketplace.yaml", "source": "./c"}"#,
    ];
    for plugins in plugins {
        let manifest = format!(
            "\u{feff}{{\r\n\t\"owner\"  : {{\"name\": \"O\"}},\"plugins\": [{plugins}\n\n],\"name\":\"m\", \"name\": \"m\"}}"
        );
        comes_back(&[
            (MARKETPLACE, &manifest),
            (
                "a/.claude-plugin/plugin.json",
                "{\"name\": \"same\", \"version\": \"1.0.0\", \"author\": {\"name\": \"A\"}}",
            ),
            ("a/nested/commands/c.md", COMMAND),
            ("b/.claude-plugin/plugin.json", "{\"name\": \"same\"}"),
            ("c/commands/c.md", COMMAND),
            ("skills/s/SKILL.md", SKILL),
            ("plugin-gen.yaml", "profile: msp\n"),
            ("README.md", "<!-- plugin-gen:plugins -->\n"),
        ]);
    }
}

#[cfg(unix)]
#[test]
fn a_run_bit_of_the_marketplace_file_stays() {
    use std::os::unix::fs::PermissionsExt;
    let tree = tempfile::tempdir().unwrap();
    write(tree.path(), MARKETPLACE, "{\"name\": \"m\", \"owner\": {\"name\": \"O\"}, \"plugins\": []}");
    fs::set_permissions(tree.path().join(MARKETPLACE), fs::Permissions::from_mode(0o755)).unwrap();
    round_trip(tree.path());
}

#[test]
fn a_marketplace_is_brought_under_build_in_place() {
    let tree = tempfile::tempdir().unwrap();
    write(
        tree.path(),
        MARKETPLACE,
        "{\"name\": \"m\", \"owner\": {\"name\": \"O\"}, \"plugins\": [{\"name\": \"a\", \"source\": \"./a\"}]}",
    );
    write(tree.path(), "a/.claude-plugin/plugin.json", "{\"name\":   \"a\"}");
    write(tree.path(), "a/commands/c.md", COMMAND);
    fs::create_dir_all(tree.path().join("a/empty")).unwrap();
    let (code, printed) = run(&["import", "."], tree.path());
    assert!(code == 0 && printed.contains("skipped empty folders: a/empty"), "{printed}");
    let (code, printed) = run(&["build", "--out", "."], tree.path());
    assert!(code == 0 && printed.contains("1 written, 2 unchanged"), "{printed}");
    let (code, printed) = run(&["build", "--out", ".", "--check"], tree.path());
    assert_eq!(code, 0, "{printed}");
}

#[test]
fn errors_that_a_tree_already_has_do_not_stop_its_build() {
    // Equal lines, of which only some are errors.
    let line = "const X = /[\u{200b}\u{202a}]/; // \u{200b}\n";
    comes_back(&[(MANIFEST, "{\"name\": \"p\"}"), ("a.js", &line.repeat(3)), ("skills/s/SKILL.md", "no frontmatter")]);
}

#[test]
fn nothing_is_dropped_without_a_word() {
    #[cfg(unix)]
    {
        let work = tempfile::tempdir().unwrap();
        write(work.path(), "p/.claude-plugin/plugin.json", "{\"name\": \"p\"}");
        write(work.path(), "p/README.md", "x");
        std::os::unix::fs::symlink("README.md", work.path().join("p/LINK.md")).unwrap();
        let (code, printed) = run(&["import", "p"], work.path());
        assert!(code == 2 && printed.contains("LINK.md (a symbolic link)"), "{code} {printed}");
        assert!(!work.path().join("spec").exists(), "nothing is written");
        let (code, printed) = run(&["import", "p", "--allow-left-out"], work.path());
        assert!(code == 0 && printed.contains("LINK.md"), "{code} {printed}");
    }
    let work = tempfile::tempdir().unwrap();
    write(work.path(), "p/commands/c.md", "---\ndescription: C\n---\n");
    write(work.path(), "spec/p/plugin.yaml", "name: mine\n");
    let (code, printed) = run(&["import", "p"], work.path());
    assert!(code == 2 && printed.contains("already exists"), "{code} {printed}");
    assert_eq!(fs::read_to_string(work.path().join("spec/p/plugin.yaml")).unwrap(), "name: mine\n");
    let (code, printed) = run(&["import", "spec"], work.path());
    assert!(code == 2 && printed.contains("expected a plugin or marketplace"), "{code} {printed}");
}

#[test]
fn an_edit_in_the_specs_of_an_imported_marketplace_arrives() {
    let market = tempfile::tempdir().unwrap();
    let manifest = "{\n    \"name\": \"m\",\n    \"owner\": {\"name\": \"O\"},\n    \"plugins\": [{\"name\": \"a\", \"source\": \"./a\", \"version\": \"1.0.0\"}]\n}\n";
    write(market.path(), ".claude-plugin/marketplace.json", manifest);
    write(market.path(), "a/.claude-plugin/plugin.json", "{\"name\": \"a\", \"version\": \"1.0.0\"}");
    let work = tempfile::tempdir().unwrap();
    let (code, printed) = run(&["import", market.path().to_str().unwrap()], work.path());
    assert_eq!(code, 0, "{printed}");
    let spec = work.path().join("spec/a/plugin.yaml");
    let text = fs::read_to_string(&spec).unwrap();
    fs::write(&spec, text.replace("1.0.0", "1.1.0")).unwrap();
    let (code, printed) = run(&["build"], work.path());
    assert_eq!(code, 0, "{printed}");
    let built = fs::read_to_string(work.path().join("dist/.claude-plugin/marketplace.json")).unwrap();
    assert_eq!(built, manifest.replace("1.0.0", "1.1.0"));
}

#[test]
fn the_real_marketplace_comes_back() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/msp");
    if !source.exists() {
        println!("SKIPPED: {} is not there, so the round trip of the 53 plugins was not tried", source.display());
        return;
    }
    round_trip_with(&source, &[]);
    let printed = round_trip_with(&source, &["--structure"]);
    assert!(printed.contains("598 of 598 components are structured\n"), "{printed}");
}

const API: &str = "openapi: 3.1.0\ninfo: {title: T, version: \"1\"}\nservers: [{url: https://api.example.com/v1}]\nsecurity: [{key: []}]\npaths:\n  /items:\n    get: {responses: {\"200\": {description: Items}}}\n    post: {responses: {\"200\": {description: Items}}}\n  /items/{id}:\n    get: {responses: {\"200\": {description: One}}}\ncomponents:\n  securitySchemes:\n    key: {type: apiKey, in: header, name: X-Api-Key}\n";

#[test]
fn a_component_becomes_structured_where_the_text_stays_the_same() {
    let page = "---\nname: s\ndescription: Does something useful when asked.\nlicense: MIT\n---\n\n# Title\n\nIntro.\n\n## Requests\n\nRead one:\n\n```http\nGET /v1/items/7?q=a%20b&deep=true\n```\n\n```http\n# Two\nGET /v1/items HTTP/1.1\nHost: api.example.com\nX-Api-Key: {key}\n```\n\n```bash\ncurl 'https://api.example.com/v1/items' \\\n  -H 'X-Api-Key: {key}'\n```\n\nResponse:\n\n```json\n{\"n\": 1.5, \"tags\": [\"a\"]}\n```\n\n```http\nPOST /v1/items\nContent-Type: application/json\n\n{\"a\": [1, null]}\n```\n\n```http\nGET /v1/unknown\n```\n\n### Table\n\n| A | B |\n| --- | --- |\n| x | `y` |\n\nMore.\n\n| C |\n| --- |\n| z |\n\n##### Too deep\n\n|A|\n|-|\n|x|\n\n## Tight\n- no empty line\n\n```text\n# not a heading\n```\n";
    let work = tempfile::tempdir().unwrap();
    let root = work.path();
    write(root, "spec/p/plugin.yaml", "name: p\ndescription: P.\napi: api.yaml\n");
    write(root, "spec/p/api.yaml", API);
    write(root, "plugin-gen.yaml", "rules: {unknown-endpoint: off, wrong-body-shape: off}\n");
    write(root, "spec/p/skills/s/SKILL.md", page);
    let (code, printed) = run(&["build"], root);
    assert_eq!(code, 0, "{printed}");
    let (code, printed) = run(&["import", "--structure", "spec/p/skills/s/SKILL.md"], root);
    assert!(
        code == 0 && printed.contains("with spec/p/skills/s.yaml; `plugin-gen build` renders the same text"),
        "{printed}"
    );
    assert!(!root.join("spec/p/skills/s").exists());
    let (code, printed) = run(&["build", "--check"], root);
    assert_eq!(code, 0, "{printed}");
    let spec = fs::read_to_string(root.join("spec/p/skills/s.yaml")).unwrap();
    for part in [
        "name: s\ndescription: Does something useful when asked.\nfrontmatter: {license: MIT}\ntitle: Title\nbody: Intro.\n",
        "path: {id: 7}",
        "query: {q: a b, deep: true}",
        "headers: true",
        "remark: Two",
        "curl: true",
        "response: {n: 1.5, tags: [a]}",
        "{operation: POST /items, body: {a: [1, null]}}\n",
        "    after: |-\n      ```http\n      GET /v1/unknown\n      ```\n",
        "table: {columns: [A, B], rows: [[x, \"`y`\"]]}\n",
        "body: More.\n",
        "##### Too deep\n",
        "## Tight\n",
    ] {
        assert!(spec.contains(part), "{part}\nin:\n{spec}");
    }
    assert_eq!(spec.matches("heading: ").count(), 2, "{spec}");

    // Elsewhere it is only shown, and what cannot be converted is kept, with the reason.
    write(root, "plugin/commands/c.md", "---\ndescription: C\n---\n\nDo it.\n");
    let (code, printed) = run(&["import", "--structure", "plugin/commands/c.md"], root);
    assert_eq!((code, printed.as_str()), (0, "frontmatter: |\n  description: C\nbody: Do it.\n"));
    write(root, "spec/p/commands/c.md", "no frontmatter\n");
    let (code, printed) = run(&["import", "--structure", "spec/p/commands/c.md"], root);
    assert!(code == 2 && printed.contains("was not converted"), "{printed}");
    let (code, printed) = run(&["import", "--structure", "spec/p/plugin.yaml"], root);
    assert!(code == 2 && printed.contains("expected a Markdown file below `skills/`"), "{printed}");
}
