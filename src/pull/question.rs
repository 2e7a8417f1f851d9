//! What an engine is asked: the query of a source, and the two days that it is asked for.

use jiff::civil::Date;

use crate::import::refusal::Refusal;
use crate::kit::source::Text;
use crate::subject::source::asked::Asked;

/// Words of a query in whose place the days are written.
const WORDS: [&str; 2] = [":first_day", ":day_after"];

/// A query with its days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub sql: String,
    /// The two parameters: the first day, and the day after the last; `None` where the query has them written in it.
    pub bound: Option<[Date; 2]>,
}

impl Question {
    /// A query that has the words `:first_day` and `:day_after` has the days written in their place, for engines that take no parameters. Nothing else is ever written into a query.
    ///
    /// # Errors
    /// A query that does not read, or that does not take both days.
    pub fn of(query: &Text, asked: &Asked) -> Result<Question, Refusal> {
        let (sql, days) = (query.body(), [asked.first_day(), asked.day_after()]);
        let bare = without_comments(sql);
        let first: String = bare
            .trim_start_matches(|c: char| c.is_whitespace() || c == '(')
            .chars()
            .take_while(|c| c.is_alphabetic())
            .collect();
        if !["select", "with"].contains(&first.to_lowercase().as_str()) {
            let message = "the query begins neither with SELECT nor with WITH";
            return Err(Refusal::new(
                query.path.as_str(),
                message,
                "a source reads, and never writes: write one statement that selects",
            ));
        }
        if WORDS.iter().all(|word| bare.contains(word)) {
            let written =
                |sql: String, (word, day): (&str, Date)| sql.replace(word, &format!("DATE '{day}'"));
            return Ok(Question {
                sql: WORDS.into_iter().zip(days).fold(sql.to_owned(), written),
                bound: None,
            });
        }
        // As engines write a second parameter; what is bound by name has names of its own.
        let takes_both =
            ["$2", ":2", "@"].iter().any(|second| bare.contains(second)) || bare.matches('?').count() > 1;
        if takes_both {
            return Ok(Question { sql: sql.to_owned(), bound: Some(days) });
        }
        let message = "the query does not take both days that it is asked for";
        let help = "select rows from `$1` up to and without `$2` (in Spark `?` and `?`), or write `:first_day` and `:day_after`";
        Err(Refusal::new(query.path.as_str(), message, help))
    }
}

/// SQL without what stands behind `--` and between `/*` and `*/`.
fn without_comments(sql: &str) -> String {
    let mut bare = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        if rest.starts_with("--") {
            rest = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if rest.starts_with("/*") {
            rest = rest.find("*/").map_or("", |end| &rest[end + 2..]);
            bare.push(' ');
        } else if first == '\'' {
            // A quoted text may hold what looks like a comment.
            let end = rest[1..].find('\'').map_or(rest.len(), |end| end + 2);
            bare.push_str("''");
            rest = &rest[end..];
        } else {
            bare.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::source::RepoPath;
    use crate::testing::sources::asked;

    fn question(sql: &str) -> Result<Question, String> {
        let text = Text::new(RepoPath::new("data/sources/acme-quality.sql"), sql);
        Question::of(&text, &asked("2026-W45", "2026-W46")).map_err(|refusal| refusal.message)
    }

    #[test]
    fn days_are_bound_or_written_where_the_query_has_their_words() {
        let bound = question("-- ours\nSELECT $1, $2").expect("a question");
        assert_eq!(bound.sql, "-- ours\nSELECT $1, $2");
        let days = bound.bound.map(|days| days.map(|day| day.to_string()));
        assert_eq!(days, Some(["2026-11-02".to_owned(), "2026-11-16".to_owned()]));
        assert!(question("with l as (select ? as a) select * from l where day < ?").is_ok());
        let written = question("SELECT 1 WHERE day >= :first_day AND day < :day_after").expect("a question");
        assert_eq!(written.sql, "SELECT 1 WHERE day >= DATE '2026-11-02' AND day < DATE '2026-11-16'");
        assert_eq!(written.bound, None);
    }

    #[test]
    fn a_query_that_writes_or_does_not_take_both_days_is_refused() {
        let writes = Err("the query begins neither with SELECT nor with WITH".to_owned());
        assert_eq!(question("DELETE FROM labels WHERE day >= $1 AND day < $2"), writes);
        assert_eq!(question("/* SELECT */ create table a as select $1, $2"), writes);
        assert_eq!(question(""), writes);
        let misses = Err("the query does not take both days that it is asked for".to_owned());
        assert_eq!(question("SELECT $1"), misses);
        assert_eq!(question("SELECT '$2' FROM labels WHERE day >= $1 -- and day < $2"), misses);
        assert_eq!(question("SELECT 1 WHERE day >= :first_day"), misses);
    }
}
