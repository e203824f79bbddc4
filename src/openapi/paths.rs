//! Path templates, and which of them a path as written in a document means.
//!
//! A document writes a path with the server's base path or without, with or without an address before it, with other capital letters,
//! with a value or a placeholder where the template has a parameter.

use std::borrow::Cow;

use super::index::{PathIndex, plain, segments};
use super::load::Description;
use super::outline::PartEntry;
use super::path_match::Match;
use super::servers::{self, Server};
use crate::source::Location;
use crate::syntax::Node;

/// A path of the description with the operations on it.
#[derive(Debug, Clone, Copy)]
pub struct PathItem<'d> {
    pub(super) description: &'d Description,
    pub(super) entry: &'d PartEntry,
}

/// What a path as written means.
#[derive(Debug)]
pub enum Found<'d> {
    /// A path of the description.
    Path {
        /// The path.
        item: PathItem<'d>,
        /// The path as documented with the same values, when the case differs.
        other_case: Option<String>,
        /// Each parameter of the template with the text that stands for it, undecoded.
        values: Vec<(&'d str, String)>,
    },
    /// An address of another host, a page of the same host outside the API, or a path with a placeholder in place of a
    /// fixed part: nothing can be said about it.
    NotOurs,
    /// An address or path of this API that the description does not have; the path without the base path.
    Unknown(String),
}

impl Description {
    /// All paths, in the order of the file.
    pub fn paths(&self) -> impl Iterator<Item = PathItem<'_>> {
        let entries = self.entries(&["paths"]).iter();
        entries.filter(|entry| entry.key.starts_with('/')).map(|entry| PathItem { description: self, entry })
    }

    /// Which path a target means; `host` is absent for a path without an address in front.
    #[must_use]
    pub fn find(&self, host: Option<&str>, path: &str) -> Found<'_> {
        let ours: Vec<&Server> = match host {
            None => self.servers.iter().collect(),
            Some(host) => self.servers.iter().filter(|server| server.has_host(host)).collect(),
        };
        let mut bases: Vec<&str> = self.servers.iter().map(|server| server.base.as_str()).chain([""]).collect();
        bases.sort_by_key(|base| std::cmp::Reverse(base.len()));
        bases.dedup();
        for base in &bases {
            let Some(rest) = servers::below(path, base) else { continue };
            match self.match_templates(rest) {
                Match::Generic => return Found::NotOurs,
                Match::None => {}
                Match::Item(entry, other_case, values) => {
                    let item = PathItem { description: self, entry };
                    let own = item.servers();
                    let fits = match host {
                        None => base.is_empty() || own.iter().any(|server| server.base == *base),
                        Some(host) => own.iter().any(|server| server.base == *base && server.has_host(host)),
                    };
                    if fits {
                        return Found::Path { item, other_case, values };
                    }
                }
            }
        }
        let Some(host) = host else {
            let base = bases.iter().find(|base| servers::below(path, base).is_some());
            return Found::Unknown(base.and_then(|base| servers::below(path, base)).unwrap_or(path).to_owned());
        };
        // An address on our host outside the base path is a page for people; on a host that nobody named, another API.
        let certain = |server: &&Server| server.names_host(host) || servers::is_hole(host);
        match ours.iter().filter(|server| certain(server)).find_map(|server| servers::below(path, &server.base)) {
            Some(rest) if !segments(rest).is_empty() => Found::Unknown(rest.to_owned()),
            _ => Found::NotOurs,
        }
    }

    /// Whether any server of the description names a host; a tenant's own description may not.
    #[must_use]
    pub fn names_hosts(&self) -> bool {
        self.servers.iter().any(Server::has_fixed_host)
    }

    /// The paths with servers of their own, which are reached outside the base path: often that of the token.
    pub fn own_server_paths(&self) -> impl Iterator<Item = &str> {
        // To read every path of a large file takes longer than to look for the key in its text, once.
        let has_servers = memchr::memmem::find(self.file().text().as_bytes(), b"servers").is_some();
        let entries = self.entries(&["paths"]).iter();
        let own = entries.filter(move |entry| {
            has_servers
                && PathItem { description: self, entry }.node().is_some_and(|node| node.get("servers").is_some())
        });
        own.map(|entry| entry.key.as_str()).chain(self.token_paths())
    }

    /// Whether a server of the description names this host.
    #[must_use]
    pub fn names_host(&self, host: &str) -> bool {
        self.servers.iter().any(|server| server.names_host(host) || servers::is_hole(host))
    }

    /// Whether a host lies in the same domain as one of the servers: regions and tenants of a vendor do.
    #[must_use]
    pub fn shares_domain(&self, host: &str) -> bool {
        self.servers.iter().any(|server| server.shares_domain(host))
    }

    /// Whether a path begins with the base path of a server; false where no server has one.
    #[must_use]
    pub fn is_below_base(&self, path: &str) -> bool {
        let mut bases = self.servers.iter().map(|server| server.base.as_str()).filter(|base| !base.is_empty());
        bases.any(|base| servers::below(path, base).is_some_and(|rest| rest.len() > 1))
    }

    /// Whether an address is one of this API on a server that is reached by `https`.
    #[must_use]
    pub fn is_api_address(&self, host: &str, path: &str) -> bool {
        let secure = |server: &&Server| server.scheme.as_deref() != Some("http") && !servers::is_local(host);
        let named = |server: &&Server| server.names_host(host) || servers::is_hole(host);
        match self.find(Some(host), path) {
            Found::Path { item, .. } => item.servers().iter().any(|server| secure(&server)),
            Found::Unknown(_) => self.servers.iter().any(|server| named(&server) && secure(&server)),
            Found::NotOurs => {
                let base = self.servers.iter().filter(named).filter(secure);
                base.into_iter().any(|server| !server.base.is_empty() && servers::below(path, &server.base).is_some())
            }
        }
    }

    /// The path of one segment that is called so, apart from case, separators and a plural: `ticket` is `/Tickets`.
    #[must_use]
    pub fn path_called(&self, name: &str) -> Option<PathItem<'_>> {
        let entries = self.entries(&["paths"]);
        let index = self.path_index.get_or_init(|| PathIndex::new(entries));
        let place = index.by_name.get(&plain(name))?;
        Some(PathItem { description: self, entry: entries.get(*place)? })
    }
}

impl<'d> PathItem<'d> {
    /// The template, such as `/Tickets/{id}`.
    #[must_use]
    pub fn template(self) -> &'d str {
        &self.entry.key
    }

    /// Where the description has it.
    #[must_use]
    pub fn location(self) -> Location {
        self.description.at(self.entry.key_span)
    }

    /// What is under the path; reads it if nobody has.
    pub(super) fn node(self) -> Option<&'d Node> {
        self.description.resolve(self.description.part_node(self.entry)?)
    }

    /// The servers of this path: its own, else those of the description.
    pub(super) fn servers(self) -> Cow<'d, [Server]> {
        match self.node().and_then(|node| node.get("servers")) {
            Some(own) => Cow::Owned(servers::of_list(own)),
            None => Cow::Borrowed(&self.description.servers),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;

    fn description() -> Description {
        let text = "openapi: 3.1.0\nservers: [{url: 'https://{tenant}.example.com/api'}]\npaths:\n  /Tickets: {get: {}}\n  \
                    /Tickets/{id}: {get: {}}\n  /Tickets/Object: {post: {}}\n  /files/{name}.json: {get: {}}\n  \
                    /auth/token:\n    servers: [{url: 'https://{tenant}.example.com'}]\n    post: {}\n";
        Description::load(&SourceFile::new("api.yaml", text)).unwrap()
    }

    fn found(host: Option<&str>, path: &str) -> String {
        match description().find(host, path) {
            Found::Path { item, other_case, .. } => {
                item.template().to_owned() + other_case.map(|case| format!(" ({case})")).unwrap_or_default().as_str()
            }
            Found::NotOurs => "not ours".to_owned(),
            Found::Unknown(path) => format!("unknown {path}"),
        }
    }

    #[test]
    fn a_path_is_found_with_and_without_base_in_any_case() {
        assert_eq!(found(None, "/Tickets"), "/Tickets");
        assert_eq!(found(None, "/api/Tickets/"), "/Tickets");
        assert_eq!(found(None, "/api/tickets/12"), "/Tickets/{id} (/Tickets/12)");
        assert_eq!(found(None, "/Tickets/<id>"), "/Tickets/{id}");
        assert_eq!(found(None, "/Tickets/object"), "/Tickets/Object (/Tickets/Object)");
        assert_eq!(found(None, "/files/a.json"), "/files/{name}.json");
        assert_eq!(found(None, "/api/Contract/12"), "unknown /Contract/12");
        assert_eq!(found(None, "/{Resource}/{id}"), "not ours");
    }

    #[test]
    fn an_address_counts_when_its_host_does() {
        assert_eq!(found(Some("acme.example.com"), "/api/Tickets"), "/Tickets");
        assert_eq!(found(Some("{host}"), "/api/Tickets"), "/Tickets");
        assert_eq!(found(Some("acme.example.com"), "/auth/token"), "/auth/token");
        assert_eq!(found(Some("acme.example.com"), "/api/auth/token"), "unknown /auth/token");
        assert_eq!(found(Some("acme.example.com"), "/ticket"), "not ours");
        assert_eq!(found(Some("acme.example.com"), "/api/Nothing"), "unknown /Nothing");
        assert_eq!(found(Some("api.other.com"), "/api/Tickets"), "not ours");
        assert_eq!(found(Some("localhost:8080"), "/api/Nothing"), "not ours");
    }

    #[test]
    fn near_paths_are_offered() {
        let description = description();
        assert_eq!(description.nearest_path("/Ticket/12"), Some("/Tickets/{id}"));
        assert_eq!(description.nearest_path("/auth/tokens"), Some("/auth/token"));
        assert_eq!(description.nearest_path("/Invoices"), None);
    }

    #[test]
    fn percent_signs_are_decoded_where_they_stand_for_something() {}
}
