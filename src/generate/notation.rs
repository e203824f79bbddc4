//! What a text of the specs says of commands, skills, tools, arguments and folders, written as a host writes it.
//!
//! A spec says it in its own notation, `<command:NAME>`, `<skill:NAME>`, `<agent:NAME>`, `<tool:NAME>` and `<host:name>`. A
//! file that is copied as it is, and what a spec spells out for Claude Code, uses Claude Code's: `$ARGUMENTS`, `/plugin:name`,
//! `mcp__plugin_…`, `${CLAUDE_PLUGIN_ROOT}`. Both are read into [`Reference`]s, which are then written for the host.

use crate::hosts::Wording;
use crate::hosts::claude;
use crate::spec::PluginSource;
use crate::spec::component::ComponentKind;

/// Something that hosts write in different ways.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Reference<'t> {
    /// A command that a user types.
    Command(&'t str),
    /// The same in inline code, as a spec's own notation has it.
    NamedCommand(&'t str),
    /// A skill, an agent or a tool by its name, in inline code.
    Named(&'t str),
    /// A tool, of which Claude Code's notation has the full name.
    Tool(&'t str),
    /// The host itself.
    Host,
    /// What the user types after the command's name; the number of one word of it.
    Arguments(Option<&'t str>),
    /// The plugin's folder, or that of the skill.
    Folder(Folder),
    /// A stored option.
    Option(&'t str),
    /// A reference to something that does not exist.
    Unknown { kind: &'static str, name: &'t str },
}

/// A folder that Claude Code has a variable for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Folder {
    Plugin,
    Skill,
    Project,
}

/// A reference that names something that the plugin does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UnknownName {
    /// As written.
    pub(super) written: String,
    /// `command`, `skill`, `agent`, `tool` or `host`.
    pub(super) kind: &'static str,
    /// The name.
    pub(super) name: String,
}

/// Writes texts of one page for one host.
#[derive(Clone, Copy)]
pub(super) struct Speaker<'s> {
    /// How the host writes.
    pub(super) wording: &'static Wording,
    /// The plugin that the text is of.
    pub(super) source: &'s PluginSource,
    /// The component that the text is of.
    pub(super) own: Option<(ComponentKind, &'s str)>,
    /// How many folders the text lies below the plugin's.
    pub(super) depth: usize,
}

impl Speaker<'_> {
    /// The text as the host has it, and what it names that does not exist.
    pub(super) fn say(&self, text: &str) -> (String, Vec<UnknownName>) {
        let (mut said, mut unknown) = (String::with_capacity(text.len()), Vec::new());
        let mut from = 0;
        while let Some(at) = text[from..].find(['<', '$', '/', 'm']).map(|at| at + from) {
            said.push_str(&text[from..at]);
            let rest = &text[at..];
            match self.reference(&text[..at], rest) {
                Some((Reference::Unknown { kind, name }, length)) => {
                    unknown.push(UnknownName { written: rest[..length].to_owned(), kind, name: name.to_owned() });
                    said.push_str(&rest[..length]);
                    from = at + length;
                }
                Some((reference, length)) => {
                    said.push_str(&self.written(&reference));
                    from = at + length;
                }
                None => {
                    let length = rest.chars().next().map_or(1, char::len_utf8);
                    said.push_str(&rest[..length]);
                    from = at + length;
                }
            }
        }
        said.push_str(&text[from..]);
        (said, unknown)
    }

    /// The reference that `rest` begins with, and its length.
    fn reference<'t>(&self, before: &str, rest: &'t str) -> Option<(Reference<'t>, usize)> {
        if let Some(inside) = rest.strip_prefix('<') {
            return self.own_notation(&inside[..inside.find('>')?]).map(|(reference, length)| (reference, length + 2));
        }
        if self.wording == &claude::WORDING {
            return None;
        }
        match rest.as_bytes().first()? {
            b'$' => Self::variable(rest),
            b'/' => self.command(before, rest),
            _ => self.full_tool_name(before, rest),
        }
    }

    /// `command:NAME` between angle brackets.
    fn own_notation<'t>(&self, inside: &'t str) -> Option<(Reference<'t>, usize)> {
        let (kind, name) = inside.split_once(':')?;
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c)) {
            return None;
        }
        let has = |kind: ComponentKind| self.source.of_kind(kind).any(|component| component.name == name);
        let reference = match kind {
            "command" if has(ComponentKind::Command) => Reference::NamedCommand(name),
            "skill" if has(ComponentKind::Skill) => Reference::Named(name),
            "agent" if has(ComponentKind::Agent) => Reference::Named(name),
            "tool" if self.source.tools.iter().any(|tool| tool.name == name) => Reference::Named(name),
            "host" if name == "name" => Reference::Host,
            "command" => Reference::Unknown { kind: "command", name },
            "skill" => Reference::Unknown { kind: "skill", name },
            "agent" => Reference::Unknown { kind: "agent", name },
            "tool" => Reference::Unknown { kind: "tool", name },
            "host" => Reference::Unknown { kind: "host", name },
            _ => return None,
        };
        Some((reference, inside.len()))
    }

    /// `$ARGUMENTS`, `$ARGUMENTS[0]`, `${CLAUDE_PLUGIN_ROOT}`, `${user_config.KEY}`.
    fn variable(rest: &str) -> Option<(Reference<'_>, usize)> {
        if let Some(after) = rest.strip_prefix("$ARGUMENTS") {
            let length = rest.len() - after.len();
            if let Some(number) =
                after.strip_prefix('[').and_then(|inside| inside.split_once(']')).map(|(number, _)| number)
                && number.bytes().all(|byte| byte.is_ascii_digit())
            {
                return Some((Reference::Arguments(Some(number)), length + number.len() + 2));
            }
            let whole = !after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
            return whole.then_some((Reference::Arguments(None), length));
        }
        let inside = rest.strip_prefix("${")?;
        let name = &inside[..inside.find('}')?];
        let length = name.len() + 3;
        let reference = match name {
            "CLAUDE_PLUGIN_ROOT" => Reference::Folder(Folder::Plugin),
            "CLAUDE_SKILL_DIR" => Reference::Folder(Folder::Skill),
            "CLAUDE_PROJECT_DIR" => Reference::Folder(Folder::Project),
            _ => Reference::Option(name.strip_prefix("user_config.")?),
        };
        Some((reference, length))
    }

    /// `/plugin:command`; and `/command` at the start of inline code or of a line, in the command's own page.
    fn command<'t>(&self, before: &str, rest: &'t str) -> Option<(Reference<'t>, usize)> {
        if before.ends_with(|c: char| c.is_alphanumeric() || "/.:-_}".contains(c)) {
            return None;
        }
        let is_name = |c: char| c.is_ascii_alphanumeric() || "-_.:".contains(c);
        let word = &rest[1..1 + rest[1..].find(|c| !is_name(c)).unwrap_or(rest.len() - 1)];
        let word = word.trim_end_matches(['.', ':']);
        let after = &rest[1 + word.len()..];
        if after.starts_with('/') {
            return None;
        }
        let plugin = &self.source.plugin.spec.name.value;
        let known = |name: &str| {
            let mut commands = self.source.of_kind(ComponentKind::Command);
            let command = commands.any(|component| component.name.replace('/', ":") == name);
            command || self.source.of_kind(ComponentKind::Skill).any(|component| component.name == name)
        };
        if let Some((_, name)) = word.split_once(':').filter(|(named, name)| named == plugin && known(name)) {
            return Some((Reference::Command(name), 1 + word.len()));
        }
        let starts = before.is_empty() || before.ends_with(['\n', '`']);
        let is_own = self.own.is_some_and(|(kind, own)| kind == ComponentKind::Command && own == word);
        (starts && is_own).then_some((Reference::Command(word), 1 + word.len()))
    }

    /// `mcp__plugin_PLUGIN_SERVER__TOOL` and `mcp__SERVER__TOOL`, of a server of this plugin.
    fn full_tool_name<'t>(&self, before: &str, rest: &'t str) -> Option<(Reference<'t>, usize)> {
        if before.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            return None;
        }
        let after = rest.strip_prefix("mcp__")?;
        let spec = &self.source.plugin.spec;
        let tool = spec.mcp.0.iter().find_map(|(server, _)| {
            let of_plugin = format!("plugin_{}_{}__", spec.name.value, server.value);
            let alone = format!("{}__", server.value);
            after.strip_prefix(of_plugin.as_str()).or_else(|| after.strip_prefix(alone.as_str()))
        })?;
        let end = tool.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').unwrap_or(tool.len());
        (end > 0).then(|| (Reference::Tool(&tool[..end]), rest.len() - tool.len() + end))
    }

    fn written(&self, reference: &Reference<'_>) -> String {
        match reference {
            Reference::Command(name) => self.invocation(name),
            Reference::NamedCommand(name) => format!("`{}`", self.invocation(name)),
            Reference::Named(name) => format!("`{name}`"),
            Reference::Tool(name) => (*name).to_owned(),
            Reference::Host => self.wording.host.to_owned(),
            Reference::Arguments(None) => match self.wording.arguments {
                Some(placeholder) => placeholder.to_owned(),
                None => format!("what the user wrote after {}", self.own_name()),
            },
            Reference::Arguments(Some(number)) => {
                format!("word {} of what the user wrote after {}", ordinal(number), self.own_name())
            }
            Reference::Folder(Folder::Plugin) if self.depth == 0 => ".".to_owned(),
            Reference::Folder(Folder::Plugin) => vec![".."; self.depth].join("/"),
            Reference::Folder(Folder::Skill) => ".".to_owned(),
            Reference::Folder(Folder::Project) => "the project's folder".to_owned(),
            Reference::Option(key) => self.variable_of(key),
            Reference::Unknown { name, .. } => (*name).to_owned(),
        }
    }

    fn invocation(&self, command: &str) -> String {
        invocation(self.wording, self.source, command)
    }

    fn own_name(&self) -> String {
        match self.own {
            Some((_, name)) => format!("`{}`", self.invocation(name)),
            None => "the command's name".to_owned(),
        }
    }

    /// The environment variable that stands in for an option.
    fn variable_of(&self, key: &str) -> String {
        let spec = &self.source.plugin.spec;
        let mut variables = spec.variables();
        let of_key = |option: &crate::spec::plugin::UserOption| option.key.value == key;
        let variable = variables.find(|variable| variable.option.as_ref().is_some_and(of_key));
        variable.map_or_else(|| key.to_owned(), |variable| variable.name.value.clone())
    }
}

/// A command as a user types it. Other hosts know the plugin by the name under which it is listed.
pub(super) fn invocation(wording: &'static Wording, source: &PluginSource, command: &str) -> String {
    let plugin = if wording == &claude::WORDING { &source.plugin.spec.name.value } else { source.listed_name() };
    wording.invocation(plugin, command)
}

/// Claude Code counts arguments from 0, people from 1.
fn ordinal(number: &str) -> u64 {
    number.parse::<u64>().unwrap_or_default().saturating_add(1)
}
