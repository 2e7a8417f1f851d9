//! The texts of `starter/`, which are books of their own and are read and checked as they stand, and the workflows of this repository,
//! which a book's repository has as they are: only how the program comes to be there differs.

use jiff::civil::{Date, date};

use super::Pace;

/// The day that both books speak for.
pub const AS_OF: Date = date(2026, 11, 22);
/// The first day of the last month with figures in the monthly one.
pub const LAST_MONTH: Date = date(2026, 10, 1);

/// A path from the root of a book, and its text.
type Entry = (&'static str, &'static str);

macro_rules! book {
    ($pace:literal: $($path:literal)*) => {
        &[$(($path, include_str!(concat!("../../starter/", $pace, "/", $path)))),*]
    };
}

const WEEKLY: &[Entry] = book!("weekly":
    "data/book.toml"
    "data/contracts/example-contract/contract.toml"
    "data/metrics.toml"
    "data/metrics/example-vendor/weekly.csv"
    "data/plans/example-accuracy.toml"
    "data/projects/example-project.toml"
    "data/reports/2026-W47.md"
    "data/sites/example-site.toml"
    "data/sops/quality-check.md"
    "data/vendors/example-vendor.toml"
);

const MONTHLY: &[Entry] = book!("monthly":
    "data/book.toml"
    "data/contracts/example-contract/contract.toml"
    "data/metrics.toml"
    "data/metrics/example-vendor/monthly.csv"
    "data/plans/example-accuracy.toml"
    "data/projects/example-project.toml"
    "data/reports/2026-10.md"
    "data/sites/example-site.toml"
    "data/sops/quality-check.md"
    "data/vendors/example-vendor.toml"
);

/// The book of a pace, on the day [`AS_OF`].
pub fn book(pace: Pace) -> &'static [Entry] {
    match pace {
        Pace::Weekly => WEEKLY,
        Pace::Monthly => MONTHLY,
    }
}

pub const README: &str = include_str!("../../starter/team/README.md");
pub const README_GITHUB: &str = include_str!("../../starter/github/README.md");
pub const README_GITLAB: &str = include_str!("../../starter/gitlab/README.md");
pub const IGNORED: &str = include_str!("../../starter/team/gitignore");
pub const IGNORED_GITLAB: &str = include_str!("../../starter/gitlab/gitignore");

/// Takes a release of the program, for either host.
const INSTALL: &str = include_str!("../../scripts/install");

pub const GITHUB: [Entry; 6] = [
    (".github/actions/program/action.yml", include_str!("../../starter/github/action.yml")),
    (".github/actions/program/install", INSTALL),
    (".github/workflows/preview-comment.yml", include_str!("../../.github/workflows/preview-comment.yml")),
    (".github/workflows/preview.yml", include_str!("../../.github/workflows/preview.yml")),
    (".github/workflows/publish.yml", include_str!("../../.github/workflows/publish.yml")),
    (".github/workflows/pull.yml", include_str!("../../.github/workflows/pull.yml")),
];

pub const GITLAB: [Entry; 3] = [
    (".gitlab-ci.yml", include_str!("../../.gitlab-ci.yml")),
    (".gitlab/install", INSTALL),
    (".gitlab/program.yml", include_str!("../../starter/gitlab/program.yml")),
];
