//! A quarter that is signed, by the calendar and by a fiscal year.

use std::fs;

use crate::signoff::{ROWS, book, codes, said, scorebook};

#[test]
fn a_quarter_is_signed_like_a_month_and_a_fiscal_one_by_its_own_name() {
    let repo = book("2026-11-16");
    let run = |period: &str, more: &[&str]| scorebook(&repo, &[&["signoff", period], more].concat());
    let early = run("2026-Q4", &["--by", "ada-north"]);
    assert_eq!(early.status.code(), Some(1));
    assert!(
        said(&early).contains("2026-Q4 ends on 2027-01-03, after the as-of date 2026-11-15"),
        "{}",
        said(&early)
    );
    let signed = run("2026-Q3", &["--by", "ada-north"]);
    // Weeks 31 to 39: the Thursday of week 40 is 1 October.
    assert!(
        said(&signed).starts_with("signed 2026-Q3: 9 rows in 1 file, terms of 1 contract"),
        "{}",
        said(&signed)
    );
    repo.commit("Ada North", "2026-11-17", "Sign the third quarter");
    assert_eq!(codes(&repo), [""; 0]);
    let text = fs::read_to_string(repo.path().join(ROWS)).unwrap();
    repo.write(
        ROWS,
        text.replace(
            "2026-W35,acme-porto,atlas,atlas-pt,pt-PT,accuracy,480",
            "2026-W35,acme-porto,atlas,atlas-pt,pt-PT,accuracy,481",
        ),
    );
    repo.commit("Ada North", "2026-11-18", "Correct a row");
    assert_eq!(
        codes(&repo),
        ["error[signoff-stale]: figures or terms of 2026-Q3 are not those that were signed"]
    );
    let restated = run("2026-Q3", &["--by", "ben-field", "--reason", "The client corrected its export"]);
    assert!(restated.status.success(), "{}", said(&restated));
    assert!(repo.path().join("data/signoffs/2026-Q3-restatement-01.toml").exists());
    repo.commit("Ada North", "2026-11-19", "Record the agreement");
    // The review has today's figures, and says which of them are not what was signed.
    let site = repo.path().join("site");
    let built = scorebook(&repo, &["build", "--output-dir", site.to_str().unwrap()]);
    assert!(built.status.success(), "{}", said(&built));
    let review = fs::read_to_string(site.join("vendors/acme/2026-Q3/index.html")).unwrap();
    let (_, since) = review.split_once("Recorded anew since").expect("what has changed since it was signed");
    let (since, _) = since.split_once("</section>").unwrap();
    assert!(since.contains("480") && since.contains("481") && since.contains("Correct a row"), "{since}");
    assert!(review.contains("figures or terms were recorded anew"), "the first sheet says so");

    let repo = book("2026-11-16");
    let text = fs::read_to_string(repo.path().join("data/book.toml")).unwrap();
    repo.write("data/book.toml", text.replacen("\n[people", "fiscal-year-starts = 2\n\n[people", 1));
    let run = |period: &str| scorebook(&repo, &["signoff", period, "--by", "ada-north"]);
    let none = run("2026-Q3");
    assert!(
        none.status.code() == Some(1) && said(&none).contains("2026-Q3 is no quarter of this book"),
        "{}",
        said(&none)
    );
    let signed = run("2026/27-Q3");
    assert!(signed.status.success(), "{}", said(&signed));
    let text = fs::read_to_string(repo.path().join("data/signoffs/2026-27-Q3.toml")).unwrap();
    assert!(text.starts_with("period = \"2026/27-Q3\"\n"), "{text}");
    repo.commit("Ada North", "2026-11-17", "Sign a fiscal quarter");
    assert_eq!(codes(&repo), [""; 0]);
}
