//! Links between texts: a record's file and its page.

use std::collections::BTreeMap;

use crate::subject::plan::address::PlanPage;
use crate::subject::project::address::ProjectPage;
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::sop::address::SopPage;

/// Path of a record's file and its page below the site's root, for links between texts. A withdrawn procedure keeps its page.
pub fn record_pages(context: &PageContext<'_>) -> BTreeMap<String, String> {
    let register = context.report.register;
    let sops = register.sops.values().map(|sop| (&sop.place, Route::Sop(SopPage::One(sop.id.clone()))));
    let plans =
        register.plans.values().map(|plan| (&plan.place, Route::Plan(PlanPage::One(plan.id.clone()))));
    let sites = register.sites.values().map(|site| (&site.place, Route::Site(site.id.clone())));
    let vendors = register.vendors.values().map(|vendor| (&vendor.place, Route::Vendor(vendor.id.clone())));
    let projects = register
        .projects
        .values()
        .map(|project| (&project.place, Route::Project(ProjectPage::One(project.id.clone()))));
    let contracts =
        register.contracts.values().map(|contract| (&contract.place, Route::Contract(contract.id.clone())));
    let removed = context.report.withdrawn.keys().filter_map(|id| {
        let page = Route::Sop(SopPage::One(id.clone()));
        context.history.removed.get(id).map(|removed| (&removed.path, page))
    });
    let withdrawn = removed.map(|(path, route)| (path.to_string(), route.path()));
    sops.chain(plans)
        .chain(sites)
        .chain(vendors)
        .chain(projects)
        .chain(contracts)
        .map(|(place, route)| (place.path.to_string(), route.path()))
        .chain(withdrawn)
        .collect()
}
