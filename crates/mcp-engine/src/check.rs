//! `--check`: the configuration and a real token request, in plain words, from a terminal.

use crate::client::Client;
use crate::config::Config;
use crate::spec::Specs;
use crate::{VERSION, run};
use serde_json::{Map, Value};
use std::io::Write;
use std::sync::Arc;

/// Writes the report and returns whether everything is good.
///
/// # Errors
/// When `out` cannot be written to.
pub async fn check(specs: &Specs, config: &Config, out: &mut impl Write) -> std::io::Result<bool> {
    let service = &specs.service;
    writeln!(out, "{} {}", service.name, VERSION)?;
    if let Some(host) = &config.host {
        writeln!(out, "host       {host}")?;
    }
    if let Some(tenant) = &config.tenant {
        writeln!(out, "tenant     {tenant}")?;
    }
    if let Some(region) = &config.region {
        writeln!(out, "region     {region}")?;
    }
    if !config.scope.is_empty() {
        writeln!(out, "scope      {}", config.scope)?;
    }
    if let Some(profile) = &config.profile {
        writeln!(out, "profile    {profile}")?;
    }
    let tools = specs
        .tools
        .iter()
        .filter(|tool| *tool.hints.read_only || !config.read_only)
        .filter(|tool| crate::server::offers(config, tool))
        .count();
    writeln!(out, "tools      {tools}{}", if config.read_only { " (read only: none that writes)" } else { "" })?;
    let Some(client) = Client::new(Arc::new(service.clone()), config) else {
        writeln!(out, "\n{}", config.explain(service))?;
        return Ok(false);
    };
    for problem in &config.problems {
        writeln!(out, "ignored    {} {}", problem.variable, problem.message)?;
    }
    let mut good = true;
    match client.token(client.until()).await {
        Ok(Some(token)) => writeln!(out, "token      good, lives {} s", token.lifetime.as_secs())?,
        Ok(None) => {}
        Err(failure) => {
            writeln!(out, "token      {failure}")?;
            return Ok(false);
        }
    }
    // The configuration tool's own requests are the proof that the API accepts the token.
    for tool in specs.tools.iter().filter(|tool| tool.tells_configuration) {
        match run::run(service, &client, tool, Map::new(), client.until(), 0).await {
            Ok(answer) => {
                for (name, value) in &answer {
                    writeln!(out, "{name:<10} {}", words(value))?;
                }
            }
            Err(failure) => {
                good = false;
                writeln!(out, "API        {failure}")?;
            }
        }
    }
    writeln!(out, "\n{}", if good { "Everything works." } else { "The API refused a request: see above." })?;
    Ok(good)
}

/// The texts of a value, in a row.
fn words(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let texts: Vec<&str> = members.values().filter_map(Value::as_str).collect();
            texts.join(", ")
        }
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
