//! Incidents as they are written: one row each, without a word of what happened; and those that befell single people as counts of a month.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::core::closure::Existing;
use crate::core::contract::known::Known;
use crate::core::reading::Reading;
use crate::core::registered::{Registered, Rowed};
use crate::core::settings::incident::IncidentSeverity;
use crate::kit::calendar::days_between;
use crate::kit::declared::{Month, Node, Reader, Record, Row, Shape, Table, Tallied, text_forms};
use crate::kit::diag::{Diagnostic, codes, plural};
use crate::kit::id::{PlanId, RiskId, SiteId, VendorId};
use crate::kit::record::layout::Folder;
use crate::kit::source::{At, Place};
use crate::kit::toml::log::Log;
use crate::kit::toml::values;
use crate::kit::words::closed_list;

closed_list! {
    /// What kind of incident it is. The last three say something of one person's health or safety.
    IncidentCategory {
        ExposureBeyondCap = "exposure-beyond-cap" "Exposure beyond the cap",
        UnexpectedContent = "unexpected-content" "Harmful content where none belongs",
        SupportUnavailable = "support-unavailable" "No counsellor when one was due",
        ToolingFailure = "tooling-failure" "Protective tooling failed",
        DataSpill = "data-spill" "Data where it does not belong",
        ThreatToSite = "threat-to-site" "Threat against a site",
        ThreatToPerson = "threat-to-person" "Threat against a person",
        AcuteDistress = "acute-distress" "Acute distress",
        SelfHarmRisk = "self-harm-risk" "Risk of self-harm, escalated",
    }
    /// Whether readers are warned.
    Warned {
        Yes = "yes" "Content warning",
        No = "no" "No warning",
    }
}

impl IncidentCategory {
    /// Whether it says something of one person: then it is counted, not told.
    pub fn is_of_people(self) -> bool {
        use IncidentCategory as C;
        matches!(self, C::ThreatToPerson | C::AcuteDistress | C::SelfHarmRisk)
    }
}

text_forms! {
    /// The id of a ticket: one word, too short to tell anything.
    TicketRef ticket, Shape::Pattern("^[A-Za-z0-9][A-Za-z0-9#/_-]{1,39}$");
}

fn ticket(found: &str, node: &Node<'_>, _key: &str, log: &Log) -> Option<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '#' | '/' | '_' | '-');
    let is_id = (2..=40).contains(&found.len())
        && found.starts_with(|c: char| c.is_ascii_alphanumeric())
        && found.chars().all(is_part)
        && found.contains(|c: char| c.is_ascii_digit());
    if is_id {
        return Some(found.to_owned());
    }
    // What stands here may tell what happened: it is not repeated.
    let label = "expected an id of 2 to 40 letters, digits, #, /, _ and -, with a digit, such as INC-2031";
    let help = "write the id of the ticket that tells what happened; the book does not";
    values::bad_value(node, "what stands here is no id of a ticket", label, help, log)
}

/// Something that went wrong at a site, without a word of what was seen or who saw it: that stays in the ticket.
#[derive(Clone, Debug, Row)]
#[record(noun = "incident", path = "data/incidents/<file>.csv")]
pub struct Incident {
    /// The day on which it was reported.
    #[key(example = "2026-11-09")]
    pub reported_on: At<Date>,
    /// Where it happened.
    #[key(example = "acme-porto")]
    pub site: At<SiteId>,
    /// How grave it is.
    #[key(example = "high")]
    pub severity: At<IncidentSeverity>,
    /// What kind of incident it is; what befell one person is counted in `data/incident-counts`.
    #[key(example = "tooling-failure")]
    pub category: At<IncidentCategory>,
    /// The day of the first response; empty: nobody has responded.
    #[key(example = "2026-11-09")]
    pub responded_on: Option<At<Date>>,
    /// Hours from the report to it, begun ones counted: no time of day stands in the book.
    #[key(example = "3", range = 0..=8784, when = "responded_on", only = "responded_on")]
    pub response_hours: Option<At<u32>>,
    /// The day on which it was closed; empty: it is open.
    #[key(example = "2026-11-13")]
    pub closed_on: Option<At<Date>>,
    /// Where it is told what happened: a ticket outside of the book.
    #[key(example = "INC-2031")]
    pub reference: At<TicketRef>,
    /// Whether the ticket describes harmful content: pages then say so before anybody opens it.
    #[key(example = "yes")]
    pub content_warning: Option<At<Warned>>,
    /// The remediation plan that answers it.
    #[key(example = "porto-accuracy")]
    pub plan: Option<At<PlanId>>,
    /// The risk that it belongs to.
    #[key(example = "porto-late-shift")]
    pub risk: Option<At<RiskId>>,
    pub place: Place,
}

/// Incidents of a month that befell single people, of a vendor and a category: how many, and how many of them were answered late.
#[derive(Clone, Debug, Row)]
#[record(noun = "incident count", path = "data/incident-counts/<file>.csv")]
pub struct IncidentCount {
    /// The month.
    #[key(example = "2026-10")]
    pub month: At<Month>,
    /// Whose people they are; no site, which would narrow it down.
    #[key(example = "acme")]
    pub vendor: At<VendorId>,
    /// Which kind.
    #[key(example = "self-harm-risk")]
    pub category: At<IncidentCategory>,
    /// How many; a count below the least that is told of wellness, other than 0, is `*`.
    #[key(example = "*")]
    pub count: At<Tallied>,
    /// Those of them that were answered later than their clock allows; likewise.
    #[key(example = "0")]
    pub late: At<Tallied>,
    pub place: Place,
}

/// What a register keeps of them.
#[derive(Clone, Debug, Default)]
pub struct Records {
    pub rows: Vec<Incident>,
    pub counts: Vec<IncidentCount>,
}

impl IncidentCount {
    /// What of it tells of fewer people than may be told of: a small count, or all but a few.
    pub fn told_of_few(&self, least: u32) -> Option<&At<Tallied>> {
        let is_small = |count: u32| (1..least).contains(&count);
        let small = [&self.count, &self.late].into_iter().find(|count| count.known().is_some_and(is_small));
        let rest = self.count.known().zip(self.late.known()).map(|(all, late)| all.saturating_sub(late));
        small.or_else(|| rest.filter(|rest| is_small(*rest)).map(|_| &self.late))
    }
}

impl Rowed for Incident {
    fn check(draft: &mut IncidentDraft, reader: &Reader<'_, '_, '_>, known: &Known<'_>) {
        let days = [("reported_on", draft.reported_on.as_ref()), ("closed_on", draft.closed_on.as_ref())];
        for (name, day) in days {
            let future = day.and_then(|day| known.today.future(name, **day, day.place.clone()));
            if let Some(wrong) = future {
                reader.log().push(wrong);
                reader.refuse();
            }
        }
        if let Some(category) = draft.category.as_ref().filter(|category| category.is_of_people()) {
            let message = format!("an incident of the kind `{}` is told by itself", category.word());
            let label = "what befell one person is counted by month and vendor";
            let help = "take the row out, and count it in data/incident-counts";
            reader.bad_value(category, message, label, help);
            reader.refuse();
        }
        reader.in_order("reported_on", "closed_on");
        reader.in_order("reported_on", "responded_on");
        let (Some(reported), Some(responded), Some(hours)) =
            (&draft.reported_on, &draft.responded_on, &draft.response_hours)
        else {
            return;
        };
        // Days are whole and hours are not: from one day to the next it may be 1 to 48 hours.
        let days = i64::from(days_between(**reported, **responded));
        let (least, most) = ((days - 1).max(0) * 24, (days + 1) * 24);
        if days >= 0 && !(least..=most).contains(&i64::from(**hours)) {
            let message = format!(
                "{} do not fit between {} and {}",
                plural(**hours as usize, "hour"),
                **reported,
                **responded
            );
            let label = format!("expected {least} to {most}");
            reader.bad_value(hours, message, label, "correct the hours, or one of the two days");
            reader.refuse();
        }
    }

    fn across(rows: &mut [Self], _: &Known<'_>) -> Vec<Diagnostic> {
        let mut seen = BTreeSet::new();
        let twice = rows.iter().filter(|row| !seen.insert(row.reference.as_str()));
        let told = |row: &Incident| {
            let message = format!("incident `{}` stands here twice", row.reference.value);
            Diagnostic::new(&codes::BAD_VALUE, row.reference.place.clone(), message)
                .label("an earlier row has the same reference")
                .help("keep one row of each incident")
        };
        twice.map(told).collect()
    }
}

impl Rowed for IncidentCount {
    fn check(draft: &mut IncidentCountDraft, reader: &Reader<'_, '_, '_>, _: &Known<'_>) {
        if let Some(category) = draft.category.as_ref().filter(|category| !category.is_of_people()) {
            let message = format!("incidents of the kind `{}` are counted", category.word());
            let label = "what befell no single person is told one by one";
            reader.bad_value(category, message, label, "write a row of data/incidents for each of them");
            reader.refuse();
        }
        let (Some(count), Some(late)) = (&draft.count, &draft.late) else { return };
        if let (Tallied::Known(all), Tallied::Known(some)) = (**count, **late)
            && some > all
        {
            let message = format!("{some} is more than the {all} of which it is a part");
            reader.bad_value(late, message, format!("expected {all} or less"), "count the month again");
            reader.refuse();
        }
    }

    fn across(rows: &mut [Self], _: &Known<'_>) -> Vec<Diagnostic> {
        let mut seen = BTreeSet::new();
        let key = |row: &IncidentCount| (*row.month, row.vendor.value.clone(), *row.category);
        let twice = rows.iter().filter(|row| !seen.insert(key(row)));
        let told = |row: &IncidentCount| {
            let message = format!("{} of `{}` is counted twice", **row.month, row.vendor.value);
            Diagnostic::new(&codes::TALLY_TWICE, row.month.place.clone(), message)
                .label("an earlier row has month, vendor and category")
                .help("keep one of the two counts")
        };
        twice.map(told).collect()
    }
}

impl Registered for Records {
    fn folders() -> Vec<Folder> {
        vec![Folder::of(Incident::PATH), Folder::of(IncidentCount::PATH)]
    }

    fn tables() -> Vec<Table> {
        vec![Incident::table(), IncidentCount::table()]
    }

    fn read(reading: &mut Reading<'_>, known: &Known<'_>) -> Self {
        Records { rows: Registered::read(reading, known), counts: Registered::read(reading, known) }
    }

    fn close(&mut self, existing: &mut Existing) {
        self.rows.close(existing);
        self.counts.close(existing);
    }
}
