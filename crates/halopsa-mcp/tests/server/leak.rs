//! A marked secret and a marked token run through everything; they may come out nowhere.

use crate::halo::{Fault, Halo, SECRET, TOKEN_MARK};
use crate::support::{call, config, environment};
use halopsa_mcp::server::Server;
use halopsa_mcp::spec::Specs;
use serde_json::{Map, Value};

#[tokio::test]
async fn neither_secret_nor_token_comes_out() {
    let halo = Halo::start().await;
    let specs = Specs::compiled_in().unwrap();
    let faults: Vec<Option<Fault>> = vec![
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
    ];
    let server = Server::new(specs.clone(), config(&environment(&halo)));
    let mut seen = vec![serde_json::to_string(server.tools()).unwrap()];
    for fault in &faults {
        for target in ["POST /auth/token", "GET /", "POST /"] {
            halo.revoke();
            for tool in &specs.tools {
                if let Some(fault) = fault {
                    halo.fault(target, fault.clone());
                }
                let arguments: Map<String, Value> = tool
                    .input
                    .iter()
                    .filter_map(|(name, input)| Some((name.clone(), input.example.clone()?)))
                    .collect();
                seen.push(match call(&server, &tool.name, Value::Object(arguments)).await {
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
