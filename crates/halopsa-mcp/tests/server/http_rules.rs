//! Tokens, retries and everything that goes wrong on the wire.

use crate::halo::{Fault, Halo};
use crate::support::{bad, config, environment, good, server};
use mcp_engine::server::Server;
use serde_json::json;
use std::time::{Duration, Instant};

const READ: &str = "halopsa_get_site";

/// A server that does not wait long.
fn impatient(halo: &Halo) -> Server {
    let mut config = config(&environment(halo));
    config.timing.request = Duration::from_millis(1500);
    Server::new(halopsa_mcp::specs().unwrap(), config)
}

fn site() -> serde_json::Value {
    json!({"site_id": 34})
}

#[tokio::test]
async fn one_token_serves_many_calls() {
    let halo = Halo::start().await;
    halo.lock().token_delay = Duration::from_millis(50);
    let server = server(&halo);
    let calls = (0..20).map(|_| good(&server, READ, site()));
    futures::future::join_all(calls).await;
    assert_eq!(halo.lock().issued, 1);
    halo.take();
    good(&server, READ, site()).await;
    assert_eq!(halo.asked(), ["200 GET /Site/34"]);
}

#[tokio::test]
async fn a_revoked_token_costs_one_refresh_for_all() {
    let halo = Halo::start().await;
    let server = server(&halo);
    good(&server, READ, site()).await;
    halo.revoke();
    halo.take();
    good(&server, READ, site()).await;
    assert_eq!(halo.asked(), ["401 GET /Site/34", "200 POST /auth/token", "200 GET /Site/34"]);
    halo.revoke();
    halo.lock().token_delay = Duration::from_millis(30);
    futures::future::join_all((0..20).map(|_| good(&server, READ, site()))).await;
    assert_eq!(halo.lock().issued, 3);
}

#[tokio::test]
async fn a_second_401_is_told_and_not_repeated() {
    let halo = Halo::start().await;
    let server = server(&halo);
    good(&server, READ, site()).await;
    halo.take();
    halo.fault("GET /Site", Fault::Status(401));
    halo.fault("GET /Site", Fault::Status(401));
    let message = bad(&server, READ, site()).await;
    assert!(message.contains("refused a fresh token") && message.contains("401"), "{message}");
    assert_eq!(halo.asked(), ["401 GET /Site/34", "200 POST /auth/token", "401 GET /Site/34"]);
}

#[tokio::test]
async fn a_token_is_renewed_early() {
    let halo = Halo::start().await;
    halo.lock().life = json!(300.2);
    let server = server(&halo);
    good(&server, READ, site()).await;
    // 300 s and less are used for half of their life.
    good(&server, READ, site()).await;
    assert_eq!(halo.lock().issued, 1);
    let halo = Halo::start().await;
    halo.lock().life = json!("301");
    let server = crate::support::server(&halo);
    good(&server, READ, site()).await;
    tokio::time::sleep(Duration::from_millis(1100)).await;
    good(&server, READ, site()).await;
    assert_eq!(halo.lock().issued, 2, "renewed 300 s before its end");
}

#[tokio::test]
async fn retry_after_is_obeyed_within_bounds() {
    let halo = Halo::start().await;
    let server = server(&halo);
    good(&server, READ, site()).await;
    halo.take();
    halo.fault("GET /Site", Fault::RetryAfter(429, "1".into()));
    let started = Instant::now();
    good(&server, READ, site()).await;
    assert!(started.elapsed() >= Duration::from_secs(1));
    assert_eq!(halo.asked(), ["429 GET /Site/34", "200 GET /Site/34"]);
    halo.fault("GET /Site", Fault::Status(429));
    good(&server, READ, site()).await;
    assert_eq!(halo.asked(), ["429 GET /Site/34", "200 GET /Site/34"]);
    halo.fault("GET /Site", Fault::RetryAfter(429, "600".into()));
    let message = bad(&server, READ, site()).await;
    assert!(message.contains("It asks to wait 600 s"), "{message}");
    assert_eq!(halo.asked().len(), 1, "too long a wait is told at once");
    for _ in 0..3 {
        halo.fault("GET /Site", Fault::Status(429));
    }
    assert!(bad(&server, READ, site()).await.contains("429"));
    assert_eq!(halo.asked().len(), 3);
}

#[tokio::test]
async fn a_get_is_repeated_once_and_a_post_never() {
    for fault in [Fault::Status(500), Fault::Status(502), Fault::Broken] {
        repeated_or_not(fault).await;
    }
}

#[tokio::test]
async fn no_answer_is_repeated_likewise() {
    repeated_or_not(Fault::Hang).await;
}

#[tokio::test]
async fn half_an_answer_is_repeated_likewise() {
    repeated_or_not(Fault::SlowBody).await;
}

async fn repeated_or_not(fault: Fault) {
    let halo = Halo::start().await;
    let server = impatient(&halo);
    good(&server, READ, site()).await;
    {
        halo.take();
        halo.fault("GET /Site", fault.clone());
        good(&server, READ, site()).await;
        let asked = halo.asked();
        // A request that hangs has no status to be logged with.
        assert_eq!(asked.last().unwrap(), "200 GET /Site/34", "{fault:?}");
        halo.fault("GET /Site", fault.clone());
        halo.fault("GET /Site", fault.clone());
        bad(&server, READ, site()).await;
        assert!(halo.lock().faults.is_empty(), "{fault:?}");
        halo.take();
        let count = halo.lock().tables["Tickets"].len();
        halo.fault("POST /Tickets", fault.clone());
        let message = bad(&server, "halopsa_create_ticket", json!({"summary": "x", "client": "12"})).await;
        assert!(message.contains("unknown whether the change was made"), "{fault:?}: {message}");
        assert_eq!(halo.lock().tables["Tickets"].len(), count, "{fault:?} was not repeated");
    }
}

#[tokio::test]
async fn a_post_is_repeated_after_401_and_429_only() {
    let halo = Halo::start().await;
    let server = server(&halo);
    good(&server, READ, site()).await;
    for status in [401, 429] {
        halo.take();
        halo.fault("POST /Tickets", Fault::Status(status));
        good(&server, "halopsa_create_ticket", json!({"summary": "x", "client": "12"})).await;
        assert_eq!(halo.asked().iter().filter(|line| line.contains("POST /Tickets")).count(), 2);
    }
    halo.take();
    halo.fault("POST /Tickets", Fault::Html);
    let message = bad(&server, "halopsa_create_ticket", json!({"summary": "x", "client": "12"})).await;
    assert!(message.contains("unknown whether the change was made"), "{message}");
}

#[tokio::test]
async fn answers_that_are_no_answers() {
    let halo = Halo::start().await;
    let server = server(&halo);
    good(&server, READ, site()).await;
    let cases = [
        (Fault::Html, "not JSON"),
        (Fault::Redirect(format!("{}/api/elsewhere", halo.url)), "redirect (307), which is not followed"),
        (Fault::Status(403), "lacks the permission"),
        (Fault::Status(404), "no such record"),
        (Fault::Status(418), "418, which this server does not expect"),
        (Fault::Huge, "larger than 8 MB"),
        (
            Fault::Message(format!("Bad\u{202E} field <b> {}", "x".repeat(900))),
            "refused GET /Site/34 (400): \"Bad field <b> xxx",
        ),
    ];
    for (fault, expected) in cases {
        halo.take();
        halo.fault("GET /Site", fault.clone());
        let message = bad(&server, READ, site()).await;
        assert!(message.contains(expected), "{fault:?}: {message}");
        assert!(message.len() < 600 && !message.contains("Please log in"), "{message}");
        assert_eq!(halo.asked().len(), 1, "{fault:?} is not repeated");
    }
}

#[tokio::test]
async fn the_token_request_fails_in_plain_words() {
    let cases = [
        (Fault::Status(401), "refused the client id or secret"),
        (Fault::Status(404), "no token endpoint"),
        (Fault::Status(500), "failed (500)"),
        (Fault::Html, "not with a token"),
        (Fault::Redirect("https://evil.example/".into()), "redirects, which is not followed"),
        (Fault::Hang, "did not answer in time"),
    ];
    for (fault, expected) in cases {
        let halo = Halo::start().await;
        let server = impatient(&halo);
        // A second time, because a failure that may pass is tried again.
        halo.fault("POST /auth/token", fault.clone());
        halo.fault("POST /auth/token", fault.clone());
        let message = bad(&server, READ, site()).await;
        halo.lock().faults.clear();
        assert!(message.contains(expected), "{fault:?}: {message}");
        tokio::time::sleep(Duration::from_millis(1100)).await;
        good(&server, READ, site()).await;
    }
}

#[tokio::test]
async fn a_wrong_secret_is_asked_once_for_many_callers() {
    let halo = Halo::start().await;
    let mut pairs = environment(&halo);
    pairs.push(("HALOPSA_CLIENT_SECRET".into(), "wrong".into()));
    let server = Server::new(halopsa_mcp::specs().unwrap(), config(&pairs));
    futures::future::join_all((0..10).map(|_| bad(&server, READ, site()))).await;
    assert_eq!(halo.asked(), ["401 POST /auth/token"]);
    let status = good(&server, "halopsa_status", json!({})).await;
    assert!(status["configuration"]["token"].as_str().unwrap().contains("refused the client id or secret"), "{status}");
}

#[tokio::test]
async fn nobody_there() {
    let halo = Halo::start().await;
    let mut pairs = environment(&halo);
    pairs.push(("HALOPSA_RESOURCE_SERVER".into(), "http://127.0.0.1:9".into()));
    let server = Server::new(halopsa_mcp::specs().unwrap(), config(&pairs));
    let message = bad(&server, READ, site()).await;
    assert!(message.contains("could not be reached"), "{message}");
}
