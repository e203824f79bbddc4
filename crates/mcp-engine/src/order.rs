//! Which requests of a tool may run together: one that names the answer of another waits for it, and a write waits for
//! everything before it.

use crate::spec::{Node, Request};
use plugin_gen::syntax::Kind;

/// The requests in groups, each group in the order of the spec.
pub(crate) fn groups(requests: &[Request]) -> Vec<Vec<&Request>> {
    let mut out: Vec<Vec<&Request>> = Vec::new();
    let mut waiting: Vec<&Request> = requests.iter().collect();
    while !waiting.is_empty() {
        let mut ready: Vec<&Request> = Vec::new();
        let mut later: Vec<&Request> = Vec::new();
        for request in std::mem::take(&mut waiting) {
            let earlier = ready.iter().chain(&later).any(|earlier| needs(request, earlier));
            if earlier { later.push(request) } else { ready.push(request) }
        }
        out.push(ready);
        waiting = later;
    }
    out
}

fn needs(request: &Request, earlier: &Request) -> bool {
    request.writes() || earlier.writes() || request.values().any(|value| names(value, &earlier.name))
}

/// Whether an expression reads the answer of a request.
pub(crate) fn names(expression: &Node, request: &str) -> bool {
    match &expression.kind {
        // Without a dot it may be an input of that name; then waiting costs time and nothing else.
        Kind::String(text) => text.strip_prefix('$').is_some_and(|path| path.split('.').next() == Some(request)),
        Kind::Sequence(items) => items.iter().any(|item| names(item, request)),
        Kind::Mapping(entries) => entries.iter().any(|entry| names(&entry.value, request)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_do_not_depend_on_each_other_run_together() {
        let specs = crate::example();
        let of = |name: &str| {
            let tool = specs.tools.iter().find(|tool| tool.name.value == name).unwrap();
            groups(&tool.requests)
                .iter()
                .map(|group| group.iter().map(|request| request.name.value.clone()).collect::<Vec<_>>())
                .collect::<Vec<_>>()
        };
        assert_eq!(of("beacon_get_order"), [&["order", "notes"][..], &["customer"]]);
        assert_eq!(of("beacon_file_order"), [["customer"], ["order"]]);
    }
}
