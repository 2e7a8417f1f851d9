//! Takes what the environment holds out of a message: drivers repeat addresses, and with them passwords.

use std::cmp::Reverse;

/// What stands in the place of it.
const HIDDEN: &str = "…";

/// Shorter parts are words that any message may hold.
const SHORTEST: usize = 4;

/// Schemes and words of addresses that tell nothing.
const PLAIN: [&str; 24] = [
    "postgresql",
    "postgres",
    "grpc",
    "grpc+tls",
    "grpc+tcp",
    "https",
    "http",
    "host",
    "port",
    "user",
    "password",
    "dbname",
    "localhost",
    "sslmode",
    "require",
    "true",
    "false",
    "token",
    "user_id",
    "session_id",
    "use_ssl",
    "database",
    "schema",
    "options",
];

/// A message without the values, and without their parts: user, password, host and the rest of an address, as they stand and with `%40` as the `@` that it stands for.
pub fn scrubbed(message: &str, values: &[String]) -> String {
    let mut parts: Vec<String> = values.iter().flat_map(|value| parts(value)).collect();
    parts.extend(parts.iter().map(|part| decoded(part)).collect::<Vec<_>>());
    // The longest first: a part of a part would leave the rest.
    parts.sort_by_key(|part| Reverse(part.len()));
    parts.iter().fold(message.to_owned(), |message, part| message.replace(part.as_str(), HIDDEN))
}

fn parts(value: &str) -> Vec<String> {
    let inside = value.split(|c: char| "/@:?&=;, '\"\t\n".contains(c));
    let is_telling = |part: &&str| part.len() >= SHORTEST && !PLAIN.contains(&part.to_lowercase().as_str());
    let whole = Some(value.trim()).filter(|value| !value.is_empty());
    whole.into_iter().chain(inside.filter(is_telling)).map(str::to_owned).collect()
}

/// With the characters that `%` and two digits stand for.
fn decoded(part: &str) -> String {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = || u8::from_str_radix(std::str::from_utf8(after.get(..2)?).ok()?, 16).ok();
        match (first, code()) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_the_address_nor_its_parts_are_told() {
        let values =
            ["postgresql://reader:hunter%402@db.example.com:5432/warehouse?sslmode=require".to_owned()];
        let said = scrubbed(
            "could not connect to postgresql://reader:hunter%402@db.example.com:5432/warehouse?sslmode=require: password hunter@2 failed for user \"reader\" at db.example.com, port 5432",
            &values,
        );
        for secret in ["reader", "hunter", "example.com", "5432", "warehouse"] {
            assert!(!said.contains(secret), "{said}");
        }
        assert_eq!(said, "could not connect to …: password … failed for user \"…\" at …, port …");
        assert_eq!(
            scrubbed("relation \"labels\" does not exist", &values),
            "relation \"labels\" does not exist"
        );
        assert_eq!(scrubbed("as it is", &[String::new()]), "as it is");
    }

    #[test]
    fn pieces_of_a_malformed_address_are_not_told() {
        let values = ["sc:host.example.com;token=abcd1234;user_id=me".to_owned()];
        assert_eq!(
            scrubbed("malformed parameter \"token=abcd1234\"", &values),
            "malformed parameter \"token=…\""
        );
    }
}
