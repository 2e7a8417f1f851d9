//! A whole valid book of any size, for benchmarks.

use std::fmt::Write as _;
use std::path::Path;

use crate::output::{Figure, HEADER, Place, hundredths, row, share, write};
use crate::prng::Prng;
use crate::week::Week;

pub struct Size {
    pub sites: u64,
    pub weeks: u64,
    pub metrics: u64,
    pub vendors: u64,
    pub seed: u64,
}

const LAST: &str = "2026-W46";
const FAMILIES: [&str; 5] = ["quality", "latency", "productivity", "wellness", "cost"];
const WORK: [(&str, &str); 3] =
    [("Community safety", "safety"), ("Catalogue", "non-safety"), ("Search quality", "search")];
const COUNTRIES: [(&str, &str, &str); 6] = [
    ("PT", "Europe/Lisbon", "pt-PT"),
    ("PL", "Europe/Warsaw", "pl"),
    ("PH", "Asia/Manila", "fil"),
    ("CO", "America/Bogota", "es"),
    ("KE", "Africa/Nairobi", "sw"),
    ("MY", "Asia/Kuala_Lumpur", "ms"),
];

/// The shape of one metric, by its number: four of five are shares, the fifth a mean of hours.
struct Metric {
    id: String,
    family: &'static str,
    share: bool,
    /// In hundredths of the unit.
    target: i64,
}

fn metric(number: u64) -> Metric {
    let family = FAMILIES[usize::try_from(number).unwrap_or(0) % FAMILIES.len()];
    let share = number % 5 != 4;
    let target = if share { 9_500 } else { 400 };
    Metric { id: format!("{family}-{:03}", number + 1), family, share, target }
}

fn vendor_of(site: u64, size: &Size) -> String {
    format!("vendor-{:03}", site % size.vendors + 1)
}

fn site_id(site: u64) -> String {
    format!("site-{:04}", site + 1)
}

pub fn generate(size: &Size, root: &Path) -> Result<(), String> {
    let Size { sites, weeks, metrics, vendors, .. } = *size;
    if vendors == 0 || sites < vendors || weeks == 0 || metrics == 0 || metrics > 10_000 {
        return Err("a book wants weeks, at least one site a vendor, and 1 to 10,000 metrics".into());
    }
    let last = Week::parse(LAST)?;
    let first = last.plus(1 - i64::try_from(weeks).map_err(|_| "too many weeks")?);
    write(root, "data/book.toml", &book(last, weeks))?;
    let metrics: Vec<Metric> = (0..metrics).map(metric).collect();
    write(root, "data/metrics.toml", &metric_file(&metrics))?;
    projects(size, first, root)?;
    for site in 0..sites {
        write(root, &format!("data/sites/{}.toml", site_id(site)), &site_file(site, size, first))?;
        let path = format!("data/metrics/{}/{}.csv", vendor_of(site, size), site_id(site));
        write(root, &path, &rows(site, size, &metrics, first))?;
    }
    for vendor in 0..vendors {
        let id = vendor_of(vendor, size);
        let text = format!("name = \"Vendor {}\"\nowner = \"generated-reader\"\n", vendor + 1);
        write(root, &format!("data/vendors/{id}.toml"), &text)?;
        write(
            root,
            &format!("data/contracts/{id}-terms/contract.toml"),
            &contract(&id, &metrics, first, last),
        )?;
    }
    procedures(&metrics, first, root)?;
    plans(size, &metrics, last, root)
}

fn book(last: Week, weeks: u64) -> String {
    format!(
        "# Generated for benchmarks; nothing in it is real.\nformat = 1\ntitle = \"Generated book\"\n\
         organisation = \"Nobody (generated)\"\ncurrency = \"USD\"\ntime-zone = \"Etc/UTC\"\npublication = \"public\"\n\
         as-of = {}\nhistory-weeks = {}\n\n[people.generated-reader]\nname = \"Generated Reader\"\nrole = \"Placeholder\"\n\
         [people.generated-approver]\nname = \"Generated Approver\"\nrole = \"Placeholder\"\n",
        last.sunday(),
        weeks.clamp(1, 260)
    )
}

fn metric_file(metrics: &[Metric]) -> String {
    let mut text = String::new();
    for Metric { id, family, share, .. } in metrics {
        let _ =
            write!(text, "[metric.{id}]\nname = \"Metric {id}\"\nfamily = \"{family}\"\ngrain = \"week\"\n");
        text.push_str(if *share {
            "kind = \"ratio\"\nunit = \"percent\"\ndirection = \"at-least\"\ndecimals = 2\nnumerator = \"good\"\n\
             denominator = \"all\"\nlower-bound = 0\nupper-bound = 100\n\n"
        } else {
            "kind = \"mean\"\nunit = \"hours\"\ndirection = \"at-most\"\ndecimals = 2\n\n"
        });
    }
    text
}

/// Three projects with one queue each; the sites share them in turn.
fn projects(size: &Size, first: Week, root: &Path) -> Result<(), String> {
    for (number, (line, kind)) in (0..).zip(WORK.iter().take(usize::try_from(size.sites).unwrap_or(3))) {
        let sites: Vec<String> = (0..size.sites)
            .filter(|site| site % 3 == number)
            .map(|site| format!("\"{}\"", site_id(site)))
            .collect();
        let text = format!(
            "name = \"Project {0}\"\nline-of-business = \"{line}\"\nwork-type = \"{kind}\"\n\
             client-manager = \"generated-reader\"\nsites = [{1}]\nstarts-on = {2}\n\n[[queue]]\nid = \"queue-{0}\"\n\
             name = \"Queue {0}\"\nlanguages = [\"en\"]\nstarts-on = {2}\n",
            number + 1,
            sites.join(", "),
            first.monday()
        );
        write(root, &format!("data/projects/project-{}.toml", number + 1), &text)?;
    }
    Ok(())
}

fn site_file(site: u64, size: &Size, first: Week) -> String {
    let (country, zone, language) = COUNTRIES[usize::try_from(site).unwrap_or(0) % COUNTRIES.len()];
    format!(
        "vendor = \"{}\"\nname = \"Site {}\"\ncountry = \"{country}\"\ntime-zone = \"{zone}\"\n\
         languages = [\"en\", \"{language}\"]\nmanager = \"generated-reader\"\nopened-on = {}\n",
        vendor_of(site, size),
        site + 1,
        first.monday()
    )
}

fn contract(vendor: &str, metrics: &[Metric], first: Week, last: Week) -> String {
    let mut text = format!(
        "vendor = \"{vendor}\"\ntitle = \"Generated terms\"\ndocument-ref = \"generated\"\ncurrency = \"USD\"\n\
         signed-on = {0}\neffective-on = {0}\nends-on = {1}\n",
        first.monday(),
        last.plus(52).sunday()
    );
    let parts = i64::try_from(metrics.len()).unwrap_or(1);
    for (number, metric) in (0..).zip(metrics) {
        let Metric { id, family, share, target } = metric;
        // Hundredths of a percent that add up to 100 exactly.
        let weight = 10_000 * (number + 1) / parts - 10_000 * number / parts;
        let (direction, floor) = if *share { ("at-least", 8_500) } else { ("at-most", 800) };
        let _ = write!(
            text,
            "\n[service-level.{id}]\nname = \"Level of {id}\"\nfamily = \"{family}\"\nmetric = \"{id}\"\n\
             clause-ref = \"generated, {}\"\ndirection = \"{direction}\"\ntarget = {}\naggregation = \"occurrences\"\n\
             window = \"week\"\nweight = {}\nfloor = {}\n",
            number + 1,
            hundredths(*target),
            hundredths(weight),
            hundredths(floor)
        );
        if number == 0 {
            text.push_str("most-material = true\nsops = [\"procedure-1\"]\n");
        }
    }
    text
}

/// One row a week and metric. Sites differ in level; a few drift.
fn rows(site: u64, size: &Size, metrics: &[Metric], first: Week) -> String {
    let id = site_id(site);
    let project = format!("project-{}", site % 3 + 1);
    let queue = format!("queue-{}", site % 3 + 1);
    let place = Place { site: &id, project: &project, queue: &queue, language: "en" };
    let mut text = String::from(HEADER);
    let mut base = Prng::new(size.seed ^ site.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    // Vendors differ too, so that some contracts are missed as a whole.
    let vendor = Prng::named(size.seed, &vendor_of(site, size)).between(-400, 60);
    let levels: Vec<(i64, i64)> =
        metrics.iter().map(|_| (base.between(9_450, 9_850) + vendor, base.between(-6, 4))).collect();
    let weeks = i64::try_from(size.weeks).unwrap_or(0);
    for number in 0..weeks {
        let week = first.plus(number);
        for (metric, (level, drift)) in metrics.iter().zip(&levels) {
            let mut dice = Prng::named(size.seed, &format!("{id}/{}/{}", metric.id, week.label()));
            let level = level + drift * number + dice.around(150);
            let figure = if metric.share {
                let all = dice.between(300, 900);
                let numerator = share(all, level.clamp(0, 10_000)).to_string();
                Figure::Ratio { numerator, denominator: all.to_string() }
            } else {
                let hours = share(370, 10_000 + (9_600 - level).clamp(-9_000, 9_000) * 4).max(0);
                Figure::Value { value: hundredths(hours), samples: Some(dice.between(30, 90)) }
            };
            text.push_str(&row(&week.label(), place, &metric.id, &figure, "system,final,"));
        }
    }
    text
}

fn procedures(metrics: &[Metric], first: Week, root: &Path) -> Result<(), String> {
    for number in 1..=5 {
        let satisfies = metrics.first().map_or(String::new(), |m| format!("\"vendor-001-terms/{}\"", m.id));
        let text = format!(
            "+++\ntitle = \"Generated procedure {number}\"\nversion = \"1.0\"\nstatus = \"effective\"\n\
             owner = \"generated-reader\"\napprover = \"generated-approver\"\nauthor = \"generated-reader\"\n\
             effective-on = {0}\nreview-days = 3650\nsatisfies = [{satisfies}]\n+++\n\n# Generated procedure {number}\n\n\
             Text that stands for a procedure.\n\n## Steps\n\n1. Read the item.\n2. Decide.\n\n\
             See [the next one](procedure-{1}.md#steps).\n",
            first.monday(),
            number % 5 + 1
        );
        write(root, &format!("data/sops/procedure-{number}.md"), &text)?;
    }
    Ok(())
}

fn plans(size: &Size, metrics: &[Metric], last: Week, root: &Path) -> Result<(), String> {
    let Some(metric) = metrics.first() else { return Ok(()) };
    for site in 0..size.sites.min(10) {
        let vendor = vendor_of(site, size);
        let text = format!(
            "title = \"Generated plan for site {}\"\nvendor = \"{vendor}\"\nsite = \"{}\"\nseverity = \"moderate\"\n\
             status = \"remediating\"\ndetected-on = {2}\ndraft-due-on = {3}\nowner-vendor = \"Site lead\"\n\
             owner-client = \"generated-reader\"\nroot-cause = \"Generated\"\n\n[[trigger]]\n\
             service-level = \"{vendor}-terms/{4}\"\nperiod = \"{5}\"\n\n[[action]]\nid = \"first-step\"\n\
             title = \"First step\"\nowner = \"Site lead\"\ndue-on = {3}\n\n[[success]]\nmetric = \"{4}\"\n\
             direction = \"at-least\"\ntarget = {6}\nfor-periods = 4\nfrom = \"{7}\"\n",
            site + 1,
            site_id(site),
            last.monday(),
            last.plus(2).sunday(),
            metric.id,
            last.plus(-1).label(),
            hundredths(metric.target),
            last.label()
        );
        write(root, &format!("data/plans/plan-{:02}.toml", site + 1), &text)?;
    }
    Ok(())
}
