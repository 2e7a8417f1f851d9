//! `serve`: what is served is what a build writes, follows the book whatever becomes of it, and lets nobody else in.

mod server;

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::{TempDir, tempdir};

use server::Server;

/// A small book without defects.
fn book() -> TempDir {
    let top = tempdir().unwrap();
    let made = Command::new(env!("CARGO_BIN_EXE_scorebook"))
        .args(["init", "--host", "none", "--on", "2026-11-25"])
        .arg(top.path())
        .output()
        .unwrap();
    assert!(made.status.success());
    top
}

fn edit(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{from} in {}", file.display());
    fs::write(file, text.replacen(from, to, 1)).unwrap();
}

fn trouble(news: &Value) -> bool {
    !news["trouble"].is_null()
}

#[test]
fn every_file_of_the_demo_is_served_as_it_is_built() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let site = tempdir().unwrap();
    let site = site.path().join("site");
    let built = Command::new(env!("CARGO_BIN_EXE_scorebook"))
        .args(["build", "--quiet", "--root"])
        .arg(root)
        .arg("--output-dir")
        .arg(&site)
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let server = Server::of(root).shown();
    let manifest: Value = serde_json::from_slice(&fs::read(site.join("manifest.json")).unwrap()).unwrap();
    let files = manifest["files"].as_object().unwrap();
    assert!(files.len() > 500, "{} files", files.len());
    let differs = |path: &&String| {
        let served = server.get(&format!("/{path}"));
        let wanted = fs::read(site.join(path)).unwrap();
        let same = match path.ends_with(".html") {
            true => served.as_built().as_bytes() == wanted,
            false => served.body == wanted,
        };
        served.status != 200 || !same
    };
    let paths: Vec<&String> = files.keys().collect();
    let others: Vec<&String> = std::thread::scope(|scope| {
        let asks =
            |part| scope.spawn(move || Vec::from(part).into_iter().filter(differs).collect::<Vec<&String>>());
        let asked: Vec<_> = paths.chunks(paths.len().div_ceil(4)).map(asks).collect();
        asked.into_iter().flat_map(|asked| asked.join().unwrap()).collect()
    });
    assert!(others.is_empty(), "{} of {} differ: {others:?}", others.len(), files.len());
}

#[test]
fn a_change_is_on_the_page_and_open_pages_hear_of_it() {
    let top = book();
    let server = Server::of(top.path()).shown();
    let mut news = server.news();
    let first = news.next();
    let before = server.get("/");
    assert_eq!((before.status, first["edition"].as_str()), (200, Some(&*before.edition())));
    edit(&top.path().join("data/book.toml"), "title = \"", "title = \"Kept up to date: ");
    let second = news.until(|news| news["edition"] != first["edition"]);
    let after = server.get("/index.html");
    assert!(after.text().contains("Kept up to date: ") && !before.text().contains("Kept up to date: "));
    assert_eq!(second["edition"].as_str(), Some(&*after.edition()));
    assert!(!trouble(&second));
    // A template of the team's own is part of the book.
    fs::create_dir_all(top.path().join("templates/assets")).unwrap();
    fs::write(top.path().join("templates/assets/own.svg"), "<svg/>").unwrap();
    news.until(|news| news["edition"] != second["edition"]);
    let picture = server.get("/assets/own.svg");
    assert_eq!((picture.header("content-type"), &*picture.body), ("image/svg+xml", &b"<svg/>"[..]));
}

#[test]
fn defects_are_told_over_the_last_good_site_until_they_are_mended() {
    let top = book();
    let server = Server::of(top.path()).shown();
    let mut news = server.news();
    let good = news.next();
    let vendor = top.path().join("data/vendors/example-vendor.toml");
    let written = fs::read_to_string(&vendor).unwrap();

    // Half a file, as an editor may leave it.
    fs::write(&vendor, "name = \"Half a").unwrap();
    let bad = news.until(trouble);
    assert_eq!(bad["edition"], good["edition"], "the last good site stays");
    let first = &bad["trouble"]["messages"][0];
    assert!(first["place"].as_str().unwrap().starts_with("data/vendors/example-vendor.toml:1:"), "{first}");
    assert!(!first["text"].as_str().unwrap().is_empty());
    assert_eq!(bad["trouble"]["note"], "Behind this the site is as it was before.");
    assert_eq!(server.get("/vendors/example-vendor/").status, 200);

    // As it was: no page has to come again.
    fs::write(&vendor, &written).unwrap();
    let mended = news.until(|news| !trouble(news));
    assert_eq!(mended["edition"], good["edition"]);

    // A file that is gone, and one that comes back otherwise.
    fs::remove_file(&vendor).unwrap();
    let gone = news.until(trouble);
    assert!(gone["trouble"]["messages"].to_string().contains("example-vendor"), "{gone}");
    fs::write(&vendor, format!("# Back.\n{written}")).unwrap();
    let back = news.until(|news| !trouble(news));
    assert_ne!(back["edition"], good["edition"]);
}

#[test]
fn a_book_that_is_moved_away_is_told_and_comes_back() {
    let top = book();
    let server = Server::of(top.path()).shown();
    let mut news = server.news();
    let good = news.next();
    let (data, away) = (top.path().join("data"), top.path().join("elsewhere"));
    fs::rename(&data, &away).unwrap();
    let bad = news.until(trouble);
    assert!(bad["trouble"]["messages"][0]["text"].as_str().unwrap().contains("no folder `data`"), "{bad}");
    assert_eq!(server.get("/").status, 200, "the last good site stays");
    fs::rename(&away, &data).unwrap();
    news.until(|news| !trouble(news));
    edit(&data.join("book.toml"), "title = \"", "title = \"Still heard: ");
    news.until(|news| news["edition"] != good["edition"]);
    assert!(server.get("/").text().contains("Still heard: "));
}

#[test]
fn a_burst_of_changes_ends_with_the_last_one() {
    let top = book();
    let server = Server::of(top.path()).shown();
    let mut news = server.news();
    let first = news.next();
    let file = top.path().join("data/book.toml");
    let text = fs::read_to_string(&file).unwrap();
    for at in 1..=200 {
        // Each is broken half-way, and whole after it.
        fs::write(&file, &text[..text.len() / 2]).unwrap();
        fs::write(&file, text.replacen("title = \"", &format!("title = \"Change {at} of 200: "), 1)).unwrap();
    }
    let mut heard = 1;
    while !server.get("/").text().contains("Change 200 of 200: ") {
        news.until(|news| news["edition"] != first["edition"]);
        heard += 1;
    }
    assert!(heard < 40, "{heard} states for one burst");
    assert!(!trouble(&server.news().next()));
}

#[test]
fn a_book_with_defects_waits_for_its_first_site() {
    let top = book();
    let file = top.path().join("data/book.toml");
    edit(&file, "title = ", "titel = ");
    let server = Server::of(top.path());
    let mut news = server.news();
    let bad = news.until(trouble);
    assert_eq!(bad["edition"], "");
    assert_eq!(bad["trouble"]["note"], "The site comes up by itself once this is mended.");
    let waiting = server.get("/sites/");
    assert!(waiting.status == 503 && waiting.text().contains("/_scorebook/live.js"), "{}", waiting.text());
    assert_eq!(server.get("/assets/site.css").header("content-type"), "text/css; charset=utf-8");
    edit(&file, "titel = ", "title = ");
    news.until(|news| news["edition"] != "" && !trouble(news));
    assert_eq!(server.get("/sites/").status, 200);
}

#[test]
fn a_draft_is_shown_with_its_defects() {
    let top = book();
    edit(&top.path().join("data/vendors/example-vendor.toml"), "name = ", "nmae = ");
    let server = Server::with(top.path(), &["--draft"]).shown();
    let news = server.news().next();
    assert!(news["trouble"]["title"].as_str().unwrap().ends_with("this is a draft"), "{news}");
    assert!(server.get("/").text().contains("Draft."));
}

#[test]
fn a_request_leads_to_pages_of_the_site_and_nowhere_else() {
    let top = book();
    fs::write(top.path().join("secret.txt"), "secret").unwrap();
    let server = Server::of(top.path()).shown();
    for path in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/assets/../../secret.txt",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/..%5csecret.txt",
        "/.%2e/secret.txt",
        "/C:/secret.txt",
        "/secret.txt%00.html",
    ] {
        let answer = server.get(path);
        assert!([400, 404].contains(&answer.status), "{path}: {}", answer.status);
        assert!(!answer.text().contains("secret\n") && answer.text() != "secret", "{path}");
    }
    // What stands beside the site is no part of it, and no folder lists its files.
    for path in ["/data/book.toml", "/secret.txt", "/manifest.json", "/.gitignore", "/assets/", "/assets"] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
    let lost = server.get("/vendors/exmple-vendor/index.html");
    assert_eq!((lost.status, lost.header("content-type")), (404, "text/html; charset=utf-8"));
    assert!(
        lost.text().contains("/assets/site.css") && lost.text().contains("vendors/example-vendor/index.html")
    );
    let folder = server.get("/vendors/example-vendor");
    assert_eq!((folder.status, folder.header("location")), (302, "/vendors/example-vendor/"));
}

#[test]
fn only_reading_under_a_name_of_this_machine_is_answered() {
    let top = book();
    let server = Server::of(top.path()).shown();
    let own = format!("Host: 127.0.0.1:{}", server.port);
    for headers in [
        &["Host: evil.example"][..],
        &["Host: localhost.evil.example:3000"],
        &["Host: 192.0.2.7"],
        &[],
        &[&own, "Host: evil.example"],
    ] {
        for path in ["/", "/_scorebook/news", "/evidence.json", "/_scorebook/live.js"] {
            let answer = server.ask("GET", path, headers);
            // The second name, and none, are no HTTP.
            assert!([400, 403].contains(&answer.status), "{headers:?}: {}", answer.status);
            assert!(!answer.text().contains("scorebook"), "{headers:?}");
        }
    }
    assert_eq!(server.ask("GET", "http://evil.example/", &[&own]).status, 403);
    assert_eq!(server.ask("GET", "/", &["Host: [::1]:1"]).status, 200);
    let head = server.ask("HEAD", "/", &[&own]);
    let page = server.get("/");
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), page.body.len().to_string());
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let refused = server.ask(method, "/", &[&own]);
        assert_eq!((refused.status, refused.header("allow")), (405, "GET, HEAD"), "{method}");
    }
    for (name, value) in [
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
        ("content-security-policy", "frame-ancestors 'none'"),
    ] {
        assert_eq!(page.header(name), value);
    }
    for (path, kind) in [
        ("/evidence.json", "application/json"),
        ("/report.md", "text/markdown; charset=utf-8"),
        ("/feed.xml", "application/atom+xml; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/assets/site.js", "text/javascript; charset=utf-8"),
    ] {
        assert_eq!((server.get(path).status, server.get(path).header("content-type")), (200, kind), "{path}");
    }
}

#[test]
fn a_taken_port_is_told_with_one_that_is_free_and_other_machines_are_asked_for() {
    let top = book();
    let server = Server::of(top.path());
    let serve = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scorebook"));
        let output = command.arg("preview").args(arguments).current_dir(top.path()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    let taken = serve(&["--port", &server.port.to_string()]);
    assert!(taken.contains("another program does") && taken.contains("`--port "), "{taken}");
    let exposed = serve(&["--port", "0", "--interface", "0.0.0.0"]);
    assert!(exposed.contains("--exposed"), "{exposed}");
    let nowhere = serve(&["--port", "0", "--root", "/nowhere/at/all"]);
    assert!(nowhere.contains("/nowhere/at/all"), "{nowhere}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_with_open_pages_and_leaves_nothing_behind() {
    for signal in ["-INT", "-TERM"] {
        let top = book();
        let count = || walkdir::WalkDir::new(top.path()).into_iter().count();
        let before = count();
        let server = Server::of(top.path()).shown();
        let mut news = server.news();
        news.next();
        assert_eq!(server.end_by(signal).code(), Some(0), "{signal}");
        assert_eq!(count(), before);
    }
}
