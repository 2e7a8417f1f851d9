//! A book of monthly figures that come two weeks after their month: many vendors with one site or a few, no weekly metric.

use std::fmt::Write as _;
use std::path::Path;

use crate::output::{Figure, HEADER, Place, hundredths, row, share, write};
use crate::prng::Prng;

/// The first month that has figures: October 2023.
const FIRST: (i64, i64) = (2023, 10);
/// Days after the end of a month by which its figures are due.
const LAG_DAYS: i64 = 14;

pub struct Size {
    pub vendors: u64,
    pub sites: u64,
    /// Months with figures; the report speaks for the eighth of the second month after the last of them.
    pub months: u64,
    pub seed: u64,
}

/// Id, name, target in hundredths of a percent, floor, and the level that most sites hold.
const METRICS: [(&str, &str, i64, i64, i64); 3] = [
    ("seen-in-time", "Seen in time", 9_500, 7_500, 9_300),
    ("answered-in-time", "Answered in time", 9_000, 7_000, 9_100),
    ("treated-in-time", "Treated in time", 8_500, 6_500, 8_450),
];

/// `2026-09`, so many months after the first.
fn month(number: i64) -> String {
    let (year, month) = date(number);
    format!("{year:04}-{month:02}")
}

fn date(number: i64) -> (i64, i64) {
    let at = FIRST.1 - 1 + number;
    (FIRST.0 + at.div_euclid(12), at.rem_euclid(12) + 1)
}

/// The vendor of a site: each has one before any has two.
fn vendor_of(site: u64, size: &Size) -> String {
    format!("trust-{:03}", site % size.vendors + 1)
}

fn site_id(site: u64) -> String {
    format!("unit-{:04}", site + 1)
}

pub fn generate(size: &Size, root: &Path) -> Result<(), String> {
    let Size { vendors, sites, months, .. } = *size;
    if vendors == 0 || sites < vendors || months == 0 || months > 600 {
        return Err("a book wants 1 to 600 months and at least one site a vendor".into());
    }
    let months = i64::try_from(months).map_err(|_| "too many months")?;
    let (year, month_of_report) = date(months + 1);
    let book = format!(
        "# Generated for benchmarks; nothing in it is real.\nformat = 1\ntitle = \"Monthly figures (generated)\"\n\
         organisation = \"Nobody (generated)\"\ncurrency = \"GBP\"\ntime-zone = \"Europe/London\"\npublication = \"public\"\n\
         as-of = {year:04}-{month_of_report:02}-08\n\n[people.generated-reader]\nname = \"Generated Reader\"\nrole = \"Placeholder\"\n"
    );
    write(root, "data/book.toml", &book)?;
    let mut metrics = String::new();
    for (id, name, ..) in METRICS {
        let _infallible = write!(
            metrics,
            "[metric.{id}]\nname = \"{name}\"\nfamily = \"latency\"\nkind = \"ratio\"\nunit = \"percent\"\n\
             direction = \"at-least\"\ndecimals = 1\ngrain = \"month\"\nlag-days = {LAG_DAYS}\nnumerator = \"in time\"\n\
             denominator = \"all\"\nlower-bound = 0\nupper-bound = 100\n\n"
        );
    }
    write(root, "data/metrics.toml", &metrics)?;
    let start = format!("{}-01", month(0));
    for site in 0..sites {
        let (id, vendor) = (site_id(site), vendor_of(site, size));
        let text = format!(
            "vendor = \"{vendor}\"\nname = \"Unit {}\"\ncountry = \"GB\"\ntime-zone = \"Europe/London\"\nlanguages = [\"en\"]\n\
             manager = \"generated-reader\"\nopened-on = {start}\n",
            site + 1
        );
        write(root, &format!("data/sites/{id}.toml"), &text)?;
        write(root, &format!("data/metrics/{vendor}/{id}.csv"), &rows(site, size, months))?;
    }
    for vendor in 0..vendors {
        let id = vendor_of(vendor, size);
        let text = format!("name = \"Trust {}\"\nowner = \"generated-reader\"\n", vendor + 1);
        write(root, &format!("data/vendors/{id}.toml"), &text)?;
        write(root, &format!("data/contracts/{id}-standard/contract.toml"), &contract(&id, &start))?;
    }
    Ok(())
}

fn contract(vendor: &str, start: &str) -> String {
    let mut text = format!(
        "vendor = \"{vendor}\"\ntitle = \"Standard of {vendor}\"\ndocument-ref = \"generated\"\ncurrency = \"GBP\"\n\
         signed-on = {start}\neffective-on = {start}\nends-on = 2099-12-31\n"
    );
    for (number, (id, name, target, floor, _)) in (1..).zip(METRICS) {
        let weight = if number == 1 { 34 } else { 33 };
        let _infallible = write!(
            text,
            "\n[service-level.{id}]\nname = \"{name}\"\nfamily = \"latency\"\nmetric = \"{id}\"\n\
             clause-ref = \"generated, {number}\"\ndirection = \"at-least\"\ntarget = {}\naggregation = \"occurrences\"\n\
             window = \"month\"\nweight = {weight}\nfloor = {}\n",
            hundredths(target),
            hundredths(floor)
        );
    }
    text
}

/// One row a month and metric.
fn rows(site: u64, size: &Size, months: i64) -> String {
    let id = site_id(site);
    let place = Place { site: &id, ..Place::default() };
    let mut text = String::from(HEADER);
    let mut base = Prng::new(size.seed ^ site.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let levels: Vec<i64> = METRICS.iter().map(|(.., level)| level + base.around(500)).collect();
    for number in 0..months {
        let period = month(number);
        for ((metric, ..), level) in METRICS.iter().zip(&levels) {
            let mut dice = Prng::named(size.seed, &format!("{id}/{metric}/{period}"));
            let all = dice.between(200, 2_000);
            let numerator = share(all, (level + dice.around(200)).clamp(0, 10_000)).to_string();
            let figure = Figure::Ratio { numerator, denominator: all.to_string() };
            text.push_str(&row(&period, place, metric, &figure, "system,final,"));
        }
    }
    text
}
