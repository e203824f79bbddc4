//! Configuration from environment variables: what is set, what is missing, what is refused.
//!
//! A server with problems still starts, so that a client can list the tools and read what to set.
//! This module must not make a request.

use crate::credentials::{Profile, Store};
use crate::host::{self, Allowed};
use crate::log::Level;
use crate::sanitize;
use crate::spec::Service;
use secrecy::SecretString;
use std::time::Duration;
use url::Url;

/// Something to set or to mend before any request can be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The environment variable.
    pub variable: String,
    /// What is wrong and what is expected.
    pub message: String,
}

/// What a request needs.
#[derive(Debug, Clone)]
pub struct Connection {
    /// OAuth client id.
    pub client_id: String,
    /// OAuth client secret.
    pub client_secret: SecretString,
    /// Token endpoint, with the tenant parameter when there is one.
    pub token_url: Url,
    /// Base of the API, without a slash at its end.
    pub api: String,
    /// Base of the web application, without a slash at its end.
    pub web: String,
    /// Plain http to this machine: no proxy is used.
    pub loopback: bool,
}

/// Times and bounds. Tests shorten them.
#[derive(Debug, Clone)]
pub struct Timing {
    /// To connect.
    pub connect: Duration,
    /// For one request with its answer.
    pub request: Duration,
    /// Longest pause that a 429 may ask for.
    pub longest_wait: Duration,
    /// Pause after a 429 that does not say how long, and before a GET is repeated.
    pub pause: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            request: Duration::from_secs(30),
            longest_wait: Duration::from_secs(20),
            pause: Duration::from_secs(1),
        }
    }
}

/// The configuration of one server process.
#[derive(Debug, Clone)]
pub struct Config {
    /// What a request needs, when everything is there.
    pub connection: Option<Connection>,
    /// Why there is no connection, or what was ignored.
    pub problems: Vec<Problem>,
    /// Host that is or would be asked.
    pub host: Option<String>,
    /// Tenant, when set.
    pub tenant: Option<String>,
    /// Scope that is asked for.
    pub scope: String,
    /// Tools that write are not offered.
    pub read_only: bool,
    /// Toolsets that are enabled; `None` means all.
    pub toolsets: Option<Vec<String>>,
    /// Name of the stored profile that was used.
    pub profile: Option<String>,
    /// How much is logged.
    pub level: Level,
    /// Times and bounds.
    pub timing: Timing,
}

struct Variables<'a> {
    prefix: &'a str,
    get: &'a dyn Fn(&str) -> Option<String>,
    problems: Vec<Problem>,
    /// The values of a stored profile, below the environment.
    stored: Option<Profile>,
}

impl Variables<'_> {
    /// The value of a variable, or the stored one. Blank text or a `${…}` that a client left in place is "not set".
    fn value(&self, name: &str) -> Option<String> {
        self.environment(name).or_else(|| self.stored.as_ref()?.value(name))
    }

    fn environment(&self, name: &str) -> Option<String> {
        let text = (self.get)(&format!("{}{name}", self.prefix))?;
        let text = text.trim();
        let placeholder = text.starts_with("${") && text.ends_with('}');
        (!text.is_empty() && !placeholder).then(|| text.to_owned())
    }

    fn problem(&mut self, name: &str, message: impl Into<String>) {
        self.problems.push(Problem { variable: format!("{}{name}", self.prefix), message: message.into() });
    }

    fn required(&mut self, name: &str, what: &str) -> Option<String> {
        let value = self.value(name);
        if value.is_none() {
            self.problem(name, format!("is not set; expected {what}"));
        }
        value
    }

    fn switch(&mut self, name: &str, unclear: bool) -> bool {
        let Some(text) = self.value(name) else { return false };
        match text.to_ascii_lowercase().as_str() {
            "1" | "true" | "yes" | "on" => true,
            "0" | "false" | "no" | "off" => false,
            _ => {
                self.problem(name, "is neither 1 nor 0");
                unclear
            }
        }
    }
}

impl Config {
    /// Reads the configuration from the environment alone; `get` answers for one variable.
    pub fn read(service: &Service, get: &dyn Fn(&str) -> Option<String>) -> Self {
        Self::read_with(service, get, None)
    }

    /// Reads the configuration. A value of the environment takes precedence over one of the stored profile.
    pub fn read_with(service: &Service, get: &dyn Fn(&str) -> Option<String>, store: Option<&Store>) -> Self {
        let mut reader = Variables { prefix: &service.environment, get, problems: Vec::new(), stored: None };
        let wanted = reader.environment("PROFILE");
        let complete = ["CLIENT_ID", "CLIENT_SECRET"].iter().all(|name| reader.environment(name).is_some());
        // A complete environment needs no file, unless it names a profile.
        if let Some(store) = store.filter(|_| !complete || wanted.is_some()) {
            match store.profile(wanted.as_deref()) {
                Ok(profile) => reader.stored = profile,
                Err(message) => reader.problem("PROFILE", message),
            }
        }
        let profile = reader.stored.as_ref().map(|profile| profile.name.clone());
        let toolsets = read_toolsets(&mut reader, service);
        // An unclear read-only switch is on: the safe reading of a wish to be safe.
        let read_only = reader.switch("READ_ONLY", true);
        let insecure_loopback = reader.switch("ALLOW_INSECURE_LOOPBACK", false);
        let hosts = reader.value("ALLOW_HOST").map(|text| host::own_hosts(&text)).unwrap_or_default();
        let allowed = Allowed { hosts, insecure_loopback };
        let level = reader.value("LOG").and_then(|text| Level::parse(&text)).unwrap_or_default();
        let scope = reader.value("SCOPE").unwrap_or_else(|| service.authentication.scope.clone());
        let client_id = reader.required("CLIENT_ID", "the client id of the API application");
        let client_secret = reader.required("CLIENT_SECRET", "the client secret of the API application");
        let tenant = read_tenant(&mut reader, service);
        let web = read_web(&mut reader, service, &allowed, tenant.as_ref());
        let tenant = tenant.map(|(tenant, _)| tenant);
        let token_url =
            web.as_ref().and_then(|web| read_token_url(&mut reader, service, &allowed, tenant.as_deref(), web));
        let connection = match (client_id, client_secret, &web, token_url) {
            (Some(client_id), Some(secret), Some(web), Some(token_url)) => Some(Connection {
                client_id,
                client_secret: SecretString::from(secret),
                loopback: web.scheme() == "http",
                api: format!("{}{}", base(web), service.api_path),
                web: base(web),
                token_url,
            }),
            _ => None,
        };
        let host = web.as_ref().map(|web| base(web).split("://").nth(1).unwrap_or_default().to_owned());
        Self {
            connection,
            problems: reader.problems,
            host,
            tenant,
            scope,
            read_only,
            toolsets,
            profile,
            level,
            timing: Timing::default(),
        }
    }

    /// What to tell a user whose configuration is not complete.
    pub fn explain(&self, service: &Service) -> String {
        let list: Vec<String> = self
            .problems
            .iter()
            .map(|problem| format!("- {} {}", problem.variable, sanitize::sentence(&problem.message)))
            .collect();
        format!("{} is not configured:\n{}\n{}", service.title, list.join("\n"), service.setup.trim())
    }
}

/// Advice about the variable for own hosts is given only where it would help.
fn refusal_in_words(refusal: &host::Refusal, service: &Service) -> String {
    match refusal.unnamed_host {
        true => format!("{}. A self-hosted server must be named in {}ALLOW_HOST", refusal.message, service.environment),
        false => refusal.message.clone(),
    }
}

fn base(url: &Url) -> String {
    url.as_str().trim_end_matches('/').to_owned()
}

/// The enabled toolsets: what the setting names, or the default ones.
fn read_toolsets(reader: &mut Variables<'_>, service: &Service) -> Option<Vec<String>> {
    let default = || service.default_toolsets.iter().map(|name| name.value.clone()).collect::<Vec<_>>();
    let Some(text) = reader.value("TOOLSETS") else { return Some(default()) };
    let mut out = Vec::new();
    for name in text.split([',', ' ']).map(|name| name.trim().to_ascii_lowercase()).filter(|name| !name.is_empty()) {
        match name.as_str() {
            "all" => return None,
            "default" => out.extend(default()),
            name if service.toolsets.get(name).is_some() => out.push(name.to_owned()),
            _ => {
                let known: Vec<&str> = service.toolsets.iter().map(|(name, _)| name.value.as_str()).collect();
                let shown = sanitize::line(&name, 40);
                reader.problem(
                    "TOOLSETS",
                    format!(
                        "names `{shown}`, which is not a toolset; the toolsets are all, default, {}",
                        known.join(", ")
                    ),
                );
            }
        }
    }
    Some(out)
}

fn read_tenant(reader: &mut Variables<'_>, service: &Service) -> Option<(String, Option<String>)> {
    let text = reader.value("TENANT")?;
    let authentication = &service.authentication;
    let token = format!("{}{}", authentication.path, authentication.token);
    let tails = [service.api_path.as_str(), token.as_str(), authentication.path.as_str()];
    host::tenant(&text, &tails, &service.hosts).map_err(|message| reader.problem("TENANT", message)).ok()
}

fn read_web(
    reader: &mut Variables<'_>,
    service: &Service,
    allowed: &Allowed,
    tenant: Option<&(String, Option<String>)>,
) -> Option<Url> {
    let api_path = service.api_path.to_ascii_lowercase();
    let names = std::iter::once("RESOURCE_SERVER").chain(service.hosts.aliases.iter().map(String::as_str));
    for name in names {
        let Some(text) = reader.value(name) else { continue };
        let plain = text.trim_end_matches('/').to_ascii_lowercase();
        let plain = plain.strip_suffix(&api_path).unwrap_or(&plain);
        // A documented default that is nobody's server: the tenant decides.
        if service.hosts.placeholders.iter().any(|placeholder| placeholder == plain) {
            continue;
        }
        return match host::server(&text, &[&api_path], &service.hosts, allowed) {
            Ok(url) => Some(url),
            Err(refusal) => {
                reader.problem(name, refusal_in_words(&refusal, service));
                None
            }
        };
    }
    match tenant {
        Some((tenant, host)) => {
            let host = host.clone().unwrap_or_else(|| service.hosts.tenant.replace("{tenant}", tenant));
            Url::parse(&format!("https://{host}/")).ok()
        }
        None => {
            if reader.value("TENANT").is_none() {
                let shape = service.hosts.tenant.replace("{tenant}", "acme");
                reader.problem(
                    "TENANT",
                    format!(
                        "is not set; expected `acme` when your address is https://{shape} (or set {}RESOURCE_SERVER)",
                        service.environment
                    ),
                );
            }
            None
        }
    }
}

fn read_token_url(
    reader: &mut Variables<'_>,
    service: &Service,
    allowed: &Allowed,
    tenant: Option<&str>,
    web: &Url,
) -> Option<Url> {
    let authentication = &service.authentication;
    let full = format!("{}{}", authentication.path, authentication.token);
    let mut url = match reader.value("AUTH_SERVER") {
        None => web.clone(),
        Some(text) => match host::server(&text, &[&authentication.path, &full], &service.hosts, allowed) {
            Ok(url) => url,
            Err(refusal) => {
                reader.problem("AUTH_SERVER", refusal_in_words(&refusal, service));
                return None;
            }
        },
    };
    // The web application may lie below a path of its own, and the authorisation server with it.
    url.set_path(&format!("{}{full}", url.path().trim_end_matches('/')));
    if let (Some(parameter), Some(tenant)) = (&authentication.tenant_parameter, tenant) {
        url.query_pairs_mut().append_pair(parameter, tenant);
    }
    Some(url)
}
