//! The members of a group in one and the same window, the worst first.

use crate::core::contract::record::Window;
use crate::core::rollup::Subject;
use crate::kit::id::ProjectId;
use crate::kit::period::Period;
use crate::subject::block::Offered;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::executive::Gravity;
use crate::subject::group::figures::Group;
use crate::subject::group::figures::results::{Results, year_before};
use crate::subject::group::page::link;
use crate::subject::group::page::told::{Told, called, change, met, unmeasured};
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::Inline;
use crate::subject::wording::names;
use crate::subject::wording::phrase::capital;

/// Members that have a row; the pages of vendors and sites list all.
const MOST: usize = 50;

/// A group as a row of another.
pub struct MemberRow {
    pub group: Group,
    pub results: Results,
}

/// Vendors and sites, or the projects of a group of projects.
pub fn block(context: &PageContext<'_>, told: &Told<'_>, evidence: &mut Evidence<'_>) -> Option<Offered> {
    let (window, period) = told.results.leading()?;
    let all = members(context, told);
    let left = all.len().saturating_sub(MOST);
    let rows = all.into_iter().take(MOST).map(|group| {
        let results = Told::counts(context.report, &group);
        MemberRow { group, results }
    });
    let rows: Vec<MemberRow> = rows.collect();
    if rows.is_empty() {
        return None;
    }
    let mut note = vec![called(period, format!("{}, the worst first.", capital(&period.label())))];
    note.extend(
        (left > 0)
            .then(|| Inline::literal(" Only the worst are listed; the pages of vendors and sites have all.")),
    );
    let table = table(context, (window, period), rows, ("members", "Service levels met"), evidence);
    Some(Offered { id: "members", heading: "Who is in it", note, table })
}

fn members(context: &PageContext<'_>, told: &Told<'_>) -> Vec<Group> {
    if let Some(projects) = &told.members.projects {
        let mut own: Vec<&ProjectId> = projects.iter().collect();
        own.sort_by_cached_key(|id| std::cmp::Reverse(gravity(context, &Group::Project((*id).clone()))));
        return own.into_iter().cloned().map(Group::Project).collect();
    }
    let vendors = told.members.vendors.iter().cloned().map(Subject::Vendor);
    let sites = told.members.sites.iter().cloned().map(Subject::Site);
    let mut all: Vec<Subject> = vendors.chain(sites).collect();
    all.sort_by(|one, other| context.report.executive.worst_first(one, other));
    let group = |subject| match subject {
        Subject::Vendor(id) => Group::Vendor(id),
        Subject::Site(id) => Group::Site(id),
    };
    all.into_iter().map(group).collect()
}

/// How grave the results of a group are, all together.
pub fn gravity(context: &PageContext<'_>, group: &Group) -> Gravity {
    let members = group.members(context.report.register);
    let vendors = members.vendors.into_iter().map(Subject::Vendor);
    let subjects = vendors.chain(members.sites.into_iter().map(Subject::Site));
    let of = |subject: Subject| context.report.executive.gravity.get(&subject).cloned();
    subjects.filter_map(of).fold(Gravity::none(), Gravity::and)
}

/// Groups as rows, in one and the same window.
pub fn table(
    context: &PageContext<'_>,
    (window, period): (Window, Period),
    rows: Vec<MemberRow>,
    (name, caption): (&'static str, &'static str),
    evidence: &mut Evidence<'_>,
) -> Table {
    let counted: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let count = row.results.count(window, period).cloned();
            let figure = count.as_ref().map(|count| met(&row.group, (window, period), count, evidence));
            (row, figure.zip(count))
        })
        .collect();
    let against = |row: &MemberRow, other: Option<Period>, evidence: &mut Evidence<'_>| {
        let Some(other) = other else { return Cell::dash() };
        let changed = row.results.change(window, other, period);
        let said = change(&row.group, window, (other, period), changed, evidence);
        let key = i64::try_from(changed.better).unwrap_or(0) - i64::try_from(changed.worse).unwrap_or(0);
        said.map_or_else(Cell::dash, |said| Cell::new(Inline::marked(said)).key(key))
    };
    Columns::over(counted, evidence)
        .column("Name", "", |(row, _), _| {
            let (name, more) = named(context, &row.group);
            Cell::head(name).under(more)
        })
        .column("Met", "num", |(_, own), _| {
            let Some((figure, count)) = own else { return Cell::dash() };
            let share = (count.met.len() * 1_000_000).checked_div(count.judged()).unwrap_or(0);
            let line = match count.judged() {
                0 => Inline::quiet("none judged"),
                _ => figure.into(),
            };
            let below: Vec<Inline> = unmeasured(count, figure).map(Inline::marked).into_iter().collect();
            Cell::new(line).under(below).key(share)
        })
        .column("Against the one before", "", |(row, _), evidence| {
            against(row, Some(period.previous()), evidence)
        })
        .column("Against the year before", "", |(row, _), evidence| {
            against(row, year_before(period), evidence)
        })
        .table(name, caption)
}

/// A group as a link to its page, and whose it is.
fn named(context: &PageContext<'_>, group: &Group) -> (Inline, Vec<Inline>) {
    let register = context.report.register;
    match group {
        Group::Vendor(id) => (names::vendor(context, id), Vec::new()),
        Group::Site(id) => {
            let vendor = register.sites.get(id).map(|site| names::vendor(context, &site.vendor));
            (names::site(context, id), vendor.into_iter().collect())
        }
        Group::Project(id) => (names::project(context, id), Vec::new()),
        _ => (link(context, group), Vec::new()),
    }
}
