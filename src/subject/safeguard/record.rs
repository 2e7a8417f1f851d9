//! Safeguards as they are written.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::contract::known::Known;
use crate::core::registered::Listed;
use crate::core::settings::signals::SafeguardKind;
use crate::kit::declared::{Reader, Record};
use crate::kit::id::{PersonId, SafeguardId, SiteId, VendorId};
use crate::kit::source::{At, Place, Setting};
use crate::kit::words::closed_list;

closed_list! {
    /// How a test of a continuity plan ended.
    TestResult {
        Passed = "passed" "Passed",
        PassedWithFindings = "passed-with-findings" "Passed, with findings",
        Failed = "failed" "Failed",
    }
}

/// A continuity plan, a certificate, an insurance or an exit plan of a vendor.
#[derive(Clone, Debug, Record)]
#[record(noun = "safeguard", path = "data/safeguards/<safeguard>.toml")]
pub struct Safeguard {
    pub id: SafeguardId,
    /// What it is.
    #[key(example = "ISO/IEC 27001, all sites of Acme")]
    pub title: At<String>,
    /// Of which kind.
    #[key(example = "security-certificate")]
    pub kind: At<SafeguardKind>,
    /// Whose it is.
    #[key(example = "acme")]
    pub vendor: At<VendorId>,
    /// Sites that it covers, of the vendor's; empty or absent is all.
    #[key(example = "acme-porto", loose)]
    pub sites: Vec<At<SiteId>>,
    /// Who issued it.
    #[key(example = "A certification body")]
    pub issuer: Option<At<String>>,
    /// Where the document is kept, and under which number.
    #[key(example = "Vault, certificate 4711")]
    pub reference: At<String>,
    /// Who looks after it on the team's side.
    #[key(example = "ada-north")]
    pub owner: At<PersonId>,
    /// The first day on which it holds.
    #[key(example = "2025-03-01")]
    pub valid_from: At<Date>,
    /// The last day on which it holds.
    #[key(example = "2028-02-29")]
    pub expires_on: At<Date>,
    /// When it was last tested, or an exit plan was last reviewed.
    #[key(example = "2026-05-20", only = "kind = continuity-plan | exit-plan")]
    pub tested_on: Option<At<Date>>,
    /// How the test ended.
    #[key(example = "passed", only = "kind = continuity-plan | exit-plan")]
    pub test_result: Option<At<TestResult>>,
    /// Days from one test to the next.
    #[key(example = 365, default = 365_u32, range = 1..=1461)]
    pub test_days: Setting<u32>,
    pub place: Place,
}

/// What a register keeps of them.
pub type Records = BTreeMap<SafeguardId, Safeguard>;

impl Listed for Safeguard {
    fn check(draft: &mut SafeguardDraft, reader: &Reader<'_, '_, '_>, known: &Known<'_>) {
        for site in &draft.sites {
            reader.site_of_vendor(Some(site), draft.vendor.as_ref());
        }
        reader.in_order("valid-from", "expires-on");
        reader.has_come(known.today, "tested-on", draft.tested_on.as_ref());
        if let (Some(on), None) = (&draft.tested_on, &draft.test_result) {
            reader.bad_value(
                on,
                "`tested-on` stands without `test-result`",
                "a test has a result",
                "add `test-result`, or remove it",
            );
            reader.refuse();
        }
    }
}
