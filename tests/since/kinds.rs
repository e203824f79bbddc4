//! A second repository with 20 commits, of the kinds that are easy to get wrong: moves, permissions, entries and comments.

use std::fs;

use crate::common::Workspace;
use crate::{DESK, MARKETPLACE, check, git, manifest, skill};

const UNBUMPED: &[&str] = &["unbumped-version"];
const REUSED: &[&str] = &["reused-version"];
const LOWERED: &[&str] = &["lowered-version"];
const NONE: &[&str] = &[];

/// A marketplace with one plugin at its root, one with a manifest, and one that has its entry only.
fn entries(desk: &str, tool: &str) -> String {
    format!(
        r#"{{"name": "m", "owner": {{"name": "O"}}, "plugins": [
  {{"name": "root", "source": "./", "version": "1.0.0"}},
  {{"name": "desk", "source": "{desk}"}},
  {{"name": "tool", "source": "./tool", "strict": false, {tool}}}
]}}
"#
    )
}

struct Repository(Workspace);

impl Repository {
    fn write(&self, path: &str, text: &str) -> &Self {
        self.0.write(path, text);
        self
    }

    fn move_to(&self, from: &str, to: &str) -> &Self {
        fs::create_dir_all(self.0.path(to).parent().unwrap()).unwrap();
        fs::rename(self.0.path(from), self.0.path(to)).unwrap();
        self
    }

    /// Checks what the next commit changes, before and after the commit.
    #[track_caller]
    fn commit(&self, what: &str, expected: &[&str]) {
        for reference in ["HEAD", "HEAD~1"] {
            let run = check(&self.0, &["--since", reference]);
            let rules: Vec<&str> = run.stdout.lines().map(|line| line.split(['[', ']']).nth(1).unwrap()).collect();
            assert_eq!(rules, expected, "{what}, since {reference}: {run:?}");
            if reference == "HEAD" {
                git(&self.0, &["add", "--all"]);
                git(&self.0, &["commit", "--quiet", "--message", what]);
            }
        }
    }
}

#[test]
fn kinds_that_are_easy_to_get_wrong() {
    let repository = Repository(Workspace::new());
    let tool = |version: &str, skills: &str| format!(r#""version": "{version}", "skills": [{skills}]"#);
    git(&repository.0, &["init", "--quiet", "--initial-branch=main"]);
    repository
        .write(MARKETPLACE, &entries("./desk", &tool("1.0.0", "\"./one\"")))
        .write("skills/r/SKILL.md", &skill("Root."))
        .write(DESK, &manifest("desk", "1.0.0"))
        .write("desk/skills/close/SKILL.md", &skill("Close."))
        .write("desk/hooks/run.sh", "#!/bin/sh\nls\n")
        .write("desk/settings.yaml", "a: 1\nb:\n  c: 2\n")
        .write("tool/one/SKILL.md", &skill("One."));
    git(&repository.0, &["add", "--all"]);
    git(&repository.0, &["commit", "--quiet", "--message", "begin"]);

    repository
        .write("desk/settings.yaml", "# note\na: 1 # one\nb: {c: 2}\n")
        .commit("comments and layout in YAML", NONE);
    repository.write("desk/settings.yaml", "a: 1\nb:\nc: 2\n").commit("another nesting in YAML", UNBUMPED);
    let noted = skill("Close. <!-- later -->").replace("---\nname", "---\n# a note\nname");
    repository.write("desk/skills/close/SKILL.md", &noted).commit("comments in Markdown and its frontmatter", NONE);
    let ordered = "{\"version\": \"1.0.0\", \"name\": \"desk\", \"description\": \"An example\", \"author\": {\"name\": \"Example\"}}";
    repository.write(DESK, ordered).commit("JSON on one line", NONE);
    repository.write("desk/hooks/run.sh", "#!/bin/sh\n# list\nls\n").commit("a comment in a script", NONE);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |mode| {
            let script = repository.0.path("desk/hooks/run.sh");
            fs::set_permissions(script, fs::Permissions::from_mode(mode)).unwrap();
        };
        mode(0o755);
        repository.commit("a script may be run", UNBUMPED);
    }
    repository
        .move_to("desk/hooks/run.sh", "desk/scripts/run.sh")
        .write(DESK, &manifest("desk", "1.1.0"))
        .commit("a file renamed, with a version", NONE);
    repository.move_to("desk/settings.yaml", "desk/options.yaml").commit("a file renamed", UNBUMPED);
    let tool_entry = |desk: &str, version: &str, skills: &str| entries(desk, &tool(version, skills));
    repository
        .move_to("desk", "plugins/desk")
        .write(MARKETPLACE, &tool_entry("./plugins/desk", "1.0.0", "\"./one\""))
        .commit("a plugin moved as it is", NONE);
    repository
        .move_to("plugins/desk", "desk")
        .write(MARKETPLACE, &tool_entry("./desk", "1.0.0", "\"./one\""))
        .write("desk/skills/close/SKILL.md", &skill("Close it."))
        .commit("a plugin moved and changed", UNBUMPED);
    repository.write("tool/one/SKILL.md", &skill("First.")).commit("content, with the version in the entry", UNBUMPED);
    repository
        .write(MARKETPLACE, &tool_entry("./desk", "1.1.0", "\"./one\""))
        .commit("the version of it, in the entry", NONE);
    repository
        .write(MARKETPLACE, &tool_entry("./desk", "1.1.0", "\"./one\", \"./two\""))
        .commit("components in the entry", UNBUMPED);
    let described =
        tool_entry("./desk", "1.1.0", "\"./one\", \"./two\"").replace("\"strict\"", "\"category\": \"c\", \"strict\"");
    repository.write(MARKETPLACE, &described).commit("a category in the entry", NONE);
    repository
        .write(MARKETPLACE, &tool_entry("./desk", "1.0.5", "\"./one\", \"./two\""))
        .commit("a lower version in the entry", LOWERED);
    repository
        .write("tool/one/SKILL.md", &skill("Second."))
        .write(MARKETPLACE, &tool_entry("./desk", "1.1.0", "\"./one\", \"./two\""))
        .commit("a version again, in the entry", REUSED);
    repository.write("skills/r/SKILL.md", &skill("Changed.")).commit("the plugin at the root", UNBUMPED);

    // The branch alone counts, whatever happened on main since.
    git(&repository.0, &["checkout", "--quiet", "-b", "topic"]);
    repository
        .write("desk/skills/close/SKILL.md", &skill("Close it at once."))
        .write(DESK, &manifest("desk", "1.2.0"))
        .commit("a branch", NONE);
    git(&repository.0, &["checkout", "--quiet", "main"]);
    repository.write("tool/one/SKILL.md", &skill("Third.")).commit("main goes on without a version", UNBUMPED);
    git(&repository.0, &["checkout", "--quiet", "topic"]);
    assert_eq!(check(&repository.0, &["--since", "main"]).code, 0);
    git(&repository.0, &["merge", "--quiet", "--no-edit", "main"]);
    assert_eq!(check(&repository.0, &["--since", "main"]).code, 0, "after the merge");
    let first_parent = check(&repository.0, &["--since", "HEAD~1"]);
    assert!(first_parent.stdout.contains("`tool` changed"), "{first_parent:?}");
}
