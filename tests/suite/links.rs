//! Every link of the demo site leads to a file that is there, and every anchor to an id on it.
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

fn pages(top: &Path, folder: &Path, into: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            pages(top, &path, into);
        } else {
            let name = path.strip_prefix(top).unwrap().to_string_lossy().into_owned();
            let text =
                if name.ends_with(".html") { std::fs::read_to_string(&path).unwrap() } else { String::new() };
            into.insert(name, text);
        }
    }
}

/// Values of an attribute, in order.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let needle = format!(" {attribute}=\"");
    html.match_indices(&needle).filter_map(|(at, _)| html[at + needle.len()..].split('"').next()).collect()
}

/// `../x/y.html` seen from `a/b/index.html`.
fn resolve(page: &str, link: &str) -> Option<String> {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => {
                parts.pop()?;
            }
            "." => {}
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[test]
fn no_link_dangles() {
    let work = tempfile::tempdir().unwrap();
    let site = work.path().join("site");
    let status = Command::new(env!("CARGO_BIN_EXE_scorebook"))
        .args(["build", "--quiet", "--root", env!("CARGO_MANIFEST_DIR"), "--output-dir"])
        .arg(&site)
        .status()
        .unwrap();
    assert!(status.success());
    let followed = prove(&site);
    assert!(followed > 1_000, "only {followed} links followed");
}

/// Follows every link of a site: none dangles, no id stands twice on a page, and each page is reached from the home page. How many
/// there are.
pub fn prove(site: &Path) -> usize {
    let mut files = BTreeMap::new();
    pages(site, site, &mut files);
    let ids: BTreeMap<&str, BTreeSet<&str>> =
        files.iter().map(|(name, html)| (name.as_str(), values(html, "id").into_iter().collect())).collect();

    let mut wrong = Vec::new();
    let mut followed = 0;
    for (name, html) in &files {
        let page_ids: Vec<&str> = values(html, "id");
        if page_ids.len() != ids[name.as_str()].len() {
            wrong.push(format!("{name} has an id twice"));
        }
        for link in values(html, "href").into_iter().chain(values(html, "src")) {
            let link = link.replace("&amp;", "&").replace("&#x2F;", "/");
            if link.starts_with("http") || link.starts_with("mailto:") || link.starts_with("data:") {
                continue;
            }
            let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = if path.is_empty() { Some(name.clone()) } else { resolve(name, path) };
            followed += 1;
            match target.as_deref().and_then(|target| ids.get(target)) {
                None => wrong.push(format!("{name} links to {link}, which is not there")),
                Some(ids) if !anchor.is_empty() && !ids.contains(anchor) => {
                    wrong.push(format!("{name} links to {link}: no such anchor"));
                }
                Some(_) => {}
            }
        }
    }
    wrong.truncate(30);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));

    // No page is an orphan: each is reached from the home page.
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut next = vec!["index.html".to_owned()];
    while let Some(page) = next.pop() {
        if !page.ends_with(".html") || !seen.insert(page.clone()) {
            continue;
        }
        for link in values(&files[&page], "href") {
            let path = link.split('#').next().unwrap_or_default();
            if !path.is_empty() && !path.contains(':') {
                next.extend(resolve(&page, path).filter(|target| files.contains_key(target)));
            }
        }
    }
    let orphans: Vec<&String> = files
        .keys()
        .filter(|name| name.ends_with(".html") && *name != "404.html" && !seen.contains(*name))
        // A renamed record's old address is reached from outside.
        .filter(|name| !files[*name].contains("http-equiv=\"refresh\""))
        .collect();
    assert!(orphans.is_empty(), "{orphans:?} are reached from nowhere");
    followed
}
