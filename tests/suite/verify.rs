//! What a site says of itself, and whether it can be built again to the byte.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use scorebook::kit::source::sha256;
use scorebook::render::site::{Manifest, Output};
use tempfile::{TempDir, tempdir};

use crate::repo::Repo;

type Test = Result<(), Box<dyn Error>>;

const BASE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/_base/repo");

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Every file below `folder` by path, sorted.
fn files(top: &Path, folder: &Path, into: &mut BTreeMap<String, Vec<u8>>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files(top, &path, into)?;
        } else {
            let name = path.strip_prefix(top).unwrap_or(&path).to_string_lossy().into_owned();
            into.insert(name, fs::read(&path)?);
        }
    }
    Ok(())
}

#[test]
fn a_manifest_names_every_file_read_and_written_with_its_hash() -> Test {
    let root = tempdir()?;
    copy(Path::new(BASE), root.path())?;
    fs::create_dir_all(root.path().join("templates/assets"))?;
    fs::write(root.path().join("templates/assets/site.css"), "main { margin: 0 }\n")?;
    let built = Command::new(env!("CARGO_BIN_EXE_scorebook"))
        .args(["build", "--quiet", "--root"])
        .arg(root.path())
        .output()?;
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stdout));
    let site = root.path().join("site");
    let manifest = Manifest::parse(&fs::read(site.join("manifest.json"))?).ok_or("a manifest")?;
    let mut read = BTreeMap::new();
    for folder in ["data", "templates"] {
        files(root.path(), &root.path().join(folder), &mut read)?;
    }
    let hashes: BTreeMap<String, String> =
        read.iter().map(|(path, bytes)| (path.clone(), sha256(bytes))).collect();
    assert_eq!(manifest.provenance.inputs, hashes);
    let mut written = BTreeMap::new();
    files(&site, &site, &mut written)?;
    written.retain(|path, _| !["manifest.json", "SHA256SUMS", ".gitignore"].contains(&path.as_str()));
    let outputs: BTreeMap<String, Output> =
        written.iter().map(|(path, bytes)| (path.clone(), Output::of(bytes))).collect();
    assert_eq!(manifest.files, outputs);
    let lock = sha256(fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock"))?);
    let said = manifest.provenance;
    assert_eq!((said.lock_sha256, said.as_of_from.as_str()), (lock, "book"));
    assert_ne!(said.templates_sha256, said.built_in_templates_sha256, "the style sheet is the repository's");
    Ok(())
}

/// The book of the golden cases in a repository with one commit, and its site beside it.
fn published() -> (Repo, TempDir, PathBuf) {
    let repo = Repo::new();
    copy(Path::new(BASE), repo.path()).unwrap();
    repo.commit("Ada North", "2026-11-16", "A book");
    let out = tempdir().unwrap();
    let site = build(&repo, &out, &[]);
    (repo, out, site)
}

fn build(repo: &Repo, out: &TempDir, more: &[&str]) -> PathBuf {
    let site = out.path().join("site");
    let built =
        scorebook(&["build", "--quiet"], repo).arg("--output-dir").arg(&site).args(more).output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stdout));
    site
}

fn scorebook(arguments: &[&str], repo: &Repo) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scorebook"));
    command.args(arguments).arg("--root").arg(repo.path());
    command
}

/// Exit status, standard output and standard error of `verify`.
fn verify(repo: &Repo, site: &Path) -> (Option<i32>, String, String) {
    let output = scorebook(&["verify"], repo).arg(site).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn refused(repo: &Repo, site: &Path) -> String {
    let (status, out, why) = verify(repo, site);
    assert_eq!((status, out.as_str()), (Some(1), ""), "{why}");
    why
}

#[test]
fn a_site_is_what_its_commit_gives_and_each_changed_byte_is_named() {
    let (repo, _out, site) = published();
    repo.write("data/book.toml", "not what was committed");
    let (status, out, why) = verify(&repo, &site);
    assert_eq!((status, why.as_str()), (Some(0), ""), "{out}");
    assert!(out.starts_with("verified ") && out.lines().count() == 1, "{out}");
    fs::remove_file(site.join(".gitignore")).unwrap();
    assert_eq!(verify(&repo, &site).0, Some(0), "a published copy has no .gitignore");

    for path in ["index.html", "manifest.json", "SHA256SUMS", "assets/site.css", "audit/index.html"] {
        let good = fs::read(site.join(path)).unwrap();
        let mut bad = good.clone();
        let last = bad.len() - 2;
        bad[last] ^= 1;
        fs::write(site.join(path), &bad).unwrap();
        let (status, out, _) = verify(&repo, &site);
        let said = match path {
            // Its last bytes close the braces: it can no longer be read.
            "manifest.json" => String::new(),
            _ => format!(
                "changed: {path} from byte {last} on\n  built {}\n  found {}\n",
                sha256(&good),
                sha256(&bad)
            ),
        };
        assert_eq!((status, out), (Some(1), said), "{path}");
        fs::write(site.join(path), &good).unwrap();
    }
    let json = fs::read_to_string(site.join("manifest.json")).unwrap();
    let forged = json.replacen("\"bytes\": ", "\"bytes\":  ", 1);
    fs::write(site.join("manifest.json"), &forged).unwrap();
    let at = json.find("\"bytes\": ").unwrap() + "\"bytes\": ".len();
    assert!(verify(&repo, &site).1.starts_with(&format!("changed: manifest.json from byte {at} on\n")));
    fs::write(site.join("manifest.json"), &json).unwrap();

    fs::rename(site.join("method/index.html"), site.join("method/other.html")).unwrap();
    fs::write(site.join(".gitignore"), "secret\n").unwrap();
    let (status, out, _) = verify(&repo, &site);
    assert_eq!(status, Some(1));
    let said: Vec<&str> = out.lines().filter(|line| !line.starts_with("  ")).collect();
    assert_eq!(
        said,
        ["changed: .gitignore from byte 0 on", "missing: method/index.html", "extra: method/other.html"]
    );
}

#[test]
fn own_templates_drafts_and_another_day_are_built_again_as_they_were() {
    let repo = Repo::new();
    copy(Path::new(BASE), repo.path()).unwrap();
    repo.write("templates/assets/site.css", "main { margin: 0 }\n");
    repo.write("data/vendors/acme.toml", "name = \"no owner\"\n");
    repo.commit("Ada North", "2026-11-16", "A book");
    let out = tempdir().unwrap();
    let site = build(&repo, &out, &["--draft", "--as-of", "2026-W44"]);
    assert_eq!(verify(&repo, &site).0, Some(0));
}

#[test]
fn what_cannot_be_built_again_is_refused_with_the_reason() {
    let (repo, _out, site) = published();
    let json = fs::read_to_string(site.join("manifest.json")).unwrap();
    let manifest = Manifest::parse(json.as_bytes()).unwrap();
    let said = manifest.provenance;
    let commit = said.commit.unwrap();
    for (from, to, why) in [
        (
            &*commit,
            "0123456789012345678901234567890123456789",
            "has no commit `0123456789012345678901234567890123456789`",
        ),
        (&*commit, "HEAD", "`HEAD` in the manifest is no commit id"),
        ("\"0.1.0\"", "\"0.0.9\"", "made with scorebook 0.0.9"),
        (&*said.lock_sha256, "00", "other dependencies"),
        (&*said.built_in_templates_sha256, "00", "other built-in templates"),
        ("\"committed\"", "\"uncommitted\"", "a working tree"),
        ("\"committed\"", "\"untracked\"", "outside git"),
        ("\"book\"", "\"moon\"", "as_of_from"),
        (&*said.as_of, "9999-12-31", "as_of is 9999-12-31: a report speaks for a day from 1900 to 2100"),
        ("{", "[", "no manifest.json that this program reads"),
    ] {
        assert!(json.contains(from), "{from}");
        fs::write(site.join("manifest.json"), json.replacen(from, to, 1)).unwrap();
        let found = refused(&repo, &site);
        assert!(found.starts_with("error: cannot verify: ") && found.contains(why), "{found}");
    }
    fs::remove_file(site.join("manifest.json")).unwrap();
    assert!(refused(&repo, &site).contains("no manifest.json"));
    let nowhere = verify(&repo, &repo.path().join("nowhere"));
    assert_eq!(nowhere.0, Some(2), "{}", nowhere.2);
}

/// Git's status is clean in each, and yet the files that were read are not those of the commit.
#[test]
fn ignored_filtered_and_linked_files_make_a_working_tree() {
    let is_working_tree = |repo: &Repo, out: &TempDir, draft: &[&str]| {
        let site = build(repo, out, draft);
        assert_eq!(repo.git(&["status", "--porcelain"]), "", "git sees nothing");
        assert!(refused(repo, &site).contains("a working tree"));
    };
    let (repo, out, _) = published();
    repo.write(".gitignore", "data/vendors/zenith.toml\n");
    repo.commit("Ada North", "2026-11-16", "Ignore");
    copy_file(&repo, "data/vendors/acme.toml", "data/vendors/zenith.toml");
    is_working_tree(&repo, &out, &[]);

    let filtered = |attribute: &str, mark: &str| {
        let (repo, out, _) = published();
        let waivers = fs::read_to_string(repo.path().join("data/waivers.toml")).unwrap();
        repo.write("data/waivers.toml", format!("# $Id$\n{waivers}"));
        repo.write(".gitattributes", format!("*.toml {attribute}\n"));
        repo.commit("Ada North", "2026-11-16", "Attributes");
        fs::remove_file(repo.path().join("data/waivers.toml")).unwrap();
        repo.git(&["checkout", "--", "data/waivers.toml"]);
        let checked_out = fs::read_to_string(repo.path().join("data/waivers.toml")).unwrap();
        assert!(checked_out.contains(mark), "the filter has worked: {checked_out}");
        (repo, out)
    };
    let (repo, out) = filtered("ident", "# $Id: ");
    is_working_tree(&repo, &out, &[]);
    // Line ends that the checkout made are read as the commit has them: what it gives is built.
    let (repo, out) = filtered("text eol=crlf", "\r\n");
    let site = build(&repo, &out, &[]);
    assert_eq!(verify(&repo, &site).0, Some(0));

    #[cfg(unix)]
    {
        let (repo, out, _) = published();
        let waivers = repo.path().join("data/waivers.toml");
        fs::rename(&waivers, repo.path().join(".git/waivers.toml")).unwrap();
        std::os::unix::fs::symlink("../.git/waivers.toml", &waivers).unwrap();
        repo.git(&["update-index", "--skip-worktree", "data/waivers.toml"]);
        is_working_tree(&repo, &out, &["--draft"]);
    }
}

fn copy_file(repo: &Repo, from: &str, to: &str) {
    fs::copy(repo.path().join(from), repo.path().join(to)).unwrap();
}

#[cfg(unix)]
#[test]
fn f9_what_stands_in_the_place_of_a_page_is_neither_waited_for_nor_read_without_end() {
    let (repo, _out, site) = published();
    let page = site.join("method/index.html");
    let told = |what: &str| {
        let (status, out, _) = verify(&repo, &site);
        assert_eq!((status, out.as_str()), (Some(1), "extra: method/index.html\n"), "{what}");
        fs::remove_file(&page).unwrap();
    };
    fs::remove_file(&page).unwrap();
    std::os::unix::fs::symlink("/dev/zero", &page).unwrap();
    told("a link to a device");
    std::os::unix::fs::symlink("../index.html", &page).unwrap();
    told("a link to a page");
    if Command::new("mkfifo").arg(&page).status().is_ok_and(|made| made.success()) {
        told("a pipe");
    }
    // 64 MiB of nothing: larger than the page, and read to its end.
    fs::File::create(&page).unwrap().set_len(64 << 20).unwrap();
    let (status, out, _) = verify(&repo, &site);
    assert!(status == Some(1) && out.starts_with("changed: method/index.html from byte 0 on\n"), "{out}");
    fs::File::create(&page).unwrap().set_len(4 << 30).unwrap();
    let (status, out, _) = verify(&repo, &site);
    assert!(status == Some(1) && out.contains("a file too large to read to its end"), "{out}");

    let manifest = site.join("manifest.json");
    fs::remove_file(&manifest).unwrap();
    std::os::unix::fs::symlink("/dev/zero", &manifest).unwrap();
    let (status, _, why) = verify(&repo, &site);
    assert!(status == Some(2) && why.contains("it is no file, but a link"), "{why}");
}
