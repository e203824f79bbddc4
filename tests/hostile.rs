//! Hostile trees: the program terminates, reports what it can, and never panics.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

mod common;

use std::time::{Duration, Instant};

use common::{MANIFEST, Run, Workspace, finish};

/// Far more time than any of these needs, so that only superlinear behavior exceeds it.
const PATIENCE: Duration = Duration::from_secs(60);

fn check(workspace: &Workspace, arguments: &[&str]) -> Run {
    let begin = Instant::now();
    let run = workspace.run(&[&["check", "--profile=msp"], arguments].concat());
    assert!(run.code == 0 || run.code == 1, "code {}: {}", run.code, run.stderr);
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    assert!(begin.elapsed() < PATIENCE, "took {:?}", begin.elapsed());
    run
}

/// Texts that have broken parsers.
fn texts() -> Vec<(&'static str, Vec<u8>)> {
    let bomb: String = ('a'..'i').zip('b'..='i').fold("a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned(), |text, (old, new)| {
        text + &format!("{new}: &{new} [{}]\n", vec![format!("*{old}"); 9].join(","))
    });
    let long = 30_000;
    vec![
        ("empty", Vec::new()),
        ("bom alone", b"\xef\xbb\xbf".to_vec()),
        ("utf-16", b"\xff\xfe-\0-\0-\0\n\0".to_vec()),
        ("invalid utf-8", b"---\nname: \xff\xfe\n---\n\xc0\xaf".to_vec()),
        ("zeros", vec![0; 4096]),
        ("all bytes", (0..=255).cycle().take(65_536).collect()),
        ("only fences", b"---\n---\n---\n".repeat(1000)),
        ("unclosed", b"---\nname: x\n".to_vec()),
        ("carriage returns", b"---\rname: x\r---\r\r# a\r".to_vec()),
        ("alias bomb", format!("---\n{bomb}---\n").into_bytes()),
        ("itself", b"---\na: &a [*a]\n---\n".to_vec()),
        ("deep flow", format!("---\na: {}\n---\n", "[".repeat(long)).into_bytes()),
        ("deep block", (0..2000).map(|depth| " ".repeat(depth) + "a:\n").collect::<String>().into_bytes()),
        ("deep json", format!("{}{}", "[".repeat(long), "]".repeat(long)).into_bytes()),
        ("deep object", "{\"a\":".repeat(long).into_bytes()),
        ("deep quote", [">".repeat(long).as_bytes(), b" x\n"].concat()),
        ("deep list", ["- ".repeat(long).as_bytes(), b"x\n"].concat()),
        ("deep list, then lazy lines", ["- ".repeat(10_000).as_bytes(), &b"x\n".repeat(10_000)].concat()),
        ("open brackets", "[".repeat(long).into_bytes()),
        ("open links", "[a](".repeat(long / 4).into_bytes()),
        ("open emphasis", "*a _b ".repeat(long / 6).into_bytes()),
        ("open html", "<a ".repeat(long / 3).into_bytes()),
        ("open comments", "<!-- ".repeat(long / 5).into_bytes()),
        ("backticks", (1..600).map(|count| "`".repeat(count) + " ").collect::<String>().into_bytes()),
        ("wide table", format!("{0}\n{1}\n{0}\n", "|a".repeat(5_000), "|-".repeat(5_000)).into_bytes()),
        ("many headings", b"# a\n## b\n".repeat(2_000)),
        ("headings of one rank", b"# a\n".repeat(30_000)),
        ("many fences", b"```\na\n```\n".repeat(3_000)),
        ("fences inside fences", {
            let unclosed: String = (3..1_400).rev().map(|length| "`".repeat(length) + "\n").collect();
            format!("{unclosed}{}json\n", "`".repeat(1_400)).into_bytes()
        }),
        ("many calls with a variable", format!("```js\n{}```\n", "fetch(\"/a?\"+a)\n".repeat(8_000)).into_bytes()),
        ("many allows", b"<!-- plugin-gen: allow(missing-section) -->\n\nx\n\n".repeat(1_000)),
        ("one long line", b"$7.50 {client_secret} http://a.b/c ".repeat(5_000)),
        ("reversed and tagged", "a\u{202e}b\u{e0041}\u{200b}\u{2066}\n".repeat(1000).into_bytes()),
        ("many items", b"- `/a-b` [x](y.md) the skill\n".repeat(1_000)),
        ("no line end", b"---\ndescription: d\n---".to_vec()),
    ]
}

#[test]
fn hostile_texts_in_every_place() {
    let places = [
        ".claude-plugin/plugin.json",
        ".claude-plugin/marketplace.json",
        ".mcp.json",
        "hooks/hooks.json",
        "skills/a/SKILL.md",
        "commands/a.md",
        "agents/a.md",
        "README.md",
        "notes.yaml",
        "script.sh",
        ".lsp.json",
    ];
    for (name, text) in texts() {
        let workspace = Workspace::plugin(&[]);
        for place in places {
            workspace.write(place, &text);
        }
        let begin = Instant::now();
        check(&workspace, &["--format=concise"]);
        let taken = begin.elapsed();
        assert!(taken < Duration::from_secs(20), "{name}: {taken:?}");
        workspace.write("plugin-gen.yaml", &text);
        for format in ["human", "sarif"] {
            let run = workspace.run(&["check", "--format", format]);
            assert!((0..=2).contains(&run.code) && !run.stderr.contains("panicked"), "{name}: {run:?}");
        }
        let fixed = workspace.run(&["check", "--no-config", "--fix", "--unsafe-fixes"]);
        assert!((0..=2).contains(&fixed.code) && !fixed.stderr.contains("panicked"), "{name}: {fixed:?}");
    }
}

#[test]
fn hostile_texts_with_an_api_description() {
    let description = r#"{"openapi": "3.0.0", "info": {"title": "x", "version": "1"}, "paths": {"/a": {"get": {}}}}"#;
    for (name, text) in texts() {
        let workspace = Workspace::plugin(&[]);
        workspace.write("api.json", description);
        workspace.write("skills/a/SKILL.md", &text);
        let begin = Instant::now();
        check(&workspace, &["--format=concise", "--openapi=api.json"]);
        let taken = begin.elapsed();
        assert!(taken < Duration::from_secs(10), "{name}: {taken:?}");
    }
}

#[test]
fn a_large_file_is_not_read() {
    let workspace = Workspace::plugin(&[]);
    for path in ["skills/a/SKILL.md", "big.bin", "big.md"] {
        workspace.write(path, "");
        let file = std::fs::OpenOptions::new().write(true).open(workspace.path(path)).unwrap();
        file.set_len(100 * 1024 * 1024).unwrap();
    }
    let begin = Instant::now();
    check(&workspace, &[]);
    assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
}

#[cfg(unix)]
#[test]
fn links_pipes_and_forbidden_files() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let outside = Workspace::new();
    outside.write("SKILL.md", "---\ndescription: OUTSIDE\n---\n");
    let workspace = Workspace::plugin(&[("skills/a/SKILL.md", "---\ndescription: d\n---\n"), ("commands/a.md", "x")]);
    symlink("..", workspace.path("skills/up")).unwrap();
    symlink("loop", workspace.path("skills/loop")).unwrap();
    symlink(outside.root(), workspace.path("skills/out")).unwrap();
    symlink("/etc/passwd", workspace.path("commands/passwd.md")).unwrap();
    symlink("nowhere", workspace.path("README.md")).unwrap();
    symlink("/", workspace.path("root")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(workspace.path("commands/pipe.md")).status();
    assert!(made.is_ok_and(|status| status.success()));
    std::fs::set_permissions(workspace.path("commands/a.md"), std::fs::Permissions::from_mode(0o0)).unwrap();
    std::fs::create_dir(workspace.path("closed")).unwrap();
    std::fs::set_permissions(workspace.path("closed"), std::fs::Permissions::from_mode(0o0)).unwrap();
    for format in ["human", "json"] {
        let run = check(&workspace, &["--format", format]);
        assert!(!run.stdout.contains("OUTSIDE") && !run.stdout.contains("root:x:"), "{}", run.stdout);
    }
    check(&workspace, &["--fix", "--unsafe-fixes"]);
    assert!(workspace.path("commands/passwd.md").is_symlink(), "a fix does not write through a link");
}

#[cfg(target_os = "linux")]
#[test]
fn names_of_every_kind() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let workspace = Workspace::plugin(&[]);
    let names: [&[u8]; 8] = [
        b"new\nline.md",
        b"\x1b[31mred\x1b]0;title\x07.md",
        b"not-utf8-\xff.md",
        "\u{202e}dm.right-to-left.md".as_bytes(),
        b"-rf.md",
        b" .md",
        b"%25,:.md",
        &[b'n'; 250],
    ];
    for name in names {
        let folder = workspace.path("commands");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(OsStr::from_bytes(name)), "text").unwrap();
    }
    for format in ["human", "concise", "json", "sarif", "github", "junit"] {
        let run = check(&workspace, &["--format", format]);
        for output in [&run.stdout, &run.stderr] {
            let raw = output.chars().find(|c| (c.is_control() && *c != '\n') || (*c == '\u{202e}' && format != "json"));
            assert!(raw.is_none() || format == "sarif", "{format}: {raw:?} in {output}");
        }
        assert!(run.stderr.contains("not UTF-8"), "{format}: a name that is not UTF-8 is reported: {run:?}");
    }
}

#[test]
fn fifty_thousand_files() {
    let workspace = Workspace::plugin(&[]);
    for folder in 0..100 {
        let path = workspace.path(&format!("skills/s{folder}/references"));
        std::fs::create_dir_all(&path).unwrap();
        for file in 0..500 {
            std::fs::write(path.join(format!("{file}.md")), "# a\n\ntext\n").unwrap();
        }
    }
    assert!(check(&workspace, &[]).stdout.contains("files)"));
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let workspace = Workspace::new();
    for plugin in 0..40 {
        workspace.write(&format!("p{plugin}/.claude-plugin/plugin.json"), MANIFEST);
        for name in ["b", "a", "c"] {
            let text = format!("---\ndescription: {plugin}\n---\n[x](gone{plugin}.md)\n## Empty\n## Errors Handling\n");
            workspace.write(&format!("p{plugin}/commands/{name}.md"), &text);
            workspace.write(&format!("p{plugin}/skills/{name}/SKILL.md"), &text);
        }
    }
    for format in ["human", "json"] {
        let run = |threads: &str| {
            let mut command = workspace.command();
            command.env("RAYON_NUM_THREADS", threads).args(["check", "--profile=msp", "--format", format]);
            finish(&mut command, "").stdout
        };
        let one = run("1");
        assert!(one.len() > 10_000);
        assert!(one == run("2") && one == run("8"), "{format}");
    }
}

/// Git keeps permissions, so a script without one in a checkout is an error even if it is the plugin's only script.
#[cfg(unix)]
#[test]
fn lost_permissions_are_a_warning_outside_git() {
    let hooks = r#"{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"\"${CLAUDE_PLUGIN_ROOT}/run.sh\""}]}]}}"#;
    let workspace = Workspace::plugin(&[("hooks/hooks.json", hooks), ("run.sh", "echo\n")]);
    let run = check(&workspace, &["--format", "concise"]);
    assert!(run.stdout.contains("warning[unexecutable-script]"), "{}", run.stdout);
    std::fs::create_dir(workspace.path(".git")).unwrap();
    let run = check(&workspace, &["--format", "concise"]);
    assert!(run.stdout.contains("error[unexecutable-script]"), "{}", run.stdout);
}
