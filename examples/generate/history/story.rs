//! story.txt: commits whose reason neither a row nor a date tells.

use jiff::civil::DateTime;

/// One commit, with what it changed.
pub struct Entry {
    pub on: DateTime,
    pub by: String,
    pub subject: String,
    pub body: Vec<String>,
    pub merged: Option<(DateTime, String)>,
    pub renamed: Option<(String, String)>,
    pub hunks: Vec<Hunk>,
    /// 1-based line of story.txt.
    line: usize,
}

/// Lines of a file before and after, each with its line end.
#[derive(Default)]
pub struct Hunk {
    pub path: String,
    pub before: String,
    pub after: String,
    /// Its last line came with a `+`: whatever is not another `+` starts the next one.
    is_whole: bool,
}

impl Entry {
    /// When the main line has it.
    pub fn landed(&self) -> DateTime {
        self.merged.as_ref().map_or(self.on, |(on, _)| *on)
    }

    pub fn lands_at(&self, at: DateTime) -> bool {
        self.landed() == at
    }

    pub fn stands_alone_at(&self, at: DateTime) -> bool {
        self.merged.is_some() && self.on == at
    }

    /// The name of its branch: the first words of the subject.
    pub fn branch(&self) -> String {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' };
        let words: String = self.subject.chars().map(plain).collect();
        words.split_whitespace().take(3).collect::<Vec<_>>().join("-")
    }

    /// The file's text before this entry, from the text after it.
    pub fn undo(&self, path: &str, text: &str) -> Result<String, String> {
        let hunks: Vec<&Hunk> = self.hunks.iter().filter(|hunk| hunk.path == path).collect();
        if hunks.is_empty() {
            return Ok(text.to_owned());
        }
        let mut text = format!("\n{text}");
        for hunk in hunks {
            let after = format!("\n{}", hunk.after);
            if text.matches(after.as_str()).count() != 1 {
                return Err(format!(
                    "story.txt:{}: {path} does not hold these lines exactly once:\n{}",
                    self.line, hunk.after
                ));
            }
            text = text.replace(&after, &format!("\n{}", hunk.before));
        }
        Ok(text.split_off(1))
    }
}

pub fn read(text: &str) -> Result<Vec<Entry>, String> {
    let mut entries: Vec<Entry> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        fact(&mut entries, line, at + 1).map_err(|why| format!("story.txt:{}: {why}", at + 1))?;
    }
    Ok(entries)
}

fn fact(entries: &mut Vec<Entry>, line: &str, number: usize) -> Result<(), String> {
    if let Some(rest) = line.strip_prefix("on ") {
        let (head, subject) = rest.split_once(": ").ok_or("no subject after `: `")?;
        let (on, by) = moment(head)?;
        let subject = subject.to_owned();
        let (body, merged, renamed, hunks) = (Vec::new(), None, None, Vec::new());
        entries.push(Entry { on, by, subject, body, merged, renamed, hunks, line: number });
        return Ok(());
    }
    if line.is_empty() || line.starts_with('#') {
        return Ok(());
    }
    let entry = entries.last_mut().ok_or("stands before the first commit")?;
    match line.split_at(line.len().min(2)) {
        ("me", _) => entry.merged = Some(moment(line.strip_prefix("merged ").ok_or("is no fact")?)?),
        ("|", _) | ("| ", _) => entry.body.push(line.get(2..).unwrap_or_default().to_owned()),
        ("> ", paths) => {
            let (from, to) = paths.split_once(' ').ok_or("wants two paths")?;
            entry.renamed = Some((from.to_owned(), to.to_owned()));
        }
        ("~ ", path) => entry.hunks.push(Hunk { path: path.to_owned(), ..Hunk::default() }),
        (sign @ ("  " | "- " | "+ "), content) => {
            let last = entry.hunks.last().ok_or("stands before the first file")?;
            if last.is_whole && sign != "+ " {
                let path = last.path.clone();
                entry.hunks.push(Hunk { path, ..Hunk::default() });
            }
            let Some(hunk) = entry.hunks.last_mut() else { return Ok(()) };
            hunk.is_whole = sign == "+ ";
            let line = format!("{content}\n");
            if sign != "+ " {
                hunk.before.push_str(&line);
            }
            if sign != "- " {
                hunk.after.push_str(&line);
            }
        }
        _ => return Err(format!("`{line}` is no fact")),
    }
    Ok(())
}

fn moment(head: &str) -> Result<(DateTime, String), String> {
    let [day, time, by] = head.split(' ').collect::<Vec<_>>()[..] else {
        return Err("wants a date, a time and a handle".to_owned());
    };
    let at = format!("{day}T{time}:00").parse().map_err(|_| format!("{day} {time} is no moment"))?;
    Ok((at, by.to_owned()))
}
