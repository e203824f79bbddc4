//! `unmatched-hook`: a matcher that never matches, or that the event ignores.

use regex::Regex;

use crate::diag::{Diagnostic, RuleMeta, Severity, nearest};
use crate::plugin::Plugin;
use crate::rule_meta;
use crate::rules::support::hooks::{Group, groups};
use crate::rules::support::tools::BUILT_IN;
use crate::rules::{Check, Context, Rule, Sink};
use crate::syntax::Node;

static META: RuleMeta =
    rule_meta!("unmatched-hook", Warning, Recommended, "A hook's matcher never matches, or the event ignores it");

/// The rule.
pub(crate) static RULE: Rule = Rule { meta: &META, check: Check::Plugin(check) };

const OF_TOOLS: &[&str] = &[
    "PreToolUse",
    "PostToolUse",
    "PostToolUseFailure",
    "PermissionRequest",
    "PermissionDenied",
    "PreSkillShellCommand",
];

/// Events with a fixed list of values. Source: the code of the CLI, and its debug log.
const OF_VALUES: &[(&str, &[&str])] = &[
    ("SessionStart", &["startup", "resume", "clear", "compact", "fork"]),
    ("SessionEnd", &["clear", "resume", "logout", "prompt_input_exit", "other"]),
    ("PreCompact", &["manual", "auto"]),
    ("PostCompact", &["manual", "auto"]),
    ("Setup", &["init", "maintenance"]),
    ("DirectoryAdded", &["slash_command", "register_repo_root"]),
    ("InstructionsLoaded", &["session_start", "nested_traversal", "path_glob_match", "include", "compact"]),
    ("Notification", NOTIFICATIONS),
    ("StopFailure", FAILURES),
    ("ConfigChange", &["user_settings", "project_settings", "local_settings", "policy_settings", "skills"]),
];

#[rustfmt::skip]
const NOTIFICATIONS: &[&str] = &[
    "permission_prompt", "idle_prompt", "auth_success", "elicitation_dialog", "agent_needs_input", "agent_completed",
    "elicitation_url_dialog", "worker_permission_prompt", "push_notification", "computer_use_enter", "computer_use_exit",
    "quota_auto_resume_fired", "quota_auto_resume_stale", "quota_auto_resume_disabled", "model_refusal_fallback",
    "auth_storage_failure", "plugin_notification", "elicitation_complete", "elicitation_response",
];

#[rustfmt::skip]
const FAILURES: &[&str] = &[
    "rate_limit", "overloaded", "authentication_failed", "oauth_org_not_allowed", "account_on_hold",
    "verification_required", "billing_error", "invalid_request", "model_not_found", "server_error", "max_output_tokens",
    "cloud_credential_error", "unknown",
];

/// Events that the CLI fires without a value to match.
#[rustfmt::skip]
const WITHOUT_MATCHER: &[&str] = &[
    "UserPromptSubmit", "Stop", "PostToolBatch", "TeammateIdle", "TaskCreated", "TaskCompleted", "CwdChanged",
    "MessageDisplay", "WorktreeCreate", "WorktreeRemove",
];

fn check(plugin: &Plugin<'_>, _: &Context, sink: &mut Sink) {
    for group in groups(plugin) {
        let Some(node) = group.node.get("matcher") else { continue };
        let Some(matcher) = node.as_str().filter(|matcher| !matches!(*matcher, "" | "*")) else { continue };
        let found = if WITHOUT_MATCHER.contains(&group.event) {
            ignored(&group, node, matcher)
        } else {
            unmatched(&group, node, matcher)
        };
        sink.found.extend(found);
    }
}

fn ignored(group: &Group<'_>, node: &Node, matcher: &str) -> Option<Diagnostic> {
    let everything = matches!(matcher, ".*" | ".+" | "^.*$");
    let message = format!("`{}` ignores matchers", group.event);
    (!everything).then(|| {
        Diagnostic::new(&META, group.document.at(node.span), message)
            .label("the hook runs every time the event fires")
            .help("remove the matcher, and check the input in the hook")
    })
}

fn unmatched(group: &Group<'_>, node: &Node, matcher: &str) -> Option<Diagnostic> {
    let place = || group.document.at(node.span);
    let values = OF_VALUES.iter().find(|(event, _)| *event == group.event).map(|(_, values)| *values);
    if !OF_TOOLS.contains(&group.event) && values.is_none() {
        return None;
    }
    // A matcher of names is split and compared; anything else is a regular expression.
    let is_names =
        |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '|' | ',' | ' ' | '-'));
    let anchored = matcher.strip_prefix('^').and_then(|rest| rest.strip_suffix('$'));
    let inner = anchored.map(|text| text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(text));
    let matcher = match inner.filter(|inner| values.is_none() && is_names(inner)) {
        Some(inner) => inner,
        None if is_names(matcher) => matcher,
        None => return expression(group, node, matcher, values),
    };
    let known = values.unwrap_or(BUILT_IN);
    let is_known = |name: &str| known.contains(&name) || values.is_none() && name.starts_with("mcp__");
    let names: Vec<&str> = matcher.split(['|', ',']).map(str::trim).filter(|name| !name.is_empty()).collect();
    let unknown: Vec<(&str, Option<&str>)> =
        names.iter().filter(|name| !is_known(name)).map(|name| (*name, nearest(name, known.iter().copied()))).collect();
    // A misspelt name before one of another host.
    let (name, near) = *unknown.iter().find(|(_, near)| near.is_some()).or(unknown.first())?;
    // A name that resembles no tool, beside names of tools, is mostly one of another host.
    let is_foreign = values.is_none() && near.is_none() && unknown.len() < names.len();
    let severity = if is_foreign { Severity::Note } else { Severity::Warning };
    let message = match values {
        Some(_) => format!("unknown value `{name}` for the matcher of `{}`", group.event),
        None => format!("unknown tool `{name}`"),
    };
    let found = Diagnostic::new(&META, place(), message).label(format!("`{name}` never matches"));
    let found = found.did_you_mean(near).with_severity(severity);
    Some(match values {
        Some(values) => found.help(format!("`{}` matches {}", group.event, listed(values))),
        None => found,
    })
}

fn expression(group: &Group<'_>, node: &Node, matcher: &str, values: Option<&[&str]>) -> Option<Diagnostic> {
    let place = group.document.at(node.span);
    match (Regex::new(matcher), values) {
        // JavaScript supports lookaround and backreferences, our engine does not, so such an expression cannot be
        // checked.
        (Err(_), _) if matcher.contains("(?") || matcher.contains('\\') => None,
        (Err(_), _) => Some(
            Diagnostic::new(&META, place, format!("`{matcher}` is not a valid regular expression"))
                .label("the hook never runs")
                .help("write a name, names separated by `|`, or a regular expression"),
        ),
        (Ok(regex), Some(values)) if !values.iter().any(|value| regex.is_match(value)) => Some(
            Diagnostic::new(&META, place, format!("`{matcher}` matches no value of `{}`", group.event))
                .label("the hook never runs")
                .help(format!("`{}` matches {}", group.event, listed(values))),
        ),
        (Ok(_), Some(_)) => None,
        (Ok(regex), None) => {
            let is_permission =
                matcher.ends_with(')') && BUILT_IN.iter().any(|tool| matcher.starts_with(&format!("{tool}(")));
            let matches = BUILT_IN.iter().any(|tool| regex.is_match(tool)) || matcher.contains("mcp");
            (is_permission && !matches).then(|| {
                Diagnostic::new(&META, place, format!("`{matcher}` matches no tool"))
                    .label("a matcher is compared only with the tool's name")
                    .help("match the tool's name, and move the pattern to the hook's `if`")
            })
        }
    }
}

fn listed(values: &[&str]) -> String {
    values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ")
}
