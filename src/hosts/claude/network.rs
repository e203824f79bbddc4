//! `network`: the hosts that a plugin or server declares. Claude Code only shows them to the user, so mistakes are
//! warnings.
//!
//! Source: the Claude Code CLI, tested host by host.

use super::findings::IGNORED_FIELD;
use super::report::{Report, unknown_key};
use super::schema::entries;
use super::url;
use crate::syntax::{Kind, Node};

/// The number of hosts that the CLI reads.
const HOSTS: usize = 256;

/// Checks a `network` block at `path`.
pub(super) fn check(node: &Node, path: &str, report: &mut Report<'_>) {
    let Some(hosts) = node.get("hosts").filter(|hosts| hosts.is_sequence()) else {
        let message = "`network` is ignored: expected an object with a list `hosts`";
        report.add(&IGNORED_FIELD, path, node.span, message);
        return;
    };
    for entry in entries(node).filter(|entry| entry.key != "hosts") {
        unknown_key(&format!("{path}.{}", entry.key), &entry.key, entry.key_span, ["hosts"], report);
    }
    for (index, host) in hosts.items().iter().enumerate().take(HOSTS) {
        let fine = matches!(&host.kind, Kind::String(text) if is_host(text));
        if !fine {
            let message =
                "host is ignored: expected a name such as `api.example.com` or `*.example.com`, optionally with a port";
            report.add(&IGNORED_FIELD, format!("{path}.hosts[{index}]"), host.span, message);
        }
    }
    if hosts.items().len() > HOSTS {
        let message = format!("too many hosts: only the first {HOSTS} are read");
        report.add(&IGNORED_FIELD, format!("{path}.hosts"), hosts.span, message);
    }
}

/// Whether this is a host name with a dot, `localhost` or an address, optionally with a port. `*.` needs two parts
/// after it.
fn is_host(text: &str) -> bool {
    let (name, port) = match text.rsplit_once(':') {
        Some((name, port)) if !text.ends_with(']') => (name, Some(port)),
        _ => (text, None),
    };
    let port_fits = port.is_none_or(|port| {
        port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0)
    });
    let (bare, wild) = name.strip_prefix("*.").map_or((name, false), |bare| (bare, true));
    let labels = bare.split('.').count();
    let is_name = bare.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
        && bare.split('.').all(|label| !label.is_empty())
        && if wild { labels >= 2 } else { labels >= 2 || bare.eq_ignore_ascii_case("localhost") };
    let is_address = !wild && bare.starts_with('[');
    port_fits && (is_name || is_address) && url::is_url(&format!("https://{bare}"))
}
