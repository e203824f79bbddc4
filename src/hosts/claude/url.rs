//! Whether a text is a URL by the WHATWG standard, as far as people write URLs into manifests.
//!
//! The Claude Code CLI asks its JavaScript engine; this answers alike for schemes, hosts, ports and addresses.

use std::net::{Ipv4Addr, Ipv6Addr};

use percent_encoding::percent_decode_str;

/// The parts of a URL that decide whether it is one.
#[derive(Debug, PartialEq)]
pub(super) struct Url {
    /// In lower case, without `:`.
    pub(super) scheme: String,
    /// In lower case, without port and brackets; empty where there is none.
    pub(super) host: String,
}

/// Whether it parses.
pub(super) fn is_url(text: &str) -> bool {
    parse(text).is_some()
}

/// Scheme and host of a URL; `None` when it is none.
pub(super) fn parse(text: &str) -> Option<Url> {
    let text: String =
        text.trim_matches(|c: char| c <= ' ').chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let (scheme, rest) = text.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    let mut letters = scheme.bytes();
    let starts = letters.next().is_some_and(|first| first.is_ascii_alphabetic());
    if !starts || !letters.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')) {
        return None;
    }
    let special = matches!(scheme.as_str(), "http" | "https" | "ws" | "wss" | "ftp");
    let rest = if special || scheme == "file" { rest.replace('\\', "/") } else { rest.to_owned() };
    let authority = match (special, rest.strip_prefix("//")) {
        (true, _) => rest.trim_start_matches('/'),
        (false, Some(authority)) => authority,
        (false, None) => return Some(Url { scheme, host: String::new() }),
    };
    let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (host, port) = match host.strip_prefix('[') {
        Some(inner) => {
            let (address, port) = inner.split_once(']')?;
            address.parse::<Ipv6Addr>().ok()?;
            (address.to_ascii_lowercase(), port.strip_prefix(':').or(port.is_empty().then_some(""))?)
        }
        None => {
            let (name, port) = host.split_once(':').unwrap_or((host, ""));
            (domain(name, special)?, port)
        }
    };
    let port_fits = port.is_empty() || port.parse::<u16>().is_ok() && port.bytes().all(|byte| byte.is_ascii_digit());
    if !port_fits || special && host.is_empty() {
        return None;
    }
    Some(Url { scheme, host })
}

/// A host name in lower case, decoded; `None` for what no host may hold.
fn domain(name: &str, special: bool) -> Option<String> {
    let forbidden = |c: char| c <= ' ' || "#/:<>?@[\\]^|".contains(c) || special && matches!(c, '%' | '\u{7f}');
    if !special {
        return (!name.chars().any(forbidden)).then(|| name.to_owned());
    }
    let decoded = percent_decode_str(name).decode_utf8().ok()?;
    let host: String = decoded
        .chars()
        .filter(|c| !matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}'))
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{3002}' => '.',
            other => other,
        })
        .flat_map(char::to_lowercase)
        .collect();
    if host.chars().any(forbidden) || host.split('.').any(|label| label.starts_with("xn--") && !is_punycode(label)) {
        return None;
    }
    let last = host.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
    let numeric = !last.is_empty() && (last.bytes().all(|byte| byte.is_ascii_digit()) || number(last).is_some());
    if numeric {
        return ipv4(host.strip_suffix('.').unwrap_or(&host)).map(|address| address.to_string());
    }
    Some(host)
}

fn is_punycode(label: &str) -> bool {
    let code = &label[4..];
    code.len() > 1 && code.is_ascii()
}

/// A number of an IPv4 address: decimal, octal with `0`, hexadecimal with `0x`.
fn number(text: &str) -> Option<u64> {
    match text.strip_prefix("0x") {
        Some("") => Some(0),
        Some(hex) => u64::from_str_radix(hex, 16).ok(),
        None if text.len() > 1 && text.starts_with('0') => u64::from_str_radix(text, 8).ok(),
        None => text.parse().ok(),
    }
}

fn ipv4(host: &str) -> Option<Ipv4Addr> {
    let numbers: Vec<u64> = host.split('.').map(number).collect::<Option<_>>()?;
    let (last, first) = numbers.split_last()?;
    if first.len() > 3 || first.iter().any(|number| *number > 255) || *last >= 256u64.pow(4 - first.len() as u32) {
        return None;
    }
    let address = first.iter().enumerate().fold(*last, |sum, (index, number)| sum + (number << (24 - 8 * index)));
    u32::try_from(address).ok().map(Ipv4Addr::from)
}

/// Scheme and host of a URL with variables in it, where both are written out.
pub(super) fn literal_host(text: &str) -> Option<Url> {
    let (scheme, rest) = text.trim().split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    let is_literal = !scheme.contains('$') && !host.is_empty() && !host.contains(['$', '{', '}']);
    is_literal.then(|| Url { scheme: scheme.to_ascii_lowercase(), host: host.to_ascii_lowercase() })
}

/// Whether a host is this machine, as the check for clear text takes it.
pub(super) fn is_local(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1") || host.ends_with(".localhost") || host.parse() == Ok(Ipv6Addr::LOCALHOST)
}

/// Addresses and names at which clouds serve a machine's own secrets.
const METADATA: &[&str] = &[
    "metadata",
    "metadata.google.internal",
    "instance-data",
    "169.254.169.254",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "fd00:ec2::254",
];

/// Whether a host is this machine, its link-local net, or a cloud's metadata service.
pub(super) fn is_own(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    let own_v4 = |address: Ipv4Addr| address.is_loopback() || address.is_link_local() || address.octets()[0] == 0;
    let own_v6 = |address: Ipv6Addr| {
        address.is_loopback()
            || address.is_unspecified()
            || address.segments()[0] & 0xffc0 == 0xfe80
            || address.to_ipv4_mapped().is_some_and(own_v4)
    };
    host == "localhost"
        || host.ends_with(".localhost")
        || METADATA.contains(&host)
        || host.parse().is_ok_and(own_v4)
        || host.parse().is_ok_and(own_v6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_urls_as_in_the_standard() {
        for text in [
            "https://a.b",
            "mailto:a@b",
            "https:a.b",
            " https://a.b ",
            "https://[::1]",
            "x:/",
            "C:\\x",
            "https://0x1",
            "https://a.b:",
            "https:\\\\a.b",
            "a+b:c",
            "https://%41",
        ] {
            assert!(is_url(text), "{text}");
        }
        for text in [
            "",
            "x",
            "//a.b",
            "https://",
            "http://a b",
            "https://[::1",
            "https://a:99999",
            "1a:b",
            "https://a%b",
            "https://@",
            "https://a<b",
            "https://256.256.256.256",
            "x:// y",
            "https://1.2.3.4.5",
            "https://a.1",
            "git@github.com:a/b",
            "https://#",
        ] {
            assert!(!is_url(text), "{text}");
        }
    }

    #[test]
    fn hosts_are_read_as_the_engine_reads_them() {
        assert_eq!(parse("HTTP://LocalHost:1/x").map(|url| is_local(&url.host)), Some(true));
        assert_eq!(parse("http://127.1").map(|url| url.host).as_deref(), Some("127.0.0.1"));
    }
}
