//! What HTML says about elements: which are blocks, which have no end, which end others.

/// Elements whose content a browser never shows.
pub(super) const UNSEEN: &[&str] = &[
    "script", "style", "title", "template", "noscript", "svg", "object", "iframe", "datalist", "audio", "video",
    "canvas",
];
/// Elements that begin and end a line, and that end an open paragraph.
pub(super) const BLOCKS: &[&str] = &[
    "p",
    "div",
    "li",
    "tr",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "hr",
    "section",
    "article",
    "header",
    "footer",
    "main",
    "aside",
    "nav",
    "figure",
    "address",
    "form",
    "fieldset",
    "center",
    "details",
    "summary",
];
/// Elements without an end tag.
pub(super) const VOID: &[&str] =
    &["br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "track", "wbr", "param"];
/// What a start tag ends, and the elements that it does not look beyond.
pub(super) const IMPLIED: &[(&str, &[&str], &[&str])] = &[
    ("li", &["li"], &["ul", "ol"]),
    ("dt", &["dt", "dd"], &["dl"]),
    ("dd", &["dt", "dd"], &["dl"]),
    ("td", &["td", "th"], &["tr", "table"]),
    ("th", &["td", "th"], &["tr", "table"]),
    ("tr", &["tr"], &["table"]),
    ("tbody", &["tbody", "thead", "tfoot"], &["table"]),
    ("tfoot", &["tbody", "thead", "tfoot"], &["table"]),
    ("option", &["option"], &["select"]),
];
/// Elements that an end tag from inside does not reach beyond.
pub(super) const SCOPES: &[&str] = &["td", "th", "table"];
