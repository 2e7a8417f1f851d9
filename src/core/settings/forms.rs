//! Texts and numbers of a form of their own: codes, names of zones, addresses, days of a report.

use std::ops::Deref;

use jiff::civil::Date;
use jiff::tz::TimeZoneDatabase;

use crate::kit::declared::{Node, Shape, Value, Within, Written, text_forms};
use crate::kit::diag::{Diagnostic, codes, did_you_mean};
use crate::kit::personal::{self, mailbox_of_role, phone_of_role};
use crate::kit::source::AsOf;
use crate::kit::toml::log::Log;
use crate::kit::toml::values;
use crate::kit::{country, currency};

text_forms! {
    /// An ISO 3166 code, such as `PT`.
    Country country_code, Shape::Pattern("^[A-Z]{2}$");
    /// An ISO 4217 code, such as `USD`.
    Currency currency_code, Shape::Pattern("^[A-Z]{3}$");
    /// A name of the IANA database, such as `Europe/Lisbon`.
    TimeZone time_zone, Shape::Text;
    /// Without a slash at its end.
    WebAddress web_address, Shape::Pattern("^https?://");
    /// A web address with places to be filled in, such as `{path}`.
    AddressTemplate address_template, Shape::Pattern("^https?://");
    /// A mailbox of a role: `ops@acme.example`, or `ops@` for that of any domain.
    RoleMailbox role_mailbox, Shape::Pattern("^[^@\\s]+@[^@\\s]*$");
    /// A telephone number with its country's code.
    RolePhone role_phone, Shape::Pattern("^\\+[0-9 .()-]+$");
    /// A column that could name persons, and names organisations.
    OrganisationColumn organisation_column, Shape::Pattern("^name$");
    /// A branch as git would take it.
    Branch branch, Shape::Text;
}

/// What a list of codes says of one.
struct Standard {
    length: usize,
    expected: &'static str,
    is_known: fn(&str) -> bool,
    meant: fn(&str) -> Option<&'static str>,
    /// What helps where no other code is near.
    look_up: &'static str,
}

fn currency_code(found: &str, node: &Node<'_>, key: &str, log: &Log) -> Option<String> {
    let (is_known, meant) = (currency::is_known, currency::meant);
    let (expected, look_up) = ("ISO 4217, such as `USD`", "write the code that ISO 4217 gives the currency");
    listed(found, node, key, log, &Standard { length: 3, expected, is_known, meant, look_up })
}

fn country_code(found: &str, node: &Node<'_>, key: &str, log: &Log) -> Option<String> {
    let (is_known, meant) = (country::is_known, country::meant);
    let (expected, look_up) = ("ISO 3166, such as `PT`", "write the code that ISO 3166 gives the country");
    listed(found, node, key, log, &Standard { length: 2, expected, is_known, meant, look_up })
}

/// A code in capitals, of a list.
fn listed(found: &str, node: &Node<'_>, key: &str, log: &Log, of: &Standard) -> Option<String> {
    if (of.is_known)(found) {
        return Some(found.to_owned());
    }
    let upper = found.to_uppercase();
    let is_code = upper.len() == of.length && upper.bytes().all(|byte| byte.is_ascii_uppercase());
    let help = match (of.meant)(&upper) {
        _ if (of.is_known)(&upper) => format!("write `{upper}`"),
        Some(meant) => format!("did you mean `{meant}`?"),
        None if is_code => of.look_up.to_owned(),
        None => "write the code in capitals".to_owned(),
    };
    let label = match is_code && upper == found {
        true => format!("expected a code of {}", of.expected),
        false => format!("expected {} capitals of {}", of.length, of.expected),
    };
    values::bad_value(node, format!("`{key}` cannot be `{found}`"), &label, &help, log)
}

/// An IANA name that the zone database has, in its spelling.
fn time_zone(found: &str, node: &Node<'_>, _key: &str, log: &Log) -> Option<String> {
    let zone = zones().get(found).ok();
    let known = zone.as_ref().and_then(|zone| zone.iana_name());
    if known == Some(found) {
        return Some(found.to_owned());
    }
    let names: Vec<String> = zones().available().map(|name| name.to_string()).collect();
    let meant = known.or_else(|| did_you_mean(found, names.iter().map(String::as_str)));
    let help = meant.map_or_else(
        || "write the name that the IANA database gives the zone".to_owned(),
        |meant| format!("did you mean `{meant}`?"),
    );
    let message = format!("`{found}` is no time zone");
    values::bad_value(node, message, "expected an IANA name such as `Europe/Lisbon`", &help, log)
}

/// The zones inside the program, so that every machine agrees.
pub(super) fn zones() -> &'static TimeZoneDatabase {
    static ZONES: std::sync::LazyLock<TimeZoneDatabase> = std::sync::LazyLock::new(TimeZoneDatabase::bundled);
    &ZONES
}

fn role_mailbox(found: &str, node: &Node<'_>, _key: &str, log: &Log) -> Option<String> {
    match mailbox_of_role(found) {
        Ok(()) => Some(found.to_owned()),
        Err(why) => {
            let message = format!("what stands here is no mailbox of a role: {why}");
            let label =
                "expected an address whose name says the role, such as ops@, support@ or trust-and-safety@";
            values::bad_value(
                node,
                message,
                label,
                "name the role's mailbox; people are named by handles",
                log,
            )
        }
    }
}

fn role_phone(found: &str, node: &Node<'_>, _key: &str, log: &Log) -> Option<String> {
    if phone_of_role(found) {
        return Some(found.to_owned());
    }
    let label = "expected a plus, the country's code and the number, such as +351 21 000 0000";
    values::bad_value(
        node,
        format!("`{found}` is no telephone number"),
        label,
        "write it as callers from abroad dial it",
        log,
    )
}

fn organisation_column(found: &str, node: &Node<'_>, _key: &str, log: &Log) -> Option<String> {
    if personal::organisation_column(found) {
        return Some(found.to_owned());
    }
    let message = format!("a column `{found}` cannot be declared to name organisations");
    let label = "expected `name`: other columns are of the format, or speak of persons";
    values::bad_value(node, message, label, "remove it here, and the column in the files", log)
}

fn web_address(found: &str, node: &Node<'_>, _key: &str, log: &Log) -> Option<String> {
    // Nothing that ends an address where it stands in a page, a feed or Markdown.
    let strange = |c: char| c.is_whitespace() || c.is_control() || "<>\"`\\".contains(c);
    if is_web(found) && !found.contains(strange) {
        return Some(found.trim_end_matches('/').to_owned());
    }
    no_web_address(found, node, log)
}

fn address_template(found: &str, node: &Node<'_>, _key: &str, log: &Log) -> Option<String> {
    if is_web(found) && !found.contains(char::is_whitespace) {
        return Some(found.to_owned());
    }
    no_web_address(found, node, log)
}

fn is_web(found: &str) -> bool {
    found.starts_with("https://") || found.starts_with("http://")
}

fn no_web_address(found: &str, node: &Node<'_>, log: &Log) -> Option<String> {
    let message = format!("`{found}` is no web address");
    let help = "write where a browser finds it";
    values::bad_value(node, message, "expected https:// and an address", help, log)
}

fn branch(found: &str, node: &Node<'_>, _key: &str, log: &Log) -> Option<String> {
    let strange = |c: char| c.is_whitespace() || c.is_control() || "~^:?*[\\\"<>".contains(c);
    if !found.contains(strange) && !found.contains("..") && !found.starts_with(['-', '/']) {
        return Some(found.to_owned());
    }
    let message = format!("`{found}` is no name of a branch");
    values::bad_value(node, message, "expected a name such as `main`", "name the published branch", log)
}

/// Points after which control limits stay fixed, 8 or more; `None`: never, written 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FixedAfter(pub Option<usize>);

impl Deref for FixedAfter {
    type Target = Option<usize>;

    fn deref(&self) -> &Option<usize> {
        &self.0
    }
}

impl Written for FixedAfter {
    fn written(&self) -> String {
        self.0.unwrap_or(0).to_string()
    }
}

impl Value for FixedAfter {
    fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self> {
        let points = i64::read(node, key, within)?;
        if (1..8).contains(&points) {
            let message = format!("`{key}` is {points}");
            let label = "expected 0 for never, or 8 or more: fewer points give no limits";
            return values::bad_value(node, message, label, "write 12, or 0", within.log);
        }
        Some(FixedAfter(usize::try_from(points).ok().filter(|&points| points > 0)))
    }

    fn shape() -> Shape {
        Shape::Whole
    }
}

/// A day that a report may speak for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportDay(pub Date);

impl Value for ReportDay {
    fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self> {
        let day = Date::read(node, key, within)?;
        if AsOf::allows(day) {
            return Some(ReportDay(day));
        }
        let (first, last) = (AsOf::YEARS.start(), AsOf::YEARS.end());
        within.log.push(
            Diagnostic::new(&codes::BAD_DATE, node.place(), format!("no report speaks for {day}"))
                .label(format!("expected a day from {first} to {last}"))
                .help("correct the year"),
        );
        None
    }

    fn shape() -> Shape {
        Shape::Date
    }
}
