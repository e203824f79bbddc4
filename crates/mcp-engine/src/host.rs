//! Which addresses may receive the client secret, and how a user's spelling becomes one.
//!
//! This module owns the rules against sending a secret to a stranger. It must not read the
//! environment.

use crate::spec::Hosts;
use url::{Host, Url};

/// What the user allowed beyond the vendor's own domains.
#[derive(Debug, Clone, Default)]
pub struct Allowed {
    /// Hosts of the user's own, each `host` or `host:port`.
    pub hosts: Vec<String>,
    /// Plain http to this machine, for tests.
    pub insecure_loopback: bool,
}

/// Why an address is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong with it, for the user. The value itself is never repeated: it may hold a password.
    pub message: String,
    /// The host would be accepted if the user named it.
    pub unnamed_host: bool,
}

impl Refusal {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), unnamed_host: false }
    }
}

/// The user's own hosts, from a list with or without schemes, paths and default ports.
pub fn own_hosts(text: &str) -> Vec<String> {
    let names = text.split([',', ' ', ';']).map(str::trim).filter(|name| !name.is_empty());
    names
        .filter_map(|name| {
            let with_scheme = if name.contains("://") { name.to_owned() } else { format!("https://{name}") };
            written(&Url::parse(&with_scheme).ok()?)
        })
        .collect()
}

/// `host`, or `host:port` when the port is not the scheme's own.
fn written(url: &Url) -> Option<String> {
    let host = url.host()?.to_string();
    Some(url.port().map_or(host.clone(), |port| format!("{host}:{port}")))
}

/// A tenant as one DNS label, from `acme` or a pasted `https://acme.<domain>/api`; with the host when it lies below another
/// domain of the vendor.
///
/// # Errors
/// What is wrong with it, for the user.
pub fn tenant(text: &str, tails: &[&str], hosts: &Hosts) -> Result<(String, Option<String>), String> {
    let lower = text.trim().to_ascii_lowercase();
    let bare = lower.strip_prefix("https://").unwrap_or(&lower).trim_end_matches('/');
    let bare = tails.iter().find_map(|tail| bare.strip_suffix(tail)).unwrap_or(bare).trim_end_matches('/');
    let suffix = hosts.tenant.as_ref().and_then(|tenant| tenant.strip_prefix("{tenant}")).unwrap_or_default();
    let label = bare.strip_suffix(suffix).unwrap_or(bare);
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if is_label(label) {
        return Ok((label.to_owned(), None));
    }
    let elsewhere = hosts.domains.iter().find_map(|domain| bare.strip_suffix(domain.as_str())?.strip_suffix('.'));
    match elsewhere.filter(|label| is_label(label)) {
        Some(label) => Ok((label.to_owned(), Some(bare.to_owned()))),
        None => Err(format!(
            "is not one DNS label (letters, digits and hyphens, at most 63); expected the part of your address before `{suffix}`"
        )),
    }
}

/// The host of a region from its name, or from the host itself as an address or alone.
///
/// # Errors
/// What is expected, for the user.
pub fn region(text: &str, hosts: &Hosts) -> Result<(String, String), String> {
    let lower = text.trim().to_ascii_lowercase();
    let bare = lower.strip_prefix("https://").unwrap_or(&lower);
    let bare = bare.split('/').next().unwrap_or_default();
    let found =
        hosts.regions.iter().find(|(name, host)| name.eq_ignore_ascii_case(&lower) || host.eq_ignore_ascii_case(bare));
    found.map(|(name, host)| (name.value.clone(), host.value.clone())).ok_or_else(|| {
        let known: Vec<String> = hosts.regions.iter().map(|(name, host)| format!("{name} ({})", host.value)).collect();
        format!("is not a region; the regions are {}", known.join(", "))
    })
}

/// A server's address: `https://host`, from a value with or without one of `tails` as its path. On a host of the user's
/// own, a path may come before it.
///
/// # Errors
/// What is wrong with it, for the user.
pub fn server(text: &str, tails: &[&str], hosts: &Hosts, allowed: &Allowed) -> Result<Url, Refusal> {
    let text = text.trim();
    let with_scheme = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let mut url = Url::parse(&with_scheme).map_err(|_| Refusal::new("is not an address; expected `https://host`"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Refusal::new("holds a user name or password; expected `https://host` alone"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(Refusal::new("holds `?` or `#`; expected `https://host` alone"));
    }
    let own = check_host(&url, hosts, allowed)?;
    let path = url.path().trim_end_matches('/').to_owned();
    let lower = path.to_ascii_lowercase();
    let tail = tails.iter().filter(|tail| lower.ends_with(**tail)).map(|tail| tail.len()).max().unwrap_or(0);
    let prefix = &path[..path.len() - tail];
    if !prefix.is_empty() && !own {
        return Err(Refusal::new(format!(
            "has a path that is not one of `{}`; expected `https://host` alone",
            tails.join("`, `")
        )));
    }
    url.set_path(prefix);
    Ok(url)
}

/// Whether the host is the user's own rather than the vendor's.
fn check_host(url: &Url, hosts: &Hosts, allowed: &Allowed) -> Result<bool, Refusal> {
    let (Some(host), Some(written)) = (url.host(), written(url)) else {
        return Err(Refusal::new("names no host; expected `https://host`"));
    };
    let loopback = match &host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    match url.scheme() {
        "http" if loopback && allowed.insecure_loopback => return Ok(true),
        "http" => {
            return Err(Refusal::new("uses http, which would show the client secret to the network; expected https"));
        }
        "https" => {}
        _ => return Err(Refusal::new("is neither https nor http; expected `https://host`")),
    }
    if allowed.hosts.iter().any(|own| own.eq_ignore_ascii_case(&written)) {
        return Ok(true);
    }
    let hosted = match &host {
        Host::Domain(name) => hosts
            .domains
            .iter()
            .any(|domain| name.strip_suffix(domain.as_str()).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))),
        _ => false,
    };
    if hosted && url.port().is_none() {
        return Ok(false);
    }
    Err(Refusal {
        message: format!(
            "is not a host below {}, and the secret goes nowhere else unless you name that host",
            hosts.domains.join(", ")
        ),
        unnamed_host: true,
    })
}
