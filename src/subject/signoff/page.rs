//! Signed periods: who stands for which figures, whether they still are what was signed, and why they changed.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::kit::diag::plural;
use crate::kit::id::PersonId;
use crate::kit::number::{Decimal, group_thousands};
use crate::kit::numbered::FigureNumber;
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::{At, RepoPath};
use crate::subject::evidence::cite::whole;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::{Document, Evidence};
use crate::subject::route::Route;
use crate::subject::shell::{Page, PageContext, Shown};
use crate::subject::signoff::address::SignoffPage;
use crate::subject::signoff::figures::{Covered, SignedPeriod, Signer, signer_name};
use crate::subject::signoff::record::Signoff;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Html, Inline, Line, spaced};
use crate::subject::wording::{names, phrase};

pub use crate::subject::absent::page::offered;

/// Its pages.
pub fn pages(_: &PageContext<'_>) -> Vec<SignoffPage> {
    vec![SignoffPage::All]
}

/// A page of it; `None` where the record is not there.
pub fn shown(context: &PageContext<'_>, route: &Route, address: &SignoffPage) -> Option<Page<Shown>> {
    Some(match address {
        SignoffPage::All => {
            let (view, evidence) = view(context, route);
            Page::new("Signed periods", view, evidence).shown("signoffs.html")
        }
    })
}

/// `templates/signoffs.html`.
#[derive(Serialize)]
pub struct SignoffsView {
    lede: Html,
    periods: Table,
    restatements: Table,
    files: Table,
}

pub fn view(context: &PageContext<'_>, route: &Route) -> (SignoffsView, Option<Document>) {
    let mut evidence = Evidence::new(context, route);
    let signed = &context.report.signoffs;
    let note = if signed.recorded {
        "Signed are the rows of metrics, the terms and the relief of all vendors; money, plans, meetings and other records are not. Verified: the commit that added the file is signed with a key that the book names for that person. Claimed: nothing proves the name."
    } else {
        "There is no git history here, so names are claims, and nothing shows whether a file was changed after it was recorded."
    };
    let states = signed.periods.iter().rev();
    let told: Vec<(&Signoff, &SignedPeriod)> = states
        .filter_map(|(period, state)| Some((context.report.register.signoffs.get(period)?, state)))
        .collect();
    let periods = Columns::over(&told, &mut evidence)
        .anchored(|(signoff, _)| signoff.period.stem())
        .column("Period", "", |(signoff, _), _| period_cell(signoff.period))
        .column("Signed off by", "", |(signoff, state), _| by(context, (&signoff.signed_by, signoff.in_place_of.as_ref()), &state.signer))
        .column("On", "tight", |(signoff, _), _| Cell::day(*signoff.on))
        .column("Covers", "", |(signoff, state), evidence| covers(signoff.period, state, evidence))
        .column("Holds?", "", |(signoff, state), evidence| holds(signoff, state, evidence))
        .table("signed-periods", "Signed periods, latest first")
        .titled()
        .note(note)
        .empty(
            "No period has been signed off.",
            "`scorebook signoff 2026-W46 --by PERSON` signs a week that has ended, `2026-10` a month, `2026-Q3` a quarter.",
        );
    let restatements = restatements(context, &told);
    let files = files(context, &told, &mut evidence);
    let lede = lede(context, &mut evidence);
    (SignoffsView { lede, periods, restatements, files }, Some(evidence.finish()))
}

fn lede(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Html {
    let periods = &context.report.signoffs.periods;
    let broken = periods.values().filter(|state| !state.holds()).count();
    let signed = periods.keys().filter_map(|period| context.report.register.signoffs.get(period));
    let said = phrase::sentences(&[phrase::are(periods.len(), "period", "signed off")]);
    let mut lede = evidence.told(&["periods-signed"], signed.map(|signoff| &signoff.place), &said);
    if broken > 0 {
        // The table below marks each of them.
        let said = format!(" {broken} no longer as it was signed.");
        lede = lede.then(Html::exempt(Exempt::Rows, &said));
    }
    let week = context.report.period;
    if !periods.contains_key(&week) {
        let said = phrase::sentences(&[format!("{} is not signed off yet", week.label())]);
        lede = lede.then(" ").then(Html::dated(&said));
    }
    lede
}

/// The figure of how often signed figures of the period were restated.
fn restated(signoff: &Signoff, state: &SignedPeriod, evidence: &mut Evidence<'_>) -> Option<FigureNumber> {
    let places = state.changes(signoff).map(|restatement| &restatement.place);
    evidence.count(&["period-restatements", &signoff.period.to_string()], places).number
}

fn period_cell(period: Period) -> Cell {
    Cell::head(Inline::dated(phrase::capital(&period.label())))
        .under(Inline::dated(period.to_string()))
        .key(period)
}

fn by(
    context: &PageContext<'_>,
    (person, in_place_of): (&PersonId, Option<&At<PersonId>>),
    signer: &Signer,
) -> Cell {
    let marked = |mark: Inline| {
        let mut line = names::approver(context, person, in_place_of);
        line.extend([Inline::literal(" "), mark]);
        line
    };
    match signer {
        Signer::Verified { key } => {
            Cell::new(marked(Inline::mark("met", "verified"))).under(Inline::place(key.clone(), None))
        }
        Signer::Claimed(why) => Cell::new(marked(Inline::mark("none", "claimed"))).under(*why),
    }
}

fn covers(period: Period, state: &SignedPeriod, evidence: &mut Evidence<'_>) -> Cell {
    let covered = &state.covered;
    let rows = group_thousands(&covered.rows.len().to_string());
    let rows = if covered.rows.len() == 1 { plural(1, "row") } else { format!("{rows} rows") };
    let mut under = vec![format!("terms of {}", plural(covered.contracts, "contract"))];
    if covered.relief > 0 {
        under.push(plural(covered.relief, "relief event"));
    }
    if covered.provisional > 0 {
        under.push(format!("{} provisional", covered.provisional));
    }
    let number = rows_told(&[&period.to_string()], covered.rows.iter().copied(), Some(covered), evidence);
    Cell::new(Inline::words(rows).of(number))
        .under(Inline::words(under.join(", ")).of(number))
        .key(covered.rows.len())
}

/// The figure that counts the rows of a period, or of one file of it, and what else was signed with them.
fn rows_told(
    of: &[&str],
    rows: impl Iterator<Item = usize>,
    covered: Option<&Covered>,
    evidence: &mut Evidence<'_>,
) -> FigureNumber {
    let rows: Vec<u32> = rows.filter_map(|at| u32::try_from(at).ok()).collect();
    let value = whole(rows.len());
    let mut entry = evidence.figure(&value.show(0), value, "signed-rows").note("signed", of).rows(&rows);
    if let Some(covered) = covered {
        entry = entry
            .whole("contracts", covered.contracts as u64)
            .whole("events", covered.relief as u64)
            .whole("provisional", covered.provisional as u64);
    }
    entry.done()
}

fn holds(signoff: &Signoff, state: &SignedPeriod, evidence: &mut Evidence<'_>) -> Cell {
    let hash = Inline::place(format!("{:.12}", state.covered.hash), None);
    let mark = match (state.holds(), state.changes(signoff).count()) {
        (true, 0) if signoff.restatements.is_empty() => Inline::mark("met", "as signed"),
        (true, 0) => Inline::mark("met", "as signed, confirmed since"),
        (true, count) => Inline::mark("running", format!("restated {}", times(count)))
            .of(restated(signoff, state, evidence)),
        (false, _) => Inline::mark("missed", "changed without a reason"),
    };
    Cell::new(mark).under(hash)
}

fn times(count: usize) -> String {
    if count == 1 { "once".to_owned() } else { plural(count, "time") }
}

/// Of each period the latest first.
fn restatements(context: &PageContext<'_>, told: &[(&Signoff, &SignedPeriod)]) -> Table {
    let restated = told.iter().flat_map(|(signoff, state)| {
        let both = signoff.restatements.iter().zip(&state.approvers).rev();
        both.map(|(restatement, approval)| (signoff.period, restatement, approval))
    });
    Columns::over(restated, &mut ())
        .column("Period", "", |(period, ..), _| period_cell(*period))
        .column("No.", "num", |(_, restatement, _), _| {
            Inline::words(restatement.number.to_string()).because(Exempt::Name).into()
        })
        .column("Reason", "", |(_, restatement, approval), _| {
            let reason = Inline::words(restatement.reason.clone()).because(Exempt::Quoted);
            let confirms = approval.is_confirmation.then(|| Inline::mark("met", "no figure changed"));
            Cell::new(spaced(std::iter::once(reason).chain(confirms)))
                .under(names::place(context, &restatement.place))
        })
        .column("Approved by", "", |(_, restatement, approval), _| match approval.own {
            None => {
                let who = (&*restatement.approved_by, restatement.in_place_of.as_ref());
                by(context, who, &approval.signer)
            }
            // A later one by somebody else has taken its place: otherwise there is no site.
            Some(_) => Cell::new(spaced([
                names::person(context, &restatement.approved_by),
                Inline::mark("missed", "refused"),
            ]))
            .under("made the change; approved again since"),
        })
        .column("On", "tight", |(_, restatement, _), _| Cell::day(*restatement.on))
        .table("signed-restatements", "Why signed figures changed")
        .titled()
        .empty(
            "No signed figure has changed.",
            "A change of a signed period needs a reason and another person's approval.",
        )
}

/// Each metric file that was signed or has rows of a period now.
fn files(
    context: &PageContext<'_>,
    told: &[(&Signoff, &SignedPeriod)],
    evidence: &mut Evidence<'_>,
) -> Table {
    let all = &context.report.register.measurements;
    let file_of = |at: &usize| all.files.get(all.rows.get(*at)?.file as usize);
    let files = told.iter().flat_map(|(signoff, state)| {
        let signed = signoff.covered.iter().map(|file| &*file.path);
        let paths: BTreeSet<&RepoPath> = signed.chain(state.covered.files.keys()).collect();
        paths.into_iter().map(|path| (*signoff, *state, path))
    });
    Columns::over(files, evidence)
        .column("Period", "", |(signoff, ..), _| period_cell(signoff.period))
        .column("Metric file", "", |(.., path), _| Inline::place(path.to_string(), None).into())
        .column("Rows signed", "num", |(signoff, _, path), evidence| {
            let covered = signoff.covered.iter().find(|file| *file.path == **path);
            let signed = covered.map_or(0, |file| *file.rows);
            let rows = ("rows", Decimal::from_int(signed.into()), covered.map(|file| &file.rows.place));
            Inline::words(signed.to_string()).of(evidence.quoted(&[], [rows])).into()
        })
        .column("Rows now", "num", |(signoff, state, path), evidence| {
            let here = state.covered.rows.iter().copied().filter(|at| file_of(at) == Some(path));
            let now = state.covered.files.get(*path).copied().unwrap_or(0);
            let told = rows_told(&[&signoff.period.to_string(), path.as_str()], here, None, evidence);
            Inline::words(now.to_string()).of(told).into()
        })
        .table("signed-files", "Rows that were signed")
        .titled()
        .empty("No rows have been signed.", "")
}

/// `Signed off by Ada North (claimed) on 18 November 2026.`, linked; quietly otherwise, when it was not.
pub fn mark(context: &PageContext<'_>, period: Period, evidence: &mut Evidence<'_>) -> Vec<Inline> {
    let Some(state) = context.report.signoffs.periods.get(&period) else {
        return Line::from(Inline::quiet("Not signed off.")).0;
    };
    let Some(signoff) = context.report.register.signoffs.get(&period) else { return Vec::new() };
    let name = signer_name(context.report.register, signoff);
    let said = format!("Signed off by {name} ({}) on {}", state.signer.word(), phrase::day(*signoff.on));
    let link = |said: String| Inline::anchor(&Route::Signoff(SignoffPage::All), &period.stem(), said);
    let link = match (state.holds(), state.changes(signoff).count()) {
        (false, _) => link(said + "; changed since without a reason").dated(),
        (true, 0) if signoff.restatements.is_empty() => link(said).dated(),
        (true, 0) => link(said + "; confirmed since").dated(),
        (true, count) => {
            link(format!("{said}; restated {} since", times(count))).of(restated(signoff, state, evidence))
        }
    };
    vec![link, Inline::literal(".")]
}
