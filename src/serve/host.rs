//! Who may ask. A page of another site can make the reader's browser ask for a name that leads here (DNS rebinding): the name then
//! stands in the request, and is none of ours.

use std::net::{IpAddr, Ipv6Addr};

/// Whether a request that names `host`, as in `localhost:3000`, is meant for this server. By name only `localhost` is; by number the
/// machine itself, and where the site is shown to other machines any number, since a number leads nowhere else.
pub fn is_own(host: &str, exposed: bool) -> bool {
    let Some(name) = without_port(host) else { return false };
    if name.eq_ignore_ascii_case("localhost") {
        return true;
    }
    let number = match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        Some(inner) => inner.parse::<Ipv6Addr>().ok().map(IpAddr::from),
        None => name.parse::<std::net::Ipv4Addr>().ok().map(IpAddr::from),
    };
    number.is_some_and(|number| exposed || number.is_loopback())
}

fn without_port(host: &str) -> Option<&str> {
    let end = if host.starts_with('[') { host.find(']')? + 1 } else { host.find(':').unwrap_or(host.len()) };
    let (name, port) = host.split_at(end);
    let is_port =
        |port: &str| !port.is_empty() && port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit());
    (port.is_empty() || port.strip_prefix(':').is_some_and(is_port)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_lead_here_are_answered() {
        for host in
            ["localhost", "LocalHost:3000", "127.0.0.1", "127.0.0.1:80", "127.8.9.1:1", "[::1]", "[::1]:3000"]
        {
            assert!(is_own(host, false) && is_own(host, true), "{host}");
        }
        for host in ["192.0.2.7:3000", "[2001:db8::1]", "0.0.0.0:3000"] {
            assert!(!is_own(host, false) && is_own(host, true), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "evil.localhost",
            "::1",
            "[::1",
            "[::1]x",
            "[localhost]",
            "localhost:",
            "localhost:x",
            "localhost:80:80",
            "127.1",
            "0x7f000001",
            "localhost.",
            " localhost",
            "user@localhost",
        ] {
            assert!(!is_own(host, false) && !is_own(host, true), "{host}");
        }
    }
}
