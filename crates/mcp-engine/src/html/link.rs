//! What is shown after the text of a link.

/// Longest link target that is shown, in characters.
const TARGET: usize = 300;

/// The target in brackets, unless it is the text itself, a place on the page or no address.
pub(super) fn after(text: &str, target: &str) -> Option<String> {
    let scheme = target.split([':', '/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let shown = !target.is_empty()
        && !target.starts_with('#')
        && (!target.contains(':') || !matches!(scheme.as_str(), "javascript" | "data" | "vbscript" | "cid"));
    if !shown || bare(text) == bare(target) {
        return None;
    }
    let space = if text.is_empty() || text.ends_with(char::is_whitespace) { "" } else { " " };
    let cut: String = target.chars().take(TARGET).collect();
    let mark = if cut.len() < target.len() { "…" } else { "" };
    Some(format!("{space}({cut}{mark})"))
}

/// An address without what people leave out.
fn bare(text: &str) -> String {
    let text = text.trim().to_lowercase();
    let starts = ["https://", "http://", "mailto:", "tel:"];
    let text = starts.iter().find_map(|start| text.strip_prefix(start)).unwrap_or(&text);
    text.trim_end_matches('/').to_owned()
}
