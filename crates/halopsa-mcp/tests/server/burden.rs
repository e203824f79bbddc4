//! Long texts, many calls at once, JSON that ends early, and the program itself under each fault.

use crate::halo::{Fault, Halo};
use crate::protocol::Raw;
use crate::support::{bad, environment, good, server};
use serde_json::{Value, json};
use std::time::Duration;

fn call(id: u32, tool: &str, arguments: Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": {"name": tool, "arguments": arguments}})
}

/// The conversion of a text cannot be stopped in the middle; nobody waits for it.
#[tokio::test]
async fn a_cancelled_conversion_leaves_the_rest_alone() {
    let halo = Halo::start().await;
    let details = "<div><b hidden><a href='".repeat(40_000);
    for id in 7500..7504 {
        let ticket = json!({"id": id, "summary": "x", "details_html": details});
        halo.lock().tables.get_mut("Tickets").unwrap().push(ticket);
    }
    let mut server = Raw::start(&environment(&halo));
    server.handshake("2025-11-25").await;
    // As many as are worked on at once, each with a text of the greatest length.
    for id in 7500..7504 {
        server.send(call(id, "halopsa_get_ticket", json!({"ticket_id": id, "include_actions": false}))).await;
    }
    while halo.lock().log.iter().filter(|asked| asked.line.starts_with("GET /Tickets/75")).count() < 4 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    for id in 7500..7504 {
        let params = json!({"requestId": id, "reason": "test"});
        server.send(json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": params})).await;
    }
    server.send(call(8, "halopsa_get_site", json!({"site_id": 34}))).await;
    loop {
        let answer = server.receive().await;
        if answer["id"] == 8 {
            assert_eq!(answer["result"]["structuredContent"]["id"], 34, "{answer}");
            break;
        }
    }
    assert_eq!(server.end().await, 0);
}

#[tokio::test]
async fn many_calls_share_a_bounded_number_of_connections() {
    let halo = Halo::start().await;
    let server = server(&halo);
    good(&server, "halopsa_get_site", json!({"site_id": 34})).await;
    halo.lock().delay = Duration::from_millis(20);
    // Each call sends five requests, of which four do not depend on each other.
    let arguments = json!({"client_id": 12, "include_sites": true, "include_contacts": true});
    let calls = (0..40).map(|_| good(&server, "halopsa_get_client", arguments.clone()));
    let answers = futures::future::join_all(calls).await;
    assert!(answers.iter().all(|answer| answer["id"] == 12 && answer.get("left_out").is_none()), "{answers:?}");
    let most = halo.lock().most_open;
    assert!((2..=8).contains(&most), "{most} requests at once");
}

#[tokio::test]
async fn json_that_is_cut_or_wrong_is_called_that() {
    let halo = Halo::start().await;
    let server = server(&halo);
    good(&server, "halopsa_get_site", json!({"site_id": 34})).await;
    for (text, expected) in [
        ("{\"id\": 34, \"name\": \"Ma", "JSON that ends in the middle, after 22 bytes"),
        ("{\"id\": 34,\n \"name\": Main}", "not valid JSON (line 2, column 10)"),
        (" ", "an empty body"),
        ("<html>Log in</html>", "not JSON (a login or firewall page?)"),
    ] {
        halo.fault("GET /Site", Fault::Text(text.to_owned()));
        let message = bad(&server, "halopsa_get_site", json!({"site_id": 34})).await;
        assert!(message.contains(expected), "{text}: {message}");
        halo.lock().faults.clear();
    }
}

/// The program as a client starts it.
#[tokio::test]
async fn the_program_answers_after_each_fault() {
    let halo = Halo::start().await;
    let mut server = Raw::start(&environment(&halo));
    server.handshake("2025-11-25").await;
    let faults = [
        Fault::Status(400),
        Fault::Status(401),
        Fault::Status(403),
        Fault::Status(404),
        Fault::Status(500),
        Fault::RetryAfter(429, "600".into()),
        Fault::RetryAfter(503, "600".into()),
        Fault::Message("An Outcome must be entered".into()),
        Fault::Html,
        Fault::Redirect("https://evil.example/".into()),
        Fault::Huge,
        Fault::Broken,
        Fault::Body(200, Value::Null),
        Fault::Body(200, json!({})),
        Fault::Text("{".into()),
    ];
    for (at, fault) in (10..).zip(faults) {
        // More than once, for the requests that are repeated.
        (0..3).for_each(|_| halo.fault("GET /Site/34", fault.clone()));
        let failed = server.ask(call(at, "halopsa_get_site", json!({"site_id": 34}))).await;
        let text = failed["result"]["content"][0]["text"].as_str().unwrap_or_default();
        assert!(failed["result"]["isError"] == true && text.len() > 20 && text.len() < 600, "{fault:?}: {failed}");
        halo.lock().faults.clear();
        let next = server.ask(call(at + 100, "halopsa_get_site", json!({"site_id": 35}))).await;
        assert_eq!(next["result"]["structuredContent"]["id"], 35, "after {fault:?}: {next}");
    }
    // These last as long as the program's time-out, so they run side by side.
    let silent = [("GET /Asset/501", Fault::Hang), ("GET /Asset/733", Fault::SlowBody)];
    for (line, fault) in silent.into_iter().flat_map(|silent| [silent.clone(), silent]) {
        halo.fault(line, fault);
    }
    server.send(call(300, "halopsa_get_asset", json!({"asset_id": 501}))).await;
    server.send(call(301, "halopsa_get_asset", json!({"asset_id": 733}))).await;
    for _ in 0..2 {
        let failed = server.receive_within(Duration::from_secs(90)).await;
        let text = failed["result"]["content"][0]["text"].as_str().unwrap_or_default();
        assert!(failed["result"]["isError"] == true && text.contains("did not answer in time"), "{failed}");
    }
    let next = server.ask(call(302, "halopsa_get_asset", json!({"asset_id": 501}))).await;
    assert_eq!(next["result"]["structuredContent"]["id"], 501, "{next}");
    assert_eq!(server.end().await, 0);
}
