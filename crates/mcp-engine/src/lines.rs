//! The lines of the input, with a bound on their length that is answered.
//!
//! The protocol's library silently drops a longer line, and its caller waits forever. Here the line ends early, which
//! makes it unreadable, and a short request with its id takes its place; the server answers that one with an error.

use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, ReadBuf};

/// Longest line, in bytes.
pub const LONGEST: usize = 4 * 1024 * 1024;
/// The method of the request that takes the place of a longer line.
pub const TOO_LONG: &str = "line/too-long";
/// Bytes at both ends of a line in which its id is looked for.
const ENDS: usize = 1024;

/// Reads from `R` and cuts lines that are too long.
pub struct Lines<R> {
    inner: R,
    longest: usize,
    length: usize,
    first: Vec<u8>,
    last: Vec<u8>,
    pending: Vec<u8>,
}

impl<R> Lines<R> {
    /// The lines of `inner`.
    pub fn new(inner: R, longest: usize) -> Self {
        Self { inner, longest, length: 0, first: Vec::new(), last: Vec::new(), pending: Vec::new() }
    }

    fn take(&mut self, bytes: &[u8]) {
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let ended = line.ends_with(b"\n");
            let room = self.longest.saturating_sub(self.length);
            let too_long = self.length + line.len() > self.longest;
            self.pending.extend_from_slice(&line[..line.len().min(room)]);
            self.length += line.len();
            let head = ENDS.saturating_sub(self.first.len()).min(line.len());
            self.first.extend_from_slice(&line[..head]);
            self.last.extend_from_slice(&line[line.len().saturating_sub(ENDS)..]);
            let surplus = self.last.len().saturating_sub(ENDS);
            self.last.drain(..surplus);
            if ended {
                if too_long {
                    let id = id(&self.first, &self.last);
                    let id = id.map_or(String::new(), |id| format!("\"id\":{id},"));
                    let request = format!("\n{{\"jsonrpc\":\"2.0\",{id}\"method\":\"{TOO_LONG}\"}}\n");
                    self.pending.extend_from_slice(request.as_bytes());
                }
                self.length = 0;
                self.first.clear();
                self.last.clear();
            }
        }
    }
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
    let id: serde_json::Value = serde_json::Deserializer::from_str(value).into_iter().next()?.ok()?;
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
                Poll::Ready(Ok(())) if buffer.filled().is_empty() => return Poll::Ready(Ok(())),
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
            let lines: Vec<&str> = out.lines().collect();
            assert_eq!((lines[0], lines[1].len(), lines[3]), ("{}", 3_000, "{\"id\":8}"));
            assert_eq!(lines[2], format!("{{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"{TOO_LONG}\"}}"));
        }
    }
}
