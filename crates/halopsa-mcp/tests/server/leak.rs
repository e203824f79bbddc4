//! A marked secret and a marked token run through everything; they may come out nowhere.

use crate::halo::{Fault, Halo, SECRET, TOKEN_MARK};
use crate::protocol::Raw;
use crate::support::{call, config, environment};
use mcp_engine::server::Server;
use mcp_engine::spec::Tool;
use serde_json::{Map, Value, json};
use tokio::io::AsyncReadExt as _;

/// Each kind of answer, good and bad.
fn faults(halo: &Halo) -> Vec<Option<Fault>> {
    vec![
        None,
        Some(Fault::Status(401)),
        Some(Fault::Status(403)),
        Some(Fault::Status(500)),
        Some(Fault::RetryAfter(429, "99".into())),
        Some(Fault::Html),
        Some(Fault::Broken),
        Some(Fault::Redirect(halo.url.clone())),
        // A vendor that repeats what it was sent.
        Some(Fault::Message(format!("client_secret={SECRET} is wrong, {{authorization}} too"))),
    ]
}

fn examples(tool: &Tool) -> Map<String, Value> {
    tool.input.iter().map(|(name, input)| (name.value.clone(), input.example.to_json())).collect()
}

/// Lines of stdout and stderr of the program, as talkative as it can be.
#[tokio::test]
async fn the_program_prints_neither() {
    let halo = Halo::start().await;
    let mut pairs = environment(&halo);
    pairs.push(("HALOPSA_LOG".to_owned(), "debug".to_owned()));
    let mut server = Raw::start(&pairs);
    let mut stderr = server.child.stderr.take().unwrap();
    let reading = tokio::spawn(async move {
        let mut text = String::new();
        stderr.read_to_string(&mut text).await.unwrap();
        text
    });
    let mut printed = server.handshake("2025-11-25").await.to_string();
    for (at, fault) in faults(&halo).into_iter().enumerate() {
        halo.revoke();
        for (n, tool) in halopsa_mcp::specs().unwrap().tools.iter().enumerate() {
            if let Some(fault) = fault.clone().filter(|fault| !matches!(fault, Fault::Broken | Fault::Status(500))) {
                halo.fault(if n % 2 == 0 { "GET /" } else { "POST /" }, fault);
            }
            let call = json!({"name": tool.name, "arguments": examples(tool)});
            let id = 100 * (at + 1) + n;
            printed += &server
                .ask(json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": call}))
                .await
                .to_string();
            halo.lock().faults.clear();
        }
    }
    assert_eq!(server.end().await, 0);
    let log = reading.await.unwrap();
    assert!(log.lines().count() > 200 && log.contains("POST /auth/token 200") && log.contains("query="), "{log}");
    for text in [printed, log] {
        assert!(!text.contains(SECRET) && !text.contains(TOKEN_MARK), "{text}");
    }
}

#[tokio::test]
async fn neither_secret_nor_token_comes_out() {
    let halo = Halo::start().await;
    let specs = halopsa_mcp::specs().unwrap();
    let faults = faults(&halo);
    let server = Server::new(specs.clone(), config(&environment(&halo)));
    let mut seen = vec![serde_json::to_string(server.tools()).unwrap()];
    for fault in &faults {
        for target in ["POST /auth/token", "GET /", "POST /"] {
            halo.revoke();
            for tool in &specs.tools {
                if let Some(fault) = fault {
                    halo.fault(target, fault.clone());
                }
                seen.push(match call(&server, &tool.name, Value::Object(examples(tool))).await {
                    Ok(answer) => Value::Object(answer).to_string(),
                    Err(failure) => failure.message,
                });
                halo.lock().faults.clear();
            }
        }
    }
    assert!(seen.len() > 400);
    for text in seen {
        assert!(!text.contains(SECRET) && !text.contains(TOKEN_MARK), "{text}");
    }
}
