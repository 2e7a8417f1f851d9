//! One folder a subject, in an order. In a folder: what is written (`record`, and how it is read), what is computed (`figures`), checks and findings
//! (`rules`), what is shown (`page`). A subject uses only the records and figures of those above it.
//!
//! The layers come before the subjects: the records of all, then what gathers them, then the figures of all, and so on. Where each module that
//! gathers stands is said in `tests/suite/architecture.rs`.

/// Hands the list of subjects to a macro, each with the name under which a register and a report keep what is its own, its folder, and the name of its
/// addresses in a route. Register, report, rules,
/// kinds of files, addresses and pages are made of this list.
///
/// A subject's folder has `record`, `figures`, `rules` and `page`; for what it has not it takes that of [`absent`].
macro_rules! subjects {
    ($with:ident) => {
        $with! {
            market_events: market_event MarketEvent,
            sops: sop Sop,
            plans: plan Plan,
            decisions: decision Decision,
            acknowledgements: acknowledgement Acknowledgement,
            audits: audit Audited,
            withdrawn: withdrawn Withdrawn,
            initiatives: initiative Initiative,
            project_states: project Project,
            risks: risk Risk,
            safeguards: safeguard Safeguard,
            language_needs: language_need LanguageNeed,
            languages: language Language,
            contract_rules: contract ContractRule,
            signals: signal Signal,
            exchange_rates: exchange Exchange,
            invoices: invoice Invoiced,
            accruals: accrual Accrual,
            credit_notes: credit_note CreditNote,
            claims: claim Claim,
            orders: order Order,
            budget_lines: budget_line BudgetLine,
            budgets: budget Budget,
            responses: response Response,
            clause_rules: clause Clause,
            measurement_rules: measurement MeasurementRule,
            commentaries: commentary Commentary,
            signoffs: signoff Signoff,
            restatements: restatement Restatement,
            waivers: waiver Waiver,
            graphic_rules: graphic Graphic,
            access_roles: access_role AccessRole,
            imported: import Import,
            sources: source RowSource,
            access: access Access,
            incidents: incident Incident,
            surveys: survey Survey,
            team_exposures: team_exposure TeamExposure,
            wellness: wellness Wellness,
            gates: gate Gate,
            hazards: hazard Hazard,
            visits: visit Visit,
            delegations: delegation Delegation,
            meetings: meeting Meeting,
            stakeholders: stakeholder Stakeholder,
            escalations: escalation Escalation,
            markets: market Market,
            groups: group Group,
            compared: compare Compare,
            queues: queue Queue,
        }
    };
}
pub(crate) use subjects;

pub mod section;
pub(crate) mod absent;

pub mod market_event;
pub mod sop;
pub mod plan;
pub mod decision;
pub mod acknowledgement;
pub mod audit;
pub mod withdrawn;
pub mod initiative;
pub mod project;
pub mod risk;
pub mod safeguard;
pub mod language_need;
pub mod language;
pub mod contract;
pub mod signal;
pub mod exchange;
pub mod invoice;
pub mod accrual;
pub mod credit_note;
pub mod claim;
pub mod order;
pub mod budget_line;
pub mod budget;
pub mod response;
pub mod clause;
pub mod measurement;
pub mod commentary;
pub mod signoff;
pub mod restatement;
pub mod waiver;
pub mod graphic;
pub mod access_role;
pub mod import;
pub mod source;
pub mod access;
pub mod incident;
pub mod survey;
pub mod team_exposure;
pub mod wellness;
pub mod gate;
pub mod hazard;
pub mod visit;
pub mod delegation;
pub mod meeting;
pub mod stakeholder;
pub mod escalation;
pub mod market;
pub mod group;
pub mod compare;
pub mod queue;

pub mod register;
pub(crate) mod shared_ids;
pub mod read;
pub mod history;
pub mod given;

pub mod executive;
pub mod finance;
pub mod report;
pub mod context;

pub mod check;

pub mod edition;
pub mod route;
pub mod text;
pub mod table;
pub mod one_page;
pub mod shell;
pub mod frame;
pub mod record_pages;
pub mod wording;
pub mod evidence;
pub mod tally;
pub mod block;
pub mod control;
pub mod spark;
pub mod multiples;
pub mod series;
pub mod log;

pub mod offered;
