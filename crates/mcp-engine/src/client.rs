//! Requests to the vendor: token, retries, redirects, sizes, and errors in our words.
//!
//! The rules: no redirect is followed; a request that reads is repeated once after a 5xx or a timeout; one that writes is
//! repeated only after a 401 or a 429, when the vendor has said that it did nothing. An optional part of an answer is not
//! repeated after a timeout and does not wait long, and nothing outlasts the call that it belongs to. A 401 that a fresh
//! token did not change is a missing right: it is remembered, so that it does not cost a token each time. This module must
//! not know what is asked for.

mod exchange;

pub(crate) use exchange::Answer;
use exchange::{Sent, exchange};

use crate::config::{Config, Connection, Credentials, Timing};
use crate::error::Failure;
use crate::log::{Level, Log};
use crate::spec::Service;
use crate::token::{Fetch, Token, Tokens};
use crate::value::query_text;
use crate::{VERSION, wait};
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use reqwest::multipart::{Form, Part};
use secrecy::ExposeSecret as _;
use serde_json::Value;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant, SystemTime};
use tokio::sync::Semaphore;

/// How often a 429 is waited for.
const WAITS: u32 = 2;
/// Requests at one time; more wait for their turn.
const AT_ONCE: usize = 8;
/// How long a missing right is remembered.
const REFUSED_FOR: Duration = Duration::from_secs(300);

/// One request, ready to be sent.
#[derive(Debug, Clone)]
pub struct Call {
    /// Method.
    pub method: Method,
    /// Method and path template, without ids.
    pub operation: String,
    /// Path below the API's base; a value in it cannot leave its place.
    pub path: String,
    /// Query parameters.
    pub query: Vec<(String, String)>,
    /// JSON body.
    pub body: Option<Value>,
    /// Parts of a multipart form.
    pub multipart: Vec<(String, Value)>,
    /// Whether it changes something.
    pub writes: bool,
    /// Whether a good answer may be empty.
    pub no_content: bool,
    /// Whether the answer is complete enough without it.
    pub optional: bool,
    /// When the call of the tool must be over.
    pub until: Instant,
    /// Id of the tool call, for the log.
    pub id: u64,
}

impl Call {
    /// A GET with these query parameters.
    pub(crate) fn get(operation: String, path: String, query: Vec<(String, String)>, until: Instant, id: u64) -> Self {
        Self {
            method: Method::GET,
            operation,
            path,
            query,
            body: None,
            multipart: Vec::new(),
            writes: false,
            no_content: false,
            optional: false,
            until,
            id,
        }
    }
}

/// The vendor's API for one configuration.
pub struct Client {
    pub(crate) service: Arc<Service>,
    scope: String,
    pub(crate) connection: Connection,
    timing: Timing,
    log: Log,
    tokens: Tokens,
    /// Made at the first request: reading the system's certificates takes longer than the handshake.
    http: OnceLock<reqwest::Client>,
    turns: Semaphore,
    /// Operations that a fresh token did not open, with that token and the time.
    refused: Mutex<Vec<(String, Arc<Token>, Instant)>>,
}

impl Client {
    /// A client for a configuration that is complete; `None` when it is not.
    pub fn new(service: Arc<Service>, config: &Config) -> Option<Self> {
        Some(Self {
            service,
            scope: config.scope.clone(),
            connection: config.connection.clone()?,
            timing: config.timing.clone(),
            log: Log(config.level),
            tokens: Tokens::default(),
            http: OnceLock::new(),
            turns: Semaphore::new(AT_ONCE),
            refused: Mutex::default(),
        })
    }

    /// Base of the vendor's web application.
    pub fn web(&self) -> &str {
        &self.connection.web
    }

    /// When a call of a tool that begins now must be over.
    pub fn until(&self) -> Instant {
        Instant::now() + self.timing.call
    }

    /// Whether there is enough time left to send a change and to wait for its answer.
    pub(crate) fn can_still_write(&self, until: Instant) -> bool {
        until.saturating_duration_since(Instant::now()) >= self.timing.request / 3
    }

    /// Asks for a token, or returns the one there is; `None` when requests carry the credentials themselves.
    ///
    /// # Errors
    /// When the authorisation server gives none in time.
    pub async fn token(&self, until: Instant) -> Result<Option<Arc<Token>>, Failure> {
        match &self.connection.credentials {
            Credentials::Client { .. } => self.token_other_than(None, until).await.map(Some),
            Credentials::Header { .. } => Ok(None),
        }
    }

    async fn token_other_than(&self, refused: Option<&Arc<Token>>, until: Instant) -> Result<Arc<Token>, Failure> {
        let token = self.tokens.get_other_than(refused, self);
        let late = |_| Err(Failure::new("the authorisation server did not answer in time. Try again later."));
        tokio::time::timeout_at(until.into(), token).await.unwrap_or_else(late)
    }

    /// Sends a request and returns the JSON of its answer.
    ///
    /// # Errors
    /// When there is no answer, or one that is no success, or no JSON.
    pub async fn send(&self, call: &Call) -> Result<Value, Failure> {
        let mut token = self.token(call.until).await?;
        let (mut renewed, mut repeated, mut waits) = (false, false, 0);
        loop {
            let sent = self.attempt(call, token.as_deref()).await?;
            let may_repeat = !call.writes && !repeated;
            match sent {
                Sent::Answer(answer) => match (answer.status, &token) {
                    (401, Some(old)) if !renewed && !self.is_refused(call, old) => {
                        renewed = true;
                        token = Some(self.token_other_than(Some(old), call.until).await?);
                    }
                    (429, _) => {
                        let pause = self.pause_after(answer.retry_after.as_deref(), waits, self.longest_wait(call))?;
                        waits += 1;
                        tokio::time::sleep(pause).await;
                    }
                    (500..=599, _) if may_repeat => {
                        repeated = true;
                        let pause = self.pause_before_repeat(&answer, self.longest_wait(call))?;
                        tokio::time::sleep(pause).await;
                    }
                    (401, Some(token)) => {
                        self.remember_refusal(call, token);
                        return self.read(call, answer, Some(token));
                    }
                    _ => return self.read(call, answer, token.as_deref()),
                },
                // A part that took too long once would cost the answer that waits for it.
                Sent::TimedOut if call.optional => return Err(self.no_answer(call, "did not answer in time")),
                Sent::TimedOut | Sent::Unreachable if may_repeat && Instant::now() < call.until => {
                    repeated = true;
                    tokio::time::sleep(self.timing.pause).await;
                }
                Sent::TimedOut => return Err(self.no_answer(call, "did not answer in time")),
                Sent::Unreachable => return Err(self.no_answer(call, "could not be reached or closed the connection")),
                Sent::Untrusted => return Err(untrusted(&self.connection.web)),
            }
        }
    }

    fn is_refused(&self, call: &Call, token: &Arc<Token>) -> bool {
        let refused = self.refused.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        refused.iter().any(|(operation, with, at)| {
            *operation == call.operation && Arc::ptr_eq(with, token) && at.elapsed() < REFUSED_FOR
        })
    }

    fn remember_refusal(&self, call: &Call, token: &Arc<Token>) {
        let mut refused = self.refused.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        refused.retain(|(operation, _, at)| *operation != call.operation && at.elapsed() < REFUSED_FOR);
        refused.push((call.operation.clone(), Arc::clone(token), Instant::now()));
    }

    /// The longest pause that the vendor may ask for: a part is not worth a long one, and none outlasts the call.
    fn longest_wait(&self, call: &Call) -> Duration {
        let longest = if call.optional { self.timing.pause * 2 } else { self.timing.longest_wait };
        longest.min(call.until.saturating_duration_since(Instant::now()))
    }

    /// How long to wait before a GET is repeated, or that the vendor asks for too long a wait.
    fn pause_before_repeat(&self, answer: &Answer, longest: Duration) -> Result<Duration, Failure> {
        let asked = answer.retry_after.as_deref().and_then(|value| wait::retry_after(value, SystemTime::now()));
        match asked {
            Some(asked) if asked > longest => Err(Failure::with_status(
                answer.status,
                format!(
                    "{} is not available ({}) and asks to wait {} s. Call again after that.",
                    self.service.title,
                    answer.status,
                    asked.as_secs()
                ),
            )),
            Some(asked) => Ok(asked),
            None => Ok(self.timing.pause),
        }
    }

    fn http(&self) -> Result<&reqwest::Client, Failure> {
        if let Some(http) = self.http.get() {
            return Ok(http);
        }
        // Fails only when another part of the process has chosen a provider: then that one is used.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(self.timing.connect)
            .timeout(self.timing.request)
            .pool_max_idle_per_host(AT_ONCE)
            .user_agent(format!("{}/{VERSION}", self.service.name));
        if self.connection.loopback {
            // Plain http needs no certificates, and reading the system's takes a while.
            builder = builder.no_proxy().tls_certs_only(std::iter::empty());
        }
        let http = builder.build().map_err(|_| Failure::new("the TLS library could not be started on this machine"))?;
        Ok(self.http.get_or_init(|| http))
    }

    async fn attempt(&self, call: &Call, token: Option<&Token>) -> Result<Sent, Failure> {
        let url = format!("{}{}", self.connection.api, call.path);
        let (name, value) = match (&self.connection.credentials, token) {
            (Credentials::Header { name, value }, _) => (name.parse().ok(), value.expose_secret().to_owned()),
            (_, token) => {
                let secret = token.map(|token| token.secret.expose_secret().to_owned()).unwrap_or_default();
                (Some(AUTHORIZATION), format!("Bearer {secret}"))
            }
        };
        let (Some::<HeaderName>(name), Ok(mut value)) = (name, HeaderValue::from_str(&value)) else {
            return Err(Failure::new("the token or key holds characters that no header can hold"));
        };
        value.set_sensitive(true);
        let mut request = self.http()?.request(call.method.clone(), url).header(name, value).query(&call.query);
        if let Some(body) = &call.body {
            request = request.json(body);
        }
        if !call.multipart.is_empty() {
            request = request.multipart(form(&call.multipart));
        }
        let sent = self.dispatch(request, call.method.as_str(), &call.path, call.until, call.id).await;
        self.log.line(Level::Debug, &format!("id={} query={:?}", call.id, call.query));
        Ok(sent)
    }

    async fn dispatch(
        &self,
        request: reqwest::RequestBuilder,
        method: &str,
        path: &str,
        until: Instant,
        id: u64,
    ) -> Sent {
        let started = Instant::now();
        let exchange = async {
            let _turn = self.turns.acquire().await;
            exchange(request).await
        };
        let sent = tokio::time::timeout_at(until.into(), exchange).await.unwrap_or(Sent::TimedOut);
        let status = match &sent {
            Sent::Answer(answer) => answer.status.to_string(),
            Sent::TimedOut => "timeout".to_owned(),
            Sent::Unreachable => "unreachable".to_owned(),
            Sent::Untrusted => "untrusted".to_owned(),
        };
        self.log.line(Level::Info, &format!("id={id} {method} {path} {status} {}ms", started.elapsed().as_millis()));
        sent
    }

    fn pause_after(&self, header: Option<&str>, waits: u32, longest: Duration) -> Result<Duration, Failure> {
        let asked = header.and_then(|value| wait::retry_after(value, SystemTime::now()));
        let pause = asked.unwrap_or(self.timing.pause * 2u32.pow(waits));
        if waits < WAITS && pause <= longest {
            return Ok(pause);
        }
        let when = match asked {
            Some(asked) => format!("It asks to wait {} s", asked.as_secs()),
            None => "It does not say how long".to_owned(),
        };
        Err(Failure::with_status(
            429,
            format!(
                "{} says that too many requests were made (429). {when}; wait, then call again with fewer or smaller requests.",
                self.service.title
            ),
        ))
    }

    fn no_answer(&self, call: &Call, what: &str) -> Failure {
        let host = self.connection.web.split("://").nth(1).unwrap_or_default();
        let next = match call.writes {
            false => "Try again later; if it stays so, check the address and the network (HTTPS_PROXY is obeyed).",
            true => {
                "It is unknown whether the change was made: look for it before you try again, or it may be made twice."
            }
        };
        Failure::new(format!("{host} {what} ({} {}). {next}", call.method, call.path))
    }
}

/// The parts of a form; a structure is sent as JSON.
fn form(parts: &[(String, Value)]) -> Form {
    parts.iter().fold(Form::new(), |form, (name, value)| match query_text(value) {
        Some(text) => form.text(name.clone(), text),
        None => {
            let part = Part::text(value.to_string());
            // The type is well-formed, so this always holds.
            let part = part.mime_str("application/json").unwrap_or_else(|_| Part::text(value.to_string()));
            form.part(name.clone(), part)
        }
    })
}

fn untrusted(address: &str) -> Failure {
    let host = address.split("://").last().unwrap_or_default();
    Failure::new(format!(
        "the certificate of {host} is not trusted by this machine, so nothing was sent. Check the address; if a proxy in your network opens TLS, its certificate must be in the system's store."
    ))
}

impl Fetch for Client {
    async fn fetch(&self) -> Result<Token, Failure> {
        let Credentials::Client { id, secret, token_url } = &self.connection.credentials else {
            return Err(Failure::new("requests to this API need no token"));
        };
        let (mut waits, mut repeated) = (0, false);
        loop {
            let form = [
                ("grant_type", "client_credentials"),
                ("client_id", id.as_str()),
                ("client_secret", secret.expose_secret()),
                ("scope", self.scope.as_str()),
            ];
            let request = self.http()?.post(token_url.clone()).form(&form);
            let path = token_url.path();
            let host = token_url.host_str().unwrap_or_default();
            match self.dispatch(request, "POST", path, self.until(), 0).await {
                Sent::Answer(answer) if answer.status == 429 => {
                    let pause = self.pause_after(answer.retry_after.as_deref(), waits, self.timing.longest_wait)?;
                    waits += 1;
                    tokio::time::sleep(pause).await;
                }
                Sent::Answer(answer) if (500..600).contains(&answer.status) && !repeated => {
                    repeated = true;
                    tokio::time::sleep(self.pause_before_repeat(&answer, self.timing.longest_wait)?).await;
                }
                Sent::Answer(answer) => return self.read_token(answer, host),
                Sent::TimedOut | Sent::Unreachable if !repeated => {
                    repeated = true;
                    tokio::time::sleep(self.timing.pause).await;
                }
                Sent::TimedOut => {
                    return Err(Failure::new(format!(
                        "the authorisation server {host} did not answer in time. Try again later."
                    )));
                }
                Sent::Untrusted => return Err(untrusted(host)),
                Sent::Unreachable => {
                    return Err(Failure::new(format!(
                        "the authorisation server {host} could not be reached. Check the address, and the network (HTTPS_PROXY is obeyed)."
                    )));
                }
            }
        }
    }
}
