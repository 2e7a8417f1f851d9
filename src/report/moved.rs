//! Records that were renamed keep their old address: a page there leads to the new one.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::core::rollup::Subject;
use crate::kit::id::{
    AuditId, ContractId, InitiativeId, PlanId, ProjectId, SiteId, SopId, VendorId, is_valid_id,
};
use crate::kit::record::layout::{Kind, Stem, classify};
use crate::kit::source::Recorded;
use crate::subject::register::folders;
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page};

/// `templates/moved.html`.
#[derive(Serialize)]
pub struct MovedView {
    to: Link,
}

/// The old address of each record that git saw renamed, with the page it leads to. None where another record has the address now,
/// or where the record itself is gone.
pub fn moved(recorded: &Recorded, pages: &[Route]) -> Vec<Route> {
    let there: BTreeSet<&Route> = pages.iter().collect();
    let mut moved: BTreeMap<Route, Route> = BTreeMap::new();
    for (path, file) in &recorded.files {
        if file.renamed_to.is_none() {
            continue;
        }
        let (Some(from), Some(to)) = (address(path), address(last_name(recorded, path))) else { continue };
        if there.contains(&from) || !there.contains(&to) {
            continue;
        }
        let below = pages.iter().filter_map(|page| Some((below(&from, &to, page)?, page.clone())));
        moved.extend(below.filter(|(from, _)| !there.contains(from)));
        moved.insert(from, to);
    }
    moved.into_iter().map(|(from, to)| Route::Moved(Box::new(from), Box::new(to))).collect()
}

/// The former address of a page below the page of a record that was renamed; `None` for other pages.
fn below(from: &Route, to: &Route, page: &Route) -> Option<Route> {
    Some(match (from, to, page) {
        (Route::Contract(from), Route::Contract(to), Route::Credits(of)) if of == to => {
            Route::Credits(from.clone())
        }
        (Route::Site(from), Route::Site(to), Route::SitePeriod(of, period)) if of == to => {
            Route::SitePeriod(from.clone(), *period)
        }
        (Route::Site(from), Route::Site(to), Route::Metric(Subject::Site(of), metric)) if of == to => {
            Route::Metric(Subject::Site(from.clone()), metric.clone())
        }
        (Route::Vendor(from), Route::Vendor(to), Route::Metric(Subject::Vendor(of), metric)) if of == to => {
            Route::Metric(Subject::Vendor(from.clone()), metric.clone())
        }
        (Route::Sop(from), Route::Sop(to), Route::SopChange(of, one, other)) if of == to => {
            Route::SopChange(from.clone(), *one, *other)
        }
        _ => return None,
    })
}

/// The path at the end of the renames; a ring of renames ends where it began.
fn last_name<'r>(recorded: &'r Recorded, path: &'r str) -> &'r str {
    let mut at = path;
    for _ in 0..recorded.files.len() {
        match recorded.files.get(at).and_then(|file| file.renamed_to.as_deref()) {
            Some(next) => at = next,
            None => break,
        }
    }
    at
}

/// The page of the record that a path holds, whether it is there or not.
fn address(path: &str) -> Option<Route> {
    let kind = classify(path, &folders())?;
    kind.id().is_some_and(is_valid_id).then(|| own_page(&kind)).flatten()
}

/// The page that the record of a file has for itself; `None` where it stands on pages of others.
fn own_page(kind: &Kind) -> Option<Route> {
    Some(match kind {
        Kind::Site(id) => Route::Site(SiteId::new(id)),
        Kind::Vendor(id) => Route::Vendor(VendorId::new(id)),
        Kind::Project(id) => Route::Project(ProjectId::new(id)),
        Kind::Contract(id) => Route::Contract(ContractId::new(id)),
        Kind::Record(folder, Stem::Id(id)) => match folder.name {
            "sops" => Route::Sop(SopId::new(id)),
            "plans" => Route::Plan(PlanId::new(id)),
            "audits" => Route::SopAudit(AuditId::new(id)),
            "initiatives" => Route::Initiative(InitiativeId::new(id)),
            _ => return None,
        },
        Kind::Record(..) | Kind::Book | Kind::Metrics | Kind::Rebases | Kind::Rows(_) => return None,
        Kind::Amendment(..) | Kind::Relief(_) => return None,
    })
}

pub fn page(to: &Route, label: String) -> Page<MovedView> {
    let to = Link::to(to, label);
    Page {
        title: "This page has moved".to_owned(),
        above: Vec::new(),
        view: MovedView { to },
        evidence: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::source::FileRecord;

    #[test]
    fn an_old_address_leads_to_the_new_one_unless_somebody_lives_there() {
        let mut recorded = Recorded::default();
        let mut renamed = |from: &str, to: &str| {
            let file = FileRecord { renamed_to: Some(to.to_owned()), ..FileRecord::default() };
            recorded.files.insert(from.to_owned(), file);
        };
        renamed("data/sops/first.md", "data/sops/second.md");
        renamed("data/sops/second.md", "data/sops/now.md");
        renamed("data/plans/taken.toml", "data/plans/plan.toml");
        renamed("data/plans/lost.toml", "data/plans/gone.toml");
        renamed("data/contracts/a/contract.toml", "data/contracts/b/contract.toml");
        renamed("data/notes.md", "data/sops/now.md");
        renamed("data/initiatives/pilot.toml", "data/initiatives/double-review.toml");
        let sop = |id| Route::Sop(SopId::new(id));
        let plan = |id| Route::Plan(PlanId::new(id));
        let contract = |id| Route::Contract(ContractId::new(id));
        let credits = |id| Route::Credits(ContractId::new(id));
        let change = |id| Route::SopChange(SopId::new(id), 1, 2);
        let initiative = |id| Route::Initiative(InitiativeId::new(id));
        let pages = [
            sop("now"),
            change("now"),
            plan("taken"),
            plan("plan"),
            contract("b"),
            credits("b"),
            initiative("double-review"),
        ];
        let leads = |from, to| Route::Moved(Box::new(from), Box::new(to));
        assert_eq!(
            moved(&recorded, &pages),
            [
                leads(contract("a"), contract("b")),
                leads(credits("a"), credits("b")),
                leads(sop("first"), sop("now")),
                leads(sop("second"), sop("now")),
                leads(change("first"), change("now")),
                leads(change("second"), change("now")),
                leads(initiative("pilot"), initiative("double-review"))
            ]
        );
        assert_eq!(leads(sop("first"), sop("now")).path(), "sops/first/index.html");
    }
}
