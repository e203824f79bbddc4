//! The permissions of `allowed-tools` for commands that run at load time, and which commands need one.
//!
//! Source: the code of the CLI, and the text that the model receives, recorded for every form in `tests/recorder.rs`.

use super::shell::{SimpleCommand, has_substitution, simple_commands, variables};
use crate::plugin::Document;
use crate::source::Span;
use crate::syntax::Node;

/// A `Bash` permission of `allowed-tools`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Permission<'d> {
    /// The pattern between the parentheses; `None` for bare `Bash`.
    pub pattern: Option<&'d str>,
    /// As written.
    pub text: &'d str,
    /// Its bytes.
    pub span: Span,
}

impl Permission<'_> {
    /// Why it cannot match any command, if so.
    #[must_use]
    pub(crate) fn flaw(&self) -> Option<&'static str> {
        let pattern = self.pattern?;
        if !self.text.starts_with("Bash(") {
            return Some("the tool's name is `Bash`, with a capital B");
        }
        if !self.text.ends_with(')') {
            return Some("the parenthesis is never closed");
        }
        match pattern.strip_suffix(":*") {
            Some(prefix) if prefix.ends_with(' ') => Some("the space before `:*` is part of the prefix"),
            Some(prefix) if prefix.contains(":*,") => Some("each command needs its own `Bash(...)`"),
            _ => None,
        }
    }

    fn allows(&self, command: &str) -> bool {
        let Some(pattern) = self.pattern else { return self.text == "Bash" };
        if self.flaw().is_some() {
            return false;
        }
        if let Some(prefix) = pattern.strip_suffix(":*") {
            return command.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        }
        matches(pattern, command) || pattern.strip_suffix(" *").is_some_and(|prefix| prefix == command)
    }
}

/// Whether a pattern, in which `*` matches any text, matches all of `text`.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

/// The `Bash` permissions in a component's `allowed-tools`.
#[must_use]
pub(crate) fn permissions(document: &Document) -> Vec<Permission<'_>> {
    let Some(node) = document.frontmatter().and_then(|frontmatter| frontmatter.get("allowed-tools")) else {
        return Vec::new();
    };
    let single = std::slice::from_ref(node);
    let mut found = Vec::new();
    for item in if node.is_sequence() { node.items() } else { single } {
        split(document, item, &mut found);
    }
    found
}

/// Splits a text at commas and white space outside parentheses. Positions refer to the raw text, including quotes.
fn split<'d>(document: &'d Document, node: &Node, found: &mut Vec<Permission<'d>>) {
    let raw = document.file.slice(node.span);
    let ends = raw.char_indices().chain([(raw.len(), ',')]);
    let (mut start, mut depth) = (0, 0_usize);
    for (at, character) in ends {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' | ' ' | '\n' | '\t' | '\r' | '"' | '\'' | '[' | ']' if depth == 0 || at == raw.len() => {
                let text = raw[start..at].trim_matches(['"', '\'']);
                let offset = start + (raw[start..at].len() - raw[start..at].trim_start_matches(['"', '\'']).len());
                let (tool, pattern) = match text.split_once('(') {
                    Some((tool, rest)) => (tool, Some(rest.strip_suffix(')').unwrap_or(rest))),
                    None => (text, None),
                };
                let span = Span::new(offset, offset + text.len()).shifted(node.span.start);
                if tool == "Bash" || pattern.is_some() && tool.eq_ignore_ascii_case("bash") {
                    let pattern = pattern.filter(|pattern| !matches!(*pattern, "" | "*" | ":*"));
                    found.push(Permission { pattern, text, span });
                }
                start = at + character.len_utf8();
            }
            _ => {}
        }
    }
}

/// Why a command does not run at load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// A nested command cannot be checked before it runs.
    Substitution,
    /// No permission matches this program.
    Unmatched(String),
    /// A variable cannot be checked before the command runs.
    Variable(String),
    /// The program reads a file outside the user's project, which no pattern permits.
    Outside {
        /// The program.
        program: String,
        /// The path, as written.
        path: String,
    },
}

/// Why Claude Code rejects a command with these permissions; `None` if it runs or if that is unclear. `arguments` are the
/// names that Claude Code replaces first.
#[must_use]
pub(crate) fn refusal(command: &str, permissions: &[Permission<'_>], arguments: &[&str]) -> Option<Refusal> {
    let bare = permissions.iter().any(|permission| permission.pattern.is_none() && permission.text.starts_with("Bash"));
    if bare {
        return None;
    }
    if has_substitution(command) {
        return Some(Refusal::Substitution);
    }
    if let Some(name) = variables(command).into_iter().find(|name| !arguments.contains(name)) {
        return Some(Refusal::Variable(name.to_owned()));
    }
    let outside = simple_commands(command).into_iter().map(without_wrapper).find_map(|simple| outside_path(&simple));
    if let Some((program, path)) = outside {
        return Some(Refusal::Outside { program, path });
    }
    let allowed = |text: &str| permissions.iter().any(|permission| permission.allows(text));
    if allowed(command) {
        return None;
    }
    let refused = simple_commands(command)
        .into_iter()
        .map(without_wrapper)
        .find(|simple| !is_read_only(simple) && !allowed(&simple.text()));
    refused.map(|simple| Refusal::Unmatched(simple.text()))
}

/// Skips programs that run another one, as Claude Code does.
fn without_wrapper(mut simple: SimpleCommand) -> SimpleCommand {
    while let Some(word) = simple.words.first() {
        let taken = match word.as_str() {
            "timeout" => 2,
            "time" | "nice" | "nohup" => 1,
            _ => break,
        };
        simple.words.drain(..taken.min(simple.words.len()));
    }
    simple
}

/// Programs that only read, whatever their arguments.
#[rustfmt::skip]
const READING: &[&str] = &[
    "[", "[[", "alias", "arch", "basename", "cal", "cat", "cd", "cmp", "column", "comm", "cut", "date", "df", "diff",
    "dirname", "du", "echo", "egrep", "expand", "expr", "false", "fd", "fdfind", "fgrep", "file", "fmt", "fold", "free",
    "grep", "groups", "head", "hexdump", "history", "hostname", "id", "jq", "locale", "ls", "lsof", "md5sum", "netstat",
    "nl", "nproc", "numfmt", "od", "paste", "pgrep", "pr", "printf", "ps", "pwd", "readlink", "realpath", "rev", "rg",
    "seq", "sha1sum", "sha256sum", "sleep", "ss", "stat", "strings", "tac", "tail", "test", "tput", "tr", "tree", "true",
    "tsort", "type", "uname", "unexpand", "uniq", "uptime", "wc", "which", "whoami",
];

/// Programs whose files must lie in the user's project, even if a pattern permits the program.
#[rustfmt::skip]
const CONFINED: &[&str] = &[
    "cat", "cd", "cmp", "column", "comm", "cp", "cut", "diff", "egrep", "expand", "fgrep", "file", "find", "fmt", "fold",
    "grep", "head", "hexdump", "jq", "ls", "md5sum", "mkdir", "mv", "nl", "od", "paste", "pr", "rev", "rg", "rm", "rmdir",
    "sed", "sha1sum", "sha256sum", "sort", "stat", "strings", "tac", "tail", "touch", "unexpand", "uniq", "wc",
];

/// The first path outside the project that a confined program receives, and the program.
fn outside_path(simple: &SimpleCommand) -> Option<(String, String)> {
    let (program, rest) = simple.words.split_first()?;
    if !CONFINED.contains(&program.as_str()) {
        return None;
    }
    let arguments: Box<dyn Iterator<Item = &String>> = match program.as_str() {
        // The first argument is a pattern or script.
        "grep" | "egrep" | "fgrep" | "rg" | "sed" | "jq" => {
            Box::new(rest.iter().filter(|word| !word.starts_with('-')).skip(1))
        }
        // After the folders come tests, whose values are patterns.
        "find" => Box::new(rest.iter().take_while(|word| !word.starts_with(['-', '(', '!']))),
        _ => Box::new(rest.iter().filter(|word| !word.starts_with('-'))),
    };
    arguments.into_iter().find(|word| is_outside(word)).map(|path| (program.clone(), path.clone()))
}

fn is_outside(path: &str) -> bool {
    let variables = ["$HOME", "${HOME}", "${CLAUDE_PLUGIN_ROOT}", "${CLAUDE_PLUGIN_DATA}", "${CLAUDE_SKILL_DIR}"];
    let mut depth = 0_i32;
    let climbs = path.split('/').any(|part| {
        depth += match part {
            ".." => -1,
            "" | "." => 0,
            _ => 1,
        };
        depth < 0
    });
    path.starts_with('/')
        || path == "~"
        || path.starts_with("~/")
        || climbs
        || variables
            .iter()
            .any(|variable| path.strip_prefix(variable).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// Git subcommands that only read.
#[rustfmt::skip]
const READING_GIT: &[&str] = &[
    "blame", "branch", "cat-file", "describe", "diff", "for-each-ref", "grep", "log", "ls-files", "ls-remote",
    "merge-base", "reflog", "remote", "rev-list", "rev-parse", "shortlog", "show", "stash list", "stash show", "status",
    "tag", "worktree list", "config --get",
];

/// Whether a program call only reads, so that it needs no permission.
fn is_read_only(simple: &SimpleCommand) -> bool {
    let words: Vec<&str> = simple.words.iter().map(String::as_str).collect();
    let (Some(program), rest) = (words.first(), words.get(1..).unwrap_or_default()) else { return !simple.writes };
    if simple.writes {
        return false;
    }
    let has = |options: &[&str]| rest.iter().any(|word| options.contains(word));
    match *program {
        "find" => {
            !has(&["-delete", "-rm", "-exec", "-execdir", "-ok", "-okdir", "-fprint", "-fprint0", "-fls", "-fprintf"])
        }
        "sed" => !rest.iter().any(|word| word.starts_with("-i") || *word == "--in-place"),
        "sort" => !has(&["-o", "--output"]),
        "git" => {
            let rest: Vec<&str> = rest.iter().copied().filter(|word| *word != "--no-pager").collect();
            let line = rest.join(" ");
            READING_GIT
                .iter()
                .any(|known| line.strip_prefix(known).is_some_and(|end| end.is_empty() || end.starts_with(' ')))
                && !rest.iter().any(|word| matches!(*word, "-d" | "-D" | "-m" | "-M" | "add" | "set-url" | "--output"))
        }
        "docker" => matches!(rest.first(), Some(&("ps" | "images" | "logs" | "inspect"))),
        "node" | "python" | "python3" | "claude" => {
            matches!(rest, ["-v"] | ["--version"] | ["--help"] | ["-h"])
        }
        "ip" => rest == ["addr"],
        "xargs" => {
            let target = rest.iter().find(|word| !word.starts_with('-') && word.parse::<u32>().is_err());
            target.is_none_or(|program| READING.contains(program))
        }
        program => READING.contains(&program),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::{FileTree, Plugin};

    fn refused(command: &str, allowed: &str) -> bool {
        let text = format!("---\nallowed-tools: {allowed}\n---\n");
        let tree = FileTree::from_memory([("commands/x.md".into(), text.into_bytes())].into());
        let plugin = Plugin::load(&tree, camino::Utf8Path::new(""));
        refusal(command, &permissions(&plugin.documents[0]), &["client"]).is_some()
    }

    #[test]
    fn reading_needs_no_permission() {
        for command in
            ["git status --short", "cat a | head -5", "find . -name x", "ls 2>/dev/null || true", "test -f a"]
        {
            assert!(!refused(command, "Read"), "{command}");
        }
        for command in ["npm test", "find . -delete", "git fetch", "ls > x", "cat $(ls)", "ls | awk '{print}'"] {
            assert!(refused(command, "Read"), "{command}");
        }
    }

    #[test]
    fn files_outside_the_project_are_read_only_with_bare_bash() {
        for command in [
            "cat ${CLAUDE_PLUGIN_ROOT}/README.md",
            "ls ~/.claude",
            "cat ../x || true",
            "head -1 /etc/hostname",
            "find / -maxdepth 1",
            "grep root /etc/passwd",
            "cd /tmp && ls",
            "cat \"$HOME/.x\"",
            "cat /dev/null",
        ] {
            for allowed in ["Read", "Bash(cat:*), Bash(ls:*), Bash(cd:*)"] {
                assert!(refused(command, allowed), "{command} with {allowed}");
            }
            assert!(!refused(command, "Bash") && !refused(command, "Bash(*)"), "{command}");
        }
        for command in [
            "test -f /etc/hosts && echo yes",
            "du -sh /etc/hosts",
            "tree /tmp",
            "cat a.txt b/c.txt",
            "cat \"$PWD/README.md\"",
            "ls -la ./src/../docs",
            "grep -rn /api/ src",
            "find . -path '/x'",
        ] {
            assert!(!refused(command, "Read"), "{command}");
        }
    }

    #[test]
    fn variables_are_unknown_before_the_command_runs() {
        for command in ["cat $FILE", "echo \"Branch $BRANCH\"", "cat \"${FILE}\"", "echo $CLAUDE_PLUGIN_ROOT"] {
            assert!(refused(command, "Bash(cat:*), Bash(echo:*)") && !refused(command, "Bash"), "{command}");
        }
        for command in [
            "echo $HOME $PWD",
            "ls $0 $ARGUMENTS $client",
            "echo '$FILE'",
            "ls \"${CLAUDE_PROJECT_DIR}/src\"",
            "echo 5$",
            "echo \\$FILE",
        ] {
            assert!(!refused(command, "Read"), "{command}");
        }
    }

    #[test]
    fn permissions_match_as_the_cli_matches_them() {
        for allowed in
            ["Bash(touch:*)", "Bash(touch *)", "Bash(*)", "Bash", "[Read, \"Bash(mkdir:*)\", \"Bash(touch:*)\"]"]
        {
            assert!(!refused("touch a", allowed), "{allowed}");
        }
        for allowed in ["Bash(mkdir:*, touch:*)", "bash(touch:*)", "Bash(touch :*)", "Bash(touch:*", "Bash(touc:*)"] {
            assert!(refused("touch a", allowed), "{allowed}");
        }
        assert!(refused("A=1 touch a", "Bash(touch:*)"));
        assert!(refused("touch $(ls)", "Bash(touch:*), Bash(ls:*)") && !refused("touch $(ls)", "Bash"));
    }
}
