//! Hooks as Claude Code reads them: what it ignores with a warning, and what it rejects because it may be a guard.
//!
//! Source: the Claude Code CLI. It drops an invalid hook with a warning. If the hook is, or may be, a `PreToolUse` or
//! `PermissionRequest` hook, it reports an error and applies none of the hooks around it.

use super::fields::STRICT_HOOKS;
use super::findings::{BROKEN_GUARD_HOOK, IGNORED_HOOK};
use super::hook_shape::{EVENTS, KINDS, MATCHER};
use super::report::{Report, phrase};
use super::schema::{self, Issue, entries, type_name};
use crate::source::Span;
use crate::syntax::{Entry, Kind, Node};

const GUARDS: &[&str] = &["PreToolUse", "PermissionRequest"];

/// A dropped hook, and whether it may be a guard.
pub(super) struct Dropped {
    what: String,
    span: Span,
    guard: bool,
}

/// The result of sorting hooks by event: what was dropped, and the tree without what is only ignored.
pub(super) struct Sorted {
    pub(super) dropped: Vec<Dropped>,
    pub(super) kept: Node,
}

impl Sorted {
    /// Whether something that may be a guard is invalid.
    pub(super) fn breaks_guards(&self) -> bool {
        self.dropped.iter().any(|dropped| dropped.guard)
    }

    /// Reports what was dropped: ignored hooks at one key path, broken guards at another.
    pub(super) fn report(&self, ignored_at: &str, broken_at: &str, report: &mut Report<'_>) {
        for Dropped { what, span, guard } in &self.dropped {
            let found = if *guard {
                report
                    .at(&BROKEN_GUARD_HOOK, broken_at, *span, what)
                    .label("it may guard permissions, so Claude Code applies none of the hooks around it")
            } else {
                report.at(&IGNORED_HOOK, ignored_at, *span, what).label("Claude Code drops it")
            };
            report.push(found);
        }
    }

    /// Removes what is only ignored.
    pub(super) fn keep_guards(&mut self) {
        self.dropped.retain(|dropped| dropped.guard);
    }
}

fn is_guard(name: &str) -> bool {
    GUARDS.iter().any(|guard| guard.eq_ignore_ascii_case(name))
}

/// Whether a value contains guards under any key, at any depth.
pub(super) fn holds_guards(node: &Node) -> bool {
    match &node.kind {
        Kind::Mapping(_) => entries(node).any(declares_guards),
        Kind::Sequence(items) => items.iter().any(holds_guards),
        _ => false,
    }
}

/// Whether an entry is or contains guards. An empty list guards nothing.
pub(super) fn declares_guards(entry: &Entry) -> bool {
    let empty =
        matches!(&entry.value.kind, Kind::Sequence(items) if items.is_empty()) || entry.value.kind == Kind::Null;
    is_guard(&entry.key) && !empty || holds_guards(&entry.value)
}

/// Sorts hooks by event. `label` is the prefix of every key path.
pub(super) fn sort(events: &Node, label: &str) -> Sorted {
    let mut dropped = Vec::new();
    let mut kept = Vec::new();
    for entry in entries(events) {
        let at = format!("{label}.{}", entry.key);
        if !EVENTS.contains(&entry.key.as_str()) {
            let guard = holds_guards(&entry.value);
            let what = if guard {
                format!("unknown hook event `{at}` that contains guards")
            } else {
                format!("unknown hook event `{at}`")
            };
            dropped.push(Dropped { what, span: entry.key_span, guard });
            if guard {
                kept.push(entry.clone());
            }
            continue;
        }
        let mut event = Event { guard: is_guard(&entry.key), dropped: &mut dropped };
        if let Some(value) = event.matchers(&entry.value, &at) {
            kept.push(Entry { value, ..entry.clone() });
        }
    }
    Sorted { dropped, kept: Node { kind: Kind::Mapping(kept), ..events.clone() } }
}

/// The shape's issues with hooks that contain broken guards, without what is only ignored.
pub(super) fn strictly(node: &Node, sorted: &[(Sorted, String)]) -> Vec<Issue> {
    let mut kept = sorted.iter().map(|(sorted, _)| sorted.kept.clone());
    let node = match &node.kind {
        Kind::Sequence(items) => {
            let items = items
                .iter()
                .map(|item| if item.is_mapping() { kept.next() } else { None }.unwrap_or_else(|| item.clone()));
            Node { kind: Kind::Sequence(items.collect()), ..node.clone() }
        }
        _ => kept.next().unwrap_or_else(|| node.clone()),
    };
    schema::check(&STRICT_HOOKS, &node, "hooks")
}

struct Event<'d> {
    guard: bool,
    dropped: &'d mut Vec<Dropped>,
}

impl Event<'_> {
    /// Notes the fault. The node is kept if it may be a guard.
    fn drop(&mut self, node: &Node, guard: bool, what: String) -> Option<Node> {
        self.dropped.push(Dropped { what, span: node.span, guard });
        guard.then(|| node.clone())
    }

    fn matchers(&mut self, value: &Node, at: &str) -> Option<Node> {
        let Kind::Sequence(items) = &value.kind else {
            let guard = self.guard && value.kind != Kind::Null || holds_guards(value);
            return self.drop(value, guard, format!("`{at}` is {}, expected a list of matchers", type_name(value)));
        };
        let kept = items.iter().enumerate().filter_map(|(index, item)| self.matcher(item, &format!("{at}.{index}")));
        Some(Node { kind: Kind::Sequence(kept.collect()), ..value.clone() })
    }

    fn matcher(&mut self, matcher: &Node, at: &str) -> Option<Node> {
        if holds_guards(matcher) {
            return self.drop(matcher, true, format!("`{at}` contains guards, expected a matcher"));
        }
        if !matcher.is_mapping() {
            return self.drop(matcher, self.guard, format!("`{at}` is {}, expected a matcher", type_name(matcher)));
        }
        let Some(hooks) = matcher.get("hooks").filter(|hooks| hooks.is_sequence()) else {
            return self.drop(matcher, self.guard, format!("missing list `hooks` in `{at}`"));
        };
        let without_hooks = Node {
            kind: Kind::Mapping(matcher.entries().iter().filter(|entry| entry.key != "hooks").cloned().collect()),
            ..matcher.clone()
        };
        let issues: Vec<_> =
            schema::check(&MATCHER, &without_hooks, "").into_iter().filter(|issue| issue.path != "hooks").collect();
        if !issues.is_empty() {
            return self.drop(matcher, self.guard, format!("`{at}`: {}", phrase(&issues)));
        }
        let kept = hooks
            .items()
            .iter()
            .enumerate()
            .filter_map(|(index, hook)| self.hook(hook, &format!("{at}.hooks.{index}")));
        let kept = Node { kind: Kind::Sequence(kept.collect()), ..hooks.clone() };
        let entries = matcher.entries().iter().map(|entry| match entry.key.as_str() {
            "hooks" => Entry { value: kept.clone(), ..entry.clone() },
            _ => entry.clone(),
        });
        Some(Node { kind: Kind::Mapping(entries.collect()), ..matcher.clone() })
    }

    fn hook(&mut self, hook: &Node, at: &str) -> Option<Node> {
        if !hook.is_mapping() {
            return self.drop(hook, self.guard, format!("`{at}` is {}, expected a hook", type_name(hook)));
        }
        let problem = match hook.get("type").map(|kind| (kind, kind.as_str())) {
            None => Some(format!("missing key `type` in `{at}`")),
            Some((kind, None)) => Some(format!("the `type` of `{at}` is {}, expected a string", type_name(kind))),
            Some((_, Some(kind))) => match KINDS.iter().find(|(name, _)| *name == kind) {
                None => Some(format!("unknown hook type `{kind}` in `{at}`")),
                Some((_, shape)) => {
                    let issues = schema::check(shape, hook, "");
                    (!issues.is_empty()).then(|| format!("`{at}`: {}", phrase(&issues)))
                }
            },
        };
        match problem {
            Some(what) => self.drop(hook, self.guard, what),
            None => Some(hook.clone()),
        }
    }
}
