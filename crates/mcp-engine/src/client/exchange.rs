//! One exchange over HTTP: a request, and what came of it.

use crate::error::Failure;
use reqwest::header::RETRY_AFTER;

/// No answer that a tool can use is larger.
const LARGEST_BODY: usize = 8 * 1024 * 1024;

/// An answer of the vendor, whatever its status.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<String>,
    pub(crate) body: Result<String, Failure>,
}

/// What came of a request.
pub(super) enum Sent {
    Answer(Answer),
    TimedOut,
    Unreachable,
    /// The certificate is not one that this machine trusts.
    Untrusted,
}

/// Whether TLS refused the other side's certificate.
fn is_untrusted(error: &reqwest::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        // An I/O error hides what it wraps from its chain of causes.
        let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        let tls = error.downcast_ref().or_else(|| inner.and_then(|inner| inner.downcast_ref()));
        if let Some(rustls::Error::InvalidCertificate(_)) = tls {
            return true;
        }
        cause = match inner {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    false
}

fn no_response(timed_out: bool) -> Sent {
    if timed_out { Sent::TimedOut } else { Sent::Unreachable }
}

/// Sends a request and reads its answer.
pub(super) async fn exchange(request: reqwest::RequestBuilder) -> Sent {
    match request.send().await {
        Ok(response) => {
            let status = response.status().as_u16();
            let retry_after =
                response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()).map(str::to_owned);
            match read_body(response).await {
                Ok(body) => Sent::Answer(Answer { status, retry_after, body }),
                Err(timed_out) => no_response(timed_out),
            }
        }
        Err(error) if is_untrusted(&error) => Sent::Untrusted,
        Err(error) => no_response(error.is_timeout()),
    }
}

/// The body as text. The outer error is "no complete answer" (true: it took too long).
async fn read_body(mut response: reqwest::Response) -> Result<Result<String, Failure>, bool> {
    let status = response.status().as_u16();
    let mut bytes = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if bytes.len() + chunk.len() > LARGEST_BODY => {
                return Ok(Err(Failure::with_status(
                    status,
                    format!("the answer is larger than {} MB. Ask for fewer rows.", LARGEST_BODY / 1024 / 1024),
                )));
            }
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => return Ok(Ok(String::from_utf8_lossy(&bytes).into_owned())),
            Err(error) => return Err(error.is_timeout()),
        }
    }
}
