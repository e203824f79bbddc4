//! URLs as the CLI's JavaScript engine parses them (WHATWG), and which hosts mean the local machine.

use std::net::{Ipv4Addr, Ipv6Addr};

use url::Host;
pub(super) use url::Url;

/// Whether the text parses as a URL.
pub(super) fn is_url(text: &str) -> bool {
    parse(text).is_some()
}

/// The parsed URL; `None` when the engine rejects the text.
pub(super) fn parse(text: &str) -> Option<Url> {
    // The engine also rejects an empty user name without a host (`ssh://@`); the crate accepts it.
    let empty_user =
        |url: &Url| !url.has_host() && text.split_once(':').is_some_and(|(_, rest)| rest.starts_with("//@"));
    Url::parse(text).ok().filter(|url| !empty_user(url))
}

/// Parses a URL with placeholders whose scheme and host are literal.
pub(super) fn literal_host(text: &str) -> Option<Url> {
    let (scheme, rest) = text.trim().split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    let is_literal = !scheme.contains('$') && !host.is_empty() && !host.contains(['$', '{', '}']);
    is_literal.then(|| parse(&format!("{scheme}://{host}"))).flatten()
}

/// Whether a URL points at the local machine, so that clear text never leaves it.
pub(super) fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address == Ipv4Addr::LOCALHOST,
        Some(Host::Ipv6(address)) => address == Ipv6Addr::LOCALHOST,
        None => false,
    }
}

/// Names and addresses of the metadata services that hand out a cloud machine's credentials.
const METADATA_NAMES: &[&str] = &["metadata", "metadata.google.internal", "instance-data"];
const METADATA_V4: &[Ipv4Addr] =
    &[Ipv4Addr::new(100, 100, 100, 200), Ipv4Addr::new(168, 63, 129, 16), Ipv4Addr::new(192, 0, 0, 192)];
const METADATA_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);

/// Whether a URL points at the local machine, its link-local network, or a cloud's metadata service.
pub(super) fn is_own(url: &Url) -> bool {
    let own_v4 = |address: Ipv4Addr| {
        address.is_loopback() || address.is_link_local() || address.octets()[0] == 0 || METADATA_V4.contains(&address)
    };
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.strip_suffix('.').unwrap_or(name);
            name == "localhost" || name.ends_with(".localhost") || METADATA_NAMES.contains(&name)
        }
        Some(Host::Ipv4(address)) => own_v4(address),
        Some(Host::Ipv6(address)) => {
            address.is_loopback()
                || address.is_unspecified()
                || address.is_unicast_link_local()
                || address == METADATA_V6
                || address.to_ipv4_mapped().is_some_and(own_v4)
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_urls_as_in_the_engine() {
        for text in ["mailto:a@b", "https:a.b", " https://a.b ", "C:\\x", "https://0x1", "https:\\\\a.b", "https://%41"]
        {
            assert!(is_url(text), "{text}");
        }
        for text in ["", "//a.b", "https://", "https://a:99999", "https://a%b", "https://a.1", "git@a.b:c", "ssh://@"] {
            assert!(!is_url(text), "{text}");
        }
    }

    #[test]
    fn hosts_of_this_machine_have_many_spellings() {
        for text in ["http://LocalHost:1/x", "http://127.1", "http://[::1]", "http://x.localhost/"] {
            assert_eq!(parse(text).map(|url| is_local(&url)), Some(true), "{text}");
        }
        for text in ["https://2852039166", "https://[::ffff:127.0.0.1]", "https://metadata.", "https://[fe80::1]"] {
            assert_eq!(parse(text).map(|url| is_own(&url)), Some(true), "{text}");
        }
    }
}
