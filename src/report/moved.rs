//! Records that were renamed keep their old address: a page there leads to the new one.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::kit::id::{ContractId, SiteId, VendorId, is_valid_id};
use crate::kit::record::layout::{Kind, Stem, classify};
use crate::kit::source::Recorded;
use crate::subject::register::folders;
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page};
use crate::subject::text::label::Label;

/// `templates/moved.html`.
#[derive(Serialize)]
pub struct MovedView {
    to: Link,
}

/// The old address of each record that git saw renamed, with the page it leads to, and of each page below its own. None where another page has
/// the address now, or where the record itself is gone.
pub fn moved(recorded: &Recorded, pages: &[Route]) -> Vec<Route> {
    let there: BTreeMap<String, &Route> = pages.iter().map(|page| (page.folder(), page)).collect();
    let mut moved: BTreeMap<String, Route> = BTreeMap::new();
    for (path, file) in &recorded.files {
        if file.renamed_to.is_none() {
            continue;
        }
        let (Some(from), Some(to)) = (address(path), address(recorded.last_name(path))) else { continue };
        let (from, to) = (from.folder(), to.folder());
        if there.contains_key(&from) {
            continue;
        }
        let Some(page) = there.get(&to) else { continue };
        let above = format!("{to}/");
        for (folder, page) in
            there.range(above.clone()..).take_while(|(folder, _)| folder.starts_with(&above))
        {
            let former = format!("{from}/{}", &folder[above.len()..]);
            if !there.contains_key(&former) {
                moved.insert(former, (*page).clone());
            }
        }
        moved.insert(from, (*page).clone());
    }
    moved.into_iter().map(|(from, to)| Route::Moved(from, Box::new(to))).collect()
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
        Kind::Project(id) => return Route::of_record("projects", id),
        Kind::Clause(id) => return Route::of_record("clauses", id),
        Kind::Contract(id) => Route::Contract(ContractId::new(id)),
        Kind::Record(folder, Stem::Id(id)) => return Route::of_record(folder.name, id),
        Kind::Record(..) | Kind::Book | Kind::Metrics | Kind::Rebases | Kind::Rows(_) => return None,
        Kind::Amendment(..) | Kind::ClauseAmendment(..) | Kind::Relief(_) => return None,
    })
}

pub fn page(to: &Route, label: Label) -> Page<MovedView> {
    let to = Link::to(to, label);
    Page { title: "This page has moved".into(), above: Vec::new(), view: MovedView { to }, evidence: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::id::{InitiativeId, PlanId, SopId};
    use crate::kit::source::FileRecord;
    use crate::subject::initiative::address::InitiativePage;
    use crate::subject::plan::address::PlanPage;
    use crate::subject::sop::address::SopPage;

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
        let sop = |id| Route::Sop(SopPage::One(SopId::new(id)));
        let plan = |id| Route::Plan(PlanPage::One(PlanId::new(id)));
        let contract = |id| Route::Contract(ContractId::new(id));
        let credits = |id| Route::Credits(ContractId::new(id));
        let change = |id| Route::Sop(SopPage::Change(SopId::new(id), 1, 2));
        let initiative = |id| Route::Initiative(InitiativePage::One(InitiativeId::new(id)));
        let pages = [
            sop("now"),
            change("now"),
            plan("taken"),
            plan("plan"),
            contract("b"),
            credits("b"),
            initiative("double-review"),
        ];
        let leads = |from: Route, to| Route::Moved(from.folder(), Box::new(to));
        assert_eq!(
            moved(&recorded, &pages),
            [
                leads(contract("a"), contract("b")),
                leads(credits("a"), credits("b")),
                leads(initiative("pilot"), initiative("double-review")),
                leads(sop("first"), sop("now")),
                leads(change("first"), change("now")),
                leads(sop("second"), sop("now")),
                leads(change("second"), change("now")),
            ]
        );
        assert_eq!(leads(sop("first"), sop("now")).path(), "sops/first/index.html");
    }
}
