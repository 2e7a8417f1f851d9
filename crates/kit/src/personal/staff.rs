//! Ids of single members of staff.

use super::Looks;

/// Whom such an id is of.
const WHOM: [&str; 13] = [
    "employee",
    "staff",
    "agent",
    "worker",
    "moderator",
    "annotator",
    "labeller",
    "labeler",
    "reviewer",
    "rater",
    "badge",
    "personnel",
    "payroll",
];

/// What such an id is called.
const CALLED: [&str; 5] = ["id", "ids", "no", "nr", "number"];

/// `employee id 48213`, `badge no. 4411`, `agent_id=A-1017`: a word for a person, a word for an id, and one with digits.
pub fn all(content: &str) -> impl Iterator<Item = Looks> + '_ {
    let is_word = |c: char| c.is_alphanumeric();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + content.get(at..)?.find(is_word)?;
            let length = content[start..].find(|c| !is_word(c)).unwrap_or(content.len() - start);
            at = start + length;
            let word = content[start..at].to_lowercase();
            if WHOM.contains(&word.as_str())
                && let Some(end) = id_after(content, at)
            {
                at = end;
                return Some(looks(content, start, end));
            }
        }
    })
}

/// Where the id ends that follows on a word for a person.
fn id_after(content: &str, from: usize) -> Option<usize> {
    let (called, after) = word_after(content, from, " _-")?;
    if !CALLED.contains(&called.to_lowercase().as_str()) {
        return None;
    }
    let rest = &content[after..];
    let skipped = rest.len() - rest.trim_start_matches([' ', ':', '=', '#', '.', '"', '`', '\'']).len();
    let id = after + skipped;
    let length =
        content[id..].find(|c: char| !(c.is_alphanumeric() || c == '-')).unwrap_or(content.len() - id);
    let written = &content[id..id + length];
    let digits = written.chars().filter(char::is_ascii_digit).count();
    (skipped > 0 && digits >= 3).then_some(id + length)
}

fn word_after<'t>(content: &'t str, from: usize, between: &str) -> Option<(&'t str, usize)> {
    let rest = &content[from..];
    let start = from + rest.find(|c| !between.contains(c))?;
    let length = content[start..].find(|c: char| !c.is_alphanumeric()).unwrap_or(content.len() - start);
    Some((&content[start..start + length], start + length))
}

fn looks(content: &str, start: usize, end: usize) -> Looks {
    let written = &content[start..end];
    let shown = written.trim_end_matches(|c: char| c.is_alphanumeric() || c == '-');
    Looks {
        start,
        end,
        words: format!("{shown}…"),
        what: "the id of a single person",
        why: "figures and notes speak of sites, queues and roles, never of one of their people",
    }
}
