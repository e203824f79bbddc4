//! The lines of the input: those that the protocol's library would drop or answer without their id are replaced.
//!
//! The library silently drops a line that is too long, and answers parameters that are not an object without the id of
//! the request; the caller waits forever. Here a short request with the same id takes the place of such a line, and the
//! server answers that one with an error.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, ReadBuf};

/// Longest line, in bytes.
pub const LONGEST: usize = 4 * 1024 * 1024;
/// The method of the request that takes the place of a longer line.
pub const TOO_LONG: &str = "line/too-long";
/// The method of the request that takes the place of one whose parameters are not an object.
pub const WRONG_PARAMS: &str = "line/wrong-params";
/// Bytes at both ends of a line in which its id is looked for.
const ENDS: usize = 1024;

/// Reads from `R` and replaces lines that would get no answer.
pub struct Lines<R> {
    inner: R,
    longest: usize,
    length: usize,
    /// The line so far, up to the longest that is read.
    line: Vec<u8>,
    last: Vec<u8>,
    pending: Vec<u8>,
}

impl<R> Lines<R> {
    /// The lines of `inner`.
    pub fn new(inner: R, longest: usize) -> Self {
        Self { inner, longest, length: 0, line: Vec::new(), last: Vec::new(), pending: Vec::new() }
    }

    fn take(&mut self, bytes: &[u8]) {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            let room = self.longest.saturating_sub(self.length);
            self.line.extend_from_slice(&piece[..piece.len().min(room)]);
            self.length += piece.len();
            self.last.extend_from_slice(&piece[piece.len().saturating_sub(ENDS)..]);
            let surplus = self.last.len().saturating_sub(ENDS);
            self.last.drain(..surplus);
            if piece.ends_with(b"\n") {
                self.end_line();
            }
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let last = std::mem::take(&mut self.last);
        let length = std::mem::take(&mut self.length);
        let request = if length > self.longest {
            let id = id(&line[..line.len().min(ENDS)], &last);
            let id = id.map_or(String::new(), |id| format!("\"id\":{id},"));
            Some(format!("{{\"jsonrpc\":\"2.0\",{id}\"method\":\"{TOO_LONG}\"}}\n"))
        } else {
            with_wrong_params(&line).map(|(id, method)| {
                let params = json!({ "method": method });
                format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},\"method\":\"{WRONG_PARAMS}\",\"params\":{params}}}\n")
            })
        };
        self.pending.extend_from_slice(request.as_ref().map_or(&line, |request| request.as_bytes()));
    }
}

#[derive(Deserialize)]
struct Request<Params> {
    id: Value,
    method: String,
    #[serde(rename = "params")]
    _params: Params,
}

/// The id and the method of a request whose parameters are there and are not an object.
fn with_wrong_params(line: &[u8]) -> Option<(Value, String)> {
    let Request { id, method, .. } = serde_json::from_slice::<Request<IgnoredAny>>(line).ok()?;
    let good = serde_json::from_slice::<Request<Option<BTreeMap<String, IgnoredAny>>>>(line).is_ok();
    (!good && (id.is_u64() || id.is_i64() || id.is_string())).then_some((id, method))
}

/// The id of a request from the ends of its line: outside of its parameters, which lie between.
fn id(first: &[u8], last: &[u8]) -> Option<String> {
    let first = String::from_utf8_lossy(first);
    let before = first.split("\"params\"").next().unwrap_or_default();
    let last = String::from_utf8_lossy(last);
    value_after(before.find("\"id\"").map(|at| &before[at + 4..]))
        .or_else(|| value_after(last.rfind("\"id\"").map(|at| &last[at + 4..])))
}

fn value_after(text: Option<&str>) -> Option<String> {
    let value = text?.trim_start().strip_prefix(':')?;
    let id: Value = serde_json::Deserializer::from_str(value).into_iter().next()?.ok()?;
    (id.is_u64() || id.is_i64() || id.is_string()).then(|| id.to_string())
}

impl<R: AsyncRead + Unpin> AsyncRead for Lines<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        while self.pending.is_empty() {
            let mut bytes = [0u8; 16 * 1024];
            let mut buffer = ReadBuf::new(&mut bytes);
            match Pin::new(&mut self.inner).poll_read(context, &mut buffer) {
                Poll::Ready(Ok(())) if buffer.filled().is_empty() => match self.length {
                    0 => return Poll::Ready(Ok(())),
                    // The last line may have no end.
                    _ => self.end_line(),
                },
                Poll::Ready(Ok(())) => {
                    let filled = buffer.filled().to_vec();
                    self.take(&filled);
                }
                other => return other,
            }
        }
        let length = self.pending.len().min(out.remaining());
        out.put_slice(&self.pending[..length]);
        self.pending.drain(..length);
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncReadExt as _;

    async fn read(input: &str, longest: usize) -> String {
        let mut out = String::new();
        Lines::new(input.as_bytes(), longest).read_to_string(&mut out).await.unwrap();
        out
    }

    #[tokio::test]
    async fn a_long_line_becomes_a_request_that_can_be_answered() {
        let long = "x".repeat(5_000);
        for line in [
            format!("{{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"a\",\"params\":{{\"id\":9,\"t\":\"{long}\"}}}}"),
            format!("{{\"jsonrpc\":\"2.0\",\"method\":\"a\",\"params\":{{\"id\":9,\"t\":\"{long}\"}},\"id\": 7}}"),
        ] {
            let out = read(&format!("{{}}\n{line}\n{{\"id\":8}}\n"), 3_000).await;
            let request = format!("{{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"{TOO_LONG}\"}}");
            assert_eq!(out, format!("{{}}\n{request}\n{{\"id\":8}}\n"));
        }
    }

    #[tokio::test]
    async fn parameters_that_are_no_object_become_a_request_that_can_be_answered() {
        for params in ["[]", "[{\"name\": \"a\"}]", "\"a\"", "7", "true"] {
            let out = read(&format!("{{\"id\": \"q\", \"method\": \"ping\", \"params\": {params}}}\n"), 3_000).await;
            assert!(
                out.contains("\"id\":\"q\"") && out.contains(WRONG_PARAMS) && out.contains("ping"),
                "{params}: {out}"
            );
        }
        for line in [
            "{\"id\": 1, \"method\": \"ping\"}",
            "{\"id\": 1, \"method\": \"ping\", \"params\": null}",
            "{\"id\": 1, \"method\": \"ping\", \"params\": {}}",
            "{\"method\": \"ping\", \"params\": []}",
            "[1]",
            "nonsense",
        ] {
            assert_eq!(read(line, 3_000).await, line);
        }
    }
}
