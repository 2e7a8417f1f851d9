//! A site is swapped in whole or not at all, and nobody loses a file.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use rayon::prelude::*;
use scorebook::edge::{Error, FolderSink};
use scorebook::render::site::{Manifest, Provenance, Sink};
use tempfile::{TempDir, tempdir};

type Test = Result<(), Box<dyn std::error::Error>>;

fn provenance() -> Provenance {
    Provenance {
        version: "0.1.0".to_owned(),
        commit: Some("c0ffee".to_owned()),
        tree: "committed".to_owned(),
        known_at: Some("2026-11-18T10:00:00Z".to_owned()),
        as_of: "2026-11-15".to_owned(),
        as_of_from: "book".to_owned(),
        draft: false,
        lock_sha256: "01".to_owned(),
        built_in_templates_sha256: "02".to_owned(),
        templates_sha256: "03".to_owned(),
        base_url: None,
        published_again: BTreeMap::new(),
        input_sha256: "00".to_owned(),
        inputs: BTreeMap::from([("data/book.toml".to_owned(), "04".to_owned())]),
    }
}

/// A folder with a book in it, and the path of its site.
fn book() -> std::io::Result<TempDir> {
    let root = tempdir()?;
    fs::create_dir(root.path().join("data"))?;
    Ok(root)
}

fn publish(
    root: &Path,
    pages: &[(&str, &str)],
) -> Result<scorebook::edge::Published, Box<dyn std::error::Error>> {
    let sink = FolderSink::create(&root.join("site"), root)?;
    for (path, text) in pages {
        sink.put(path, text.as_bytes())?;
    }
    Ok(sink.publish(provenance())?)
}

/// Every name at the top of `root`, sorted.
fn names(root: &Path) -> std::io::Result<Vec<String>> {
    let mut names = fs::read_dir(root)?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<std::io::Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}

#[test]
fn a_site_bears_its_manifest_and_checksums_that_hold() -> Test {
    let root = book()?;
    let published =
        publish(root.path(), &[("index.html", "one"), ("sites/porto/index.html", "two"), ("a b.css", "3")])?;
    let site = root.path().join("site");
    assert_eq!((published.pages, published.files, published.leftover), (2, 5, None));
    assert_eq!(fs::read_to_string(site.join(".gitignore"))?, "*\n");
    let manifest = Manifest::parse(&fs::read(site.join("manifest.json"))?).ok_or("a manifest")?;
    assert_eq!(manifest.provenance, provenance());
    assert_eq!(
        manifest.files.keys().collect::<Vec<_>>(),
        ["a b.css", "index.html", "sites/porto/index.html"]
    );
    assert_eq!(names(root.path())?, ["data", "site"]);
    if Command::new("sha256sum").arg("--version").output().is_ok() {
        let checked = Command::new("sha256sum")
            .args(["--check", "--strict", "SHA256SUMS"])
            .current_dir(&site)
            .output()?;
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
        assert!(String::from_utf8_lossy(&checked.stdout).contains("manifest.json: OK"));
    }
    Ok(())
}

#[test]
fn the_next_site_replaces_the_former_one_whole() -> Test {
    let root = book()?;
    publish(root.path(), &[("index.html", "old"), ("gone/index.html", "old")])?;
    publish(root.path(), &[("index.html", "new")])?;
    assert_eq!(
        names(&root.path().join("site"))?,
        [".gitignore", "SHA256SUMS", "index.html", "manifest.json"]
    );
    assert_eq!(fs::read_to_string(root.path().join("site/index.html"))?, "new");
    assert_eq!(names(root.path())?, ["data", "site"], "nothing is left beside it");
    Ok(())
}

#[test]
fn the_same_pages_give_the_same_bytes_in_whatever_order_they_come() -> Test {
    let pages: Vec<(String, String)> =
        (0..500).map(|n| (format!("p/{}/{n}.html", n % 7), n.to_string())).collect();
    let mut sites = Vec::new();
    for reversed in [false, true] {
        let root = book()?;
        let sink = FolderSink::create(&root.path().join("site"), root.path())?;
        let put = |(path, text): &(String, String)| sink.put(path, text.as_bytes());
        if reversed { pages.par_iter().rev().try_for_each(put) } else { pages.iter().try_for_each(put) }?;
        sink.publish(provenance())?;
        let read = |name: &str| fs::read_to_string(root.path().join("site").join(name));
        sites.push((read("manifest.json")?, read("SHA256SUMS")?));
    }
    assert_eq!(sites[0], sites[1]);
    assert_eq!(sites[0].1.lines().count(), 501);
    Ok(())
}

#[test]
fn a_strangers_folder_is_refused_and_stays() -> Test {
    for files in [
        vec![("notes.txt", "mine")],
        vec![("manifest.json", "{\"name\": \"a web app\"}")],
        vec![(".git/HEAD", "ref: refs/heads/main")],
    ] {
        let root = book()?;
        let site = root.path().join("site");
        for (path, text) in &files {
            let path = site.join(path);
            fs::create_dir_all(path.parent().ok_or("a parent")?)?;
            fs::write(path, text)?;
        }
        let refused = FolderSink::create(&site, root.path());
        let Err(error @ Error::ForeignOutput { .. }) = refused else { return Err("not refused".into()) };
        assert!(error.to_string().contains(files[0].0), "{error}");
        assert_eq!(fs::read_to_string(site.join(files[0].0))?, files[0].1);
        assert_eq!(names(root.path())?, ["data", "site"]);
    }
    Ok(())
}

#[test]
fn a_file_put_into_a_site_by_hand_is_not_lost() -> Test {
    let root = book()?;
    publish(root.path(), &[("index.html", "old")])?;
    fs::write(root.path().join("site/CNAME"), "reports.example.org")?;
    assert!(publish(root.path(), &[("index.html", "new")]).is_err());
    assert_eq!(fs::read_to_string(root.path().join("site/CNAME"))?, "reports.example.org");
    assert_eq!(fs::read_to_string(root.path().join("site/index.html"))?, "old");
    Ok(())
}

#[test]
fn a_clone_with_nothing_but_our_gitignore_is_written() -> Test {
    let root = book()?;
    fs::create_dir(root.path().join("site"))?;
    fs::write(root.path().join("site/.gitignore"), "*\n")?;
    publish(root.path(), &[("index.html", "new")])?;
    assert!(root.path().join("site/index.html").exists());
    Ok(())
}

#[test]
fn a_build_that_fails_leaves_the_former_site_and_nothing_else() -> Test {
    let root = book()?;
    publish(root.path(), &[("index.html", "old")])?;
    let sink = FolderSink::create(&root.path().join("site"), root.path())?;
    sink.put("index.html", b"new")?;
    assert!(sink.put("index.html", b"twice").is_err());
    assert!(sink.put("../index.html", b"out").is_err());
    drop(sink);
    assert_eq!(fs::read_to_string(root.path().join("site/index.html"))?, "old");
    assert_eq!(names(root.path())?, ["data", "site"]);
    Ok(())
}

#[test]
fn the_input_is_never_the_output() -> Test {
    let root = book()?;
    for output in ["data", "data/site", "."] {
        assert!(FolderSink::create(&root.path().join(output), root.path()).is_err(), "{output}");
    }
    fs::write(root.path().join("file"), "")?;
    let refused = FolderSink::create(&root.path().join("file"), root.path());
    assert!(matches!(refused, Err(Error::OutputIsFile { .. })));
    Ok(())
}

#[cfg(unix)]
#[test]
fn a_linked_output_is_replaced_where_it_leads_and_keeps_its_mode() -> Test {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let root = book()?;
    let served = tempdir()?;
    fs::create_dir(served.path().join("www"))?;
    fs::set_permissions(served.path().join("www"), fs::Permissions::from_mode(0o750))?;
    symlink(served.path().join("www"), root.path().join("site"))?;
    publish(root.path(), &[("index.html", "new")])?;
    assert!(fs::symlink_metadata(root.path().join("site"))?.is_symlink());
    assert_eq!(fs::read_to_string(served.path().join("www/index.html"))?, "new");
    assert_eq!(fs::metadata(served.path().join("www"))?.permissions().mode() & 0o777, 0o750);
    Ok(())
}

#[test]
fn twenty_thousand_files_from_many_threads_arrive() -> Test {
    let root = book()?;
    let sink = FolderSink::create(&root.path().join("site"), root.path())?;
    (0..20_000u32)
        .into_par_iter()
        .try_for_each(|n| sink.put(&format!("s/{}/{n}.html", n % 400), &n.to_le_bytes()))?;
    let published = sink.publish(provenance())?;
    assert_eq!((published.pages, published.files), (20_000, 20_002));
    let manifest = Manifest::parse(&fs::read(root.path().join("site/manifest.json"))?).ok_or("a manifest")?;
    let hashes: BTreeMap<_, _> = manifest.files;
    // printf '\x01\x00\x00\x00' | sha256sum
    assert_eq!(hashes["s/1/1.html"].bytes, 4);
    assert_eq!(
        hashes["s/1/1.html"].sha256,
        "67abdd721024f0ff4e0b3f4c2fc13bc5bad42d0b7851d456d88d203d15aaa450"
    );
    Ok(())
}

#[test]
fn f10_a_file_that_comes_into_the_output_while_a_site_is_made_is_kept() -> Test {
    let root = book()?;
    publish(root.path(), &[("index.html", "old"), ("a/b.html", "old")])?;
    let sink = FolderSink::create(&root.path().join("site"), root.path())?;
    sink.put("index.html", b"new")?;
    fs::write(root.path().join("site/a/mine.txt"), "mine")?;
    fs::create_dir(root.path().join("site/empty"))?;
    let published = sink.publish(provenance())?;
    let kept = published.kept.ok_or("kept")?;
    assert_eq!(kept.files, ["a/mine.txt"]);
    assert_eq!(fs::read_to_string(kept.folder.join("a/mine.txt"))?, "mine");
    assert_eq!(fs::read_to_string(root.path().join("site/index.html"))?, "new");
    assert_eq!(names(root.path())?, ["data", "site", "site.kept-1"]);
    assert_eq!(names(&kept.folder)?, [".gitignore", "a"], "the rest of the former site is gone");
    assert_eq!(published.leftover, None);
    // No later build sweeps it away.
    publish(root.path(), &[("index.html", "newer")])?;
    assert_eq!(fs::read_to_string(kept.folder.join("a/mine.txt"))?, "mine");
    Ok(())
}

#[test]
fn f10_pages_that_were_changed_by_hand_are_named_when_they_are_replaced() -> Test {
    let root = book()?;
    let pages = [("index.html", "old"), ("a/b.html", "old"), ("c.html", "old")];
    assert_eq!(publish(root.path(), &pages)?.edited, [""; 0]);
    assert_eq!(publish(root.path(), &pages)?.edited, [""; 0], "nobody touched it");
    fs::write(root.path().join("site/c.html"), "old")?;
    assert_eq!(publish(root.path(), &pages)?.edited, [""; 0], "written again as it was");
    fs::write(root.path().join("site/index.html"), "new")?;
    fs::write(root.path().join("site/a/b.html"), "longer")?;
    assert_eq!(publish(root.path(), &pages)?.edited, ["a/b.html", "index.html"]);
    assert_eq!(fs::read_to_string(root.path().join("site/index.html"))?, "old");
    Ok(())
}

/// What is left when a power cut takes the texts of files and leaves their names.
#[test]
fn f1_a_site_that_a_power_cut_tore_is_replaced_and_a_strangers_folder_is_not() -> Test {
    let torn = |change: &dyn Fn(&Path) -> std::io::Result<()>| -> Result<bool, Box<dyn std::error::Error>> {
        let root = book()?;
        publish(root.path(), &[("index.html", "old"), ("a/b.html", "old")])?;
        let site = root.path().join("site");
        fs::write(site.join("manifest.json"), "")?;
        change(&site)?;
        let published = publish(root.path(), &[("index.html", "new")]);
        match published {
            Ok(published) => {
                assert_eq!((published.kept, published.leftover), (None, None));
                assert_eq!(names(root.path())?, ["data", "site"]);
                Ok(true)
            }
            Err(_) => Ok(false),
        }
    };
    let empty = |site: &Path, path: &str| fs::write(site.join(path), "");
    assert!(torn(&|_| Ok(()))?, "the manifest alone: SHA256SUMS names the rest");
    assert!(torn(&|site| empty(site, "SHA256SUMS")
        .and_then(|()| empty(site, "index.html"))
        .and_then(|()| empty(site, "a/b.html")))?);
    assert!(torn(&|site| fs::write(site.join("index.html"), [0; 4096]))?, "zero bytes are none");
    let manifest = "{\n  \"format\": 2,\n  \"program\": \"scorebook\",\n  \"ver";
    assert!(torn(&|site| fs::write(site.join("manifest.json"), manifest))?, "half a manifest");
    assert!(!torn(&|site| fs::write(site.join("index.html"), "mine"))?, "text that no build wrote");
    assert!(!torn(&|site| empty(site, "SHA256SUMS"))?, "text of which nothing says that a build wrote it");
    assert!(!torn(&|site| fs::write(site.join("manifest.json"), "{\"name\": \"app\"}"))?);
    assert!(!torn(&|site| fs::remove_file(site.join(".gitignore")))?);
    assert!(!torn(&|site| fs::write(site.join("notes.txt"), "mine"))?);
    Ok(())
}

#[test]
fn f16_two_first_builds_at_once_both_end_well() -> Test {
    let root = book()?;
    let site = root.path().join("site");
    let make = |text: &str| -> Result<FolderSink, Box<dyn std::error::Error>> {
        let folder = if text == "one" { site.clone() } else { root.path().join("other") };
        let sink = FolderSink::create(&folder, root.path())?;
        sink.put("index.html", text.as_bytes())?;
        Ok(sink)
    };
    let first = make("one")?;
    // Another build has made its site while the first one was at it.
    make("two")?.publish(provenance())?;
    fs::rename(root.path().join("other"), &site)?;
    let published = first.publish(provenance())?;
    assert_eq!((published.kept, published.leftover), (None, None));
    assert_eq!(fs::read_to_string(site.join("index.html"))?, "one");
    assert_eq!(names(root.path())?, ["data", "site"]);
    // And one whose former site was taken away meanwhile.
    let third = make("one")?;
    fs::remove_dir_all(&site)?;
    third.publish(provenance())?;
    assert!(site.join("index.html").exists());
    // A stranger's folder that came meanwhile stays.
    fs::remove_dir_all(&site)?;
    let fourth = make("one")?;
    fs::create_dir(&site)?;
    fs::write(site.join("mine"), "mine")?;
    assert!(matches!(fourth.publish(provenance()), Err(Error::ForeignOutput { .. })));
    assert_eq!(names(root.path())?, ["data", "site"]);
    Ok(())
}

#[test]
fn f1_a_site_in_folders_that_are_new_is_found() -> Test {
    let root = book()?;
    let sink = FolderSink::create(&root.path().join("out/of/here/site"), root.path())?;
    sink.put("index.html", b"new")?;
    sink.publish(provenance())?;
    assert!(root.path().join("out/of/here/site/index.html").exists());
    Ok(())
}

#[cfg(unix)]
#[test]
fn f16_a_pipe_as_the_manifest_of_the_output_is_a_stranger_and_no_wait() -> Test {
    let root = book()?;
    fs::create_dir(root.path().join("site"))?;
    if Command::new("mkfifo")
        .arg(root.path().join("site/manifest.json"))
        .status()
        .is_ok_and(|made| made.success())
    {
        let refused = FolderSink::create(&root.path().join("site"), root.path());
        assert!(matches!(refused, Err(Error::ForeignOutput { stranger, .. }) if stranger == "manifest.json"));
    }
    Ok(())
}
