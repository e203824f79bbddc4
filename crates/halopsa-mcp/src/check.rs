//! `--check`: the configuration and a real token request, in plain words, from a terminal.

use crate::client::{Call, Client, Method};
use crate::config::Config;
use crate::spec::Specs;
use std::io::Write;
use std::sync::Arc;

/// Writes the report and returns whether everything is good.
///
/// # Errors
/// When `out` cannot be written to.
pub async fn check(specs: &Specs, config: &Config, out: &mut impl Write) -> std::io::Result<bool> {
    let service = &specs.service;
    writeln!(out, "{} {}", service.name, env!("CARGO_PKG_VERSION"))?;
    if let Some(host) = &config.host {
        writeln!(out, "host       {host}")?;
    }
    if let Some(tenant) = &config.tenant {
        writeln!(out, "tenant     {tenant}")?;
    }
    writeln!(out, "scope      {}", config.scope)?;
    let tools = specs.tools.iter().filter(|tool| tool.hints.read_only || !config.read_only).count();
    writeln!(out, "tools      {tools}{}", if config.read_only { " (read only: none that writes)" } else { "" })?;
    let Some(client) = Client::new(Arc::new(service.clone()), config) else {
        writeln!(out, "\n{}", config.explain(service))?;
        return Ok(false);
    };
    for problem in &config.problems {
        writeln!(out, "ignored    {} {}", problem.variable, problem.message)?;
    }
    let mut good = true;
    match client.token().await {
        Ok(token) => writeln!(out, "token      good, lives {} s", token.lifetime.as_secs())?,
        Err(failure) => {
            writeln!(out, "token      {failure}")?;
            return Ok(false);
        }
    }
    // The configuration tool's own requests are the proof that the API accepts the token.
    for request in specs.tools.iter().filter(|tool| tool.tells_configuration).flat_map(|tool| &tool.requests) {
        let path = request.operation.split_once(' ').map_or("/", |(_, path)| path).to_owned();
        match client.send(&Call { method: Method::Get, path: path.clone(), query: Vec::new(), body: None, id: 0 }).await
        {
            Ok(answer) => {
                let name = answer.get("name").and_then(serde_json::Value::as_str).unwrap_or("(no name)");
                writeln!(out, "{:<10} {}", request.name, crate::sanitize::line(name, 100))?;
            }
            Err(failure) => {
                good = false;
                writeln!(out, "{:<10} {failure}", request.name)?;
            }
        }
    }
    writeln!(
        out,
        "\n{}",
        if good { "Everything works." } else { "The token is good, but the API refused a request: see above." }
    )?;
    Ok(good)
}
