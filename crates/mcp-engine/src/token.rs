//! The OAuth 2.0 access token: fetched once for any number of callers, renewed before it expires.
//!
//! This module owns the clock and the single flight. How a token is asked for is the caller's
//! business ([`Fetch`]), so that the clock can be tested without a network.

use crate::error::Failure;
use secrecy::SecretString;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// A token is renewed this long before it expires.
const EARLY: Duration = Duration::from_secs(300);
/// After a failed request, callers that waited for it get its answer and make no request of their own.
const FAILURE_HOLDS: Duration = Duration::from_secs(1);

/// An access token and the time at which it should be renewed.
#[derive(Debug)]
pub struct Token {
    /// The bearer token.
    pub secret: SecretString,
    /// Seconds it lives, as the authorisation server said.
    pub lifetime: Duration,
    renew_at: Instant,
    expires_at: Instant,
}

impl Token {
    /// A token that was received now.
    pub fn new(secret: SecretString, lifetime: Duration) -> Self {
        let good_for = if lifetime > EARLY { lifetime - EARLY } else { lifetime / 2 };
        let now = Instant::now();
        Self { secret, lifetime, renew_at: now + good_for, expires_at: now + lifetime }
    }
}

/// How a new token is asked for.
pub trait Fetch: Send + Sync {
    /// Asks once.
    fn fetch(&self) -> impl Future<Output = Result<Token, Failure>> + Send;
}

#[derive(Debug, Default)]
struct State {
    token: Option<Arc<Token>>,
    failed: Option<(Instant, Failure)>,
}

/// The one token of a process.
#[derive(Debug, Default)]
pub struct Tokens {
    state: Mutex<State>,
}

impl Tokens {
    /// The current token, or a new one.
    ///
    /// # Errors
    /// When the authorisation server gives none.
    pub async fn get(&self, fetch: &impl Fetch) -> Result<Arc<Token>, Failure> {
        self.get_other_than(None, fetch).await
    }

    /// A token that is not `refused`: the one that another caller has fetched meanwhile, or a new one.
    ///
    /// # Errors
    /// When the authorisation server gives none.
    pub async fn get_other_than(
        &self,
        refused: Option<&Arc<Token>>,
        fetch: &impl Fetch,
    ) -> Result<Arc<Token>, Failure> {
        let asked = Instant::now();
        // Held while the request runs: that is the single flight. A cancelled caller drops it.
        let mut state = self.state.lock().await;
        let known = state.token.clone().filter(|token| refused.is_none_or(|refused| !Arc::ptr_eq(refused, token)));
        if let Some(token) = known.as_ref().filter(|token| Instant::now() < token.renew_at) {
            return Ok(Arc::clone(token));
        }
        // An early renewal that fails costs nothing while the old token is still good.
        let usable = known.filter(|token| Instant::now() < token.expires_at);
        if let Some((at, failure)) = &state.failed
            && (*at >= asked || at.elapsed() < FAILURE_HOLDS)
        {
            return usable.ok_or_else(|| failure.clone());
        }
        match fetch.fetch().await {
            Ok(token) => {
                let token = Arc::new(token);
                *state = State { token: Some(Arc::clone(&token)), failed: None };
                Ok(token)
            }
            Err(failure) => {
                *state = State { token: usable.clone(), failed: Some((Instant::now(), failure.clone())) };
                usable.ok_or(failure)
            }
        }
    }
}
