//! Marketplaces come back byte for byte, and go on from their specs.

use std::fs;
use std::path::Path;

use crate::{COMMAND, MARKETPLACE, SKILL, comes_back, round_trip, round_trip_with, run, write};

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
