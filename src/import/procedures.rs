//! `import sops`: Markdown as teams have it, with YAML front matter or none, to procedures of the book. What a file says is mapped to the keys of a
//! procedure; what it does not say is a blank; what has no key is told.

use std::collections::{BTreeMap, BTreeSet};

use crate::import::cell::Cell;
use crate::import::encoding;
use crate::import::folded::{folded, one_line};
use crate::import::imported::NewFile;
use crate::import::latin::id_of;
use crate::import::literal::{Named, literal};
use crate::import::pictures::{Album, NewPicture};
use crate::import::refusal::Refusal;
use crate::import::relinked::relinked;
use crate::import::yaml::{self, Said};
use crate::kit::declared::{BLANK, Key, Shape, Table};
use crate::kit::record::layout::classify;
use crate::kit::source::{RepoPath, Snapshot};
use crate::kit::toml::front::FENCE;
use crate::starter::signoff::quoted;
use crate::subject::read;
use crate::subject::register::folders;

/// A file of the folder.
#[derive(Clone, Debug)]
pub struct Given {
    /// From the folder, `/` between folders.
    pub path: String,
    pub bytes: Vec<u8>,
}

/// What a folder becomes.
#[derive(Clone, Debug, Default)]
pub struct Procedures {
    pub files: Vec<NewFile>,
    /// Paths at which a file stands already.
    pub left: Vec<String>,
    /// What could not be mapped, and what is left to fill, by file.
    pub notes: Vec<Refusal>,
    /// Files that cannot be taken.
    pub refusals: Vec<Refusal>,
    /// Pictures that the files show.
    pub pictures: Vec<NewPicture>,
    /// Other files of the folder.
    pub strange: Vec<String>,
    /// The file of the folder that each file of the book comes from, by its path.
    pub origin: BTreeMap<String, String>,
}

/// What keys of other programs are called here.
const SYNONYMS: [(&str, &[&str]); 12] = [
    ("title", &["name", "heading"]),
    ("version", &["revision", "rev", "doc-version", "document-version"]),
    ("owner", &["owners", "maintainer", "responsible", "process-owner", "document-owner"]),
    ("author", &["authors", "written-by", "prepared-by"]),
    ("approver", &["approved-by", "approvers"]),
    ("effective-on", &["effective", "effective-date", "effective-from", "valid-from"]),
    ("reviewed-on", &["reviewed", "last-reviewed", "last-review", "last-reviewed-on", "review-date"]),
    ("review-days", &["review-interval-days"]),
    ("review-months", &["review-interval", "review-cycle", "review-period", "review-frequency"]),
    ("languages", &["language", "lang", "locale"]),
    ("section", &["category", "area", "department"]),
    ("description", &["summary", "intro", "abstract", "purpose"]),
];

/// The procedures of a folder. `set` are values of keys for files that say nothing of them.
pub fn procedures(
    given: &[Given],
    set: &BTreeMap<String, String>,
    named: Named<'_>,
    snapshot: &Snapshot,
) -> Procedures {
    let mut procedures = Procedures::default();
    let Some(table) = read::kinds().into_iter().find(|table| table.kind == "sop") else { return procedures };
    for key in set.keys().filter(|key| !table.keys.iter().any(|known| known.key == **key)) {
        procedures
            .refusals
            .push(Refusal::of_file(format!("a procedure has no key `{key}`"), "correct --set"));
    }
    let markdown = given.iter().filter(|file| is_markdown(&file.path));
    let places = places(markdown.map(|file| file.path.as_str()), snapshot);
    let of_book: BTreeMap<&str, &RepoPath> = snapshot
        .texts
        .keys()
        .filter(|path| path.as_str().starts_with("data/sops/") && path.extension() == "md")
        .map(|path| (path.stem(), path))
        .collect();
    let mut taken: BTreeMap<String, String> = BTreeMap::new();
    let by_path = given.iter().map(|file| (file.path.as_str(), file.bytes.as_slice()));
    let mut album = Album::new(by_path.collect(), snapshot);
    for file in given {
        if !is_markdown(&file.path) {
            procedures.strange.push(file.path.clone());
            continue;
        }
        let path = match places.get(&file.path) {
            Some(path) => path.clone(),
            None => {
                let help = "rename it in letters of the English alphabet";
                procedures.refusals.push(Refusal::new(
                    &file.path,
                    "no id can be made of the file's name",
                    help,
                ));
                continue;
            }
        };
        // An id is that of one procedure, whatever folders they stand in.
        let id = RepoPath::new(&path).stem().to_owned();
        if let Some(first) = taken.insert(id.clone(), file.path.clone()) {
            let message = match places.get(&first) == Some(&path) {
                true => format!("it would become {path}, as `{first}` does"),
                false => format!("it would become procedure `{id}`, as `{first}` does"),
            };
            procedures.refusals.push(Refusal::new(&file.path, message, "rename one of the two"));
            continue;
        }
        if snapshot.texts.contains_key(&RepoPath::new(&path)) {
            procedures.left.push(path);
            continue;
        }
        if let Some(stands) = of_book.get(id.as_str()) {
            let message = format!("`{id}` is the id of {stands} already");
            procedures.refusals.push(Refusal::new(&file.path, message, "rename the file"));
            continue;
        }
        match (Writing { table: &table, set, named, path: &file.path }).text(&file.bytes) {
            Ok((text, notes)) => {
                procedures.notes.extend(notes);
                procedures.notes.extend(album.take(&text, &file.path, &path));
                let (front, body) = text.split_at(body_start(&text));
                let text = front.to_owned() + &relinked(body, &file.path, &path, &places);
                procedures.origin.insert(path.clone(), file.path.clone());
                procedures.files.push(NewFile { path, text });
            }
            Err(refusal) => procedures.refusals.push(refusal),
        }
    }
    procedures.strange.retain(|path| !album.shown.contains(path));
    procedures.pictures = album.pictures;
    procedures
}

fn is_markdown(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["md", "markdown", "mdown"].contains(&extension.to_ascii_lowercase().as_str())
}

/// Where a file comes to stand: in the folders it had, where the format has folders. The `README` of a folder is called by it.
fn place(path: &str) -> Option<String> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let above = folder.rsplit('/').next().filter(|above| !above.is_empty());
    let stem = match folded(stem).as_str() {
        "readme" | "index" | "_index" => above.unwrap_or(stem),
        _ => stem,
    };
    let id = id_of(stem)?;
    let parts =
        folder.split('/').filter(|part| !part.is_empty()).map(id_of).collect::<Option<Vec<String>>>()?;
    let nested = format!("data/sops/{}/{id}.md", parts.join("/"));
    let has_folders = !parts.is_empty() && classify(&nested, &folders()).is_some();
    Some(if has_folders { nested } else { format!("data/sops/{id}.md") })
}

/// Where files come to stand. Of several with one name, such as the `overview` of each folder, each takes the name of its folder before its own.
fn places<'p>(paths: impl Iterator<Item = &'p str>, snapshot: &Snapshot) -> BTreeMap<String, String> {
    let plain: BTreeMap<&str, String> = paths.filter_map(|path| Some((path, place(path)?))).collect();
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for path in plain.values() {
        *known.entry(path.rsplit('/').next().unwrap_or(path)).or_default() += 1;
    }
    let named = plain.iter().map(|(given, path)| {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let above = folder.strip_prefix("data/sops/").and_then(|below| below.rsplit('/').next());
        let is_one = known.get(name).is_none_or(|count| *count < 2);
        let stands = snapshot.texts.contains_key(&RepoPath::new(path));
        match above.filter(|above| !is_one && !stands && !name.starts_with(&format!("{above}."))) {
            Some(above) => ((*given).to_owned(), format!("{folder}/{above}-{name}")),
            None => ((*given).to_owned(), path.clone()),
        }
    });
    named.collect()
}

struct Writing<'w> {
    table: &'w Table,
    set: &'w BTreeMap<String, String>,
    named: Named<'w>,
    path: &'w str,
}

impl Writing<'_> {
    fn text(&self, bytes: &[u8]) -> Result<(String, Vec<Refusal>), Refusal> {
        let text = encoding::text(bytes, None)
            .map_err(|fault| Refusal::new(self.path, fault.message, "save the file as UTF-8"))?;
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        // TOML between its fences is a procedure already, or nearly.
        if text.lines().next().is_some_and(|line| line.trim_end() == FENCE) {
            return Ok((text, Vec::new()));
        }
        let (front, body) = parted(&text);
        let said = yaml::keys(front).map_err(|(line, what)| {
            Refusal::new(
                format!("{}:{}", self.path, line + 1),
                format!("the front matter cannot be read: {what}"),
                "mend it, or take it out",
            )
        })?;
        let mut notes = Vec::new();
        let mut values = self.values(&said, &mut notes);
        if !values.contains_key("title")
            && let Some(title) = heading(body)
        {
            values.insert("title", quoted(&title));
        }
        let mut lines = String::new();
        let mut blanks = Vec::new();
        for key in &self.table.keys {
            match values.get(key.key) {
                Some(value) => lines.push_str(&format!("{} = {value}\n", key.key)),
                None if key.is_required && key.shape.table().is_none() => {
                    lines.push_str(&format!("{} = {BLANK}\n", key.key));
                    blanks.push(key.key);
                }
                None => {}
            }
        }
        if !blanks.is_empty() {
            let message = format!("nothing says its {}", crate::kit::diag::list_and(&blanks));
            notes.push(Refusal::new(
                self.path,
                message,
                "fill in each \"\", or name one for all with --set KEY=VALUE",
            ));
        }
        Ok((format!("{FENCE}\n{lines}{FENCE}\n\n{}", body.trim_start_matches('\n')), notes))
    }

    /// Values by key, as TOML; of each key that has none here a note.
    fn values(&self, said: &[Said], notes: &mut Vec<Refusal>) -> BTreeMap<&str, String> {
        let mut values = BTreeMap::new();
        let mut used = BTreeSet::new();
        for key in &self.table.keys {
            let Some(found) =
                said.iter().find(|said| !used.contains(&said.key) && is_called(key.key, &said.key))
            else {
                continue;
            };
            used.insert(found.key.clone());
            match self.value(key, found) {
                Ok(Some(value)) => drop(values.insert(key.key, value)),
                Ok(None) => {}
                Err(message) => {
                    notes.push(Refusal::new(self.path, message, "write it into the front matter by hand"));
                }
            }
        }
        for (key, value) in self.set {
            let Some(key) = self.table.keys.iter().find(|known| known.key == key) else { continue };
            if !values.contains_key(key.key)
                && let Ok(value) = literal(&Cell::Text(value.clone()), &key.shape, self.named)
            {
                values.insert(key.key, value);
            }
        }
        for left in said.iter().filter(|said| !used.contains(&said.key)) {
            let message = format!("`{}` is no key of a procedure", one_line(&left.key));
            notes.push(Refusal::new(self.path, message, ""));
        }
        values
    }

    /// What a key says, as the declaration wants it; `None` where it says nothing.
    fn value(&self, key: &Key, said: &Said) -> Result<Option<String>, String> {
        let unread = || format!("`{}` is not read: it is no plain value", said.key);
        let values = said.values.as_ref().ok_or_else(unread)?;
        let joined = match (&key.shape, values.as_slice()) {
            (_, []) => return Ok(None),
            (Shape::List(_), several) => several.join("; "),
            (_, [one]) => one.clone(),
            (_, _) => {
                return Err(format!("`{}` names several, and a procedure has one `{}`", said.key, key.key));
            }
        };
        let joined = if key.key == "review-months" { months(&joined).unwrap_or(joined) } else { joined };
        if let Shape::Id(Some(_)) = key.shape {
            let id = (self.named)(sort_of(&key.shape), &joined).unwrap_or_else(|| joined.clone());
            let is_id = crate::kit::id::is_valid_id(&id);
            return if is_id {
                Ok(Some(quoted(&id)))
            } else {
                Err(format!("`{joined}` is no {} of the book", key.key))
            };
        }
        literal(&Cell::Text(joined), &key.shape, self.named)
            .map(Some)
            .map_err(|(message, _)| format!("`{}`: {message}", said.key))
    }
}

fn sort_of(shape: &Shape) -> crate::kit::record::catalog::Sort {
    match shape {
        Shape::Id(Some(sort)) => *sort,
        _ => crate::kit::record::catalog::Sort::Person,
    }
}

/// Whether front matter calls a key so: by its name in whatever spelling, or by another name for it.
fn is_called(key: &str, found: &str) -> bool {
    let found = kebab(found);
    key == found || SYNONYMS.iter().any(|(known, others)| *known == key && others.contains(&found.as_str()))
}

/// `lastReviewed`, `last_reviewed` and `Last reviewed` are `last-reviewed`.
fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    for c in name.trim().chars() {
        if c.is_uppercase() && kebab.ends_with(|last: char| last.is_lowercase()) {
            kebab.push('-');
        }
        kebab.extend(if c == '_' || c == ' ' { vec!['-'] } else { c.to_lowercase().collect::<Vec<_>>() });
    }
    kebab
}

/// `12 months`, `1 year`, `quarterly`.
fn months(text: &str) -> Option<String> {
    let plain = folded(text);
    let of_words = match plain.as_str() {
        "yearly" | "annual" | "annually" => Some(12),
        "half-yearly" | "biannual" | "semi-annual" => Some(6),
        "quarterly" => Some(3),
        "monthly" => Some(1),
        _ => None,
    };
    let counted = || {
        let (number, unit) = plain.split_once(' ')?;
        let number: u32 = number.parse().ok()?;
        match unit {
            "month" | "months" => Some(number),
            "year" | "years" => number.checked_mul(12),
            _ => None,
        }
    };
    of_words.or_else(counted).map(|months| months.to_string())
}

/// The YAML between lines `---` at the start, and the text after it.
fn parted(text: &str) -> (&str, &str) {
    let Some(rest) = text.strip_prefix("---\n") else { return ("", text) };
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if ["---", "..."].contains(&line.trim_end()) {
            return (&rest[..at], &rest[at + line.len()..]);
        }
        at += line.len();
    }
    ("", text)
}

/// Where the text after the front matter begins.
fn body_start(text: &str) -> usize {
    let mut at = 0;
    let mut fences = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        fences += usize::from(line.trim_end() == FENCE);
        if fences == 2 {
            return at;
        }
    }
    text.len()
}

/// The first heading of the first level.
fn heading(body: &str) -> Option<String> {
    let line = body.lines().find(|line| line.starts_with("# "))?;
    Some(one_line(line.trim_start_matches("# "))).filter(|title| !title.is_empty())
}
