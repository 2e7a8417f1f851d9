//! What a message advises mends what it is about: each of these inputs, which people and spreadsheets make, has so many messages, and is
//! clean of them once a person has done what they say, to the letter.

use std::collections::BTreeSet;

use scorebook::kit::diag::{Class, Diagnostic};
use scorebook::pipeline;

use crate::cases::{self, Files};
use crate::support;

/// Case, how many defects it has, and whether none is left after one round: else their codes are gone, and what was hidden shows.
const INPUTS: [(&str, usize, bool); 24] = [
    ("csv-carriage-returns", 1, true),
    ("csv-utf-16", 1, true),
    ("csv-windows-1252", 1, true),
    ("csv-title-rows", 1, true),
    ("csv-thousands", 1, true),
    ("csv-thousands-or-decimals", 1, true),
    ("csv-percent-as-text", 1, true),
    ("csv-decimal-comma", 1, true),
    ("toml-decimal-comma", 1, true),
    ("toml-bare-values", 9, true),
    ("csv-suppressed", 1, true),
    ("csv-empty-rows", 1, true),
    ("csv-semicolons", 1, true),
    ("csv-header-in-capitals", 1, true),
    ("csv-organisation-names", 1, true),
    ("vendor-renamed", 1, true),
    ("rows-in-another-vendors-folder", 1, true),
    ("missing-publication", 1, true),
    ("picture-beside-a-vendor", 1, true),
    ("folder-in-the-wrong-place", 8, false),
    ("front-matter-yaml", 1, false),
    ("sop-satisfies-what-is-not-there", 1, true),
    ("csv-total-and-header-again", 2, true),
    ("personal-data", 8, true),
];

#[test]
fn adoption_10_what_a_message_advises_mends_what_it_is_about() {
    for (case, messages, is_whole) in INPUTS {
        let mut files = cases::files(&cases::root().join(case));
        let before = defects(&files);
        assert_eq!(before.len(), messages, "{case}: {}", told(&before));
        // From the end, so that lines stay where they were told.
        for diagnostic in before.iter().rev() {
            follow(diagnostic, &mut files);
        }
        let after = defects(&files);
        let codes: BTreeSet<&str> = before.iter().map(|one| one.code.name).collect();
        let left = after.iter().filter(|one| is_whole || codes.contains(one.code.name)).count();
        assert_eq!(left, 0, "{case} is left with {}", told(&after));
    }
}

fn defects(files: &Files) -> Vec<Diagnostic> {
    let all = pipeline::check(&support::snapshot(files.clone())).unwrap();
    all.into_iter().filter(|one| one.code.class == Class::Defect).collect()
}

fn told(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(|one| format!("\n{}: {}\n  help: {}", one.place, one.message, one.help)).collect()
}

/// Does what the help says.
fn follow(diagnostic: &Diagnostic, files: &mut Files) {
    let path = diagnostic.place.path.as_str().to_owned();
    let help = diagnostic.help.as_str();
    let quoted: Vec<&str> = help.split('`').skip(1).step_by(2).collect();
    let starts = |start: &str| help.starts_with(start);
    if starts("save the file as UTF-8") {
        let bytes = decoded(&files[&path], &diagnostic.message);
        files.insert(path, bytes);
    } else if starts("save the file with line feeds") {
        change(files, &path, |text| text.replace('\r', "\n"));
    } else if starts("save the file with commas between the cells, and points in decimal numbers") {
        change(files, &path, |text| text.replace(',', ".").replace(';', ","));
    } else if starts("remove lines 1 to ") || starts("remove line 1") {
        let last = help.rsplit(' ').next().unwrap().parse().unwrap();
        change(files, &path, |text| text.split_inclusive('\n').skip(last).collect());
    } else if starts("leave the numbers empty and write `withheld` as status") {
        let lines = lines_of(diagnostic);
        change(files, &path, |text| withheld(text, |at| lines.contains(&at)));
    } else if starts("remove the column") {
        let line = diagnostic.place.column as usize - 1;
        change(files, &path, |text| without_column(text, text[..line].matches(',').count()));
    } else if starts("remove") || starts("fill in the cells, or remove a row that is no measurement") {
        let lines = lines_of(diagnostic);
        change(files, &path, |text| only_lines(text, |at| !lines.contains(&at)));
    } else if starts("write the numbers") {
        let (lines, is_pointed) = (lines_of(diagnostic), starts("write the numbers with a point"));
        change(files, &path, |text| {
            each_line(text, |at, line| {
                if lines.contains(&at) { plain_numbers(line, is_pointed) } else { line.to_owned() }
            })
        });
    } else if starts("write `") && path.ends_with(".toml") {
        replace(files, diagnostic, quoted[0]);
    } else if starts("write `+++` for `---`, and the keys as TOML") {
        change(files, &path, front_matter);
    } else if starts("write it as TOML, in ") {
        let text = String::from_utf8(files.remove(&path).unwrap()).unwrap();
        files.insert(
            help.rsplit(' ').next().unwrap().to_owned(),
            each_line(&text, |_, line| toml(line)).into_bytes(),
        );
    } else if starts("write a handle of book.toml or a role in its place") {
        replace(files, diagnostic, "the trainer");
    } else if starts("write `") {
        let header = quoted.join(",");
        change(files, &path, |text| {
            each_line(text, |at, line| if at == 1 { header.clone() } else { line.to_owned() })
        });
    } else if starts("did you mean `") {
        replace(files, diagnostic, quoted[0]);
    } else if starts("add `") {
        change(files, &path, |text| format!("{}\n{text}", quoted[0]));
    } else if starts("move its files to ") {
        let (from, to) = (folder(&path), help["move its files to ".len()..].trim_end_matches('/'));
        moved(files, |file| file.strip_prefix(from).map(|rest| format!("{to}{rest}")));
    } else if help.contains(" is there already and would be overwritten: compare the two") {
        // Compared: it says nothing that the other does not.
        files.remove(&path);
    } else if starts("move it out of data/") {
        let from = if diagnostic.message.contains("no folder") { folder(&path).to_owned() } else { path };
        files.retain(|file, _| !file.starts_with(&from));
    } else if starts("move it to ") || starts("rename it to ") {
        let to = help.rsplit(' ').next().unwrap();
        moved(files, |file| (file == path).then(|| to.to_owned()));
    } else if starts("rename data/") {
        let mut words = help.split(' ').skip(1);
        let from = words.next().unwrap();
        let to = format!("{}/{}", folder(from), words.nth(1).unwrap());
        moved(files, |file| (file == from).then(|| to.clone()));
    } else {
        panic!("nobody knows how to follow: {help}");
    }
}

/// Some rows without numbers and with the status `withheld`, for which a file may need another column.
fn withheld(text: &str, is_of: impl Fn(u32) -> bool) -> String {
    let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    let has_status = header.contains(&"status");
    each_line(text, |at, line| {
        let mut cells: Vec<&str> = line.split(',').collect();
        if !has_status {
            cells.push(if at == 1 { "status" } else { "" });
        }
        for (at_cell, cell) in cells.iter_mut().enumerate().filter(|_| is_of(at)) {
            match header.get(at_cell).copied().unwrap_or("status") {
                "numerator" | "denominator" | "value" | "samples" => *cell = "",
                "status" => *cell = "withheld",
                _ => {}
            }
        }
        cells.join(",")
    })
}

fn change(files: &mut Files, path: &str, with: impl FnOnce(&str) -> String) {
    let text = String::from_utf8(files[path].clone()).unwrap();
    files.insert(path.to_owned(), with(&text).into_bytes());
}

fn moved(files: &mut Files, to: impl Fn(&str) -> Option<String>) {
    let all = std::mem::take(files);
    files.extend(all.into_iter().map(|(path, bytes)| (to(&path).unwrap_or(path), bytes)));
}

fn replace(files: &mut Files, diagnostic: &Diagnostic, with: &str) {
    let span = diagnostic.place.span;
    change(files, diagnostic.place.path.as_str(), |text| {
        // Words in quotes stay in them.
        let quote = if text[span.start..span.end].starts_with('"') { "\"" } else { "" };
        format!("{}{quote}{with}{quote}{}", &text[..span.start], &text[span.end..])
    });
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The line of the place, and those that the message names.
fn lines_of(diagnostic: &Diagnostic) -> BTreeSet<u32> {
    let named = diagnostic.message.rsplit_once(", line").map_or("", |(_, named)| named);
    let mut lines = BTreeSet::from([diagnostic.place.line]);
    for run in named.trim_start_matches('s').split(", ").flat_map(|part| part.split(" and ")) {
        let mut ends = run.trim().split(" to ").filter_map(|end| end.parse::<u32>().ok());
        let Some(first) = ends.next() else { continue };
        lines.extend(first..=ends.next().unwrap_or(first));
    }
    lines
}

fn each_line(text: &str, with: impl Fn(u32, &str) -> String) -> String {
    text.lines().zip(1..).map(|(line, at)| with(at, line) + "\n").collect()
}

fn only_lines(text: &str, is_kept: impl Fn(u32) -> bool) -> String {
    text.split_inclusive('\n').zip(1..).filter(|(_, at)| is_kept(*at)).map(|(line, _)| line).collect()
}

fn without_column(text: &str, column: usize) -> String {
    each_line(text, |_, line| {
        let cells = line.split(',').enumerate().filter(|(at, _)| *at != column);
        cells.map(|(_, cell)| cell).collect::<Vec<_>>().join(",")
    })
}

/// Takes quotes and what is not of a number out of the cells that hold numbers.
fn plain_numbers(line: &str, is_pointed: bool) -> String {
    let mut plain = String::new();
    for (at, part) in line.split('"').enumerate() {
        let inside = part.replace(',', if is_pointed { "." } else { "" });
        plain += if at % 2 == 1 { &inside } else { part };
    }
    plain.replace('%', "")
}

fn decoded(bytes: &[u8], message: &str) -> Vec<u8> {
    let wide = |of: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| of([pair[0], pair[1]])).collect();
        String::from_utf16(&units).unwrap().into_bytes()
    };
    match message {
        "the file is UTF-16 (little-endian)" => wide(u16::from_le_bytes),
        "the file is UTF-16 (big-endian)" => wide(u16::from_be_bytes),
        _ if message.contains("in Windows-1252 it is `") => {
            bytes.iter().map(|&byte| char::from(byte)).collect::<String>().into_bytes()
        }
        _ => panic!("what is it? {message}"),
    }
}

fn front_matter(text: &str) -> String {
    let mut parts = text.splitn(3, "---\n").skip(1);
    let keys = each_line(parts.next().unwrap(), |_, line| toml(line));
    format!("+++\n{keys}+++\n{}", parts.next().unwrap())
}

/// `title: Alerts` as `title = "Alerts"`.
fn toml(line: &str) -> String {
    let (key, value) = line.split_once(": ").unwrap();
    let list = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    match list {
        Some(items) => {
            let items: Vec<String> = items.split(", ").map(|item| format!("{item:?}")).collect();
            format!("{key} = [{}]", items.join(", "))
        }
        None => format!("{key} = {value:?}"),
    }
}
