//! Tables of accounts, permissions and permission issues, and of how the registers were counted.

use std::collections::BTreeSet;

use crate::kit::diag::plural;
use crate::kit::id::QueueId;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::picture::exempt::Exempt;
use crate::subject::access::figures::{Place, Where};
use crate::subject::access::page::told::Teller;
use crate::subject::access::record::{AccessMeasure, AccessRegister, RegisterTally};
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::Inline;
use crate::subject::wording::names;

type CellOf = fn(&mut Teller<'_, '_, '_>, Where<'_>) -> Cell;

/// By site and project, those with something to remove first.
pub fn accounts(context: &PageContext<'_>, of: Where<'_>, evidence: &mut Evidence<'_>) -> Table {
    let report = context.report;
    let counts = &report.register.access.counts;
    let places = report.access.places(counts, AccessRegister::Accounts);
    let is_of = |(vendor, site, project): &Place<'_>| {
        of.vendor.is_none_or(|id| id == *vendor)
            && of.site.is_none_or(|id| id == *site)
            && of.project.is_none_or(|id| id == *project)
    };
    let overdue = |place: &Place<'_>| {
        let sum = report.access.sum(counts, AccessMeasure::Overdue, at(place));
        sum.map_or(0, |sum| sum.count.unwrap_or(1))
    };
    let mut places: Vec<Place<'_>> = places.into_iter().filter(is_of).collect();
    places.sort_by_key(|place| std::cmp::Reverse(overdue(place)));
    let column = |cell: CellOf| {
        move |place: &Place<'_>, evidence: &mut Evidence<'_>| {
            cell(&mut Teller { context, evidence }, at(place))
        }
    };
    Columns::over(places, evidence)
        .column("Site", "", |(vendor, site, project), _| {
            let under = project.map(|id| names::project(context, id));
            Cell::head(names::party(context, vendor, Some(site))).under(under.into_iter().collect::<Vec<_>>())
        })
        .column("Active", "num", column(|teller, of| teller.cell(AccessMeasure::Active, of)))
        .column(
            "Usable",
            "num",
            column(|teller, of| teller.share_cell(AccessMeasure::Usable, AccessMeasure::Active, of)),
        )
        .column("To remove", "num", column(|teller, of| teller.cell(AccessMeasure::Overdue, of)))
        .column("Over a week", "num", column(|teller, of| teller.cell(AccessMeasure::OverdueWeek, of)))
        .column("Removed in a day", "num", column(|teller, of| teller.removed_cell(of)))
        .column("Dormant", "num", column(|teller, of| teller.cell(AccessMeasure::Dormant, of)))
        .column("Never used", "num", column(|teller, of| teller.cell(AccessMeasure::NeverUsed, of)))
        .column("To recertify", "num", column(|teller, of| teller.cell(AccessMeasure::ReviewDue, of)))
        .column("No approver", "num", column(|teller, of| teller.cell(AccessMeasure::Unapproved, of)))
        .column("People", "num", column(|teller, of| teller.cell(AccessMeasure::People, of)))
        .table("accounts", "Accounts by site and project")
        .empty("No register of accounts is counted.", "")
}

fn at<'p>((vendor, site, project): &Place<'p>) -> Where<'p> {
    Where { vendor: Some(vendor), site: Some(site), project: Some(*project), ..Where::default() }
}

/// By queue and role: what is allowed against what is there; of one queue alone where it is named.
pub fn permissions(context: &PageContext<'_>, only: Option<&QueueId>, evidence: &mut Evidence<'_>) -> Table {
    let report = context.report;
    let counts = &report.register.access.counts;
    let rows = report.access.rows(counts, AccessRegister::Grants);
    let rows = rows.filter(move |row| only.is_none() || row.queue.as_deref() == only);
    let pairs: BTreeSet<_> = rows.map(|row| (row.queue.as_deref(), row.role.as_deref())).collect();
    type Pair<'p> = (Option<&'p QueueId>, Option<&'p crate::kit::id::AccessRoleId>);
    let column = |measure: AccessMeasure| {
        move |(queue, role): &Pair<'_>, evidence: &mut Evidence<'_>| {
            let of = Where { queue: Some(*queue), role: Some(*role), ..Where::default() };
            Teller { context, evidence }.cell(measure, of)
        }
    };
    Columns::over(pairs, evidence)
        .column("Queue", "", |(queue, _), _| match queue {
            Some(id) => Cell::head(names::queue(context, id)),
            None => Cell::head(Inline::quiet("no queue")),
        })
        .column("Role", "", |(_, role), _| match role {
            Some(id) => {
                let role = context.report.register.access_roles.get(*id);
                let title = role.map_or_else(|| id.to_string(), |role| role.title.value.clone());
                Inline::words(title).because(Exempt::Name).into()
            }
            None => Inline::quiet("no role").into(),
        })
        .column("Held", "num", column(AccessMeasure::Held))
        .column("Allowed", "num", column(AccessMeasure::Allowed))
        .column("Missing", "num", column(AccessMeasure::Missing))
        .column("Outside of the role", "num", column(AccessMeasure::Extra))
        .column("Other language", "num", column(AccessMeasure::OtherLanguage))
        .column("Expired", "num", column(AccessMeasure::Expired))
        .column("No approver", "num", column(AccessMeasure::GrantUnapproved))
        .column("Not kept apart", "num", column(AccessMeasure::NotApart))
        .table("permissions", "Permissions by queue and role")
        .empty("No register of permissions is counted.", "")
}

/// By site and queue, those that block most people first.
pub fn issues(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Table {
    let report = context.report;
    let counts = &report.register.access.counts;
    let rows = report.access.rows(counts, AccessRegister::Tickets);
    let places: BTreeSet<_> = rows.map(|row| (&*row.vendor, &*row.site, row.queue.as_deref())).collect();
    type Spot<'p> = (&'p crate::kit::id::VendorId, &'p crate::kit::id::SiteId, Option<&'p QueueId>);
    fn of<'p>((vendor, site, queue): &Spot<'p>) -> Where<'p> {
        Where { vendor: Some(vendor), site: Some(site), queue: Some(*queue), ..Where::default() }
    }
    let blocked = |spot: &Spot<'_>| {
        let sum = report.access.sum(counts, AccessMeasure::Blocked, of(spot));
        sum.map_or(0, |sum| sum.count.unwrap_or(1))
    };
    let mut places: Vec<Spot<'_>> = places.into_iter().collect();
    places.sort_by_key(|spot| std::cmp::Reverse(blocked(spot)));
    let column = |measure: AccessMeasure| {
        move |spot: &Spot<'_>, evidence: &mut Evidence<'_>| {
            Teller { context, evidence }.cell(measure, of(spot))
        }
    };
    let pace = report.register.settings.access_policy().pace_metric;
    let table = Columns::over(places, evidence)
        .column("Site", "", |(vendor, site, queue), _| {
            let under = queue.map(|id| names::queue(context, id));
            Cell::head(names::party(context, vendor, Some(site))).under(under.into_iter().collect::<Vec<_>>())
        })
        .column("People blocked", "num", column(AccessMeasure::Blocked))
        .column("Open", "num", column(AccessMeasure::Open))
        .column("Over a week", "num", column(AccessMeasure::OpenWeek))
        .column("Opened", "num", column(AccessMeasure::Opened))
        .column("Closed", "num", column(AccessMeasure::Closed))
        .column("Hours lost", "num", column(AccessMeasure::HoursLost));
    let table = match &pace {
        None => table,
        Some(metric) => table.column("Units lost, about", "num", move |spot, evidence| {
            Teller { context, evidence }.lost_cell(metric, of(spot))
        }),
    };
    table
        .table("permission-issues", "Permission issues by site and queue")
        .empty("No register of permission issues is counted.", "")
}

/// What is counted of trouble: more of it is worse.
const TROUBLE: [AccessMeasure; 15] = [
    AccessMeasure::Overdue,
    AccessMeasure::OverdueWeek,
    AccessMeasure::Dormant,
    AccessMeasure::NeverUsed,
    AccessMeasure::ReviewDue,
    AccessMeasure::Unapproved,
    AccessMeasure::Extra,
    AccessMeasure::OtherLanguage,
    AccessMeasure::Missing,
    AccessMeasure::Expired,
    AccessMeasure::GrantUnapproved,
    AccessMeasure::NotApart,
    AccessMeasure::Open,
    AccessMeasure::Blocked,
    AccessMeasure::HoursLost,
];

/// What changed between the last two exports: a row a measure of trouble that is not what it was.
pub fn changes(context: &PageContext<'_>, of: Where<'_>, evidence: &mut Evidence<'_>) -> Table {
    let report = context.report;
    let counts = &report.register.access.counts;
    let compared = TROUBLE.into_iter().filter_map(|measure| report.access.compared(counts, measure, of));
    let changed = compared.filter(|(then, now)| then.count != now.count);
    let nothing = match is_compared(context, of) {
        true => "Nothing changed between the last two exports.",
        false => "There is no earlier export to compare with.",
    };
    Columns::over(changed, evidence)
        .column("What is counted", "", |(_, now), _| Cell::head(now.measure.label()))
        .column("Register", "", |(_, now), _| now.measure.register().label().into())
        .column("Former export", "num", |(then, _), evidence| {
            Teller { context, evidence }.sum_cell(then, "access-former", of)
        })
        .column("Newest export", "num", |(_, now), evidence| {
            Teller { context, evidence }.sum_cell(now, "access-newest", of)
        })
        .column("Which way", "", |(then, now), _| match then.count.zip(now.count) {
            Some((then, now)) if now < then => "Better".into(),
            Some(_) => "Worse".into(),
            None => Cell::dash(),
        })
        .table("access-changes", "What changed between the last two exports")
        .empty(nothing, "")
}

/// Whether any register in question was exported twice.
pub fn is_compared(context: &PageContext<'_>, of: Where<'_>) -> bool {
    let access = &context.report.access;
    access.former.iter().any(|export| of.vendor.is_none_or(|id| export.vendor == *id))
}

/// Of which day each register is, and how it was counted.
pub fn exports(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Table {
    Columns::over(&context.report.access.exports, evidence)
        .column("Vendor", "", |export, _| Cell::head(names::vendor(context, &export.vendor)))
        .column("Register", "", |export, _| export.register.label().into())
        .column("As of the export of", "tight", |export, evidence| {
            let own = tally(context, export.rows.first().copied()).filter(|_| export.age_days > 0);
            let age = own.map(|tally| {
                let days = plural(export.age_days.unsigned_abs() as usize, "day");
                let number = evidence.days(export.age_days.into(), [("as-of", &tally.as_of)], []);
                Inline::part_of(number, &format!("{days} before the report"))
            });
            Cell::day(export.as_of).under(age.into_iter().collect::<Vec<_>>())
        })
        .column("Rows counted", "num", |export, evidence| {
            let Some(tally) = tally(context, export.rows.first().copied()) else { return Cell::dash() };
            let value = Quotient::from(Decimal::from_int((*tally.rows).into()));
            let shown = value.show(0);
            let written = evidence.written(
                "rows",
                Decimal::from_int((*tally.rows).into()),
                Some(&tally.rows.place),
                shown,
            );
            Cell::from(written)
        })
        .column("Source", "", |export, _| match tally(context, export.rows.first().copied()) {
            Some(tally) => {
                let hash =
                    tally.keyed_hash.as_ref().map(|hash| hash.as_str().chars().take(12).collect::<String>());
                let hash = hash.map_or(Inline::quiet("no hash kept"), |hash| {
                    Inline::words(format!("keyed hash {hash}…")).because(Exempt::Name)
                });
                Cell::new(names::place(context, &tally.place)).under([hash])
            }
            None => Cell::dash(),
        })
        .table("exports", "Registers and when they were exported")
        .empty("No register is counted.", "")
}

/// The record of how the export was counted of which a row is.
fn tally<'c>(context: &PageContext<'c>, row: Option<usize>) -> Option<&'c RegisterTally> {
    let access = &context.report.register.access;
    let stem = access.counts.get(row?)?.place.path.stem();
    access.tallies.get(stem)
}
