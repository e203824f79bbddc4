//! The check of what is about to be written.

use std::fs;
use std::path::Path;

use crate::{ROOT, edit, files, project, run, write};

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
fn findings_in_generated_text_name_the_line_in_the_spec_and_fixes_leave_it_alone() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| write(folder.path(), path, text);
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

#[test]
fn a_first_build_finds_what_a_later_one_finds() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| write(folder.path(), path, text);
    write("spec/p/plugin.yaml", "name: p\npath: .\nmanifest: false\n");
    write("spec/p/skills/s.md", "---\nname: s\ndescription: >\n> Does it.\n---\n\n# S\n");
    for _ in 0..2 {
        let (code, printed) = run(folder.path(), &["build"]);
        assert!(code == 1 && printed.contains("error[invalid-frontmatter]"), "{printed}");
        fs::create_dir_all(folder.path().join("dist/skills/s")).unwrap();
    }
}

#[test]
fn a_link_to_a_file_that_the_build_removes_is_broken() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| write(folder.path(), path, text);
    write("spec/p/plugin.yaml", "name: p\ndescription: P.\nauthor: {name: A}\n");
    write("spec/p/skills/s.md", "---\nname: s\ndescription: Does it.\n---\n\nSee [more](../../docs/more.md).\n");
    write("spec/p/files/docs/more.md", "More.\n");
    write("plugin-gen.yaml", "rules: {broken-link: error}\n");
    assert_eq!(run(folder.path(), &["build"]).0, 0);
    // A file of somebody else in the same folder does not keep the removed one.
    fs::write(folder.path().join("dist/p/docs/own.md"), "Own.\n").unwrap();
    fs::remove_file(folder.path().join("spec/p/files/docs/more.md")).unwrap();
    let (code, printed) = run(folder.path(), &["build"]);
    assert!(code == 1 && printed.contains("error[broken-link]"), "{printed}");
    assert!(folder.path().join("dist/p/docs/more.md").exists(), "nothing was written");
}
