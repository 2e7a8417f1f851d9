//! The order of `mod` lines is the architecture: a module imports only from modules declared above it, in lib.rs and in
//! every folder's mod.rs. Files stay short, names stay words of the field, big crates stay in few files.
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn source_files(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            source_files(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

fn all_files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    source_files(&src(), &mut files);
    source_files(&kit(), &mut files);
    files
}

/// A file's path as if `crates/kit` stood in `src/kit`, where its modules are found.
fn relative(path: &Path) -> PathBuf {
    match path.strip_prefix(kit()) {
        Ok(inside) => Path::new("kit").join(inside),
        Err(_) => path.strip_prefix(src()).unwrap().to_owned(),
    }
}

/// What a file imports from this program, from the root of `src`.
fn imports(path: &Path) -> Vec<Vec<String>> {
    let mut paths = crate_paths(&code(path));
    if path.starts_with(kit()) {
        paths.iter_mut().for_each(|segments| segments.insert(0, "kit".to_owned()));
    }
    paths
}

fn kit() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/kit/src")
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Modules in the order of their `mod` lines.
fn declared(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap_or_default();
    let mut test_only = false;
    let mut modules = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with("#[cfg(test)]") {
            test_only = true;
            continue;
        }
        let rest = line
            .strip_prefix("pub mod ")
            .or(line.strip_prefix("pub(crate) mod "))
            .or(line.strip_prefix("mod "));
        if let Some(name) = rest.and_then(|rest| rest.strip_suffix(';'))
            && !test_only
        {
            modules.push(name.to_owned());
        }
        test_only = false;
    }
    modules
}

/// A file's text without the tests at its end and without comments.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// `crate::a::b::C` paths of a text, as their segments; groups `crate::{a, b}` at the first level are spelled out.
fn crate_paths(text: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let before = text[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let rest = &text[at + "crate::".len()..];
        let segments: Vec<String> = rest
            .split("::")
            .map(|part| part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>())
            .take_while(|part| !part.is_empty())
            .take(4)
            .collect();
        paths.push(segments);
    }
    paths
}

/// Test-only files: declared under `#[cfg(test)]`.
fn is_test_file(path: &Path) -> bool {
    let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
    stem == "tests"
        || stem == "testing"
        || stem.ends_with("_tests")
        || relative(path).iter().any(|part| part == "testing" || part == "tests")
}

/// The folder two levels deep in which a file stands: `core::attainment`, `subject::plan`, `render::chart`.
fn room(path: &[String]) -> String {
    path.iter().take(2).cloned().collect::<Vec<_>>().join("::")
}

/// A file's own module path: `core/attainment/judge.rs` is `core`, `attainment`, `judge`.
fn module_of(relative: &Path) -> Vec<String> {
    let mut path: Vec<String> =
        relative.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if path.last().is_some_and(|last| last == "mod" || last == "lib") {
        path.pop();
    }
    path
}

/// Imports that go against the order today. The list may only shrink: an entry that no file needs fails the test, and so does an
/// import that is not on it.
const EXCEPTIONS: &str = include_str!("architecture_exceptions.txt");

#[test]
fn modules_import_only_from_modules_above_them() {
    let order = declared(&src().join("lib.rs"));
    assert!(order.len() > 8, "lib.rs declares {order:?}");
    let rank = ranks(&order);
    let mut wrong = BTreeMap::new();
    for file in all_files().iter().filter(|file| !is_test_file(file)) {
        let relative = relative(file);
        let own = module_of(&relative);
        let Some(first) = own.first().and_then(|name| rank.get(name.as_str())) else { continue };
        for path in imports(file) {
            if path.first().and_then(|name| rank.get(name.as_str())).is_some_and(|other| other > first) {
                wrong.insert(format!("{} -> {}", room(&own), room(&path)), relative.display().to_string());
            }
        }
    }
    for (pair, file) in against_mod_lines().into_iter().chain(against_layers()) {
        wrong.entry(pair).or_insert(file);
    }
    let excepted: Vec<&str> =
        EXCEPTIONS.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let new: Vec<String> = wrong
        .iter()
        .filter(|(pair, _)| !excepted.contains(&pair.as_str()))
        .map(|(pair, file)| format!("{pair}, in src/{file}"))
        .collect();
    assert!(new.is_empty(), "imports from below:\n{}", new.join("\n"));
    let needless: Vec<&&str> = excepted.iter().filter(|pair| !wrong.contains_key(**pair)).collect();
    assert!(needless.is_empty(), "no file needs these exceptions any more, strike them: {needless:#?}");
}

/// What stands in `subject`, from above: the layers of its folders, each of all subjects in their order, and between them what gathers the
/// layers above or what those below stand on.
const STOREYS: [Storey; 11] = [
    Storey::Gathers(&["section"]),
    Storey::Layer("address"),
    Storey::Layer("record"),
    Storey::Gathers(&["register", "shared_ids", "read", "history", "given"]),
    Storey::Layer("figures"),
    Storey::Gathers(&["executive", "finance", "report", "context"]),
    Storey::Layer("rules"),
    Storey::Gathers(&["check", "compute"]),
    Storey::Gathers(&[
        "edition",
        "route",
        "text",
        "table",
        "one_page",
        "shell",
        "record_pages",
        "wording",
        "evidence",
        "tally",
        "block",
        "control",
        "spark",
        "multiples",
        "series",
        "log",
    ]),
    Storey::Layer("page"),
    Storey::Gathers(&["offered"]),
];

enum Storey {
    /// Files of every subject's folder.
    Layer(&'static str),
    Gathers(&'static [&'static str]),
}

fn storey_of_layer(name: &str) -> Option<usize> {
    STOREYS.iter().position(|storey| matches!(storey, Storey::Layer(layer) if *layer == name))
}

fn storey_of_module(name: &str) -> Option<usize> {
    STOREYS.iter().position(|storey| matches!(storey, Storey::Gathers(modules) if modules.contains(&name)))
}

/// Where a module of `subject` stands: its storey first, then the order of the mod lines.
struct Subjects {
    order: Vec<String>,
    /// By subject: its modules in the order of their lines.
    modules: BTreeMap<String, Vec<String>>,
}

impl Subjects {
    fn new() -> Subjects {
        let folder = src().join("subject");
        let order = declared(&folder.join("mod.rs"));
        let subjects = order.iter().filter(|name| storey_of_module(name).is_none());
        let modules =
            subjects.map(|name| (name.clone(), declared(&folder.join(name).join("mod.rs")))).collect();
        Subjects { order, modules }
    }

    /// Of the segments after `subject`; `None` where they name none of its modules.
    fn rank(&self, path: &[String]) -> Option<(usize, usize)> {
        let name = path.first()?;
        let at = self.order.iter().position(|module| module == name)?;
        if let Some(storey) = storey_of_module(name) {
            return Some((storey, at));
        }
        let modules = self.modules.get(name)?;
        let own = path.get(1).and_then(|module| modules.iter().position(|one| one == module));
        let storey = match own {
            // A module belongs to the last layer whose line stands above its own.
            Some(own) => {
                let above = modules[..=own].iter().rev();
                above.filter_map(|module| storey_of_layer(module)).next().or(storey_of_layer("record"))?
            }
            None => storey_of_layer("page")?,
        };
        Some((storey, at))
    }
}

/// Imports between modules of `subject` that go against layers or the order of subjects.
fn against_layers() -> BTreeMap<String, String> {
    let subjects = Subjects::new();
    let mut wrong = BTreeMap::new();
    for file in all_files().iter().filter(|file| !is_test_file(file)) {
        let relative = relative(file);
        let own = module_of(&relative);
        if own.first().is_none_or(|name| name != "subject") || own.len() < 2 {
            continue;
        }
        let Some(rank) = subjects.rank(&own[1..]) else { continue };
        for path in imports(file).iter().filter(|path| path.first().is_some_and(|name| name == "subject")) {
            if subjects.rank(&path[1..]).is_some_and(|other| other > rank) {
                wrong.insert(format!("{} -> {}", room(&own), room(path)), relative.display().to_string());
            }
        }
    }
    wrong
}

fn ranks(order: &[String]) -> BTreeMap<&str, usize> {
    order.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect()
}

/// Inside a folder the order of its mod lines holds too: each import that goes against it, with a file that has it.
fn against_mod_lines() -> BTreeMap<String, String> {
    let mut wrong = BTreeMap::new();
    let is_ranked = |file: &&PathBuf| file.ends_with("mod.rs") && !file.ends_with("src/subject/mod.rs");
    for mod_file in all_files().iter().filter(|file| is_ranked(file) || **file == kit().join("lib.rs")) {
        let folder = mod_file.parent().unwrap();
        let order = declared(mod_file);
        let rank = ranks(&order);
        let prefix: Vec<String> =
            relative(folder).iter().map(|part| part.to_string_lossy().into_owned()).collect();
        for (at, module) in order.iter().enumerate() {
            let mut files = Vec::new();
            let single = folder.join(format!("{module}.rs"));
            if single.exists() {
                files.push(single);
            }
            if folder.join(module).is_dir() {
                source_files(&folder.join(module), &mut files);
            }
            for file in files.iter().filter(|file| !is_test_file(file)) {
                let text = code(file);
                let deep = file.parent() != Some(folder);
                let mut named: Vec<String> = imports(file)
                    .into_iter()
                    .filter(|path| path.len() > prefix.len() && path[..prefix.len()] == prefix[..])
                    .map(|path| path[prefix.len()].clone())
                    .collect();
                if !deep {
                    named.extend(super_names(&text));
                }
                let here = prefix.join("::");
                for name in named {
                    if rank.get(name.as_str()).is_some_and(|&other| other > at) {
                        let pair = format!("{here}::{module} -> {here}::{name}");
                        wrong.insert(pair, relative(file).display().to_string());
                    }
                }
            }
        }
    }
    wrong
}

fn super_names(text: &str) -> Vec<String> {
    text.match_indices("super::")
        .filter(|(at, _)| !text[..*at].ends_with("super::"))
        .map(|(at, _)| text[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect()
}

#[test]
fn files_stay_short_and_names_say_something() {
    let mut wrong = Vec::new();
    for file in all_files() {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        let name = relative(&file).display().to_string();
        if lines > 400 {
            wrong.push(format!("{name} has {lines} lines"));
        }
        for word in ["utils", "helpers", "common", "misc", "manager", "process", "handle"] {
            if name.split(['/', '.']).any(|part| part == word) {
                wrong.push(format!("{name} is named {word}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_big_crate_is_named_in_few_files() {
    let mut wrong = Vec::new();
    for (name, most) in [
        ("tera::", 1),
        ("polars::", 1),
        ("charming::", 1),
        ("gix::", 1),
        ("clap::", 2),
        ("annotate_snippets::", 1),
    ] {
        let place = |file: &PathBuf| {
            let file = relative(file).display().to_string();
            // A folder made for one crate is one place.
            let folder = ["edge/git", "cli/args"].into_iter().find(|folder| file.starts_with(folder));
            folder.map_or(file.clone(), str::to_owned)
        };
        let files: std::collections::BTreeSet<String> =
            all_files().iter().filter(|file| code(file).contains(name)).map(place).collect();
        if files.is_empty() || files.len() > most {
            wrong.push(format!("{name} is named in {files:?}, {most} at most and 1 at least"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Between the snapshot and the site nothing touches disk, clock, environment or locale.
#[test]
fn only_the_edge_touches_the_outside() {
    let mut wrong = Vec::new();
    for file in all_files().iter().filter(|file| !is_test_file(file)) {
        let name = relative(file).display().to_string();
        // A server listens, and tells how long a page took.
        let is_outermost = ["edge", "serve", "cli"].iter().any(|folder| name.starts_with(folder));
        if is_outermost || name == "main.rs" {
            continue;
        }
        let text = code(file);
        for outside in [
            "std::fs",
            "std::env",
            "std::net",
            "SystemTime",
            "Instant::now",
            "Zoned::now",
            "Timestamp::now",
            "std::process",
        ] {
            if text.contains(outside) {
                wrong.push(format!("{name} names {outside}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
