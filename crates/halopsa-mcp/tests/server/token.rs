//! The token's clock, to the second, with paused time.

use mcp_engine::error::Failure;
use mcp_engine::token::{Fetch, Token, Tokens};
use proptest::prelude::*;
use secrecy::SecretString;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

struct Source {
    life: u64,
    delay: Duration,
    fetched: AtomicUsize,
    fails: std::sync::atomic::AtomicBool,
}

impl Source {
    fn new(life: u64) -> Self {
        Self { life, delay: Duration::from_millis(1), fetched: AtomicUsize::new(0), fails: false.into() }
    }

    fn count(&self) -> usize {
        self.fetched.load(Ordering::SeqCst)
    }
}

impl Fetch for Source {
    async fn fetch(&self) -> Result<Token, Failure> {
        self.fetched.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(self.delay).await;
        if self.fails.load(Ordering::SeqCst) {
            return Err(Failure::new("no"));
        }
        Ok(Token::new(SecretString::from("t"), Duration::from_secs(self.life)))
    }
}

async fn fetched_after(life: u64, seconds: f64) -> usize {
    let (tokens, source) = (Tokens::default(), Source::new(life));
    tokens.get(&source).await.unwrap();
    tokio::time::advance(Duration::from_secs_f64(seconds)).await;
    tokens.get(&source).await.unwrap();
    source.count()
}

#[tokio::test(start_paused = true)]
async fn renewed_300_seconds_before_the_end() {
    assert_eq!(fetched_after(3600, 3299.9).await, 1);
    assert_eq!(fetched_after(3600, 3300.1).await, 2);
    assert_eq!(fetched_after(301, 0.9).await, 1);
    assert_eq!(fetched_after(301, 1.1).await, 2);
}

#[tokio::test(start_paused = true)]
async fn or_at_half_a_short_life() {
    for life in [300, 299, 60] {
        assert_eq!(fetched_after(life, life as f64 / 2.0 - 0.1).await, 1, "{life}");
        assert_eq!(fetched_after(life, life as f64 / 2.0 + 0.1).await, 2, "{life}");
    }
    assert_eq!(fetched_after(0, 0.0).await, 2);
}

#[tokio::test(start_paused = true)]
async fn a_failed_early_renewal_keeps_the_old_token_until_its_end() {
    let (tokens, source) = (Tokens::default(), Source::new(3600));
    tokens.get(&source).await.unwrap();
    source.fails.store(true, Ordering::SeqCst);
    tokio::time::advance(Duration::from_secs(3400)).await;
    assert!(tokens.get(&source).await.is_ok());
    tokio::time::advance(Duration::from_secs(300)).await;
    assert!(tokens.get(&source).await.is_err());
    source.fails.store(false, Ordering::SeqCst);
    tokio::time::advance(Duration::from_secs(2)).await;
    assert!(tokens.get(&source).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_replaced_once() {
    let (tokens, source) = (Tokens::default(), Source::new(3600));
    let old = tokens.get(&source).await.unwrap();
    let calls = (0..20).map(|_| tokens.get_other_than(Some(&old), &source));
    let new = futures::future::join_all(calls).await;
    assert_eq!(source.count(), 2);
    assert!(new.into_iter().all(|token| !std::sync::Arc::ptr_eq(&token.unwrap(), &old)));
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_caller_does_not_block_the_next() {
    let (tokens, source) = (Tokens::default(), Source::new(3600));
    let slow = Source { delay: Duration::from_secs(9), ..Source::new(3600) };
    assert!(tokio::time::timeout(Duration::from_millis(1), tokens.get(&slow)).await.is_err());
    assert!(tokens.get(&source).await.is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn never_used_after_its_end_and_not_renewed_at_once(life in 2u64..100_000, share in 0.0f64..1.2) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let seconds = life as f64 * share;
        let fetched = runtime.block_on(fetched_after(life, seconds));
        let good_for = if life > 300 { (life - 300) as f64 } else { life as f64 / 2.0 };
        // The stand-in takes a millisecond to answer.
        prop_assume!((seconds - good_for).abs() > 0.01);
        prop_assert_eq!(fetched, if seconds < good_for { 1 } else { 2 });
    }
}
