//! A server in this process, configured for the stand-in.

use crate::halo::{CLIENT_ID, Halo, SECRET};
use mcp_engine::config::{Config, Timing};
use mcp_engine::error::Failure;
use mcp_engine::server::Server;
use serde_json::{Map, Value};
use std::time::Duration;

/// The environment of a server that works with the stand-in.
pub fn environment(halo: &Halo) -> Vec<(String, String)> {
    [
        ("HALOPSA_CLIENT_ID", CLIENT_ID),
        ("HALOPSA_CLIENT_SECRET", SECRET),
        ("HALOPSA_TENANT", "acme"),
        ("HALOPSA_RESOURCE_SERVER", &format!("{}/api", halo.url)),
        ("HALOPSA_ALLOW_INSECURE_LOOPBACK", "1"),
        ("HALOPSA_LOG", "off"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec()
}

/// A configuration from pairs.
pub fn config(pairs: &[(String, String)]) -> Config {
    let specs = halopsa_mcp::specs().unwrap();
    let get = |name: &str| pairs.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let mut config = Config::read(&specs.service, &get);
    config.timing = Timing {
        connect: Duration::from_secs(5),
        request: Duration::from_secs(20),
        call: Duration::from_secs(40),
        longest_wait: Duration::from_millis(1500),
        pause: Duration::from_millis(10),
    };
    config
}

/// A server that asks the stand-in.
pub fn server(halo: &Halo) -> Server {
    Server::new(halopsa_mcp::specs().unwrap(), config(&environment(halo)))
}

/// Calls a tool by name.
pub async fn call(server: &Server, name: &str, arguments: Value) -> Result<Map<String, Value>, Failure> {
    let specs = halopsa_mcp::specs().unwrap();
    let tool = specs.tools.iter().find(|tool| tool.name.value == name).unwrap();
    let arguments = arguments.as_object().cloned().unwrap_or_default();
    server.call(tool, &arguments).await
}

/// Calls a tool that must succeed.
pub async fn good(server: &Server, name: &str, arguments: Value) -> Value {
    Value::Object(call(server, name, arguments).await.unwrap_or_else(|failure| panic!("{name}: {failure}")))
}

/// Calls a tool that must fail, and returns what it says.
pub async fn bad(server: &Server, name: &str, arguments: Value) -> String {
    match call(server, name, arguments).await {
        Ok(answer) => panic!("{name} answered {}", Value::Object(answer)),
        Err(failure) => failure.message,
    }
}
