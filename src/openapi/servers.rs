//! Servers: which hosts and base paths are those of the API.
//!
//! A server written as a template, `https://{tenant}.example.com/api`, names every host that fits its fixed part. One whose
//! host is all variable, or that has no host, names no host: an address fits it only by its path.

use crate::syntax::Node;

/// A server of the description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// `https`, or what is written; absent in a relative address.
    pub scheme: Option<String>,
    /// The host, with its variables in braces; absent in a relative address.
    pub host: Option<String>,
    /// The default host of a server whose host is all variable.
    pub(super) default_host: Option<String>,
    /// The path before every path of the description; empty or with a slash in front and none at the end.
    pub base: String,
}

/// The servers of a list `servers:`.
pub(super) fn of_list(node: &Node) -> Vec<Server> {
    node.items().iter().filter_map(|server| of_url(server.get("url")?.as_str()?, server.get("variables"))).collect()
}

fn of_url(url: &str, variables: Option<&Node>) -> Option<Server> {
    let default = |name: &str| variables?.get(name)?.get("default")?.scalar_text();
    let (scheme, rest) = match url.split_once("://") {
        Some((scheme, rest)) => (Some(scheme.to_owned()), rest),
        None => (None, url),
    };
    let (host, path) = match (&scheme, rest.find('/')) {
        (None, _) => (None, rest),
        (Some(_), Some(slash)) => (Some(rest.get(..slash)?.to_owned()), rest.get(slash..)?),
        (Some(_), None) => (Some(rest.to_owned()), ""),
    };
    let mut base = path.to_owned();
    while let Some((before, rest)) = base.split_once('{') {
        let (name, after) = rest.split_once('}')?;
        base = format!("{before}{}{after}", default(name).unwrap_or_default());
    }
    let base = base.trim_end_matches('/');
    let base = if base.is_empty() || base.starts_with('/') { base.to_owned() } else { format!("/{base}") };
    let default_host = host
        .as_deref()
        .and_then(|host| host.strip_prefix('{')?.strip_suffix('}'))
        .and_then(|name| default(name).map(ToOwned::to_owned));
    Some(Server { scheme, host, default_host, base })
}

/// The path below a base path, with a leading `/`; `None` when it is not below it.
pub(super) fn below<'p>(path: &'p str, base: &str) -> Option<&'p str> {
    let start = path.get(..base.len()).filter(|start| start.eq_ignore_ascii_case(base))?;
    let rest = path.get(start.len()..)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

/// Whether a host is one placeholder, as in `https://{host}/api` or `$BASE_URL/Tickets`.
pub(super) fn is_hole(host: &str) -> bool {
    super::is_placeholder(host)
        && (host.starts_with(['{', '<', '$', '[', '%']))
        && host.ends_with(['}', '>', ']', '%'].as_slice())
        || host.starts_with('$') && !host.contains('.')
}

impl Server {
    /// Whether an address with this host may be on this server.
    pub(super) fn has_host(&self, host: &str) -> bool {
        self.names_host(host) || is_hole(host) || self.fixed_part().is_none() && super::is_placeholder(host)
    }

    /// Whether the server's own address names this host.
    pub(super) fn names_host(&self, host: &str) -> bool {
        let host = host.split_once(':').map_or(host, |(name, _)| name);
        if self.default_host.as_deref().is_some_and(|default| default.eq_ignore_ascii_case(host)) {
            return true;
        }
        let Some((before, after)) = self.fixed_part() else { return false };
        let Some(start) = host.get(..before.len()).filter(|start| start.eq_ignore_ascii_case(before)) else {
            return false;
        };
        let rest = host.get(start.len()..).unwrap_or_default();
        if after.is_none() {
            return rest.is_empty();
        }
        let after = after.unwrap_or_default();
        let cut = rest.len().checked_sub(after.len());
        cut.and_then(|cut| Some((rest.get(..cut)?, rest.get(cut..)?)))
            .is_some_and(|(middle, end)| !middle.is_empty() && !middle.contains('/') && end.eq_ignore_ascii_case(after))
    }

    /// Whether a host has the last two parts of this server's.
    pub(super) fn shares_domain(&self, host: &str) -> bool {
        let domain = |host: &str| {
            let parts: Vec<String> =
                host.split(':').next().unwrap_or(host).rsplit('.').take(2).map(str::to_lowercase).collect();
            (parts.len() == 2).then_some(parts)
        };
        let own = self.host.as_deref().into_iter().chain(self.default_host.as_deref());
        own.filter_map(domain).any(|own| Some(own) == domain(host))
    }

    /// Whether its host is fixed, at least in part.
    pub(super) fn has_fixed_host(&self) -> bool {
        self.fixed_part().is_some() || self.default_host.is_some()
    }

    /// What is before and after the variables of the host; `None` when nothing of it is fixed.
    fn fixed_part(&self) -> Option<(&str, Option<&str>)> {
        let host = self.host.as_deref()?;
        match (host.split_once('{'), host.rsplit_once('}')) {
            (Some(("", _)), Some((_, ""))) => None,
            (Some((before, _)), Some((_, after))) => Some((before, Some(after))),
            _ => Some((host, None)),
        }
    }
}

/// Whether a host is the reader's own machine.
pub(super) fn is_local(host: &str) -> bool {
    let name = host.split_once(':').map_or(host, |(name, _)| name);
    matches!(name, "localhost" | "127.0.0.1" | "0.0.0.0" | "[" | "::1" | "host.docker.internal")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::yaml;

    fn server(text: &str) -> Server {
        of_list(&yaml::parse(text).root.unwrap()).remove(0)
    }

    #[test]
    fn hosts_fit_the_fixed_part() {
        let one = server("[{url: 'https://{tenant}.example.com/api/'}]");
        assert_eq!(one.base, "/api");
        assert!(one.names_host("acme.example.com") && one.names_host("{tenant}.EXAMPLE.com:443"));
        assert!(!one.names_host("example.com") && !one.names_host("example.com.evil.org"));
        assert!(one.has_host("{host}") && one.has_host("$HOST") && !one.has_host("other.org"));
    }

    #[test]
    fn a_host_that_is_all_variable_names_its_default_only() {
        let open = server("[{url: 'https://{host}/api', variables: {host: {default: api.example.com}}}]");
        assert!(open.names_host("api.example.com") && !open.names_host("other.org"));
        assert!(open.has_host("{tenant}.other.org") && !open.has_host("other.org") && !open.has_host("localhost:8080"));
        let versioned = server("[{url: '/{version}/x', variables: {version: {default: v2}}}]");
        assert_eq!((versioned.base.as_str(), versioned.host), ("/v2/x", None));
    }

    #[test]
    fn below_a_base_begins_at_a_slash() {
        assert_eq!(below("/api/Tickets", "/api"), Some("/Tickets"));
        assert_eq!(below("/API/Tickets", "/api"), Some("/Tickets"));
        assert_eq!(below("/apis", "/api"), None);
        assert_eq!(below("/x", ""), Some("/x"));
    }
}
