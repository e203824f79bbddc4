//! What specs cannot hold is said.

use std::fs;

use crate::{run, write};

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

#[cfg(unix)]
#[test]
fn what_git_does_not_keep_either_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let work = tempfile::tempdir().unwrap();
    for path in ["p/skills/s/SKILL.md", "p/own.txt", "p/more.txt", "p/module/.git", "p/.git/config"] {
        write(work.path(), path, "x");
    }
    fs::create_dir_all(work.path().join("p/none")).unwrap();
    fs::set_permissions(work.path().join("p/own.txt"), fs::Permissions::from_mode(0o700)).unwrap();
    let (code, printed) = run(&["import", "p"], work.path());
    assert_eq!(code, 0, "{printed}");
    for line in [
        "skipped empty folders: none\n",
        "skipped files of Git: module/.git\n",
        "only the run bit is kept of the permissions of: own.txt\n",
    ] {
        assert!(printed.contains(line), "{line}{printed}");
    }
}

#[test]
fn a_marketplace_that_cannot_be_built_is_refused_before_anything_is_written() {
    for (manifest, expected) in [
        ("[]", "expected a JSON object"),
        ("{\"plugins\": [", "expected a JSON object"),
        ("{\"name\": \"m\", \"targets\": [\"codex\"], \"plugins\": []}", "its key `targets`"),
    ] {
        let work = tempfile::tempdir().unwrap();
        write(work.path(), "m/.claude-plugin/marketplace.json", manifest);
        let (code, printed) = run(&["import", "m"], work.path());
        assert!(code == 2 && printed.contains(expected), "{printed}");
        assert!(
            printed.contains("m/.claude-plugin/marketplace.json") && !work.path().join("spec").exists(),
            "{printed}"
        );
    }
    #[cfg(unix)]
    {
        let work = tempfile::tempdir().unwrap();
        write(work.path(), "m/real.json", "{\"name\": \"m\", \"plugins\": []}");
        fs::create_dir_all(work.path().join("m/.claude-plugin")).unwrap();
        std::os::unix::fs::symlink("../real.json", work.path().join("m/.claude-plugin/marketplace.json")).unwrap();
        let (code, printed) = run(&["import", "m", "--allow-left-out"], work.path());
        assert!(code == 2 && printed.contains("it is a symbolic link"), "{printed}");
    }
}
