//! Plugins of every shape come back.

use std::fs;

use crate::{MANIFEST, SKILL, comes_back, round_trip, write};

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
fn errors_that_a_tree_already_has_do_not_stop_its_build() {
    // Equal lines, of which only some are errors.
    let line = "const X = /[\u{200b}\u{202a}]/; // \u{200b}\n";
    comes_back(&[(MANIFEST, "{\"name\": \"p\"}"), ("a.js", &line.repeat(3)), ("skills/s/SKILL.md", "no frontmatter")]);
}

/// Names that a shell, YAML, a template, a glob pattern or another file system reads in a way of its own.
#[cfg(unix)]
const ODD_NAMES: [&str; 24] = [
    "a b",
    "ü",
    "e\u{301}",
    "日本",
    "\u{202e}x",
    "-x",
    "--help",
    ".hidden",
    "a.yaml",
    "a.yml",
    "a.md.j2",
    "#x",
    "a:b",
    "a\\b",
    "a\"b",
    "a'b",
    "*",
    "a\nb",
    "%41",
    "$x",
    "{{ x }}",
    "...",
    " lead",
    "trail ",
];

#[cfg(unix)]
#[test]
fn files_with_odd_names_come_back() {
    let mut files = vec![(MANIFEST.to_owned(), "{\"name\": \"p\"}")];
    for name in ODD_NAMES {
        for path in ["", "commands/", "skills/", "agents/", "output-styles/", "files/"] {
            files.push((format!("{path}{name}"), "x"));
            files.push((format!("{path}{name}.md"), "x"));
            files.push((format!("{path}in {name}/SKILL.md"), SKILL));
            files.push((format!("{path}in {name}/{name}"), "x"));
        }
    }
    comes_back(&files.iter().map(|(path, text)| (path.as_str(), *text)).collect::<Vec<_>>());
}

#[test]
fn pages_of_any_form_come_back() {
    let head = "---\nname: s\ndescription: Does something useful when asked.\n---\n";
    let bodies = [
        "",
        "\n",
        "\n\n\n",
        "x",
        "\nx",
        "\n{{ x }} {% raw %} {# c #} {skill:s}\n",
        "\n# A\n\n## B  \n\n## C #\n\nSetext\n------\n\n###### E\n\n# Second\n\n##\n",
        "\n## A\n\n\n\nTwo empty lines.   \n\n\ttab\n\n- a\n\n  ## in a list\n\n<div>\n\n## in HTML\n\n</div>\n",
        "\n|a|b|\n|:-|-:|\n|1|2|\n\n| a | b |\n| --- | --- |\n| 1 \\| 2 | `x|y` |\n\n| a | b |\n| --- | --- |\n| 1 | 2 | 3 |\n",
        "\nx\u{2028}y \u{85}z \u{feff}\u{0}\n",
    ];
    for body in bodies {
        for text in [format!("{head}{body}"), format!("{head}{body}").replace('\n', "\r\n"), body.to_owned()] {
            comes_back(&[
                (MANIFEST, "{\"name\": \"p\", \"description\": \"{{ x }}\"}"),
                ("skills/s/SKILL.md", &text),
                ("commands/c.md", &text),
                ("agents/a.md", &text),
                ("README.md", &text),
            ]);
        }
    }
    comes_back(&[
        (MANIFEST, "{\"name\": \"p\"}"),
        ("skills/s/SKILL.md", head.trim_end()),
        ("skills/t/SKILL.md", "---\n---\n"),
    ]);
}
