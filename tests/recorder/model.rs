//! A local server in the place of the model's API, and the client that talks to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use serde_json::{Value, json};

/// What the server answers to a request for a message.
pub(super) enum Answer {
    /// Status 400.
    Rejection,
    /// A message of one text.
    Text(&'static str),
    /// A message that calls one tool.
    Tool(&'static str, Value),
}

/// Starts a server that answers the requests by their path and body; those without an answer get an empty object.
pub(super) fn start(answer: impl Fn(&str, &str) -> Option<Answer> + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let answer = Arc::clone(&answer);
            std::thread::spawn(move || serve(stream, &*answer));
        }
    });
    address
}

/// Answers requests on one connection until the client closes it.
fn serve(stream: TcpStream, answer: &dyn Fn(&str, &str) -> Option<Answer>) {
    let mut writer = stream.try_clone().unwrap();
    let mut reader = BufReader::new(stream);
    loop {
        let (mut path, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            if path.is_empty() {
                path = line.split(' ').nth(1).unwrap_or_default().to_owned();
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        if reader.read_exact(&mut body).is_err() {
            return;
        }
        let body = String::from_utf8_lossy(&body);
        let (status, kind, text) = match answer(&path, &body) {
            None => ("200 OK", "application/json", "{}".to_owned()),
            Some(Answer::Rejection) => (
                "400 Bad Request",
                "application/json",
                r#"{"type":"error","error":{"type":"invalid_request_error","message":"recorded"}}"#.to_owned(),
            ),
            Some(answer) => message(&answer, body.contains(r#""stream":true"#)),
        };
        let head = format!("HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n", text.len());
        if writer.write_all((head + &text).as_bytes()).is_err() {
            return;
        }
    }
}

/// A message, whole or as a stream of events.
fn message(answer: &Answer, is_streamed: bool) -> (&'static str, &'static str, String) {
    let (block, start, delta, stop) = match answer {
        Answer::Tool(name, input) => {
            let block = |input: &Value| json!({ "type": "tool_use", "id": "toolu_1", "name": name, "input": input });
            let delta = json!({ "type": "input_json_delta", "partial_json": input.to_string() });
            (block(input), block(&json!({})), delta, "tool_use")
        }
        Answer::Text(text) => {
            let block = |text: &str| json!({ "type": "text", "text": text });
            (block(text), block(""), json!({ "type": "text_delta", "text": text }), "end_turn")
        }
        Answer::Rejection => unreachable!("a rejection is not a message"),
    };
    let usage = json!({ "input_tokens": 1, "output_tokens": 1 });
    let whole = |content: Value, stop: Value| {
        json!({
            "id": "msg_1", "type": "message", "role": "assistant", "model": "claude", "content": content,
            "stop_reason": stop, "stop_sequence": null, "usage": usage
        })
    };
    if !is_streamed {
        return ("200 OK", "application/json", whole(json!([block]), json!(stop)).to_string());
    }
    let events = [
        json!({ "type": "message_start", "message": whole(json!([]), Value::Null) }),
        json!({ "type": "content_block_start", "index": 0, "content_block": start }),
        json!({ "type": "content_block_delta", "index": 0, "delta": delta }),
        json!({ "type": "content_block_stop", "index": 0 }),
        json!({ "type": "message_delta", "delta": { "stop_reason": stop, "stop_sequence": null }, "usage": usage }),
        json!({ "type": "message_stop" }),
    ];
    let line = |event: &Value| format!("event: {}\ndata: {event}\n\n", event["type"].as_str().unwrap_or_default());
    ("200 OK", "text/event-stream", events.iter().map(line).collect())
}

/// The client in a scratch home with `project`, `config` and the plugin `p`, offline.
pub(super) fn client(program: &Path, home: &Path, address: SocketAddr) -> Command {
    let mut command = Command::new(program);
    command
        .arg("--plugin-dir")
        .arg(home.join("p"))
        .current_dir(home.join("project"))
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("HOME", home)
        .env("CLAUDE_CONFIG_DIR", home.join("config"))
        .env("ANTHROPIC_BASE_URL", format!("http://{address}"))
        .env("ANTHROPIC_API_KEY", "sk-offline")
        .env("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1")
        .env("DISABLE_AUTOUPDATER", "1")
        .env("DISABLE_TELEMETRY", "1")
        .stdin(Stdio::null());
    command
}
