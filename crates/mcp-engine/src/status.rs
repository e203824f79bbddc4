//! How the server is configured and whether the vendor accepts it, without a secret.

use crate::client::Client;
use crate::config::Config;
use crate::spec::Service;
use serde_json::{Map, Value, json};
use std::time::Instant;

/// The `configuration` of an answer. With a client, a token is asked for.
pub async fn configuration(
    service: &Service,
    config: &Config,
    client: Option<(&Client, Instant)>,
) -> Map<String, Value> {
    let mut out = Map::new();
    out.insert("ready".into(), json!(config.connection.is_some()));
    out.insert("host".into(), json!(config.host));
    out.insert("tenant".into(), json!(config.tenant));
    out.insert("region".into(), json!(config.region));
    out.insert("scope".into(), json!((!config.scope.is_empty()).then_some(&config.scope)));
    out.insert("read_only".into(), json!(config.read_only));
    out.insert("profile".into(), json!(config.profile));
    out.insert("toolsets".into(), json!(config.toolsets.as_ref().map_or("all".to_owned(), |names| names.join(", "))));
    if let Some((client, until)) = client {
        let token = match client.token(until).await {
            Ok(token) => token.map(|token| format!("good, lives {} s", token.lifetime.as_secs())),
            Err(failure) => Some(failure.message),
        };
        out.insert("token".into(), json!(token));
    }
    if !config.problems.is_empty() {
        let problems: Vec<String> = config
            .problems
            .iter()
            .map(|problem| format!("{} {}", problem.variable, crate::sanitize::sentence(&problem.message)))
            .collect();
        out.insert("problems".into(), json!(problems));
        out.insert("how_to_set".into(), json!(service.setup.trim()));
    }
    out.retain(|_, value| !value.is_null());
    out
}
