//! The calendar of due actions and key dates, as RFC 5545 wants it.

use icalendar::{Calendar, Component as _, Event, Property};
use jiff::civil::Date;

use crate::kit::prose::visible::visible;
use crate::report::brief::dates::KeyDate;

/// What a file for other programs speaks for.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    pub title: &'a str,
    pub organisation: &'a str,
    pub as_of: Date,
    /// Where the site is published, with a slash at its end. Without it entries of the calendar carry no link; of the feed ids are `tag:` URIs of a
    /// reserved name and links stay relative to its own place.
    pub base_url: Option<&'a str>,
}

/// The file. Whole-day events; the stamp is the as-of date, since a build has no clock.
pub fn calendar(named: &Named<'_>, dates: &[KeyDate]) -> String {
    let mut calendar = Calendar::new();
    calendar.name(&one_line(&format!("{} – due dates", named.title)));
    let domain = crate::subject::route::slug(named.organisation);
    for date in dates {
        let mut event = Event::new();
        event.uid(&format!("{}@{domain}.scorebook.invalid", date.id));
        event.add_property("DTSTAMP", format!("{}T000000Z", compact(named.as_of)));
        event.append_property(day("DTSTART", date.on));
        // The end of a whole-day event is the day after.
        event.append_property(day("DTEND", date.on.tomorrow().unwrap_or(date.on)));
        event.add_property("TRANSP", "TRANSPARENT");
        event.summary(&one_line(&date.title));
        event.description(&one_line(&date.text));
        if let Some(base) = named.base_url {
            event.url(&format!("{base}{}", date.page.path()));
        }
        calendar.push(event.done());
    }
    folded(&calendar.to_string())
}

/// Octets of a line without its end, as RFC 5545 wants them; the blank that begins a folded line is one of them.
const LONGEST_LINE: usize = 75;

/// Folds every line anew: the package lets the last part of some be one octet too long.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / LONGEST_LINE * 3);
    for line in text.replace("\r\n ", "").split_terminator("\r\n") {
        let mut room = LONGEST_LINE;
        for c in line.chars() {
            if c.len_utf8() > room {
                out.push_str("\r\n ");
                room = LONGEST_LINE - 1;
            }
            room -= c.len_utf8();
            out.push(c);
        }
        out.push_str("\r\n");
    }
    out
}

fn day(name: &str, on: Date) -> Property {
    let mut property = Property::new(name, compact(on));
    property.add_parameter("VALUE", "DATE");
    property.done()
}

fn compact(on: Date) -> String {
    format!("{:04}{:02}{:02}", on.year(), on.month(), on.day())
}

/// Control characters would end a line, and with it the property.
fn one_line(text: &str) -> String {
    let parts = text.split(|c: char| c.is_control() || c == '\u{2028}' || c == '\u{2029}');
    visible(&parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "), false).into_owned()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::kit::id::PlanId;
    use crate::subject::plan::address::PlanPage;
    use crate::subject::route::Route;

    fn one(title: &str) -> String {
        let dates = [KeyDate {
            id: "action-quality-coach".to_owned(),
            on: date(2026, 12, 31),
            title: title.to_owned(),
            text: "Ada North. Plan: Quality; first, then speed".to_owned(),
            page: Route::Plan(PlanPage::One(PlanId::new("quality"))),
        }];
        let named = Named {
            title: "Partner operations",
            organisation: "Example Platform",
            as_of: date(2026, 11, 15),
            base_url: Some("https://example.org/book/"),
        };
        calendar(&named, &dates)
    }

    #[test]
    fn a_date_is_a_whole_day_with_a_stable_id_and_no_clock() {
        let text = one("Action due: hire");
        assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"), "{text}");
        for line in [
            "UID:action-quality-coach@example-platform.scorebook.invalid",
            "DTSTAMP:20261115T000000Z",
            "DTSTART;VALUE=DATE:20261231",
            "DTEND;VALUE=DATE:20270101",
            "SUMMARY:Action due: hire",
            "DESCRIPTION:Ada North. Plan: Quality\\; first\\, then speed",
            "URL:https://example.org/book/plans/quality/index.html",
        ] {
            assert!(text.replace("\r\n ", "").contains(&format!("\r\n{line}\r\n")), "{line}\n{text}");
        }
        assert_eq!(text, one("Action due: hire"));
    }

    #[test]
    fn robustness_15_no_line_is_longer_than_75_octets() {
        for length in 1..400 {
            let title = "x".repeat(length);
            let text = one(&title);
            assert!(text.split("\r\n").all(|line| line.len() <= 75), "{length}: {text}");
            assert!(text.replace("\r\n ", "").contains(&format!("\r\nSUMMARY:{title}\r\n")), "{length}");
        }
    }

    #[test]
    fn hostile_text_stays_in_its_line_and_long_lines_are_folded() {
        let text = one(&format!("x\r\nEND:VEVENT\r\nBEGIN:VALARM\u{2028}{}", "é".repeat(100)));
        assert!(!text.contains("\r\nBEGIN:VALARM") && text.matches("END:VEVENT").count() == 2, "{text}");
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
        assert_eq!(text.matches("\r\nEND:VEVENT\r\n").count(), 1);
    }
}
