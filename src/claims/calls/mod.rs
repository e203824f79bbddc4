//! Requests in programs: `fetch`, axios, Python's `requests` and `httpx`, `Invoke-RestMethod`, and the clients of Go, C#, PHP,
//! Ruby and Java.
//!
//! A program is not parsed. A request is a string literal that is an address, or a path after a call whose name is that of a
//! method; where the form of the call is known, its method, query and literal body are read too.

mod arguments;
mod objects;

use super::{Denial, MAX_TEXT, Piece, Request, denial, target};
use crate::openapi::METHODS;
use crate::source::Span;
use arguments::{arguments, method_in, query_of_variable, read_arguments};

/// Languages of fences that hold programs.
const LANGUAGES: &[&str] = &[
    "js",
    "javascript",
    "ts",
    "typescript",
    "jsx",
    "tsx",
    "mjs",
    "node",
    "python",
    "py",
    "python3",
    "powershell",
    "ps1",
    "pwsh",
    "go",
    "golang",
    "csharp",
    "cs",
    "c#",
    "php",
    "ruby",
    "rb",
    "java",
    "kotlin",
    "rust",
];
/// Names before a method that belong to servers: `app.get('/x', handler)` declares a route.
const SERVERS: &[&str] = &["app", "router", "server", "mux", "route", "routes", "r", "e"];
/// Endings of names before a method that belong to stores: `localStorage.get('/x')` reads a key.
const STORES: &[&str] = &[
    "storage", "cache", "db", "database", "bucket", "map", "environ", "env", "dict", "config", "settings", "store",
    "redis", "headers", "cookies", "registry", "memo", "options", "args",
];

/// The requests in a program; none when the language is not one of programs.
pub(super) fn parse(text: &str, language: &str) -> Vec<Request> {
    if text.len() > MAX_TEXT || !LANGUAGES.contains(&language) {
        return Vec::new();
    }
    literals(text).into_iter().filter_map(|literal| request(text, literal)).collect()
}

/// The contents of string literals, quotes left out; lines of remarks hold none.
fn literals(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut line_is_blank = true;
    while let Some(byte) = bytes.get(at).copied() {
        match byte {
            b'\n' => line_is_blank = true,
            b'#' | b'/' if line_is_blank && (byte == b'#' || bytes.get(at + 1) == Some(&b'/')) => {
                at += text.get(at..).and_then(|rest| rest.find('\n')).unwrap_or(text.len() - at);
                continue;
            }
            b'"' | b'\'' | b'`' => {
                let start = at + 1;
                let mut end = start;
                while let Some(next) = bytes.get(end).copied() {
                    if next == byte || next == b'\n' {
                        break;
                    }
                    end += if next == b'\\' { 2 } else { 1 };
                }
                let closed = bytes.get(end) == Some(&byte);
                if closed && text.is_char_boundary(start) && text.is_char_boundary(end) {
                    found.push(Span::new(start, end));
                    at = end;
                }
                line_is_blank = false;
            }
            _ if byte.is_ascii_whitespace() => {}
            _ => line_is_blank = false,
        }
        at += 1;
    }
    found
}

/// How a call names its request.
struct Call {
    method: Option<Piece>,
    /// The method when none is written.
    default: Option<&'static str>,
    /// Whether the call is one that sends requests.
    sends: bool,
}

fn request(text: &str, literal: Span) -> Option<Request> {
    let content = text.get(literal.range())?;
    let mut target = target::parse(content, literal.start)?;
    let before = text.get(..literal.start - 1)?;
    let before = before.strip_suffix(['f', '$', '@']).unwrap_or(before).trim_end();
    let joined = before.ends_with(['+', '.', '&']);
    let call = call(if joined { without_base(before) } else { before });
    let has_host = target.host.as_ref().is_some_and(|host| !host.text.is_empty());
    if !(call.sends || joined || target.after_hole || has_host) {
        return None;
    }
    let after = text.get(literal.end + 1..).unwrap_or_default().trim_start();
    if after.starts_with(['+', '.']) && target.path.text.ends_with(['/', '=']) {
        target.path.text.push_str("{value}");
    }
    if target.path.text.is_empty() || target.path.text == "/" {
        return None;
    }
    // A path alone is below the base of the program's client, whatever that is.
    target.after_hole |= !has_host;
    let arguments = arguments(text, literal.end + 1, before);
    let method = call.method.or_else(|| method_in(text, arguments, before));
    let method = method.or_else(|| call.default.map(|name| Piece::new(name, target.span)));
    let mut request = Request { method, target, ..Request::default() };
    if let Some(at) = query_variable(text, literal) {
        request.target.query.extend(query_of_variable(text, at));
    }
    read_arguments(text, arguments, &mut request);
    if denied_above(text, literal.start) {
        request.denied = Denial::Advice;
    }
    Some(request)
}

/// Where the value of a whole query begins: `?${params}` in the literal, or `"?" + params` after it.
fn query_variable(text: &str, literal: Span) -> Option<usize> {
    let content = text.get(literal.range())?;
    let query = content.split_once('?')?.1;
    if query.is_empty() || query.ends_with('&') {
        let after = text.get(literal.end + 1..)?;
        let value = after.trim_start().strip_prefix(['+', '.'])?;
        return Some(text.len() - value.trim_start().len());
    }
    let name = query.rsplit('&').next()?.trim_start_matches(['$', '{']);
    (query.ends_with('}') && !query.contains('=')).then(|| literal.end - name.len())
}

/// The text without `BASE +` at its end.
fn without_base(before: &str) -> &str {
    let rest = before.trim_end_matches(['+', '.', '&']).trim_end();
    rest.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '$' | '-' | '>')).trim_end()
}

/// What is before the literal: the call that takes it.
fn call(before: &str) -> Call {
    let none = Call { method: None, default: None, sends: false };
    let line = before.get(before.floor_char_boundary(before.len().saturating_sub(200))..).unwrap_or_default();
    let line = line.rsplit(['\n', ';']).next().unwrap_or_default();
    // `request("GET", ` and `NewRequest("GET", ` and `HttpMethod.Get, `
    if let Some(front) = before.strip_suffix(',') {
        let word_start =
            front.trim_end_matches(['"', '\'']).rfind(|c: char| !c.is_ascii_alphabetic()).map_or(0, |at| at + 1);
        let word = front.get(word_start..).unwrap_or_default().trim_end_matches(['"', '\'']);
        if let Some(method) = METHODS.iter().find(|method| method.eq_ignore_ascii_case(word)) {
            let span = Span::new(word_start, word_start + word.len());
            return Call { method: Some(Piece::new(*method, span)), default: None, sends: true };
        }
        return none;
    }
    let Some(front) = line.strip_suffix('(') else {
        let lower = line.to_ascii_lowercase();
        let shell = ["invoke-restmethod", "invoke-webrequest", "irm ", "iwr "].iter().any(|name| lower.contains(name));
        return Call { sends: shell, default: shell.then_some("GET"), ..none };
    };
    let offset = before.len() - line.len();
    let front = front.split('<').next().unwrap_or(front);
    let name_start = front.rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).map_or(0, |at| at + 1);
    let name = front.get(name_start..).unwrap_or_default();
    let owner = front.get(..name_start).unwrap_or_default().trim_end_matches(['.', '>', '-', ':']);
    let owner = owner.rsplit(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next().unwrap_or_default();
    let lower = name.to_ascii_lowercase();
    if matches!(lower.as_str(), "fetch" | "axios" | "got" | "ky" | "request") {
        return Call { sends: true, default: Some("GET"), ..none };
    }
    let verb =
        ["asjsonasync", "fromjsonasync", "async", "_json", "json"].iter().find_map(|end| lower.strip_suffix(end));
    let verb = verb.unwrap_or(&lower);
    // `Net::HTTP::Get.new(uri)`
    let (verb, start) = if lower == "new" {
        (owner.to_ascii_lowercase(), front.find(owner).unwrap_or_default())
    } else {
        (verb.to_owned(), name_start)
    };
    let owned = owner.to_ascii_lowercase();
    let is_route = SERVERS.contains(&owned.as_str()) || line.trim_start().starts_with('@');
    let is_store = STORES.iter().any(|end| owned.ends_with(end));
    // `Http::withToken($token)->get(`
    let is_chained =
        front.get(..name_start).is_some_and(|front| front.trim_end_matches(['.', '>', '-']).ends_with(')'));
    match METHODS
        .iter()
        .find(|method| method.eq_ignore_ascii_case(&verb))
        .filter(|_| !is_route && !is_store && (is_chained || !owner.is_empty()))
    {
        Some(method) => {
            let span = Span::new(offset + start, offset + start + verb.len());
            Call { method: Some(Piece::new(*method, span)), default: None, sends: true }
        }
        None => none,
    }
}

/// Whether the remark on the line above says that the call is wrong.
fn denied_above(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let above = before.lines().rev().nth(1).unwrap_or_default().trim_start();
    let remark = above.strip_prefix("//").or_else(|| above.strip_prefix('#'));
    remark.is_some_and(denial::denies)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::Body;

    fn shown(text: &str, language: &str) -> Vec<String> {
        parse(text, language)
            .into_iter()
            .map(|request| {
                let method = request.method.as_ref().map_or("-", |method| &method.text);
                let query: Vec<&str> = request.target.query.iter().map(|pair| pair.name.text.as_str()).collect();
                for pair in &request.target.query {
                    assert_eq!(&text[pair.name.span.range()], pair.name.text, "{text}");
                }
                let body = match &request.body {
                    Some(Body::Json(node)) => node.to_json().to_string(),
                    Some(Body::Form(pairs, _)) => format!("form {}", pairs.len()),
                    _ => "-".to_owned(),
                };
                format!("{method} {} {} {body}", request.target.path.text, query.join("&"))
            })
            .collect()
    }

    #[test]
    fn calls_of_many_languages_are_requests() {
        let is = |language: &str, text: &str, expected: &str| assert_eq!(shown(text, language), [expected], "{text}");
        is("js", "const r = await fetch(`${BASE}/api/Tickets?a=1`, {headers});", "GET /api/Tickets a -");
        is(
            "ts",
            "await fetch('https://h/Tickets', {\n  method: 'POST',\n  body: JSON.stringify([{summary: 'x'}])\n})",
            "POST /Tickets  [{\"summary\":\"x\"}]",
        );
        is("js", "axios.post('/Tickets', {a: 1}, {headers: h})", "POST /Tickets  {\"a\":1}");
        is("js", "client.get('/Tickets', { params: { open_only: true } })", "GET /Tickets open_only -");
        is(
            "python",
            "r = requests.get(f\"{BASE}/Tickets\", params={\"a\": 1, 'b': x}, headers=h)",
            "GET /Tickets a&b -",
        );
        is("python", "body = [{\"a\": 1}]\nhttpx.post(BASE + \"/Tickets\", json=body)", "POST /Tickets  [{\"a\":1}]");
        is("python", "requests.post('https://h/t', data={'a': 1})", "POST /t  form 1");
        is("powershell", "Invoke-RestMethod -Uri \"$Base/Tickets?a=1\" -Method Post -Headers $h", "POST /Tickets a -");
        is("go", "req, err := http.NewRequest(\"DELETE\", base+\"/Tickets/1\", nil)", "DELETE /Tickets/1  -");
        is("csharp", "var r = await client.GetAsync($\"{baseUrl}/Tickets/{id}\");", "GET /Tickets/{id}  -");
        is("php", "$client->request('GET', '/Tickets', ['query' => $q]);", "GET /Tickets  -");
        is("ruby", "Net::HTTP::Get.new(\"/Tickets\")", "GET /Tickets  -");
        is("python", "requests.get(BASE + '/Tickets/' + id)", "GET /Tickets/{value}  -");
        is("python", "requests.get(BASE + '/Tickets', params=dict(a=1, b=x), timeout=3)", "GET /Tickets a&b -");
        is("python", "row = {'a': 1}\nrequests.post(B + '/t', json=[row])", "POST /t  [{\"a\":1}]");
        is("js", "const p = new URLSearchParams({ a: 1 });\nawait fetch(`${B}/t?${p}`);", "GET /t a -");
        is(
            "js",
            "const p = new URLSearchParams();\np.append('a', 1);\nawait fetch(`${B}/t?` + p.toString());",
            "GET /t a -",
        );
        is("go", "q := url.Values{}\nq.Set(\"a\", \"1\")\nhttp.Get(base + \"/t?\" + q.Encode())", "GET /t a -");
        is(
            "csharp",
            "var b = new[] { new { a = 1, B = 2 } };\nawait c.PostAsJsonAsync($\"{u}/t\", b);",
            "POST /t  [{\"a\":1,\"...\":2}]",
        );
        is("php", "$c->request('GET', $b . '/t', ['query' => ['a' => 1, 'b' => $x], 'timeout' => 3]);", "GET /t a&b -");
        is("php", "$c->post($b . '/t', ['json' => [['a' => 'x']]]);", "POST /t  [{\"a\":\"x\"}]");
        is(
            "powershell",
            "$t = @{ a = 'x'; b = 1 }\nInvoke-RestMethod -Uri \"$Base/t\" -Method Post -Body (ConvertTo-Json @($t)) -Headers $h",
            "POST /t  [{\"a\":\"x\",\"b\":1}]",
        );
        is("ruby", "HTTParty.get(\"#{b}/t\", query: { :a => 1 }, headers: h)", "GET /t a -");
    }

    #[test]
    fn other_strings_are_none() {
        for (language, text) in [
            ("js", "app.get('/Tickets', handler)"),
            ("python", "@app.get(\"/Tickets\")"),
            ("js", "// fetch('https://h/Tickets')"),
            ("python", "open('/etc/hosts')"),
            ("js", "const path = '/Tickets'"),
            ("yaml", "url: 'https://h/Tickets'"),
        ] {
            assert!(shown(text, language).is_empty(), "{text}");
        }
    }
}
