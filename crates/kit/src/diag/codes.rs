//! Every code the program can print: one row each, with its class, its severity and whether a waiver may cover it.
//! docs/diagnostics.md has a section for each; a test walks this table.

/// What a code is about. A defect blocks publishing; a finding is what the site exists to show, and never blocks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Text that cannot be read or contradicts itself.
    Defect,
    /// The team or a vendor falls short.
    Finding,
}

/// How loud a code is. Every defect is an error; a finding is an error when it is serious (E in the field's list of checks).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Error,
    Warning,
}

impl Severity {
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// One row of the table. Compared by name.
#[derive(Debug)]
pub struct Code {
    /// Kebab-case, unique.
    pub name: &'static str,
    pub class: Class,
    pub severity: Severity,
    /// Whether a dated, approved waiver can cover it.
    pub waivable: bool,
    /// What it means, in one line: a fact, lower case, no full stop.
    pub meaning: &'static str,
    /// The check of the field it carries out, such as `X01`; empty for reading errors.
    pub check: &'static str,
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Code {}

impl Code {
    pub fn find(name: &str) -> Option<&'static Code> {
        ALL.iter().copied().find(|code| code.name == name)
    }
}

macro_rules! codes {
    ($($ident:ident = $name:literal $class:ident $severity:ident $waivable:literal $check:literal $meaning:literal;)*) => {
        $(pub static $ident: Code = Code {
            name: $name,
            class: Class::$class,
            severity: Severity::$severity,
            waivable: $waivable,
            meaning: $meaning,
            check: $check,
        };)*
        /// The whole table, in the order of docs/diagnostics.md.
        pub static ALL: &[&Code] = &[$(&$ident),*];
    };
}

codes! {
    // Files
    SYMLINK = "symlink" Defect Error false "" "a file under data/ is a symbolic link";
    NOT_UTF8 = "not-utf8" Defect Error false "" "a file is not UTF-8";
    LINE_ENDS = "line-ends" Defect Error false "" "the lines of a file end with carriage returns alone";
    HIDDEN_CHARACTER = "hidden-character" Defect Error false "" "a text holds a control character, or one that turns the direction of writing";
    UNEXPECTED_FILE = "unexpected-file" Defect Error false "" "a file stands where the format has none";
    BAD_TEMPLATE = "bad-template" Defect Error false "" "a file under templates/ cannot be used";
    MISSING_FILE = "missing-file" Defect Error false "" "a file the format requires is not there";
    TOO_MUCH = "too-much" Defect Error false "" "a file holds more than a book's files may, or has more messages than are told";
    BAD_ID = "bad-id" Defect Error false "" "an id is not lower-case letters, digits and single hyphens";
    DUPLICATE_ID = "duplicate-id" Defect Error false "" "two records carry the same id";
    // TOML
    TOML_SYNTAX = "toml-syntax" Defect Error false "" "a TOML file cannot be parsed at a place";
    UNKNOWN_KEY = "unknown-key" Defect Error false "" "a key is not one of the format's";
    MISSING_KEY = "missing-key" Defect Error false "" "a required key is absent";
    WRONG_TYPE = "wrong-type" Defect Error false "" "a value is of another type than its key wants";
    BAD_VALUE = "bad-value" Defect Error false "" "a value is outside its range or form";
    UNKNOWN_WORD = "unknown-word" Defect Error false "" "a word is not in its closed list";
    BAD_DATE = "bad-date" Defect Error false "" "a date or period is not one";
    DATE_ORDER = "date-order" Defect Error false "X24" "two dates stand in the wrong order";
    FORMAT_VERSION = "format-version" Defect Error false "" "the book is written for another version of the format";
    // References
    UNKNOWN_VENDOR = "unknown-vendor" Defect Error false "" "a vendor is named that has no file";
    UNKNOWN_SITE = "unknown-site" Defect Error false "" "a site is named that has no file";
    UNKNOWN_PROJECT = "unknown-project" Defect Error false "" "a project is named that has no file";
    UNKNOWN_QUEUE = "unknown-queue" Defect Error false "" "a queue is named that no project has";
    UNKNOWN_METRIC = "unknown-metric" Defect Error false "" "a metric is named that metrics.toml does not define";
    UNKNOWN_CONTRACT = "unknown-contract" Defect Error false "" "a contract is named that has no folder";
    UNKNOWN_CLAUSE = "unknown-clause" Defect Error false "" "a contract refers to a shared clause that has no file";
    UNKNOWN_SERVICE_LEVEL = "unknown-service-level" Defect Error false "" "a service level is named that its contract does not have";
    UNKNOWN_PERSON = "unknown-person" Defect Error false "" "a person is named whom book.toml does not declare";
    UNKNOWN_SOP = "unknown-sop" Finding Warning true "X64" "a clause, an SOP, an acknowledgement or an audit names an SOP that does not exist";
    UNKNOWN_ACCESS_ROLE = "unknown-access-role" Defect Error false "" "an access role is named that has no file";
    UNKNOWN_ACTION = "unknown-action" Defect Error false "" "an action is named that no plan has";
    UNKNOWN_SOURCE = "unknown-source" Defect Error false "" "a market's brief cites a source that it does not declare";
    UNKNOWN_BUDGET = "unknown-budget" Defect Error false "" "a budget line or a visit names a budget, a version or a month that is not there";
    UNKNOWN_RELATED = "unknown-related" Defect Error false "" "a meeting, a stakeholder, an escalation, a risk or a visit names a series, a step, a plan, a decision or an invoice that is not there";
    SITE_OF_OTHER_VENDOR = "site-of-other-vendor" Defect Error false "" "a record joins a vendor with another vendor's site";
    // Metric CSV
    CSV_HEADER = "csv-header" Defect Error false "" "a header cell is not a column of the format, or a required column is absent";
    CSV_COLUMNS = "csv-columns" Defect Error false "" "a row has more or fewer cells than the header";
    EMPTY_ROW = "empty-row" Defect Error false "" "a row holds nothing, or the names of the columns once more";
    CSV_QUOTE = "csv-quote" Defect Error false "" "a quote stands where none may, or is never closed";
    CSV_NEWLINE = "csv-newline" Defect Error false "" "a quoted field holds a newline";
    NOT_A_NUMBER = "not-a-number" Defect Error false "" "a cell that wants a number holds something else";
    NEGATIVE_NUMBER = "negative-number" Defect Error false "X24" "a number is below zero";
    NUMBER_RANGE = "number-range" Defect Error false "" "a number has more than 6 decimals or is above 1,000,000,000";
    VALUE_SHAPE = "value-shape" Defect Error false "" "a row carries other number columns than its metric's kind wants";
    NUMERATOR_OVER_DENOMINATOR = "numerator-over-denominator" Defect Error false "X24" "a share is larger than its whole";
    MIXED_GRAIN = "mixed-grain" Defect Error false "" "a row's period is of another grain than its metric's";
    DUPLICATE_ROW = "duplicate-row" Defect Error false "X23" "two rows have the same key";
    FUTURE_PERIOD = "future-period" Defect Error false "X24" "a row's period ends after both the commit and the as-of date";
    QUEUE_OF_OTHER_PROJECT = "queue-of-other-project" Defect Error false "" "a row joins a project with another project's queue";
    PERSONAL_DATA = "personal-data" Defect Error false "X79" "a file holds what looks like personal data";
    RELIEF_ABOVE_ROW = "relief-above-row" Defect Error false "X24" "a relief event takes more out of a row than the row has";
    SITE_NOT_OPEN = "site-not-open" Defect Error false "X24" "a row's period lies before the site opened or after it closed";
    // Imports
    OPEN_QUESTION = "open-question" Defect Error false "" "a map holds a `?` that nobody has answered";
    IMPORT_CHANGED = "import-changed" Finding Warning true "" "rows that an import wrote are not there any more as it wrote them";
    SOURCE_OVERLAP = "source-overlap" Defect Error false "" "two sources fill the same rows of a vendor";
    SOURCE_STALE = "source-stale" Finding Warning true "" "a source was not pulled for so long that days were never asked for";
    QUERY_CHANGED = "query-changed" Finding Warning true "" "the query of a source is another one than the one that gave its rows";
    // Contracts
    RATE_SHAPE = "rate-shape" Defect Error false "" "keys of a rate rule each other out, or its metric does not count what is paid for";
    AMENDMENT_PATH = "amendment-path" Defect Error false "" "an amendment changes what is not there, or adds what is";
    AMENDMENT_CLASH = "amendment-clash" Defect Error false "" "two changes of one path have the same effective date";
    AMENDMENT_NUMBER = "amendment-number" Defect Error false "" "an amendment's number is not its file's";
    AMENDMENT_AFTER_END = "amendment-after-end" Defect Error false "" "an amendment takes effect after the contract's end";
    WEIGHTS = "weights" Defect Error false "X26" "weights do not add up to 100";
    BANDS = "bands" Defect Error false "X26" "bands overlap, stand in the wrong order or leave a gap";
    ALLOCATION = "allocation" Defect Error false "X26" "an allocation, pool or points setting cannot be computed";
    SERVICE_LEVEL_SHAPE = "service-level-shape" Defect Error false "X26" "keys of a service level contradict each other";
    OVERLAPPING_CONTRACTS = "overlapping-contracts" Defect Error false "X26" "two contracts of one vendor are in force on the same day for the same metric and scope";
    // SOPs
    FRONT_MATTER = "front-matter" Defect Error false "" "an SOP has no front matter between +++ lines";
    DEAD_LINK = "dead-link" Finding Warning true "X66" "a link or anchor leads nowhere";
    REFUSED_LINK = "refused-link" Finding Warning true "X66" "a link has a scheme that pages do not carry";
    BAD_PICTURE = "bad-picture" Defect Error false "" "a procedure shows a picture that is none, is too large, or could do more than be shown";
    PICTURE_WITHOUT_WORDS = "picture-without-words" Finding Warning true "" "a picture has no words that stand for it";
    UNUSED_PICTURE = "unused-picture" Finding Warning true "" "no procedure shows a picture";
    // Plans and waivers
    PLAN_STATE = "plan-state" Defect Error false "" "a plan's status and dates contradict each other";
    WAIVER_REFUSED = "waiver-refused" Defect Error false "" "a waiver covers what cannot be waived, or its approver may not approve it";
    WAIVER_EXPIRED = "waiver-expired" Finding Warning false "" "a waiver has passed its last day";
    WAIVER_UNUSED = "waiver-unused" Finding Warning false "" "a waiver covers nothing";
    // Sign-offs
    SIGNOFF_STALE = "signoff-stale" Defect Error false "X28" "what was signed has changed since, and no restatement says why";
    SIGNOFF_EDITED = "signoff-edited" Defect Error false "" "a sign-off or restatement was changed or removed after it was recorded";
    RESTATEMENT_REFUSED = "restatement-refused" Defect Error false "" "a restatement is approved by who made the change";
    // Accountability
    BREACH_WITHOUT_PLAN = "breach-without-plan" Finding Error true "X01" "a breach has no plan within the working days allowed";
    PLAN_CLOSED_UNPROVEN = "plan-closed-unproven" Finding Error true "X02" "a plan is closed although its success criterion is false or cannot be judged yet";
    PLAN_RELAPSED = "plan-relapsed" Finding Warning true "X03" "a closed plan's criterion was missed again";
    ACTION_OVERDUE = "action-overdue" Finding Error true "X04" "an action is past its due date";
    DUE_DATE_MOVED = "due-date-moved" Finding Warning true "X05" "an action's due date was moved twice or more";
    ACTION_WITHOUT_EVIDENCE = "action-without-evidence" Finding Warning true "X06" "an action is done without evidence";
    PLAN_INCOMPLETE = "plan-incomplete" Finding Warning true "X07" "a plan lacks its root cause or an owner on one side";
    CHRONIC_WITHOUT_ESCALATION = "chronic-without-escalation" Finding Warning true "X10" "a chronic miss has no escalation decision";
    RESPONSE_MISSING = "response-missing" Finding Warning true "X11" "a vendor has not answered for a figure by the day it was asked to";
    DISPUTE_UNDECIDED = "dispute-undecided" Finding Warning true "X11" "a disputed figure was not decided by its day";
    RESPONSE_ABOUT_NOTHING = "response-about-nothing" Finding Warning true "X11" "a response speaks of a figure that there is not";
    INITIATIVE_UNPROVEN = "initiative-unproven" Finding Warning true "" "an initiative was kept although the data show no effect";
    // Contract and data
    METRIC_WITHOUT_CONTRACT = "metric-without-contract" Finding Error true "X20" "measurements lie outside any contract in force";
    SERVICE_LEVEL_WITHOUT_DATA = "service-level-without-data" Finding Error true "X21" "a service level in force has no data";
    WHOLE_BESIDE_PARTS = "whole-beside-parts" Finding Error true "" "a figure of the whole stands beside figures of its parts, and nobody said how they add up";
    ONLY_PROVISIONAL = "only-provisional" Finding Warning true "X22" "a closed window rests on provisional figures";
    VENDOR_SOURCE_UNCHECKED = "vendor-source-unchecked" Finding Warning true "X30" "credits rest on what the vendor alone measured, and nobody checked it";
    PERIOD_MISSING = "period-missing" Finding Warning true "" "a site's rows leave out a period between others";
    FIGURES_WITHHELD = "figures-withheld" Finding Warning true "" "a sender withheld figures that a service level is judged by";
    UNIT_SLIP = "unit-slip" Finding Warning true "" "a percent is written as a share of one";
    FAR_FUTURE = "far-future" Finding Warning true "" "a row's period lies years after all others and the as-of date";
    VALUE_JUMP = "value-jump" Finding Warning true "X25" "a value lies more than five standard deviations from its history";
    RESTATED = "restated" Finding Warning true "" "a final measurement was replaced or withdrawn";
    RETROACTIVE_AMENDMENT = "retroactive-amendment" Finding Warning true "X27" "an amendment takes effect before it was signed";
    TARGET_LOOSENED = "target-loosened" Finding Warning true "X29" "an amendment loosened a target while it was being missed";
    LANGUAGE_NOT_LISTED = "language-not-listed" Finding Warning true "" "rows are in a language that their site or queue does not list";
    TERM_EDITED_IN_PLACE = "term-edited-in-place" Finding Error true "" "a contract's term was changed in its own file instead of by amendment";
    KEY_UNCONFIRMED = "key-unconfirmed" Finding Warning true "" "a person's signing key was set by a commit of their own, and by nobody else";
    DEFINITION_DIFFERS = "definition-differs" Finding Warning true "X31" "a metric's definition is not the one the contract names";
    CONTRACT_ENDS_UNDECIDED = "contract-ends-undecided" Finding Warning true "X32" "a contract ends inside its notice window without a decision";
    PRICE_REVIEW_UNDECIDED = "price-review-undecided" Finding Warning true "L5" "the day of a price review has passed without a decision";
    CLAUSE_UNUSED = "clause-unused" Finding Warning true "" "a shared clause is in no contract";
    CLAUSE_WITHOUT_REFERENCE = "clause-without-reference" Finding Warning true "X33" "a clause has no place in the signed paper";
    RELIEF_COVERS_PART = "relief-covers-part" Finding Warning true "" "approved relief covers only part of a row, which stays in";
    POOL_ALLOCATED_TWICE = "pool-allocated-twice" Finding Warning true "X26" "the allocations of a named pool add up to more than it allows";
    RELIEF_UNAPPROVED = "relief-unapproved" Finding Warning true "" "a relief event without approval was ignored";
    // Weekly reports
    HEADLINE_CONTRADICTED = "headline-contradicted" Finding Warning false "I1" "a written headline is contradicted by the figures, silent on what is worst, or asks for a decision that nobody was asked for";
    COMMENTARY_AWAITED = "commentary-awaited" Finding Warning true "I4" "a rating moved and nobody has written why";
    // SOPs
    SOP_PAST_REVIEW = "sop-past-review" Finding Error true "X60" "an SOP is past its review date";
    SOP_UNOWNED = "sop-unowned" Finding Error true "X61" "an effective SOP lacks an owner or approver, or its author approved it";
    APPROVAL_VOID = "approval-void" Finding Error true "X61" "an approval was given to a text that the version it names does not have";
    APPROVAL_DOUBTFUL = "approval-doubtful" Finding Warning true "X61" "an approval names a version that nobody recorded, or a day before its text was there";
    SOP_UNAPPROVED = "sop-unapproved" Finding Error true "X61" "the book asks for approvals as records, and an effective SOP has none of its text";
    ACKNOWLEDGEMENT_VOID = "acknowledgement-void" Finding Warning true "X62" "an acknowledgement was given to a text that is no longer the SOP's";
    QUEUE_WITHOUT_SOP = "queue-without-sop" Finding Warning true "X63" "a live queue has no effective SOP in its language";
    SOP_ORPHAN = "sop-orphan" Finding Warning true "X64" "an effective SOP satisfies no clause";
    CLAUSE_WITHOUT_SOP = "clause-without-sop" Finding Warning true "X64" "the procedures of a clause in force are retired or withdrawn, and none is effective";
    RETIRED_SOP_NAMED = "retired-sop-named" Finding Warning true "X64" "a clause in force names a retired procedure, or an effective one links to it";
    SOP_VERSION_UNCHANGED = "sop-version-unchanged" Finding Warning true "" "the text of an SOP changed and its version number stayed";
    AUDIT_BELOW_THRESHOLD = "audit-below-threshold" Finding Warning true "X65" "an audit failed and no finding or action answers it";
    // Risks
    RISK_NOT_REVIEWED = "risk-not-reviewed" Finding Warning true "X70" "an open risk is past its review";
    ACCEPTANCE_EXPIRED = "acceptance-expired" Finding Error true "X71" "the acceptance of a risk has ended";
    MITIGATION_OVERDUE = "mitigation-overdue" Finding Warning true "" "a mitigation of an open risk was to be done by a day that has passed";
    RISK_PLAN_ELSEWHERE = "risk-plan-elsewhere" Finding Warning true "" "a risk names a plan of another vendor or site";
    SIGNAL_UNANSWERED = "signal-unanswered" Finding Warning true "X72" "a red signal has no risk, no plan and no reason to leave it alone";
    SAFEGUARD_EXPIRED = "safeguard-expired" Finding Error true "" "a certificate, an insurance or a continuity plan has expired";
    CONTINUITY_UNTESTED = "continuity-untested" Finding Warning true "" "a continuity plan was not tested, or an exit plan not reviewed, in time, or failed";
    SAFEGUARD_MISSING = "safeguard-missing" Finding Warning true "" "a vendor lacks what the book requires of every vendor";
    // Visits, travel and delegates
    SITE_NOT_VISITED = "site-not-visited" Finding Warning true "X75" "a site was not visited for longer than its cadence allows";
    VISIT_FINDING_UNANSWERED = "visit-finding-unanswered" Finding Warning true "X76" "nothing answers what a visit found";
    VISIT_FINDING_OVERDUE = "visit-finding-overdue" Finding Warning true "" "what a visit found was to be mended by a day that has passed";
    VISIT_AREA_UNEXPLAINED = "visit-area-unexplained" Finding Warning true "" "a visit found an area failing, and no finding says what is wrong";
    VISIT_UNRECORDED = "visit-unrecorded" Finding Warning true "" "a planned visit is over, and nobody says whether it was held";
    TRAVEL_OVER = "travel-over" Finding Warning true "" "somebody travelled for more of their working days than the book allows";
    TRAVEL_UNDER = "travel-under" Finding Warning true "" "somebody hardly travelled while a site of theirs waits for a visit";
    DELEGATE_AWAY = "delegate-away" Finding Warning true "" "a delegate travels, or has delegated onward, in the days for which they stand in";
    DELEGATIONS_OVERLAP = "delegations-overlap" Finding Warning true "" "somebody hands the same to two people for the same days, so that nobody knows who is asked";
    APPROVER_AWAY = "approver-away" Finding Warning true "" "somebody approves or decides on a day on which they have handed that to somebody else";
    APPROVAL_NOT_DELEGATED = "approval-not-delegated" Finding Error true "" "somebody approves or decides in the place of somebody who has not handed it to them for the day";
    // Meetings, stakeholders and escalations
    MEETING_MISSED = "meeting-missed" Finding Warning true "" "a meeting that is held in a cadence was not held";
    MEETING_ACTION_OVERDUE = "meeting-action-overdue" Finding Warning true "" "what a meeting agreed on was to be done by a day that has passed";
    STAKEHOLDER_UNSERVED = "stakeholder-unserved" Finding Warning true "" "nobody has met a stakeholder for longer than their cadence allows";
    ESCALATION_OVERDUE = "escalation-overdue" Finding Error true "" "a step of an escalation was not answered by its clock";
    ESCALATION_ANSWER_EARLY = "escalation-answer-early" Finding Warning true "" "a step of an open escalation answered before it was asked";
    ESCALATION_WITHOUT_LADDER = "escalation-without-ladder" Finding Warning true "" "an escalation is open, and the book has no ladder whose clocks could run";
    // Markets and languages
    MARKET_EXPIRED = "market-expired" Finding Warning true "X74" "the brief of a market is past its last day";
    MARKET_UNSOURCED = "market-unsourced" Finding Warning true "X74" "a claim of a market's brief cites no source";
    LANGUAGE_SINGLE_SITE = "language-single-site" Finding Warning true "X73" "a language that projects need is spoken at one site alone";
    LANGUAGE_NOBODY = "language-nobody" Finding Warning true "" "a project needs a language for which nobody is known";
    LANGUAGE_FEW_PEOPLE = "language-few-people" Finding Warning true "" "a language that a project needs hangs on one or two people, or on too few to be told";
    RELIEF_EVENT = "relief-event" Finding Warning true "" "relief names an event that is in no calendar, or not on its days or at its sites";
    INVOICE_OFF_CONTRACT = "invoice-off-contract" Finding Error true "X40" "an invoice bills what no rate of its contract covers in that month";
    INVOICE_PRICE = "invoice-price" Finding Error true "X41" "an invoice bills a higher price than was agreed";
    INVOICE_QUANTITY = "invoice-quantity" Finding Error true "X42" "invoices bill more than the client recorded";
    INVOICE_DUPLICATE = "invoice-duplicate" Finding Error true "X43" "an invoice bills a second time";
    INVOICE_AFTER_END = "invoice-after-end" Finding Error true "X46" "an invoice bills a month outside its contract, project or site";
    TRAINING_OVER_CAP = "training-over-cap" Finding Warning true "X48" "invoices bill more than the cap of a rate allows";
    MINIMUM_SHORTFALL = "minimum-shortfall" Finding Warning true "X49" "less was delivered than a rate pays for at least";
    GHOST_HEADCOUNT = "ghost-headcount" Finding Warning true "X56" "invoices bill more people or seats than the client recorded";
    INVOICE_LINE_TOTAL = "invoice-line-total" Finding Error true "" "the amount of an invoice line is not its quantity times its price";
    INVOICE_CURRENCY = "invoice-currency" Finding Error true "" "an invoice line is in another currency than its contract";
    RATE_CARD_MISSING = "rate-card-missing" Finding Error true "X40" "invoices come under a contract that says what nothing costs";
    ACCRUAL_MISSING = "accrual-missing" Finding Warning true "X44" "what a closed month delivered is neither invoiced nor accrued";
    ACCRUAL_DIFFERENCE = "accrual-difference" Finding Warning true "X44" "what was posted as an accrual is another amount than was still to be invoiced";
    ORDER_UNKNOWN = "order-unknown" Finding Warning true "" "an invoice line draws on an order that is not there, or not for it";
    ORDER_EXCEEDED = "order-exceeded" Finding Warning true "" "invoices draw more on an order than it commits";
    OVER_BUDGET = "over-budget" Finding Warning true "X45" "costs are over budget, or both forecasts say that they will be";
    INVOICE_NUMBER = "invoice-number" Finding Warning true "" "one number of an invoice has two days or two contracts";
    // Groups
    TAG_ALONE = "tag-alone" Finding Warning true "" "a tag that one record alone bears is spelled nearly as one of others";
    // Accounts and permissions
    TALLY_TWICE = "tally-twice" Defect Error false "" "a register of one vendor and day was counted twice";
    ACCOUNT_NOT_REMOVED = "account-not-removed" Finding Error true "X50" "accounts are active after their project, contract or work has ended";
    GRANT_UNAPPROVED = "grant-unapproved" Finding Error true "X51" "permissions or accounts have no approver, or were approved by their holder";
    ACCOUNT_UNUSED = "account-unused" Finding Warning true "X52" "accounts have not been used for longer than the book allows";
    GRANT_OUTSIDE_ROLE = "grant-outside-role" Finding Error true "X53" "permissions lie outside of what role, project, site and language allow";
    GRANT_MISSING = "grant-missing" Finding Error true "X53" "people lack a permission that their role needs";
    DUTIES_NOT_APART = "duties-not-apart" Finding Error true "" "one account holds two permissions on a queue that must stay apart";
    PROJECT_NOT_READY = "project-not-ready" Finding Error true "X54" "a project starts within days, and accounts of its sites are not usable";
    RECERTIFICATION_DUE = "recertification-due" Finding Warning true "X55" "accounts were not recertified in time";
    ACCOUNTS_BEYOND_HEADCOUNT = "accounts-beyond-headcount" Finding Warning true "X56" "a site has more or fewer active accounts than people";
    GRANT_EXPIRED = "grant-expired" Finding Warning true "X57" "temporary permissions are still there after their last day";
    PERMISSION_ISSUE_OPEN = "permission-issue-open" Finding Warning true "" "a permission issue that blocks people is open for more than a week";
    TALLY_OLD = "tally-old" Finding Warning true "" "a register was last counted longer ago than the book allows";
    // Wellness
    SUPPRESSION_BROKEN = "suppression-broken" Defect Error false "X80" "what is written of wellness tells of fewer people than may be told of";
    EXPOSURE_ABOVE_CAP = "exposure-above-cap" Finding Error true "X77" "people were exposed beyond the cap in two weeks running, and no plan answers it";
    OVERTIME_ON_SENSITIVE_QUEUES = "overtime-on-sensitive-queues" Finding Warning true "X78" "people worked overtime on queues with harmful content";
    TARGET_RAISED_WHILE_RED = "target-raised-while-red" Finding Warning true "X81" "a productivity target was raised while wellness is red";
    // Gates
    GATE_CRITERION_OVERDUE = "gate-criterion-overdue" Finding Warning true "" "a criterion of a launch or an exit is past its date and not met";
    LAUNCH_UNDECIDED = "launch-undecided" Finding Error true "" "a project has started, or a launch has come to its day, without a decision of go";
    GATE_PASSED_UNMET = "gate-passed-unmet" Finding Error true "" "a gate was passed while criteria were not met and no condition names them";
    EXIT_OPEN = "exit-open" Finding Error true "" "a project has ended, or an exit has come to its day, and its exit is not closed";
    GATE_CONDITION_OVERDUE = "gate-condition-overdue" Finding Warning true "" "a condition under which a gate was passed is past its date";
    ROTATION_OVERDUE = "rotation-overdue" Finding Warning true "" "people have been on the high tier for more weeks running than the book allows";
    PULSE_LOW = "pulse-low" Finding Warning true "" "fewer answers of a pulse survey are favourable than the book asks for";
    TEAM_ABOVE_CAP = "team-above-cap" Finding Warning true "" "the team's own people were exposed beyond the cap in two weeks running";
    TOOLING_MISSING = "tooling-missing" Finding Error true "" "a live queue of the high tier has not every protective tool on by default";
    GRAPHIC_DETAIL = "graphic-detail" Finding Warning true "" "a text that is no procedure describes what was seen";
    HAZARD_WITHOUT_CONTROL = "hazard-without-control" Finding Error true "" "no control of a hazard at a site is in place";
    CONTROL_UNCHECKED = "control-unchecked" Finding Warning true "" "nobody has checked a control of a hazard in time";
    // Incidents
    INCIDENT_RESPONSE_LATE = "incident-response-late" Finding Error true "" "an incident was answered later than its clock allows, or not at all";
    INCIDENT_PAST_CLOCK = "incident-past-clock" Finding Error true "" "an incident is open for longer than its clock allows";
    INCIDENT_UNANSWERED = "incident-unanswered" Finding Warning true "" "a severe incident has neither a plan nor a risk, or names one that is not there";
    // Exchange rates, credits and claims
    EXCHANGE_RATE_MISSING = "exchange-rate-missing" Defect Error true "X47" "an amount in another currency has no exchange rate to the book's";
    CREDIT_UNCLAIMED = "credit-unclaimed" Finding Error true "X08" "a service credit was not claimed by the last day on which it could be";
    CREDIT_NOTE_AWAITED = "credit-note-awaited" Finding Warning true "X08" "a claimed service credit has no credit note by the last day to claim";
    CREDIT_NOTE_DIFFERENCE = "credit-note-difference" Finding Error true "X09" "what was credited for a month is not what was computed or agreed";
    CLAIM_DIFFERENCE = "claim-difference" Finding Warning true "" "a claim asks for another amount than is owed";
    CLAIM_UNDECIDED = "claim-undecided" Finding Warning true "X11" "a claim has been in dispute for longer than the book allows";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_every_defect_is_an_error() {
        let mut names: Vec<_> = ALL.iter().map(|code| code.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
        assert!(ALL.iter().all(|c| c.class == Class::Finding || c.severity == Severity::Error));
    }
}
