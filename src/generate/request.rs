//! One example request as text: the HTTP form, a curl command, and the JSON of the answer.

use serde_json::Value;

use super::json::compact;
use super::templates::fenced;
use crate::openapi::{Credential, Operation};
use crate::spec::request::Request;
use crate::syntax::Node;

/// Where an operation lives and what it asks for, from the API description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// `GET`, `POST` or `DELETE`.
    pub method: String,
    /// The path template below the base.
    pub path: String,
    /// Scheme and host of the first server: `https://{tenant}.example.com`; absent when the description has only paths.
    pub host: Option<String>,
    /// Path of the first server, such as `/api`; may be empty.
    pub base: String,
    /// What a request carries to be let in.
    pub credentials: Vec<Credential>,
}

impl Endpoint {
    /// Where an operation lives.
    #[must_use]
    pub fn of(operation: &Operation<'_>) -> Self {
        let server = operation.server();
        Self {
            method: operation.method().to_owned(),
            path: operation.path().to_owned(),
            host: server
                .as_ref()
                .and_then(|server| Some(format!("{}://{}", server.scheme.as_ref()?, server.host.as_ref()?))),
            base: server.map_or_else(String::new, |server| server.base),
            credentials: operation.credentials(),
        }
    }

    fn host(&self) -> &str {
        self.host.as_deref().unwrap_or_default()
    }
}

/// The Markdown of a request: its fences in order, with an empty line between them.
#[must_use]
pub fn markdown(request: &Request, endpoint: &Endpoint) -> String {
    let mut parts = vec![fenced(&http(request, endpoint), "http")];
    if request.curl {
        parts.push(fenced(&curl(request, endpoint), "bash"));
    }
    if let Some(response) = &request.response {
        parts.push("Response:".to_owned());
        parts.push(fenced(&compact(&response.value.to_json()), "json"));
    }
    parts.join("\n\n")
}

/// The request as it goes over the wire; host and token only when the spec asks for them.
#[must_use]
pub fn http(request: &Request, endpoint: &Endpoint) -> String {
    let mut lines = Vec::new();
    if !request.remark.is_empty() {
        lines.push(format!("# {}", request.remark.trim()));
    }
    let target = target(request, endpoint, request.headers);
    lines.push(format!("{} {target}{}", endpoint.method, if request.headers { " HTTP/1.1" } else { "" }));
    if request.headers {
        lines.push(format!("Host: {}", endpoint.host().trim_start_matches("https://")));
        lines.extend(headers(endpoint).map(|(name, value)| format!("{name}: {value}")));
    }
    if let Some(kind) = content_type(request) {
        lines.push(format!("Content-Type: {kind}"));
    }
    if let Some(body) = body(request) {
        lines.push(String::new());
        lines.push(body);
    }
    lines.join("\n")
}

/// The request as a command for a shell; values stand in single quotes.
#[must_use]
pub fn curl(request: &Request, endpoint: &Endpoint) -> String {
    let mut parts = Vec::new();
    // curl sends a POST by itself when it has data; an empty form gives it none.
    let has_data = body(request).is_some_and(|body| !body.is_empty());
    let method = match (endpoint.method.as_str(), has_data) {
        ("GET", false) | ("POST", true) => String::new(),
        (method, _) => format!("-X {method} "),
    };
    let target = target(request, endpoint, true);
    parts.push(format!("curl {method}{}", single_quoted(&format!("{}{target}", endpoint.host()))));
    parts.extend(headers(endpoint).map(|(name, value)| format!("-H {}", single_quoted(&format!("{name}: {value}")))));
    match (&request.form, &request.body) {
        (Some(form), _) => {
            parts.extend(form.value.entries().iter().map(|entry| {
                let value = entry.value.scalar_text().unwrap_or_default();
                format!("--data-urlencode {}", single_quoted(&format!("{}={value}", entry.key)))
            }));
        }
        (None, Some(body)) => {
            parts.push("-H 'Content-Type: application/json'".to_owned());
            parts.push(format!("--data {}", single_quoted(&compact(&body.value.to_json()))));
        }
        (None, None) => {}
    }
    parts.join(" \\\n  ")
}

/// The credentials that are headers.
fn headers(endpoint: &Endpoint) -> impl Iterator<Item = (&str, &str)> {
    endpoint.credentials.iter().filter_map(|credential| match credential {
        Credential::Header(name, value) => Some((name.as_str(), value.as_str())),
        Credential::Query(..) => None,
    })
}

/// Path and query; `as_sent` adds the credentials that go there.
fn target(request: &Request, endpoint: &Endpoint, as_sent: bool) -> String {
    let mut path = endpoint.path.clone();
    for entry in request.path.iter().flat_map(|path| path.value.entries()) {
        let value = entry.value.scalar_text().unwrap_or_default();
        path = path.replace(&format!("{{{}}}", entry.key), &encoded(value));
    }
    let mut query: Vec<String> = request.query.iter().map(|query| pairs(&query.value)).collect();
    for credential in endpoint.credentials.iter().filter(|_| as_sent) {
        if let Credential::Query(name, value) = credential {
            query.push(format!("{name}={value}"));
        }
    }
    query.retain(|part| !part.is_empty());
    let query = query.join("&");
    format!("{}{path}{}{query}", endpoint.base, if query.is_empty() { "" } else { "?" })
}

fn content_type(request: &Request) -> Option<&'static str> {
    match (&request.form, &request.body) {
        (Some(_), _) => Some("application/x-www-form-urlencoded"),
        (None, Some(_)) => Some("application/json"),
        (None, None) => None,
    }
}

fn body(request: &Request) -> Option<String> {
    match (&request.form, &request.body) {
        (Some(form), _) => Some(pairs(&form.value)),
        (None, Some(body)) => Some(compact(&body.value.to_json())),
        (None, None) => None,
    }
}

/// `a=1&b=2` of a mapping, in its order.
fn pairs(node: &Node) -> String {
    let pairs: Vec<String> = node
        .entries()
        .iter()
        .map(|entry| {
            let value = match entry.value.scalar_text() {
                Some(text) => text.to_owned(),
                None => Value::to_string(&entry.value.to_json()),
            };
            format!("{}={}", entry.key, encoded(&value))
        })
        .collect();
    pairs.join("&")
}

/// Percent-encoded for a query, with `{placeholder}` left as it is for the reader, and `,` and `:` because every server
/// takes them.
fn encoded(value: &str) -> String {
    let is_placeholder = value.starts_with('{') && value.ends_with('}') && value[1..].find('{').is_none();
    if is_placeholder {
        return value.to_owned();
    }
    value
        .bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b',' | b':' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

fn single_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Profile, RuleMeta, Severity};
    use crate::source::SourceFile;
    use crate::spec::fields::{Decode, Decoder};
    use crate::syntax::yaml;

    static RULE: RuleMeta =
        RuleMeta { name: "test", summary: "", severity: Severity::Error, profile: Profile::Claude, page: "" };

    fn request(text: &str) -> Request {
        let file = SourceFile::new("r.yaml", text);
        Request::decode(&yaml::parse(text).root.unwrap(), &mut Decoder::new(&file, &RULE)).unwrap()
    }

    fn endpoint(method: &str, path: &str) -> Endpoint {
        Endpoint {
            method: method.to_owned(),
            path: path.to_owned(),
            host: Some("https://{tenant}.example.com".to_owned()),
            base: "/api".to_owned(),
            credentials: vec![Credential::Header("Authorization".to_owned(), "Bearer {access_token}".to_owned())],
        }
    }

    #[test]
    fn a_search_is_one_line() {
        let request = request("operation: GET /T/{id}\npath: {id: 3}\nquery: {a: true, name: a b>c}\nremark: Look\n");
        assert_eq!(http(&request, &endpoint("GET", "/T/{id}")), "# Look\nGET /api/T/3?a=true&name=a%20b%3Ec");
    }

    #[test]
    fn a_form_keeps_its_placeholders() {
        let request = request("operation: POST /token\nform: {id: '{id}', scope: all}\nheaders: true\n");
        let endpoint = Endpoint { base: String::new(), credentials: Vec::new(), ..endpoint("POST", "/token") };
        assert_eq!(
            http(&request, &endpoint),
            "POST /token HTTP/1.1\nHost: {tenant}.example.com\nContent-Type: application/x-www-form-urlencoded\n\nid={id}&scope=all"
        );
        assert_eq!(
            curl(&request, &endpoint),
            "curl 'https://{tenant}.example.com/token' \\\n  --data-urlencode 'id={id}' \\\n  --data-urlencode 'scope=all'"
        );
    }

    #[test]
    fn a_post_without_data_names_its_method() {
        let request = request("operation: POST /T\nform: {}\n");
        assert!(curl(&request, &endpoint("POST", "/T")).starts_with("curl -X POST 'https://"));
    }

    #[test]
    fn a_body_is_json() {
        let request = request("operation: POST /T\nbody: [{summary: it's}]\n");
        let endpoint = endpoint("POST", "/T");
        assert_eq!(
            http(&request, &endpoint),
            "POST /api/T\nContent-Type: application/json\n\n[{\"summary\": \"it's\"}]"
        );
        assert!(curl(&request, &endpoint).ends_with("--data '[{\"summary\": \"it'\\''s\"}]'"));
    }
}
