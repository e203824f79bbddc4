//! Which addresses may receive the client secret, and how a user's spelling becomes one.
//!
//! This module owns the rules against sending a secret to a stranger. It must not read the
//! environment.

use crate::spec::Hosts;
use url::{Host, Url};

/// What the user allowed beyond the vendor's own domains.
#[derive(Debug, Clone, Default)]
pub struct Allowed {
    /// One self-hosted server, `host` or `host:port`.
    pub host: Option<String>,
    /// Plain http to this machine, for tests.
    pub insecure_loopback: bool,
}

/// A tenant as one DNS label, from `acme` or a pasted `https://acme.<domain>/`.
///
/// # Errors
/// What is wrong with it, for the user.
pub fn tenant_label(text: &str, hosts: &Hosts) -> Result<String, String> {
    let lower = text.trim().to_ascii_lowercase();
    let bare = lower.strip_prefix("https://").unwrap_or(&lower);
    let bare = bare.strip_suffix('/').unwrap_or(bare);
    let suffix = hosts.tenant.strip_prefix("{tenant}").unwrap_or_default();
    let label = bare.strip_suffix(suffix).unwrap_or(bare);
    let valid = (1..=63).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-');
    if valid {
        Ok(label.to_owned())
    } else {
        Err(format!(
            "is not one DNS label (letters, digits and hyphens, at most 63); expected the part of your address before `{suffix}`"
        ))
    }
}

/// A server's address: `https://host`, from a value with or without one of `tails` as its path.
///
/// # Errors
/// What is wrong with it, for the user. The value itself is never repeated: it may hold a password.
pub fn server(text: &str, tails: &[&str], hosts: &Hosts, allowed: &Allowed) -> Result<Url, String> {
    let text = text.trim();
    let with_scheme = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let mut url = Url::parse(&with_scheme).map_err(|_| "is not an address; expected `https://host`".to_owned())?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("holds a user name or password; expected `https://host` alone".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("holds `?` or `#`; expected `https://host` alone".to_owned());
    }
    let path = url.path().trim_end_matches('/').to_ascii_lowercase();
    if !path.is_empty() && !tails.contains(&path.as_str()) {
        return Err(format!("has a path that is not one of `{}`; expected `https://host` alone", tails.join("`, `")));
    }
    check_host(&url, hosts, allowed)?;
    url.set_path("/");
    Ok(url)
}

fn check_host(url: &Url, hosts: &Hosts, allowed: &Allowed) -> Result<(), String> {
    let Some(host) = url.host() else {
        return Err("names no host; expected `https://host`".to_owned());
    };
    let loopback = match &host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    match url.scheme() {
        "http" if loopback && allowed.insecure_loopback => return Ok(()),
        "http" => return Err("uses http, which would show the client secret to the network; expected https".to_owned()),
        "https" => {}
        _ => return Err("is neither https nor http; expected `https://host`".to_owned()),
    }
    let written = match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_string(),
    };
    if allowed.host.as_deref().is_some_and(|own| own.trim().eq_ignore_ascii_case(&written)) {
        return Ok(());
    }
    let hosted = match &host {
        Host::Domain(name) => hosts
            .domains
            .iter()
            .any(|domain| name.strip_suffix(domain.as_str()).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))),
        _ => false,
    };
    if hosted && url.port().is_none() {
        Ok(())
    } else {
        Err(format!(
            "is not a host below {}, and the secret goes nowhere else unless you name that host",
            hosts.domains.join(", ")
        ))
    }
}
