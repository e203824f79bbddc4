//! Configuration from environment variables: what is set, what is missing, what is refused.
//!
//! A server with problems still starts, so that a client can list the tools and read what to set.
//! This module must not make a request.

use crate::credentials::{Profile, Store};
use crate::host::{self, Allowed};
use crate::log::Level;
use crate::sanitize;
use crate::spec::{Authentication, Basic, Service};
use secrecy::{ExposeSecret as _, SecretString};
use std::time::Duration;
use url::Url;

/// Something to set or to fix before any request can be made.
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
    /// How requests are authenticated.
    pub credentials: Credentials,
    /// What no message may repeat, beside tokens.
    pub secrets: Vec<SecretString>,
    /// Base of the API, without a slash at its end.
    pub api: String,
    /// Base of the web application, without a slash at its end.
    pub web: String,
    /// Plain http to this machine: no proxy is used.
    pub loopback: bool,
}

/// How requests are authenticated.
#[derive(Debug, Clone)]
pub enum Credentials {
    /// By a token that OAuth client credentials bring.
    Client {
        /// Client id.
        id: String,
        /// Client secret.
        secret: SecretString,
        /// Token endpoint, with the tenant parameter when there is one.
        token_url: Url,
    },
    /// By a header that is the same on each request.
    Header {
        /// Its name.
        name: String,
        /// Its value.
        value: SecretString,
    },
}

impl Connection {
    /// Where tokens come from, with OAuth.
    #[must_use]
    pub fn token_url(&self) -> Option<&Url> {
        match &self.credentials {
            Credentials::Client { token_url, .. } => Some(token_url),
            Credentials::Header { .. } => None,
        }
    }
}

/// The variables that hold the credentials, without the prefix.
#[must_use]
pub fn secret_variables(service: &Service) -> &'static [&'static str] {
    match (&service.api_key, &service.basic) {
        (Some(_), _) => &["API_KEY"],
        (None, Some(_)) => &["USERNAME", "PASSWORD"],
        (None, None) => &["CLIENT_ID", "CLIENT_SECRET"],
    }
}

/// The variable that says where the API is, without the prefix; `None` where there is nothing to say.
#[must_use]
pub fn place_variable(service: &Service) -> Option<&'static str> {
    match service.hosts.regions.len() {
        0 => Some("TENANT"),
        1 => None,
        _ => Some("REGION"),
    }
}

/// Times and bounds. Tests shorten them.
#[derive(Debug, Clone)]
pub struct Timing {
    /// To connect.
    pub connect: Duration,
    /// For one request with its answer.
    pub request: Duration,
    /// For one call of a tool with all its requests: less than the 60 s after which many clients give up.
    pub call: Duration,
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
            call: Duration::from_secs(55),
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
    /// Region, when there are regions and one is set.
    pub region: Option<String>,
    /// Scope that is asked for; empty without OAuth.
    pub scope: String,
    /// Tools that write are not offered.
    pub read_only: bool,
    /// Destructive tools are offered.
    pub destructive: bool,
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
        let complete = secret_variables(service).iter().all(|name| reader.environment(name).is_some());
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
        let destructive = reader.switch("ALLOW_DESTRUCTIVE", false);
        let insecure_loopback = reader.switch("ALLOW_INSECURE_LOOPBACK", false);
        let hosts = reader.value("ALLOW_HOST").map(|text| host::own_hosts(&text)).unwrap_or_default();
        let allowed = Allowed { hosts, insecure_loopback };
        let level = reader.value("LOG").and_then(|text| Level::parse(&text)).unwrap_or_default();
        let usual = service.authentication.as_ref().map(|own| own.scope.clone()).unwrap_or_default();
        let scope = reader.value("SCOPE").unwrap_or(usual);
        let secrets = read_secrets(&mut reader, service);
        let tenant = read_tenant(&mut reader, service);
        let region = read_region(&mut reader, service);
        let web = read_web(&mut reader, service, &allowed, tenant.as_ref(), region.as_ref());
        let (tenant, region) = (tenant.map(|(tenant, _)| tenant), region.map(|(region, _)| region));
        let credentials = match (&service.authentication, &web) {
            (Some(own), Some(web)) => {
                let token_url = read_token_url(&mut reader, own, service, &allowed, tenant.as_deref(), web);
                token_url.zip(secrets.as_ref()).map(|(token_url, secrets)| client_credentials(token_url, secrets))
            }
            (None, Some(_)) => secrets.as_ref().map(|secrets| header_credentials(service, secrets)),
            (_, None) => None,
        };
        let connection = match (credentials, secrets, &web) {
            (Some(credentials), Some(secrets), Some(web)) => Some(Connection {
                credentials,
                // A message may show these: an ID and a user name are not secrets.
                secrets: secrets.into_iter().next_back().into_iter().collect(),
                loopback: web.scheme() == "http",
                api: format!("{}{}", base(web), service.api_path),
                web: base(web),
            }),
            _ => None,
        };
        let host = web.as_ref().map(|web| base(web).split("://").nth(1).unwrap_or_default().to_owned());
        Self {
            connection,
            problems: reader.problems,
            host,
            tenant,
            region,
            scope,
            read_only,
            destructive,
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

/// The values of the credentials, in the order of their variables; each missing one is a problem.
fn read_secrets(reader: &mut Variables<'_>, service: &Service) -> Option<Vec<SecretString>> {
    let basic = |word: &dyn Fn(&Basic) -> String| {
        service.basic.as_ref().map_or(String::new(), |basic| format!("the {} of the API user", word(basic)))
    };
    let read: Vec<Option<String>> = secret_variables(service)
        .iter()
        .map(|name| {
            let what = match *name {
                "CLIENT_ID" => "the client id of the API application".to_owned(),
                "CLIENT_SECRET" => "the client secret of the API application".to_owned(),
                "USERNAME" => basic(&|basic| basic.username.clone()),
                "PASSWORD" => basic(&|basic| basic.password.clone()),
                _ => "the API key".to_owned(),
            };
            reader.required(name, &what)
        })
        .collect();
    read.into_iter().map(|value| value.map(SecretString::from)).collect()
}

fn client_credentials(token_url: Url, secrets: &[SecretString]) -> Credentials {
    let [id, secret] = [0, 1].map(|at| secrets.get(at).cloned().unwrap_or_default());
    Credentials::Client { id: id.expose_secret().to_owned(), secret, token_url }
}

/// The one header of an API key or of basic authentication.
fn header_credentials(service: &Service, secrets: &[SecretString]) -> Credentials {
    use base64::Engine as _;
    let joined = secrets.iter().map(|secret| secret.expose_secret()).collect::<Vec<_>>().join(":");
    let (name, value) = match &service.api_key {
        Some(key) => (key.header.clone(), format!("{}{joined}", key.prefix)),
        None => {
            let encoded = base64::engine::general_purpose::STANDARD.encode(joined);
            ("Authorization".to_owned(), format!("Basic {encoded}"))
        }
    };
    Credentials::Header { name, value: SecretString::from(value) }
}

/// The region with its host: the one that is set, or the only one.
fn read_region(reader: &mut Variables<'_>, service: &Service) -> Option<(String, String)> {
    if let [(name, host)] = &service.hosts.regions[..] {
        return Some((name.value.clone(), host.value.clone()));
    }
    if service.hosts.regions.is_empty() {
        return None;
    }
    let text = reader.value("REGION")?;
    host::region(&text, &service.hosts).map_err(|message| reader.problem("REGION", message)).ok()
}

fn read_tenant(reader: &mut Variables<'_>, service: &Service) -> Option<(String, Option<String>)> {
    service.hosts.tenant.as_ref()?;
    let text = reader.value("TENANT")?;
    let own = service.authentication.as_ref();
    let token = own.map(|own| format!("{}{}", own.path, own.token)).unwrap_or_default();
    let path = own.map(|own| own.path.as_str()).unwrap_or_default();
    let tails = [service.api_path.as_str(), token.as_str(), path];
    host::tenant(&text, &tails, &service.hosts).map_err(|message| reader.problem("TENANT", message)).ok()
}

fn read_web(
    reader: &mut Variables<'_>,
    service: &Service,
    allowed: &Allowed,
    tenant: Option<&(String, Option<String>)>,
    region: Option<&(String, String)>,
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
    let shape = service.hosts.tenant.as_deref().unwrap_or_default();
    let host = match (tenant, region) {
        (Some((tenant, host)), _) => host.clone().unwrap_or_else(|| shape.replace("{tenant}", tenant)),
        (None, Some((_, host))) => host.clone(),
        (None, None) => {
            let variable = place_variable(service).unwrap_or("RESOURCE_SERVER");
            let or = format!("(or set {}RESOURCE_SERVER)", service.environment);
            let expected = match variable {
                "REGION" => {
                    let known: Vec<&str> = service.hosts.regions.iter().map(|(name, _)| name.as_str()).collect();
                    format!("one of {} {or}", known.join(", "))
                }
                _ => format!("`acme` when your address is https://{} {or}", shape.replace("{tenant}", "acme")),
            };
            if reader.value(variable).is_none() {
                reader.problem(variable, format!("is not set; expected {expected}"));
            }
            return None;
        }
    };
    Url::parse(&format!("https://{host}/")).ok()
}

fn read_token_url(
    reader: &mut Variables<'_>,
    authentication: &Authentication,
    service: &Service,
    allowed: &Allowed,
    tenant: Option<&str>,
    web: &Url,
) -> Option<Url> {
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
