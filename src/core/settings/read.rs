//! `data/book.toml`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::core::settings::record::{
    HostLayout, Person, Publication, RatingBand, RestatedPolicy, RuleSet, Settings,
};
use crate::kit::calendar::{Calendar, add_days};
use crate::kit::diag::{Diagnostic, codes, did_you_mean, list_and};
use crate::kit::id::PersonId;
use crate::kit::key::SigningKey;
use crate::kit::number::Decimal;
use crate::kit::record::table::Fields;
use crate::kit::source::{AsOf, AsOfSource, Setting, Snapshot};
use crate::kit::toml::log::Log;
use crate::kit::toml::tree::Node;
use crate::kit::toml::values;
use crate::kit::words::{ClosedList, RatingName};

/// The version of the format that this program reads.
const FORMAT: i64 = 1;

/// ISO 4217's code for "no currency". A book without one is a defect already: this shows in a draft alone.
const NO_CURRENCY: &str = "XXX";

/// Reads the book. What is wrong in it is reported and replaced by its default, so that the other records can be read by
/// it; only the as-of date has none, and then there is no book.
pub fn read(root: &Node<'_>, snapshot: &Snapshot, log: &Log) -> Option<Settings> {
    let book = Fields::new(root, log, "book", "the book");
    format_version(&book);
    let time_zone = book.require("time-zone").and_then(|node| time_zone(node, "time-zone", log));
    let time_zone = time_zone.unwrap_or_else(|| "UTC".to_owned());
    let pinned = book.get("as-of").and_then(|node| as_of_date(node, log));
    let as_of = snapshot.as_of.or_else(|| {
        let book = pinned.map(|on| AsOf { on, source: AsOfSource::Book });
        book.or_else(|| {
            commit_date(snapshot, &time_zone).filter(|day| AsOf::allows(*day)).map(last_sunday_before)
        })
    });
    if as_of.is_none() && !book.has("as-of") {
        log.push(no_as_of(&book));
    }
    let history_weeks = book.whole_number("history-weeks", 1..=260);
    let fix_limits_after = book.get("fix-limits-after").and_then(|node| fix_limits_after(node, log));
    let people = book.table("people").map(|node| people(node, log)).unwrap_or_default();
    let holidays = book.items("holidays");
    let holidays: BTreeSet<Date> =
        holidays.iter().filter_map(|day| values::date(day, "holidays", log)).collect();
    let year_starts = book.whole_number("fiscal-year-starts", 1..=12);
    let year_starts = year_starts.and_then(|month| i8::try_from(month).ok()).unwrap_or(1);
    let repository = book.get("repository").and_then(|node| web_address(node, "repository", log));
    let host = book.word("host").unwrap_or_else(|| usual_host(repository.as_deref()));
    let read = Settings {
        title: book.required_text("title").unwrap_or_default(),
        organisation: book.required_text("organisation").unwrap_or_default(),
        currency: book
            .require("currency")
            .and_then(|node| capitals(node, "currency", 3, log))
            .unwrap_or_else(|| NO_CURRENCY.to_owned()),
        time_zone,
        publication: book.required_word("publication").unwrap_or(Publication::Restricted),
        as_of: as_of.unwrap_or(AsOf { on: Date::ZERO, source: AsOfSource::Book }),
        history_weeks: book.at("history-weeks", history_weeks.and_then(|count| u16::try_from(count).ok())),
        rule_set: book.word("rule-set").unwrap_or(RuleSet::Nhs),
        fix_limits_after: book.setting("fix-limits-after", fix_limits_after, Some(12)),
        screen_ranges: book.boolean("screen-ranges").unwrap_or(false),
        insufficient_coverage: percent(&book, "insufficient-coverage", 60),
        plan_draft_working_days: book.setting(
            "plan-draft-working-days",
            book.count("plan-draft-working-days", 0..=365),
            10,
        ),
        audit_threshold: percent(&book, "audit-threshold", AUDIT_THRESHOLD),
        calendar: Calendar { holidays, year_starts },
        repository,
        host,
        branch: book.get("branch").and_then(|node| branch(node, log)).unwrap_or_else(|| "main".to_owned()),
        permalink: address(&book, "permalink", &["{commit}", "{path}"]),
        edit_link: address(&book, "edit-link", &["{path}"]),
        propose_link: address(&book, "propose-link", &[]),
        restatements: book.word("restatements").unwrap_or(RestatedPolicy::Warned),
        site_url: book
            .get("site-url")
            .and_then(|node| web_address(node, "site-url", log))
            .map(|url| format!("{url}/")),
        ratings: ratings(&book),
        people,
        place: root.place(),
    };
    book.finish();
    as_of.map(|_| read)
}

/// The day that the book pins.
fn as_of_date(node: &Node<'_>, log: &Log) -> Option<Date> {
    let day = values::date(node, "as-of", log)?;
    if AsOf::allows(day) {
        return Some(day);
    }
    let (first, last) = (AsOf::YEARS.start(), AsOf::YEARS.end());
    log.push(
        Diagnostic::new(&codes::BAD_DATE, node.place(), format!("no report speaks for {day}"))
            .label(format!("expected a day from {first} to {last}"))
            .help("correct the year"),
    );
    None
}

/// Percent of the measured items that an audit must pass, unless its SOP says otherwise.
const AUDIT_THRESHOLD: i64 = 90;

/// A setting from 0 to 100.
fn percent(book: &Fields<'_, '_>, key: &'static str, default: i64) -> Setting<Decimal> {
    book.setting(key, book.decimal(key, 0..=100), Decimal::from_int(default))
}

/// The commit's day in a time zone of the database.
pub fn commit_date(snapshot: &Snapshot, time_zone: &str) -> Option<Date> {
    let commit = snapshot.commit.as_ref()?;
    Some(day_of(commit.committed_at, time_zone))
}

/// The day of a moment in a time zone of the database.
pub fn day_of(moment: Timestamp, time_zone: &str) -> Date {
    let zone = zones().get(time_zone).unwrap_or(TimeZone::UTC);
    moment.to_zoned(zone).date()
}

fn last_sunday_before(day: Date) -> AsOf {
    let back = match day.weekday() {
        Weekday::Sunday => 7,
        weekday => i32::from(weekday.to_monday_one_offset()),
    };
    AsOf { on: add_days(day, -back), source: AsOfSource::Commit }
}

/// Whether a diagnostic says that nothing sets the as-of date: a matter of the command line as much as of the book.
pub fn is_missing_as_of(diagnostic: &Diagnostic) -> bool {
    diagnostic.code == &codes::MISSING_KEY && diagnostic.message == NO_AS_OF
}

const NO_AS_OF: &str = "nothing says which day the report speaks for: no --as-of, no `as-of`, no commit";

fn no_as_of(book: &Fields<'_, '_>) -> Diagnostic {
    book.whole(&codes::MISSING_KEY, NO_AS_OF)
        .label("expected `as-of` here when there is neither the flag nor a commit")
        .help("add `as-of = 2026-11-15`, or pass --as-of")
}

fn format_version(book: &Fields<'_, '_>) {
    let Some(node) = book.require("format") else { return };
    let Some(version) = values::whole_number(node, "format", 1..=values::ANY_SIZE, book.log) else { return };
    if version != FORMAT {
        book.log.push(
            Diagnostic::new(&codes::FORMAT_VERSION, node.place(), format!("the book is of format {version}"))
                .label(format!("this program reads format {FORMAT}"))
                .help("use the program's version that reads this format"),
        );
    }
}

/// An IANA name that the zone database has, in its spelling.
pub fn time_zone(node: &Node<'_>, key: &str, log: &Log) -> Option<String> {
    let found = values::text(node, key, log)?;
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
fn zones() -> &'static TimeZoneDatabase {
    static ZONES: std::sync::LazyLock<TimeZoneDatabase> = std::sync::LazyLock::new(TimeZoneDatabase::bundled);
    &ZONES
}

/// A code of so many capitals: a currency, a country.
pub fn capitals(node: &Node<'_>, key: &str, length: usize, log: &Log) -> Option<String> {
    let found = values::text(node, key, log)?;
    if found.len() == length && found.bytes().all(|b| b.is_ascii_uppercase()) {
        return Some(found.to_owned());
    }
    let standard = if length == 3 { "ISO 4217, such as `USD`" } else { "ISO 3166, such as `PT`" };
    let label = format!("expected {length} capitals of {standard}");
    let upper = found.to_uppercase();
    let help = if upper.len() == length && upper.bytes().all(|b| b.is_ascii_uppercase()) {
        format!("write `{upper}`")
    } else {
        "write the code in capitals".to_owned()
    };
    values::bad_value(node, format!("`{key}` cannot be `{found}`"), &label, &help, log)
}

fn web_address(node: &Node<'_>, key: &str, log: &Log) -> Option<String> {
    let found = values::text(node, key, log)?;
    let is_web = found.starts_with("https://") || found.starts_with("http://");
    // Nothing that ends an address where it stands in a page, a feed or Markdown.
    let strange = |c: char| c.is_whitespace() || c.is_control() || "<>\"`\\".contains(c);
    if is_web && !found.contains(strange) {
        return Some(found.trim_end_matches('/').to_owned());
    }
    let message = format!("`{found}` is no web address");
    values::bad_value(
        node,
        message,
        "expected https:// and an address",
        "write where a browser finds it",
        log,
    )
}

/// The layout of a host by its name: GitLab's where it says so, else GitHub's, which most others follow.
fn usual_host(repository: Option<&str>) -> HostLayout {
    let host = repository.and_then(|address| address.split("//").nth(1)).unwrap_or("");
    let host = host.split('/').next().unwrap_or("");
    if host.split('.').any(|part| part == "gitlab") { HostLayout::Gitlab } else { HostLayout::Github }
}

/// A branch as git would take it.
fn branch(node: &Node<'_>, log: &Log) -> Option<String> {
    let found = values::text(node, "branch", log)?;
    let strange = |c: char| c.is_whitespace() || c.is_control() || "~^:?*[\\\"<>".contains(c);
    if found.contains(strange) || found.contains("..") || found.starts_with(['-', '/']) {
        let message = format!("`{found}` is no name of a branch");
        return values::bad_value(
            node,
            message,
            "expected a name such as `main`",
            "name the published branch",
            log,
        );
    }
    Some(found.to_owned())
}

/// An address with places to be filled in.
fn address(book: &Fields<'_, '_>, key: &'static str, wanted: &[&str]) -> Option<String> {
    let node = book.get(key)?;
    let found = values::text(node, key, book.log)?;
    let is_web = found.starts_with("https://") || found.starts_with("http://");
    if !is_web || found.contains(char::is_whitespace) {
        let message = format!("`{found}` is no web address");
        let help = "write where a browser finds it";
        return values::bad_value(node, message, "expected https:// and an address", help, book.log);
    }
    if let Some(lacking) = wanted.iter().find(|part| !found.contains(**part)) {
        let message = format!("`{key}` has no `{lacking}`");
        let label = format!("expected {}", list_and(wanted));
        return values::bad_value(node, message, &label, "say where it stands in the address", book.log);
    }
    Some(found.to_owned())
}

/// `Some(None)`: they never stay fixed.
#[allow(clippy::option_option, reason = "a wrong number is not `never`")]
fn fix_limits_after(node: &Node<'_>, log: &Log) -> Option<Option<usize>> {
    let points = values::whole_number(node, "fix-limits-after", 0..=1000, log)?;
    if (1..8).contains(&points) {
        let message = format!("`fix-limits-after` is {points}");
        let label = "expected 0 for never, or 8 or more: fewer points give no limits";
        return values::bad_value(node, message, label, "write 12, or 0", log);
    }
    Some(usize::try_from(points).ok().filter(|&points| points > 0))
}

fn people(node: &Node<'_>, log: &Log) -> BTreeMap<PersonId, Person> {
    let mut people = BTreeMap::new();
    for (handle, node) in node.entries() {
        let id = values::key_as_id(handle, node, log).map(PersonId::new);
        if !values::is_table(node, handle, log) {
            continue;
        }
        let person = Fields::new(node, log, "people", format!("person `{handle}`"));
        let (name, role) = (person.required_text("name"), person.required_text("role"));
        let keys =
            person.items("keys").iter().filter_map(|node| Some((signing_key(node, log)?, node.place())));
        let (keys, key_places) = keys.unzip();
        person.finish();
        if let (Some(id), Some(name), Some(role)) = (id, name, role) {
            people.insert(id.clone(), Person { id, name, role, keys, key_places, place: node.place() });
        }
    }
    people
}

fn signing_key(node: &Node<'_>, log: &Log) -> Option<SigningKey> {
    let found = values::text(node, "keys", log)?;
    let key = SigningKey::parse(found);
    if key.is_none() {
        let label = "expected an Ed25519 key as OpenSSH writes it, such as ssh-ed25519 AAAA…";
        let help = "write the line of the person's `id_ed25519.pub`, without the comment at its end";
        return values::bad_value(node, "the text is no public key", label, help, log);
    }
    key
}

fn ratings(book: &Fields<'_, '_>) -> Vec<RatingBand> {
    let default = || {
        let rows = RatingName::WORDS.iter().zip([90, 75, 50, 0]);
        rows.map(|(&(_, name), at)| RatingBand { name, at_least: Decimal::from_int(at), place: None })
            .collect()
    };
    let nodes = book.tables("rating");
    if !book.has("rating") {
        return default();
    }
    let mut bands = Vec::new();
    for node in &nodes {
        let band = Fields::new(node, book.log, "rating", "rating");
        let (name, at_least) = (band.required_word("name"), band.required_decimal("at-least", 0..=100));
        band.finish();
        if let (Some(name), Some(at_least)) = (name, at_least) {
            bands.push((node, RatingBand { name, at_least, place: Some(node.place()) }));
        }
    }
    if bands.len() < nodes.len() {
        return default();
    }
    if let Some(diagnostic) = wrong_bands(&bands) {
        book.log.push(diagnostic);
        return default();
    }
    bands.into_iter().map(|(_, band)| band).collect()
}

fn wrong_bands(bands: &[(&&Node<'_>, RatingBand)]) -> Option<Diagnostic> {
    let wrong = |node: &Node<'_>, message: String| {
        Diagnostic::new(&codes::BANDS, node.place(), message).label(
            "expected good, approaching-target, requires-improvement and inadequate, best first, down to 0",
        )
    };
    for (at, (node, band)) in bands.iter().enumerate() {
        let place = |key: &str| node.get(key).unwrap_or(node);
        let name = band.name.word();
        let Some((_, before)) = at.checked_sub(1).map(|before| &bands[before]) else { continue };
        if before.name >= band.name {
            let message = format!("rating `{name}` stands after `{}`", before.name.word());
            return Some(wrong(place("name"), message).help("name each rating once, best first"));
        }
        if before.at_least <= band.at_least {
            let message = format!(
                "rating `{name}` starts at {}, not below `{}` with {}",
                band.at_least,
                before.name.word(),
                before.at_least
            );
            return Some(
                wrong(place("at-least"), message).help("let each rating start below the one before"),
            );
        }
    }
    let missing: Vec<&str> = RatingName::WORDS
        .iter()
        .filter(|(_, name)| !bands.iter().any(|(_, band)| band.name == *name))
        .map(|(word, _)| *word)
        .collect();
    let (node, last) = bands.last()?;
    if !missing.is_empty() {
        let message = format!("there is no band for {}", list_and(&missing));
        return Some(wrong(node, message).help("add a [[rating]] for each, or remove all for the default"));
    }
    if last.at_least != Decimal::ZERO {
        let message = format!("scores under {} have no rating", last.at_least);
        let node = node.get("at-least").unwrap_or(node);
        return Some(wrong(node, message).help("let the last rating start at 0"));
    }
    None
}
