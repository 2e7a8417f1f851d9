//! Accounts that should be gone, permissions that nobody may hold or that somebody lacks, registers that nobody counted lately.

mod ready;

use crate::kit::calendar::day_label;
use crate::kit::diag::{Code, Diagnostic, Diagnostics, codes, plural};
use crate::subject::access::figures::Where;
use crate::subject::access::record::{AccessMeasure, AccessRegister};
use crate::subject::context::{FigureRule, ReportContext, Rule};

pub const RULES: &[Rule] = &[];

pub const FIGURE_RULES: &[FigureRule] = &[
    FigureRule { code: &codes::ACCOUNT_NOT_REMOVED, check: account_not_removed },
    FigureRule { code: &codes::GRANT_UNAPPROVED, check: grant_unapproved },
    FigureRule { code: &codes::ACCOUNT_UNUSED, check: account_unused },
    FigureRule { code: &codes::GRANT_OUTSIDE_ROLE, check: grant_outside_role },
    FigureRule { code: &codes::GRANT_MISSING, check: grant_missing },
    FigureRule { code: &codes::DUTIES_NOT_APART, check: duties_not_apart },
    FigureRule { code: &codes::PROJECT_NOT_READY, check: ready::project_not_ready },
    FigureRule { code: &codes::RECERTIFICATION_DUE, check: recertification_due },
    FigureRule { code: &codes::ACCOUNTS_BEYOND_HEADCOUNT, check: accounts_beyond_headcount },
    FigureRule { code: &codes::GRANT_EXPIRED, check: grant_expired },
    FigureRule { code: &codes::PERMISSION_ISSUE_OPEN, check: permission_issue_open },
    FigureRule { code: &codes::TALLY_OLD, check: tally_old },
];

/// What is said of a place where something is counted that should be nothing.
struct Said {
    measure: AccessMeasure,
    /// One of them, and several.
    noun: [&'static str; 2],
    /// `is active after its end`, `are active after their end`
    says: [&'static str; 2],
    help: &'static str,
}

/// X50
fn account_not_removed(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let said = Said {
        measure: AccessMeasure::Overdue,
        noun: ["account", "accounts"],
        says: ["is active after its work has ended", "are active after their work has ended"],
        help: "remove them: the list for today of `scorebook tally accounts` names them",
    };
    each_place(figures, &codes::ACCOUNT_NOT_REMOVED, &said, diagnostics);
}

/// X51
fn grant_unapproved(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let help = "have them approved by somebody else, or take them away";
    let of_accounts = Said {
        measure: AccessMeasure::Unapproved,
        noun: ["account", "accounts"],
        says: ["has no approver but its holder", "have no approver but their holders"],
        help,
    };
    each_place(figures, &codes::GRANT_UNAPPROVED, &of_accounts, diagnostics);
    let of_grants = Said {
        measure: AccessMeasure::GrantUnapproved,
        noun: ["permission", "permissions"],
        says: ["has no approver but its holder", "have no approver but their holders"],
        help,
    };
    each_place(figures, &codes::GRANT_UNAPPROVED, &of_grants, diagnostics);
}

/// X52
fn account_unused(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let help = "suspend them, or say why they are kept";
    let dormant = Said {
        measure: AccessMeasure::Dormant,
        noun: ["account", "accounts"],
        says: ["is dormant", "are dormant"],
        help,
    };
    each_place(figures, &codes::ACCOUNT_UNUSED, &dormant, diagnostics);
    let never = Said {
        measure: AccessMeasure::NeverUsed,
        noun: ["account", "accounts"],
        says: ["was never used", "were never used"],
        help,
    };
    each_place(figures, &codes::ACCOUNT_UNUSED, &never, diagnostics);
}

/// X53
fn grant_outside_role(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let help = "take them away, or correct the role in data/access-roles";
    let extra = Said {
        measure: AccessMeasure::Extra,
        noun: ["permission", "permissions"],
        says: ["lies outside of its role", "lie outside of their roles"],
        help,
    };
    each_place(figures, &codes::GRANT_OUTSIDE_ROLE, &extra, diagnostics);
    let language = Said {
        measure: AccessMeasure::OtherLanguage,
        noun: ["permission", "permissions"],
        says: [
            "is for a language that its account has not",
            "are for languages that their accounts have not",
        ],
        help,
    };
    each_place(figures, &codes::GRANT_OUTSIDE_ROLE, &language, diagnostics);
}

/// X53: the other side, somebody cannot work.
fn grant_missing(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let said = Said {
        measure: AccessMeasure::Missing,
        noun: ["permission", "permissions"],
        says: ["that a role needs is missing", "that roles need are missing"],
        help: "grant them: the list for today of `scorebook tally grants` names them",
    };
    each_place(figures, &codes::GRANT_MISSING, &said, diagnostics);
}

/// E8
fn duties_not_apart(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let said = Said {
        measure: AccessMeasure::NotApart,
        noun: ["account", "accounts"],
        says: [
            "holds permissions on one queue that must stay apart",
            "hold permissions on one queue that must stay apart",
        ],
        help: "take one of them away: nobody checks their own work",
    };
    each_place(figures, &codes::DUTIES_NOT_APART, &said, diagnostics);
}

/// X55
fn recertification_due(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let said = Said {
        measure: AccessMeasure::ReviewDue,
        noun: ["account", "accounts"],
        says: ["is past its recertification", "are past their recertification"],
        help: "have somebody other than their grantor recertify or remove them",
    };
    each_place(figures, &codes::RECERTIFICATION_DUE, &said, diagnostics);
}

/// X57
fn grant_expired(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let said = Said {
        measure: AccessMeasure::Expired,
        noun: ["permission", "permissions"],
        says: ["is there after its last day", "are there after their last day"],
        help: "take them away, or renew them with a new last day",
    };
    each_place(figures, &codes::GRANT_EXPIRED, &said, diagnostics);
}

/// E7
fn permission_issue_open(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let said = Said {
        measure: AccessMeasure::OpenWeek,
        noun: ["permission issue", "permission issues"],
        says: ["is open for more than a week", "are open for more than a week"],
        help: "have them solved: their people cannot work",
    };
    each_place(figures, &codes::PERMISSION_ISSUE_OPEN, &said, diagnostics);
}

/// One finding for each site and project at which something is counted, at the first of its rows.
fn each_place(figures: &ReportContext<'_>, code: &'static Code, said: &Said, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    let counts = &report.register.access.counts;
    for (vendor, site, project) in report.access.places(counts, said.measure.register()) {
        let of = Where { vendor: Some(vendor), site: Some(site), project: Some(project), ..Where::default() };
        let Some(sum) = report.access.sum(counts, said.measure, of) else { continue };
        if !sum.is_some() {
            continue;
        }
        let Some(first) = sum.rows.first().map(|at| &counts[*at]) else { continue };
        let one = usize::from(sum.count != Some(1));
        let of = match project {
            Some(project) => format!("`{site}`, project `{project}`"),
            None => format!("`{site}`"),
        };
        let message = format!("{} {} {} at {of}", sum.told(), said.noun[one], said.says[one]);
        diagnostics.push(
            Diagnostic::new(code, first.measure.place.clone(), message)
                .label(format!("as of the export of {}", day_label(*first.as_of)))
                .help(said.help),
        );
    }
}

/// X56: seats that nobody sits on, or people who work without an account of their own.
fn accounts_beyond_headcount(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    let counts = &report.register.access.counts;
    for (id, site) in &report.register.sites {
        let of = Where { vendor: Some(&site.vendor), site: Some(id), ..Where::default() };
        let sum = |measure| report.access.sum(counts, measure, of);
        let (Some(active), Some(people)) = (sum(AccessMeasure::Active), sum(AccessMeasure::People)) else {
            continue;
        };
        let (Some(accounts), Some(heads)) = (active.count, people.count) else { continue };
        let Some(first) = active.rows.first().filter(|_| accounts != heads).map(|at| &counts[*at]) else {
            continue;
        };
        let all = |count: u64, noun| plural(usize::try_from(count).unwrap_or(usize::MAX), noun);
        let heads_told = if heads == 1 { "1 person".to_owned() } else { format!("{heads} people") };
        let message = format!("`{id}` has {} and {heads_told}", all(accounts, "active account"));
        let help = if accounts > heads {
            "remove the accounts of who has left, or correct the roster"
        } else {
            "ask who works without an account of their own"
        };
        diagnostics.push(
            Diagnostic::new(&codes::ACCOUNTS_BEYOND_HEADCOUNT, first.measure.place.clone(), message)
                .label(format!("{} of {}", "as of the export", day_label(*first.as_of)))
                .help(help),
        );
    }
}

/// Nobody knows how it stands now.
fn tally_old(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    let counts = &report.register.access.counts;
    let limit = *report.register.settings.access_policy().export_max_age_days;
    for export in &report.access.exports {
        let age = export.age_days.unsigned_abs();
        let Some(first) = export.rows.first().filter(|_| age > limit).map(|at| &counts[*at]) else {
            continue;
        };
        let register = match export.register {
            AccessRegister::Accounts => "accounts",
            AccessRegister::Grants => "permissions",
            AccessRegister::Tickets => "permission issues",
            AccessRegister::Roster => "people",
        };
        let ago = plural(usize::try_from(age).unwrap_or(usize::MAX), "day");
        let message = format!("{register} of `{}` were last counted {ago} ago", export.vendor);
        diagnostics.push(
            Diagnostic::new(&codes::TALLY_OLD, first.as_of.place.clone(), message)
                .label(format!("`export-max-age-days` allows {limit}"))
                .help(format!("export them anew and run `scorebook tally {}`", export.register.word())),
        );
    }
}
