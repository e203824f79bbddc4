//! `unknown-component-reference`: a text names a skill, command or agent that does not exist.

use std::collections::{BTreeMap, BTreeSet};

use crate::claims::denial::is_denied;
use crate::diag::{Diagnostic, Label, RuleMeta, nearest};
use crate::plugin::{Document, DocumentKind, Plugin};
use crate::rule_meta;
use crate::rules::references::built_in::is_built_in;
use crate::rules::references::mentions::mentions;
use crate::rules::support::components::{is_read, known_names, slug};
use crate::rules::support::folders::is_sample;
use crate::rules::{Check, Context, Rule, Sink};
use crate::source::Span;

static META: RuleMeta = rule_meta!(
    "unknown-component-reference",
    Warning,
    Recommended,
    "A text names a skill, command or agent that does not exist"
);

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

/// Whether a name is a placeholder, such as `skill-name` or `my-command`.
fn is_stand_in(name: &str) -> bool {
    let mut words = name.split('-');
    let marked = words
        .clone()
        .any(|word| matches!(word, "my" | "your" | "name" | "example" | "foo" | "bar" | "xxx" | "some" | "new"));
    let generic = |word: &str| {
        matches!(
            word,
            "skill"
                | "command"
                | "agent"
                | "plugin"
                | "name"
                | "my"
                | "your"
                | "example"
                | "cmd"
                | "subagent"
                | "slash"
                | "custom"
        )
    };
    marked && words.clone().any(|word| generic(word) && word != "my" && word != "your" && word != "example")
        || words.all(generic)
}

fn follows_slash(document: &Document, span: Span) -> bool {
    let before = document.file.text().get(..span.start).unwrap_or_default();
    document.file.slice(span).starts_with('/') || before.ends_with('/')
}

/// Whether the line around a name says that it is a component of the user's project, a name to be filled in, a marker in a
/// comment, or no component at all.
fn is_of_others(document: &Document, span: Span) -> bool {
    let text = document.file.text();
    let start = text.get(..span.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let end = text.get(span.end..).and_then(|after| after.find('\n')).map_or(text.len(), |at| span.end + at);
    let (Some(line), Some(before), Some(after)) =
        (text.get(start..end), text.get(start..span.start), text.get(span.end..end))
    else {
        return false;
    };
    let is_filled_in =
        after.trim_start_matches(['-', '_', ':']).starts_with(['{', '<', '$']) || after.starts_with(":*");
    // "→ Creates: the `x` skill" shows what a command would make.
    let is_result = before.trim_start().starts_with(['→', '⇒']);
    let of_project =
        [".claude/commands", ".claude/skills", ".claude/agents"].iter().any(|folder| line.contains(folder));
    let is_gone = line.to_lowercase().contains("deprecated");
    let is_forbidden = ends_with_prohibition(before);
    let code = usize::from(before.ends_with('`') && after.starts_with('`'));
    let inner = Span::new(span.start - start - code, span.end - start + code);
    is_filled_in
        || is_result
        || of_project
        || is_gone
        || is_forbidden
        || is_of_other_host(before)
        || before.trim_end_matches(['`', ' ']).ends_with("<!--")
        || is_denied(line, inner)
}

/// Whether the text says to write the component in the user's project, as `.claude/commands/NAME.md`.
fn is_made(document: &Document, name: &str) -> bool {
    let text = document.file.text();
    ["commands", "skills", "agents"].iter().any(|folder| {
        let path = format!(".claude/{folder}/{name}");
        text.match_indices(&path).any(|(at, _)| text[at + path.len()..].starts_with(['.', '/']))
    })
}

/// Whether the word before a name is another host: "Codex `default` subagent".
fn is_of_other_host(before: &str) -> bool {
    const HOSTS: &[&str] = &["codex", "cursor", "gemini", "copilot", "opencode", "kilo", "windsurf", "antigravity"];
    let word = before.trim_end_matches(['`', '*', '"', ' ']).rsplit([' ', '(', '/']).next().unwrap_or_default();
    HOSTS.contains(&word.to_lowercase().trim_end_matches("'s"))
}

/// Whether the words before a name forbid its use: "do not invoke /x".
fn ends_with_prohibition(before: &str) -> bool {
    let before = before.to_lowercase().replace(['*', '`', '’'], "'");
    let mut words = before.split_whitespace().rev().map(|word| word.trim_matches('\''));
    matches!(words.next(), Some("invoke" | "use" | "call" | "run" | "execute" | "launch" | "spawn"))
        && matches!(words.next(), Some("not" | "never" | "don't"))
}

fn check(plugin: &Plugin<'_>, context: &Context, sink: &mut Sink) {
    // A skill by itself may be used beside others.
    if plugin.manifest().is_none() && plugin.document("SKILL.md").is_some_and(|it| it.kind == DocumentKind::Skill) {
        return;
    }
    let known = known_names(plugin);
    // In the README of a plugin without commands, "Commands" are those of a program.
    let has_commands = plugin.documents.iter().any(|document| document.kind == DocumentKind::Command);
    for document in plugin.documents.iter().filter(|document| is_read(document) && !is_sample(&document.path)) {
        let mentions = mentions(document, plugin.name());
        let of_others: BTreeSet<String> = mentions
            .iter()
            .filter(|mention| is_of_others(document, mention.span))
            .map(|mention| slug(&mention.name))
            .collect();
        let mut told: BTreeMap<(String, &str), usize> = BTreeMap::new();
        for mention in &mentions {
            let name = slug(&mention.name);
            let last = name.rsplit(':').next().unwrap_or(&name);
            let prefixed = document.file.slice(mention.span).contains(':');
            if known.contains(&name)
                || known.contains(last)
                || name == slug(plugin.name())
                || !prefixed && is_built_in(last)
                || !prefixed && context.names.contains(last)
                || is_stand_in(last)
                || of_others.contains(&name)
                || is_made(document, last)
                || mention.kind == "command" && !has_commands && !follows_slash(document, mention.span)
            {
                continue;
            }
            // A name is reported once per file, at its first occurrence.
            let index = *told.entry((name.clone(), mention.kind)).or_insert(sink.found.len());
            if let Some(first) = sink.found.get_mut(index) {
                if first.secondary.is_empty() {
                    let location = document.at(mention.span);
                    first.secondary.push(Label { location, text: "and here".to_owned() });
                }
                continue;
            }
            let written = document.file.slice(mention.span).trim_matches('`');
            let names = known.iter().map(String::as_str).filter(|known| !known.contains(':'));
            sink.push(
                Diagnostic::new(&META, document.at(mention.span), format!("unknown {} `{written}`", mention.kind))
                    .label("neither in this plugin nor elsewhere in the tree")
                    .help("correct the name, add the component, or remove the mention")
                    .did_you_mean(nearest(last, names)),
            );
        }
    }
}
