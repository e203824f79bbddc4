//! Entries in the marketplace, and the table of its plugins.

use std::fs;
use std::process::{Command, Stdio};

use crate::{project, run};

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
