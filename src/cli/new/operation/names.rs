//! Names and sentences of a tool, from those of the API.

use crate::openapi::Operation;

/// A name in the plugin's scheme: `acme_list_devices` of `GET /v2/devices`.
pub(in crate::cli::new) fn name_of(plugin: &str, operation: &Operation<'_>) -> String {
    let prefix = plugin.replace('-', "_");
    let words = |part: &&str| !part.is_empty() && !part.starts_with('{') && !is_version(part);
    let parts: Vec<&str> = operation.path().split('/').filter(|part| !part.is_empty()).collect();
    let named: Vec<&str> = parts.iter().copied().filter(words).collect();
    let noun = named.last().copied().unwrap_or("root");
    let ends_with_id = parts.last().is_some_and(|part| part.starts_with('{'));
    let is_list = operation.response().is_some_and(|answer| {
        answer.types().contains(&"array")
            || answer.fields().iter().filter(|field| field.schema.types().contains(&"array")).count() == 1
    });
    let verb = match operation.method() {
        "GET" if is_list && !ends_with_id => "list",
        "GET" => "get",
        "POST" => "create",
        "DELETE" => "delete",
        _ => "update",
    };
    // Below a record, its kind tells `list_device_disks` from any other disks.
    let of = match named.as_slice() {
        [.., parent, _] if !ends_with_id => format!("{}_", singular(&snake(parent))),
        _ => String::new(),
    };
    let noun = snake(noun);
    let noun = if verb == "list" { noun } else { singular(&noun) };
    let name = format!("{prefix}_{verb}_{of}{noun}");
    let shorter = format!("{prefix}_{verb}_{noun}");
    let name = if name.len() > 40 { shorter } else { name };
    name.chars().take(40).collect::<String>().trim_end_matches('_').to_owned()
}

fn is_version(part: &str) -> bool {
    part == "api"
        || part.strip_prefix('v').is_some_and(|rest| rest.chars().all(|one| one.is_ascii_digit() || one == '.'))
}

fn singular(word: &str) -> String {
    match word {
        word if word.ends_with("ies") => format!("{}y", &word[..word.len() - 3]),
        word if word.ends_with("sses") || word.ends_with("xes") => word[..word.len() - 2].to_owned(),
        word if word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") => {
            word[..word.len() - 1].to_owned()
        }
        word => word.to_owned(),
    }
}

/// `organizationId`, `organization-id` or `a.b` as `organization_id`, `a_b`.
pub(super) fn snake(name: &str) -> String {
    let mut out = String::new();
    let mut before = '_';
    for one in name.chars() {
        if one.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit()) {
            out.push('_');
        }
        if one.is_ascii_alphanumeric() {
            out.push(one.to_ascii_lowercase());
        } else if !out.ends_with('_') && !out.is_empty() {
            out.push('_');
        }
        before = one;
    }
    let out = out.trim_end_matches('_').to_owned();
    if out.starts_with(|first: char| first.is_ascii_lowercase()) {
        out
    } else {
        format!("x_{out}").trim_end_matches('_').to_owned()
    }
}

pub(super) fn bare(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

pub(super) fn spaced(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The first sentence, with a full stop, without markup. A name of the API would be checked as one of the tool's.
pub(super) fn sentence(text: &str, otherwise: &str, longest: usize) -> String {
    let text = text.split('<').next().unwrap_or_default().replace('`', "").replace('_', " ");
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let first = line.split(". ").next().unwrap_or_default().trim_end_matches(['.', ':', ';', ' ']);
    let first = if first.is_empty() { otherwise } else { first };
    let cut: String = first.chars().take(longest).collect();
    format!("{}.", cut.trim_end())
}
