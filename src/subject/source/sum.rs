//! What is added up of the rows of a log: `count`, `sum of COLUMN`, `mean of COLUMN`, of which `/ 3600` makes hours of seconds, each with ` where COLUMN = VALUE and …` where not every row counts.

use std::fmt;

/// What is added up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    pub of: Of,
    /// What the whole is parted by; 1 or more.
    pub by: u32,
    /// A row counts where all of them hold.
    pub conditions: Vec<Condition>,
}

/// What each row adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// One.
    Rows,
    /// The number in a column.
    Column(String),
    /// Likewise; the sum is then parted by the number of the rows.
    Mean(String),
}

/// Whether a column says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    pub column: String,
    /// Whether it has to be the value, and not another one.
    pub is: bool,
    pub value: String,
}

impl Sum {
    /// Reads what a source says of a sum.
    ///
    /// # Errors
    /// What is wrong with it, as a part of a sentence.
    pub fn parse(text: &str) -> Result<Sum, String> {
        let mut words = words(text)?.into_iter().peekable();
        let of = match words.next().as_deref() {
            Some("count") => Of::Rows,
            Some("sum") => Of::Column(column_of(&mut words)?),
            Some("mean") => Of::Mean(column_of(&mut words)?),
            _ => return Err("it begins with none of `count`, `sum of` and `mean of`".to_owned()),
        };
        let by = match words.next_if(|word| word == "/") {
            Some(_) => divisor(words.next())?,
            None => 1,
        };
        let mut conditions = Vec::new();
        let mut joined = "where";
        while let Some(word) = words.next() {
            if word != joined {
                return Err(format!("`{word}` stands where `{joined}` could"));
            }
            joined = "and";
            let column = words.next().ok_or("a column is missing at its end")?;
            let is = match words.next().as_deref() {
                Some("=") => true,
                Some("!=") => false,
                _ => return Err(format!("after `{column}` stands neither `=` nor `!=`")),
            };
            let value = words.next().ok_or_else(|| format!("`{column}` is held against nothing"))?;
            conditions.push(Condition { column, is, value });
        }
        Ok(Sum { of, by, conditions })
    }

    /// The columns of the log that it reads.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        let own = match &self.of {
            Of::Rows => None,
            Of::Column(column) | Of::Mean(column) => Some(column.as_str()),
        };
        own.into_iter().chain(self.conditions.iter().map(|condition| condition.column.as_str()))
    }
}

impl fmt::Display for Of {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Of::Rows => f.write_str("count"),
            Of::Column(column) => write!(f, "sum of {column}"),
            Of::Mean(column) => write!(f, "mean of {column}"),
        }
    }
}

fn divisor(word: Option<String>) -> Result<u32, String> {
    let number = word.and_then(|word| word.parse().ok()).filter(|number| *number > 0);
    number.ok_or_else(|| "after `/` stands no whole number, 1 or more".to_owned())
}

fn column_of(words: &mut impl Iterator<Item = String>) -> Result<String, String> {
    match (words.next().as_deref(), words.next()) {
        (Some("of"), Some(column)) => Ok(column),
        _ => Err("it names no column after `of`".to_owned()),
    }
}

/// Words parted by blanks; what stands between single quotes is one word.
fn words(text: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (word, after) = match rest.strip_prefix('\'') {
            Some(quoted) => quoted.split_once('\'').ok_or("a quote is never closed")?,
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        words.push(word.to_owned());
        rest = after.trim_start();
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_read_with_their_conditions() {
        let sum =
            Sum::parse("sum of minutes where audited = 1 and 'first verdict' != 'not sure'").expect("a sum");
        assert_eq!(sum.of, Of::Column("minutes".to_owned()));
        let condition =
            |column: &str, is, value: &str| Condition { column: column.into(), is, value: value.into() };
        assert_eq!(
            sum.conditions,
            [condition("audited", true, "1"), condition("first verdict", false, "not sure")]
        );
        assert_eq!(sum.columns().collect::<Vec<_>>(), ["minutes", "audited", "first verdict"]);
        let hours = Sum::parse("sum of seconds / 3600 where site = 'a b'").expect("a sum");
        assert_eq!((hours.by, hours.conditions.len(), sum.by), (3600, 1, 1));
        assert_eq!(Sum::parse(" count ").expect("a sum").of, Of::Rows);
        assert_eq!(Sum::parse("mean of wait").expect("a sum").of, Of::Mean("wait".to_owned()));
        assert_eq!(Sum::parse("count where note = ''").expect("a sum").conditions[0].value, "");
    }

    #[test]
    fn what_is_no_sum_says_why() {
        for (text, why) in [
            ("", "it begins with none of `count`, `sum of` and `mean of`"),
            ("sum units", "it names no column after `of`"),
            ("count if a = 1", "`if` stands where `where` could"),
            ("count where a", "after `a` stands neither `=` nor `!=`"),
            ("count where a =", "`a` is held against nothing"),
            ("count where a = 1 where b = 2", "`where` stands where `and` could"),
            ("count where a = 'x", "a quote is never closed"),
            ("sum of a / 0", "after `/` stands no whole number, 1 or more"),
            ("count where", "a column is missing at its end"),
        ] {
            assert_eq!(Sum::parse(text).err().as_deref(), Some(why), "{text}");
        }
    }
}
