//! A book of procedures and nothing else: no page of it speaks of what is measured or promised, and every link, number and formula holds.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::Path;

use crate::reproducible::read_all;
use crate::support::unpacked::unpacked;

type Test = Result<(), Box<dyn Error>>;

const PROCEDURES: usize = 20;

/// Sections, drafts, retired ones, links from one to another, a review that is overdue, a decision.
fn book(root: &Path) -> Test {
    let write = |path: &str, text: &str| -> Test {
        let path = root.join(path);
        fs::create_dir_all(path.parent().ok_or("a file without a folder")?)?;
        Ok(fs::write(path, text)?)
    };
    write(
        "data/book.toml",
        "format = 1\ntitle = \"Runbooks\"\norganisation = \"Example\"\ncurrency = \"GBP\"\ntime-zone = \"Etc/UTC\"\n\
         publication = \"public\"\nas-of = 2026-11-08\nrole-mailboxes = [\"on-call@example.org\"]\n\n\
         [people.ada]\nname = \"Ada North\"\nrole = \"On call lead\"\n\n[people.ben]\nname = \"Ben Field\"\nrole = \"Engineer\"\n",
    )?;
    for at in 1..=PROCEDURES {
        let status = match at {
            18 => "status = \"draft\"",
            19 => "status = \"retired\"\nretired-on = 2026-06-01",
            _ => "status = \"effective\"",
        };
        let section = match at % 3 {
            0 => "",
            1 => "section = \"Data stores\"\n",
            _ => "section = \"On call\"\n",
        };
        // The first three were last looked at two years ago.
        let year = if at <= 3 { 2024 } else { 2026 };
        let owner = if at % 2 == 0 { "ada" } else { "ben" };
        let next = at % 17 + 1;
        write(
            &format!("data/sops/runbook-{at:02}.md"),
            &format!(
                "+++\ntitle = \"Runbook {at}\"\n{section}version = \"1.{at}\"\n{status}\nowner = \"{owner}\"\napprover = \"ada\"\n\
                 author = \"ben\"\neffective-on = {year}-01-12\nreview-months = 12\n+++\n\n# Runbook {at}\n\n## When it happens\n\n\
                 Wait 5 minutes, then read [the next one](runbook-{next:02}.md#when-it-happens).\n"
            ),
        )?;
    }
    Ok(())
}

fn built(root: &Path, site: &Path) -> Result<BTreeMap<String, Vec<u8>>, Box<dyn Error>> {
    crate::evidence::built(root, site)?;
    let mut files = BTreeMap::new();
    read_all(site, site, &mut files);
    Ok(files)
}

/// What a reader sees, without markup, scripts and the texts of the book.
fn words(html: &str) -> String {
    let main = html.split_once("<body>").map_or(html, |(_, body)| body);
    let mut out = String::new();
    let mut is_tag = false;
    for c in main.chars() {
        match c {
            '<' => is_tag = true,
            '>' => {
                is_tag = false;
                out.push(' ');
            }
            c if !is_tag => out.push(c),
            _ => {}
        }
    }
    out.to_lowercase()
}

#[test]
fn a_book_of_procedures_speaks_of_nothing_else() -> Test {
    let folder = tempfile::tempdir()?;
    let (root, site) = (folder.path().join("book"), folder.path().join("site"));
    book(&root)?;
    let files = built(&root, &site)?;

    let foreign = [
        "service level",
        "contract",
        "vendor",
        "scorecard",
        "clause",
        "credit",
        "metric",
        "remediation",
        "breach",
        "signed",
        "sites",
        "attainment",
        "control limit",
    ];
    let mut wrong = Vec::new();
    let mut pages = 0;
    for (path, bytes) in &files {
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        let said = match path.rsplit_once('.').map(|(_, end)| end) {
            Some("html") => words(text),
            Some("md" | "ics" | "xml") => text.to_lowercase(),
            _ => continue,
        };
        pages += 1;
        wrong.extend(
            foreign.iter().filter(|word| said.contains(*word)).map(|word| format!("{path} says `{word}`")),
        );
    }
    assert!(pages > PROCEDURES, "{pages} pages");
    assert!(wrong.is_empty(), "{wrong:#?}");
    for absent in [
        "vendors",
        "sites",
        "contracts",
        "plans",
        "reports",
        "traceability",
        "signoffs",
        "projects",
        "actions",
    ] {
        assert!(!files.contains_key(&format!("{absent}/index.html")), "{absent} has nothing to show");
    }

    let home = String::from_utf8_lossy(&files["index.html"]).replace("&#x2F;", "/");
    for link in ["sops/index.html#section-data-stores", "sops/index.html#section-on-call", "calendar.ics"] {
        assert!(home.contains(&format!("href=\"{link}\"")), "no link to {link}");
    }
    assert!(words(&home).contains("3 reviews are overdue."));
    let report = String::from_utf8_lossy(&files["report.md"]);
    assert!(report.starts_with("# 18 procedures are in effect.\n"), "{report}");
    assert!(
        report.contains("3 reviews are overdue.") && report.contains("- Runbook 1, due 2025-01-12"),
        "{report}"
    );
    Ok(())
}

#[test]
fn a_book_of_procedures_has_its_links_and_its_evidence() -> Test {
    let folder = tempfile::tempdir()?;
    let (root, site) = (folder.path().join("book"), folder.path().join("site"));
    book(&root)?;
    let files = built(&root, &site)?;
    assert!(crate::links::prove(&site) > 300);
    crate::coverage::prove(&root)?;
    crate::evidence::figures_follow(&root, &site)?;

    // The method page tells how each figure of the site is made, and of no other.
    let method = String::from_utf8_lossy(&files["method/index.html"]).into_owned();
    let mut used = BTreeSet::new();
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with("evidence.json")) {
        let evidence = unpacked(bytes);
        for figure in evidence["figures"].as_array().ok_or_else(|| format!("{path} has no figures"))? {
            used.insert(figure["formula"].as_str().unwrap_or_default().to_owned());
        }
    }
    for formula in &used {
        assert!(method.contains(&format!("id=\"formula-{formula}\"")), "{formula} is told nowhere");
    }
    assert!(!method.contains("formula-credit-cap") && !method.contains("id=\"rules\""));
    Ok(())
}

/// With one vendor it is a book like any other.
#[test]
fn one_vendor_brings_the_other_pages() -> Test {
    let folder = tempfile::tempdir()?;
    let (root, site) = (folder.path().join("book"), folder.path().join("site"));
    book(&root)?;
    fs::create_dir_all(root.join("data/vendors"))?;
    fs::write(root.join("data/vendors/acme.toml"), "name = \"Acme\"\nowner = \"ada\"\n")?;
    let files = built(&root, &site)?;
    for page in ["vendors", "contracts", "reports", "traceability", "plans"] {
        assert!(files.contains_key(&format!("{page}/index.html")), "no page {page}");
    }
    // No contract: nothing is counted that the page does not say.
    crate::evidence::figures_follow(&root, &site)
}
