//! `report.md`: the report of the week for a job summary, a chat message or a pull request. All text of the book is escaped:
//! nothing in it becomes a link, a mention, an image or markup.

use std::fmt::Write as _;

use crate::kit::diag::plural;
use crate::kit::prose::escape::words;
use crate::report::brief::procedures::Review;
use crate::report::brief::week::{Brief, FamilyBrief, Number, Vendor};
use crate::subject::wording::phrase::capital;

/// Lines of each list that are reported; the pages have the rest.
const LINES: usize = 8;

/// The text. `base_url` is where the site is published, with a slash at its end; without it nothing is linked.
pub fn report_text(brief: &Brief, base_url: Option<&str>) -> String {
    let mut out = String::with_capacity(4096);
    // Writing to a String cannot fail.
    let _infallible = write(&mut out, brief, base_url);
    out
}

fn write(out: &mut String, brief: &Brief, base_url: Option<&str>) -> std::fmt::Result {
    let mut sentences = brief.headline.iter();
    let first = sentences.next().map_or("No service level has been judged yet.", String::as_str);
    writeln!(out, "# {}\n", plain(first))?;
    let period = match brief.reviews {
        Some(_) => String::new(),
        None => format!(" · {}", plain(&brief.period_label)),
    };
    writeln!(out, "{}{period} · as of {}\n", plain(&brief.title), brief.as_of)?;
    for sentence in sentences {
        writeln!(out, "{}\n", plain(sentence))?;
    }
    match &brief.reviews {
        Some(overdue) => reviews(out, overdue, base_url)?,
        None => {
            grid(out, brief, base_url)?;
            exceptions(out, brief, base_url)?;
            plans(out, brief, base_url)?;
            credits(out, brief)?;
        }
    }
    asks(out, brief, base_url)?;
    foot(out, brief, base_url)
}

fn reviews(out: &mut String, overdue: &[Review], base_url: Option<&str>) -> std::fmt::Result {
    if overdue.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Reviews that are overdue, longest first\n")?;
    for review in overdue.iter().take(LINES) {
        writeln!(out, "- {}, due {}", link(&review.title, &review.page, base_url), review.due_on)?;
    }
    more(out, overdue.len(), "review")
}

fn grid(out: &mut String, brief: &Brief, base_url: Option<&str>) -> std::fmt::Result {
    let Some(families) = brief.vendors.first().map(|vendor| &vendor.families) else { return Ok(()) };
    write!(out, "| Vendor | Overall |")?;
    for family in families {
        write!(out, " {} |", capital(family.family))?;
    }
    write!(out, "\n|---|---|")?;
    for _ in families {
        write!(out, "---|")?;
    }
    writeln!(out)?;
    for vendor in &brief.vendors {
        write!(out, "| {} | {} |", link(&vendor.name, &vendor.page, base_url), overall(vendor))?;
        for family in &vendor.families {
            write!(out, " {} |", cell(family))?;
        }
        writeln!(out)?;
    }
    writeln!(out)
}

fn overall(vendor: &Vendor) -> String {
    match (&vendor.score, vendor.rule.as_str()) {
        (Some(score), "") => format!("{} {}", vendor.rating, plain(&score.shown)),
        (None, "") => vendor.rating.to_owned(),
        (_, rule) => format!("{}: {}", vendor.rating, plain(rule)),
    }
}

fn cell(family: &FamilyBrief) -> String {
    if !family.reason.is_empty() {
        return format!("{}: {}", family.rating, plain(&family.reason));
    }
    let mut text = match family.rule.as_str() {
        "" => family.rating.to_owned(),
        rule => format!("{}: {}", family.rating, plain(rule)),
    };
    if let Some(value) = &family.value {
        let word = if family.missed { "missed " } else { "" };
        text.push_str("<br>");
        text.push_str(word);
        text.push_str(&plain(&value.shown));
        if let Some(target) = &family.target {
            text.push_str(&format!(" ({})", plain(&target.shown)));
        }
        if family.provisional {
            text.push_str(", provisional");
        }
    }
    text
}

fn exceptions(out: &mut String, brief: &Brief, base_url: Option<&str>) -> std::fmt::Result {
    writeln!(out, "## Exceptions\n")?;
    if brief.exceptions.is_empty() {
        return writeln!(out, "{}\n", brief.calm);
    }
    for line in brief.exceptions.iter().take(LINES) {
        write!(out, "- **{}** {}", line.kind, link(&line.what, &line.page, base_url))?;
        write!(out, "{}{}", shown(" ", line.value.as_ref()), shown(", needs ", line.target.as_ref()))?;
        write!(out, ": {}", plain(&line.why))?;
        match &line.plan {
            Some(plan) => writeln!(out, ". Plan: {}", plain(plan))?,
            None => writeln!(out, ". **No plan**")?,
        }
    }
    more(out, brief.exceptions.len(), "exception")
}

fn plans(out: &mut String, brief: &Brief, base_url: Option<&str>) -> std::fmt::Result {
    writeln!(out, "## What is being done\n")?;
    if brief.plans.is_empty() {
        return writeln!(out, "No remediation plan is open.\n");
    }
    for plan in brief.plans.iter().take(LINES) {
        write!(
            out,
            "- {}: {} of {} done",
            link(&plan.title, &plan.page, base_url),
            plan.done,
            plural(plan.actions, "action")
        )?;
        if plan.overdue > 0 {
            write!(out, ", **{} overdue**", plan.overdue)?;
        }
        let parts = [&plan.verdict, &plan.next, &plan.root_cause];
        for part in parts.into_iter().filter(|part| !part.is_empty()) {
            write!(out, "; {}", plain(part))?;
        }
        writeln!(out)?;
    }
    more(out, brief.plans.len(), "plan")
}

fn credits(out: &mut String, brief: &Brief) -> std::fmt::Result {
    for credit in &brief.credits {
        let provisional = if credit.provisional { " (provisional)" } else { "" };
        writeln!(
            out,
            "Service credits, {}: {}{provisional}\n",
            plain(&credit.span),
            plain(&credit.net.shown)
        )?;
    }
    Ok(())
}

fn asks(out: &mut String, brief: &Brief, base_url: Option<&str>) -> std::fmt::Result {
    writeln!(out, "## Needed from you\n")?;
    if brief.asks.is_empty() {
        return writeln!(out, "Nothing awaits a decision.\n");
    }
    for ask in brief.asks.iter().take(LINES) {
        let late = if ask.overdue { ", **overdue**" } else { "" };
        writeln!(
            out,
            "- {}, by {}{late}: {} ({})",
            link(&ask.title, &ask.page, base_url),
            ask.due_on,
            plain(&ask.ask),
            plain(&ask.owner)
        )?;
    }
    more(out, brief.asks.len(), "ask")
}

fn more(out: &mut String, all: usize, what: &str) -> std::fmt::Result {
    match all.saturating_sub(LINES) {
        0 => writeln!(out),
        left => writeln!(out, "- and {}\n", plural(left, &format!("more {what}"))),
    }
}

fn foot(out: &mut String, brief: &Brief, base_url: Option<&str>) -> std::fmt::Result {
    let commit = brief.commit.as_deref().map_or("no commit", |id| id.get(..12).unwrap_or(id));
    let input = brief.input_sha256.get(..12).unwrap_or(&brief.input_sha256);
    write!(out, "---\n\nCommit {commit}, input {input}")?;
    if let Some(share) = &brief.completeness {
        write!(out, ", {} of the expected data of the period is in", plain(&share.shown))?;
    }
    match base_url {
        Some(base) => writeln!(out, ". [The whole report](<{}index.html>)", address(base)),
        None => writeln!(out, "."),
    }
}

fn shown(before: &str, number: Option<&Number>) -> String {
    number.map_or_else(String::new, |number| format!("{before}{}", plain(&number.shown)))
}

fn link(text: &str, path: &str, base_url: Option<&str>) -> String {
    match base_url {
        Some(base) => format!("[{}](<{}>)", plain(text), address(&format!("{base}{path}"))),
        None => plain(text),
    }
}

/// Text of the book in one line: no host reads markup, a tag, a table cell, a mention, a reference, a commit or an address in it.
fn plain(text: &str) -> String {
    let parts = text.split(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'));
    words(&parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "))
}

/// An address between angle brackets: what could end it or be read as markup is written by its bytes.
fn address(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            byte if byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()+,;=%[]".contains(&byte) => {
                out.push(char::from(byte));
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn robustness_15_text_of_the_book_stays_text() {
        let text = plain(
            "<b>@all</b> ![x](javascript:1) #12 https://evil.example www.evil.example\n::error:: a|b `c` \u{202e}1234\u{1b} \
             0123456789abcdef0123456789abcdef01234567 GH-3 &#64;all /approve",
        );
        for markup in [
            "<b", "@all", "![", "[x](", "#12", "://", "www.e", "\n", "::", "a|b", " `c`", "\u{202e}",
            "\u{1b}", "0123456", "GH-3", "&#64;",
        ] {
            assert!(!text.contains(markup) || text.contains(&format!("\\{markup}")), "{markup} in {text}");
        }
        assert!(plain("/merge").starts_with('\u{200b}'), "no command at the start of a line");
    }

    #[test]
    fn a_good_rating_beside_a_miss_says_its_rule() {
        let vendor = |rule: &str| Vendor {
            id: "acme".to_owned(),
            name: "Acme".to_owned(),
            page: "vendors/acme/index.html".to_owned(),
            rating: "Good",
            rule: rule.to_owned(),
            score: None,
            families: Vec::new(),
            of: std::collections::BTreeMap::new(),
        };
        assert_eq!(overall(&vendor("2 misses")), "Good: 2 misses");
        assert_eq!(overall(&vendor("")), "Good");
    }

    #[test]
    fn robustness_15_an_address_ends_where_it_should() {
        let link = link("Acme", "vendors/acme/index.html", Some("https://e.example/\"><img src=x>é`/"));
        assert_eq!(
            link,
            "[Acme](<https://e.example/%22%3E%3Cimg%20src=x%3E%C3%A9%60/vendors/acme/index.html>)"
        );
    }
}
