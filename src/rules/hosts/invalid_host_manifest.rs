//! `invalid-host-manifest`: a manifest that a host rejects, or of which it ignores a part.

use crate::diag::{Diagnostic, RuleMeta, Severity, nearest};
use crate::hosts::{agent_plugins, codex, mcpb};
use crate::plugin::hosts::{Host, HostTree};
use crate::plugin::{Content, Document};
use crate::rule_meta;
use crate::rules::{Check, Rule, Sink};
use crate::source::Span;
use crate::syntax::{Entry, Node};

static META: RuleMeta =
    rule_meta!("invalid-host-manifest", Error, Recommended, "A host rejects a manifest, or ignores a part of it");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Host(check) };

fn check(tree: &HostTree<'_>, sink: &mut Sink) {
    let mut reporter = Reporter { sink };
    for (host, document) in &tree.manifests {
        let Some(root) = reporter.root(document) else { continue };
        let mut manifest = Manifest { host: *host, document, reporter: &mut reporter };
        match host {
            Host::Codex | Host::Cursor | Host::Claude => manifest.require(root, &["name"]),
            Host::AgentPlugins => manifest.agent_plugins(root),
            Host::Gemini => manifest.gemini(root),
            Host::Mcpb => {
                manifest.require(root, mcpb::REQUIRED);
                manifest.known(root, mcpb::FIELDS, Severity::Error);
            }
        }
    }
    let portable = tree.manifest(Host::AgentPlugins).and_then(|_| tree.named(agent_plugins::SERVERS));
    for servers in [portable, tree.codex_servers()] {
        servers.iter().for_each(|document| _ = reporter.root(document));
    }
    for (host, document) in &tree.marketplaces {
        if let Some(root) = reporter.root(document)
            && *host == Host::Codex
        {
            Manifest { host: *host, document, reporter: &mut reporter }.policies(root);
        }
    }
}

struct Reporter<'s> {
    sink: &'s mut Sink,
}

impl Reporter<'_> {
    /// The mapping in a file; reports a file that holds none.
    fn root<'d>(&mut self, document: &'d Document) -> Option<&'d Node> {
        let label = "the host ignores the file or rejects the plugin".to_owned();
        let Content::Json(parsed) = &document.content else { return None };
        for problem in &parsed.problems {
            self.sink
                .push(Diagnostic::new(&META, document.at(problem.span), problem.message.clone()).label(label.clone()));
        }
        let root = parsed.root.as_ref()?;
        if !root.is_mapping() {
            let message = format!("expected an object, found a {}", root.type_name());
            self.sink.push(Diagnostic::new(&META, document.at(root.span), message).label(label));
            return None;
        }
        Some(root)
    }
}

struct Manifest<'r, 'd, 's> {
    host: Host,
    document: &'d Document,
    reporter: &'r mut Reporter<'s>,
}

impl Manifest<'_, '_, '_> {
    fn report(&mut self, span: Span, message: String, label: String, help: &str) {
        let found = Diagnostic::new(&META, self.document.at(span), message).label(label);
        self.reporter.sink.push(if help.is_empty() { found } else { found.help(help.to_owned()) });
    }

    fn require(&mut self, root: &Node, keys: &[&str]) {
        for key in keys.iter().filter(|key| root.get(key).is_none()) {
            let label = format!("{} requires it", self.host.title());
            self.report(Span::at(root.span.start), format!("missing key `{key}`"), label, "");
        }
    }

    fn known(&mut self, root: &Node, fields: &[&'static str], severity: Severity) {
        for Entry { key, key_span, .. } in root.entries().iter().filter(|entry| !fields.contains(&entry.key.as_str())) {
            let label = match severity {
                Severity::Error => format!("{} rejects the file because of it", self.host.title()),
                _ => format!("hosts of {} ignore it", self.host.title()),
            };
            self.reporter.sink.push(
                Diagnostic::new(&META, self.document.at(*key_span), format!("unknown field `{key}`"))
                    .with_severity(severity)
                    .label(label)
                    .did_you_mean(nearest(key, fields.iter().copied()))
                    .at_key(key.clone()),
            );
        }
    }

    fn agent_plugins(&mut self, root: &Node) {
        self.require(root, &["$schema", "name"]);
        if let Some(node) = root.get("$schema").filter(|node| node.as_str() != Some(agent_plugins::SCHEMA)) {
            let help = format!("write `{}`", agent_plugins::SCHEMA);
            let label = "Codex and Qwen Code reject the plugin".to_owned();
            self.report(node.span, "unknown version of Agent Plugins".to_owned(), label, &help);
        }
        if let Some(node) = root.get("name")
            && let name = node.as_str().unwrap_or_default()
            && !is_portable_name(name)
        {
            let help = "use up to 64 lowercase letters, digits, single dots and single hyphens";
            self.report(
                node.span,
                format!("invalid name `{name}`"),
                "Codex and Qwen Code reject the plugin".to_owned(),
                help,
            );
        }
        for entry in root.get("author").map(Node::entries).unwrap_or_default() {
            if !agent_plugins::AUTHOR_FIELDS.contains(&entry.key.as_str()) {
                let label = "Codex and Qwen Code reject the plugin".to_owned();
                let help = "remove it; `author` has `name`, `email` and `url`";
                self.report(entry.key_span, format!("unknown field `author.{}`", entry.key), label, help);
            }
        }
        self.known(root, agent_plugins::FIELDS, Severity::Warning);
    }

    fn gemini(&mut self, root: &Node) {
        self.require(root, &["name", "version"]);
        if let Some(node) = root.get("name")
            && let name = node.as_str().unwrap_or_default()
            && (name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
        {
            let label = "Gemini CLI rejects the extension".to_owned();
            self.report(node.span, format!("invalid name `{name}`"), label, "use letters, digits and hyphens");
        }
        for setting in root.get("settings").map(Node::items).unwrap_or_default() {
            for key in ["name", "envVar"] {
                if setting.get(key).and_then(Node::as_str).is_none() {
                    let label = "no variable gets the value of this setting".to_owned();
                    self.report(setting.span, format!("setting without `{key}`"), label, "");
                }
            }
        }
    }

    fn policies(&mut self, root: &Node) {
        for entry in root.get("plugins").map(Node::items).unwrap_or_default() {
            for (key, words) in [("installation", codex::INSTALLATION), ("authentication", codex::AUTHENTICATION)] {
                if let Some(node) = entry.at(&["policy", key])
                    && !node.as_str().is_some_and(|word| words.contains(&word))
                {
                    let message = format!("unknown value of `policy.{key}`");
                    let label = format!("expected one of {}", words.join(", "));
                    self.report(node.span, message, label, "");
                }
            }
        }
    }
}

/// Whether Agent Plugins accepts a name.
fn is_portable_name(name: &str) -> bool {
    let is_inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    (1..=64).contains(&name.len())
        && name.chars().all(|c| is_inner(c) || c == '.' || c == '-')
        && name.starts_with(is_inner)
        && name.ends_with(is_inner)
        && !name.contains("--")
        && !name.contains("..")
}
