//! Requests in the lines of a code block: request lines with headers and body, and `curl` commands.

use super::role::{self, Role};
use super::target::{self, pairs};
use super::{Body, Denial, MAX_TEXT, Piece, Request, curl, denial, json};
use crate::openapi::METHODS;
use crate::source::Span;

/// Languages of fences that hold whole HTTP messages: after a request line come headers and a body.
const MESSAGES: &[&str] = &[
    "",
    "http",
    "https",
    "rest",
    "text",
    "txt",
    "plaintext",
    "plain",
    "console",
    "json",
    "json5",
    "jsonc",
    "js",
    "javascript",
];
/// Languages of fences in which `curl` is a command.
const SHELLS: &[&str] = &[
    "",
    "bash",
    "sh",
    "shell",
    "zsh",
    "console",
    "terminal",
    "shell-session",
    "text",
    "http",
    "powershell",
    "cmd",
    "bat",
];

/// All requests in a code block, in their order; `language` is the first word after the fence, in lower case.
#[must_use]
pub fn parse(text: &str, language: &str) -> Vec<Request> {
    if text.len() > MAX_TEXT {
        return Vec::new();
    }
    let mut reader = MessageReader { text, at: 0, found: Vec::new(), denied: false };
    let messages = MESSAGES.contains(&language);
    let shell = SHELLS.contains(&language);
    while reader.at < text.len() {
        let line = reader.line();
        let trimmed = line.trim_start();
        let indent = line.len() - trimmed.len();
        if let Some(remark) = remark(trimmed) {
            reader.denied = denial::denies(remark);
            reader.next_line();
        } else if let Some(start) = shell.then(|| curl_start(line)).flatten() {
            let (request, end) = curl::parse(text, reader.at + start);
            let denied = std::mem::take(&mut reader.denied);
            reader.found.extend(request.map(|request| Request { denied: advice(denied), ..request }));
            reader.at = end.max(reader.at + start + 4);
            reader.next_line();
            reader.answer(false);
        } else if let Some(request) = request_line(trimmed, reader.at + indent) {
            let denied = std::mem::take(&mut reader.denied) || request.denied != Denial::None;
            reader.next_line();
            reader.found.push(Request { denied: advice(denied), ..request });
            if messages {
                reader.message();
            }
        } else {
            if !trimmed.is_empty() {
                reader.denied = false;
            }
            reader.next_line();
        }
    }
    reader.found
}

fn advice(denied: bool) -> Denial {
    if denied { Denial::Advice } else { Denial::None }
}

/// The words of a line that is a remark.
fn remark(line: &str) -> Option<&str> {
    line.strip_prefix("//").or_else(|| line.strip_prefix('#')).or_else(|| line.strip_prefix("-- "))
}

/// Where a line calls `curl`.
fn curl_start(line: &str) -> Option<usize> {
    let at = line.find("curl")?;
    let before = line.get(..at)?;
    let ends_command = before.trim_end().is_empty()
        || before.ends_with(['(', '`', '"'])
        || before.trim_end().ends_with(['|', '$', '>', ';', '&', '='])
        || before.ends_with("sudo ");
    let after = line.get(at + 4..)?;
    (ends_command && after.starts_with([' ', '\t'])).then_some(at)
}

/// A method and a target, after a list mark or prompt, and with anything after it.
pub(super) fn request_line(line: &str, start: usize) -> Option<Request> {
    let mut at = 0;
    for mark in ["- ", "* ", "> ", "$ "] {
        if line.starts_with(mark) {
            at = mark.len();
        }
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && line.get(digits..).is_some_and(|rest| rest.starts_with(". ") || rest.starts_with(") ")) {
        at = digits + 2;
    }
    let rest = line.get(at..)?;
    let word = rest.split([' ', '\t']).next()?;
    let method = METHODS.iter().find(|method| **method == word)?;
    let after = rest.get(word.len()..)?;
    let target_start = at + word.len() + (after.len() - after.trim_start().len());
    let written = line.get(target_start..)?;
    let length = target_length(written);
    let target_text = written.get(..length)?;
    let target = target::parse(target_text, start + target_start)?;
    let remark = written.get(length..).unwrap_or_default();
    Some(Request {
        method: Some(Piece::new(*method, Span::new(start + at, start + at + word.len()))),
        target,
        denied: advice(denial::denies(remark)),
        ..Request::default()
    })
}

/// Up to the first blank outside braces, without the punctuation of a sentence.
fn target_length(written: &str) -> usize {
    let mut close = None;
    let mut end = written.len();
    for (at, character) in written.char_indices() {
        match (close, character) {
            (None, '{' | '<') => {
                let closing = if character == '{' { '}' } else { '>' };
                let near: String = written.get(at..).unwrap_or_default().chars().take(48).collect();
                close = near.contains(closing).then_some(closing);
            }
            (Some(wanted), found) if wanted == found => close = None,
            (None, found) if found.is_whitespace() || matches!(found, '`' | '"' | '\'') => {
                end = at;
                break;
            }
            (_, '\n' | '\r') => {
                end = at;
                break;
            }
            _ => {}
        }
    }
    let text = written.get(..end).unwrap_or_default();
    let after = written.get(end..).unwrap_or_default();
    if after.trim_start().starts_with("HTTP/") {
        return text.len();
    }
    let mut kept = text;
    while !kept.ends_with("...")
        && kept.ends_with([',', ';', '.', ')', ':'])
        && !(kept.ends_with(')') && kept.contains('('))
    {
        kept = kept.get(..kept.len() - 1).unwrap_or_default();
    }
    kept.len()
}

struct MessageReader<'t> {
    text: &'t str,
    at: usize,
    found: Vec<Request>,
    /// Whether the remark above says that what follows is wrong.
    denied: bool,
}

impl<'t> MessageReader<'t> {
    fn line(&self) -> &'t str {
        let rest = self.text.get(self.at..).unwrap_or_default();
        rest.get(..rest.find('\n').unwrap_or(rest.len())).unwrap_or_default().trim_end_matches('\r')
    }

    fn next_line(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        self.at += rest.find('\n').map_or(rest.len(), |at| at + 1);
    }

    fn done(&self) -> bool {
        self.at >= self.text.len()
    }

    /// Headers, body and answer after a request line.
    fn message(&mut self) {
        while !self.done() {
            let line = self.line();
            let trimmed = line.trim_start();
            let indent = line.len() - trimmed.len();
            if trimmed.starts_with(['?', '&']) && indent > 0 {
                let more = pairs(trimmed.get(1..).unwrap_or_default(), self.at + indent + 1);
                if let Some(request) = self.found.last_mut() {
                    request.target.query.extend(more);
                }
            } else if let Some((name, value)) = header(trimmed) {
                if name.eq_ignore_ascii_case("host")
                    && let Some(request) = self.found.last_mut()
                    && request.target.host.is_none()
                {
                    let start = self.at + line.len() - value.len();
                    request.target.host = Some(Piece::new(value, Span::new(start, start + value.len())));
                    request.target.host_in_header = true;
                }
            } else {
                break;
            }
            self.next_line();
        }
        self.answer(true);
    }

    /// Bodies after a request: what is sent, then what is answered. `sends` says whether the first may be what is sent.
    fn answer(&mut self, sends: bool) {
        let mut answered = !sends;
        while !self.done() {
            let line = self.line();
            let trimmed = line.trim_start();
            let indent = line.len() - trimmed.len();
            let start = self.at + indent;
            if trimmed.is_empty() {
                self.next_line();
            } else if let Some(remark) = remark(trimmed).filter(|remark| request_line(remark.trim_start(), 0).is_none())
            {
                let Some(role) = role::role(remark) else { return };
                answered = role == Role::Answer;
                self.next_line();
            } else if trimmed.starts_with("HTTP/") || trimmed.starts_with("< HTTP/") {
                answered = true;
                self.next_line();
                while !self.done() && header(self.line().trim_start().trim_start_matches("< ")).is_some() {
                    self.next_line();
                }
            } else if trimmed.starts_with(['{', '[']) && request_line(trimmed, 0).is_none() {
                let Some((node, end)) = json::parse(self.text, start) else { return };
                self.keep(node, answered);
                answered = true;
                self.at = end;
                self.next_line();
            } else if !answered && is_form(trimmed) {
                self.form();
                answered = true;
            } else {
                return;
            }
        }
    }

    fn keep(&mut self, node: crate::syntax::Node, answered: bool) {
        let Some(request) = self.found.last_mut() else { return };
        let reads =
            request.method.as_ref().is_none_or(|method| matches!(method.text.as_str(), "GET" | "DELETE" | "HEAD"));
        if answered || reads || request.body.is_some() {
            request.response.get_or_insert(node);
        } else {
            request.body = Some(Body::Json(node));
        }
    }

    /// `a=b&c=d`, on one line or several.
    fn form(&mut self) {
        let mut all = Vec::new();
        let start = self.at;
        let mut end = start;
        while !self.done() {
            let line = self.line();
            let trimmed = line.trim_start();
            if !is_form(trimmed.trim_start_matches('&')) {
                break;
            }
            let lead = line.len() - trimmed.trim_start_matches('&').len();
            all.extend(pairs(line.get(lead..).unwrap_or_default(), self.at + lead));
            end = self.at + line.len();
            self.next_line();
        }
        if let Some(request) = self.found.last_mut()
            && request.body.is_none()
        {
            request.body = Some(Body::Form(all, Span::new(start, end)));
        }
    }
}

/// `Name: value` with nothing that looks like JSON.
fn header(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (is_name && value.starts_with(' ')).then(|| (name, value.trim()))
}

fn is_form(line: &str) -> bool {
    let name_length = line.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    name_length > 0
        && line.get(name_length..).is_some_and(|rest| rest.starts_with('='))
        && !line.trim_end().contains(" = ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, language: &str) -> Vec<String> {
        parse(text, language)
            .into_iter()
            .map(|request| {
                let target = &request.target;
                let query: Vec<_> = target.query.iter().map(|pair| pair.name.text.clone()).collect();
                let method = request.method.map(|method| method.text).unwrap_or_default();
                let mut all = format!("{method} {}", target.path.text);
                if !query.is_empty() {
                    all += &format!(" ?{}", query.join(","));
                }
                match &request.body {
                    Some(Body::Json(node)) => all += &format!(" body {}", node.to_json()),
                    Some(Body::Form(pairs, _)) => all += &format!(" form {}", pairs.len()),
                    Some(Body::Other(_)) => all += " other",
                    None => {}
                }
                if let Some(response) = request.response {
                    all += &format!(" answer {}", response.to_json());
                }
                if request.denied != Denial::None { all + " denied" } else { all }
            })
            .collect()
    }

    #[test]
    fn a_fence_may_hold_several_requests() {
        let text =
            "# open ones\nGET /api/Tickets?open_only=true   # remark\nGET /api/Tickets/{id}\n\n- DELETE /Tickets/1.\n";
        assert_eq!(shown(text, "http"), ["GET /api/Tickets ?open_only", "GET /api/Tickets/{id}", "DELETE /Tickets/1"]);
    }

    #[test]
    fn a_message_has_headers_body_and_answer() {
        let text = "POST /api/Tickets HTTP/1.1\nHost: acme.example.com\nContent-Type: application/json\n\n[{\"a\": 1}]\n\n\
                    HTTP/1.1 201 Created\nContent-Type: application/json\n\n{\"id\": 2}\n";
        assert_eq!(shown(text, "http"), ["POST /api/Tickets body [{\"a\":1}] answer {\"id\":2}"]);
        assert_eq!(parse(text, "http")[0].target.host.as_ref().unwrap().text, "acme.example.com");
        assert_eq!(shown("GET /a\n\n{\"x\": 1}\n", "json"), ["GET /a answer {\"x\":1}"]);
        assert_eq!(shown("POST /t\n\na=b&c=d\n&e=f\n", "http"), ["POST /t form 3"]);
        assert_eq!(shown("GET /a\n  ?x=1\n  &y=2\n", "http"), ["GET /a ?x,y"]);
        assert_eq!(shown("POST /a\n\n// Response\n{\"x\": 1}", "json"), ["POST /a answer {\"x\":1}"]);
    }

    #[test]
    fn curl_commands_are_found_where_they_are_commands() {
        assert_eq!(
            shown("$ curl https://h/a\nTOKEN=$(curl -s -d a=b https://h/t | jq .x)\n", "bash"),
            ["GET /a", "POST /t form 1"]
        );
        assert_eq!(shown("# curl https://h/a\necho use curl https://h/b\n", "bash"), [""; 0]);
        assert_eq!(shown("curl https://h/a\n# Response\n{\"x\": 1}\n", "bash"), ["GET /a answer {\"x\":1}"]);
    }

    #[test]
    fn what_a_remark_denies_is_marked() {
        assert_eq!(
            shown("# wrong:\nGET /a\n\nGET /b\nGET /c  # does not exist\n", ""),
            ["GET /a denied", "GET /b", "GET /c denied"]
        );
    }

    #[test]
    fn other_code_holds_no_requests() {
        for text in ["DELETE FROM /x", "get /x", "x = GET /y", "GET x", "GETTING /x", "let a = {b: 1}", "PATCH"] {
            assert_eq!(shown(text, "text"), [""; 0], "{text}");
        }
        assert_eq!(shown("GET /x\n{\"a\": 1}", "python"), ["GET /x"]);
    }
}
