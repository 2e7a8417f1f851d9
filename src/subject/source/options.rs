//! What a source says of an engine's result and of its driver: columns that are called otherwise, and further options.

use crate::kit::declared::{Reader, Record};
use crate::kit::source::{At, Place};
use crate::subject::source::forms::Variable;

/// Columns of a metric file, each with what the result calls it.
#[derive(Clone, Debug, Record)]
#[record(noun = "columns of a source")]
pub struct SourceColumns {
    /// The period, or a day of it.
    #[key(example = "week_starts_on")]
    pub period: Option<At<String>>,
    /// The site.
    #[key(example = "site_code")]
    pub site: Option<At<String>>,
    /// The project.
    #[key(example = "project_code")]
    pub project: Option<At<String>>,
    /// The queue.
    #[key(example = "queue_code")]
    pub queue: Option<At<String>>,
    /// The language.
    #[key(example = "locale")]
    pub language: Option<At<String>>,
    /// The metric.
    #[key(example = "metric_name")]
    pub metric: Option<At<String>>,
    /// The numerator.
    #[key(example = "correct")]
    pub numerator: Option<At<String>>,
    /// The denominator.
    #[key(example = "audited")]
    pub denominator: Option<At<String>>,
    /// The value.
    #[key(example = "amount")]
    pub value: Option<At<String>>,
    /// How many were measured.
    #[key(example = "measured")]
    pub samples: Option<At<String>>,
    /// Whose figure it is.
    #[key(example = "origin")]
    pub source: Option<At<String>>,
    /// Whether it may still change.
    #[key(example = "state")]
    pub status: Option<At<String>>,
    /// The note.
    #[key(example = "remark")]
    pub note: Option<At<String>>,
    pub place: Place,
}

impl SourceColumns {
    /// What the result calls a column, by the name that a metric file has for it.
    pub fn renamed(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("period", &self.period),
            ("site", &self.site),
            ("project", &self.project),
            ("queue", &self.queue),
            ("language", &self.language),
            ("metric", &self.metric),
            ("numerator", &self.numerator),
            ("denominator", &self.denominator),
            ("value", &self.value),
            ("samples", &self.samples),
            ("source", &self.source),
            ("status", &self.status),
            ("note", &self.note),
        ];
        all.into_iter().filter_map(|(name, other)| Some((name, other.as_ref()?.as_str()))).collect()
    }
}

/// An option of a driver: its name as the driver has it, and where its value stands.
#[derive(Clone, Debug, Record)]
#[record(noun = "option", check = SourceOption::check)]
pub struct SourceOption {
    /// As the driver has it.
    #[key(example = "username")]
    pub name: At<String>,
    /// The environment variable that holds its value.
    #[key(example = "WAREHOUSE_USER")]
    pub variable: Option<At<Variable>>,
    /// Its value, which is no secret.
    #[key(example = "# eu-west-1")]
    pub value: Option<At<String>>,
    pub place: Place,
}

/// What names of options say that their value is a secret.
const SECRETS: [&str; 6] = ["password", "secret", "token", "key", "credential", "uri"];

impl SourceOption {
    fn check(draft: &mut SourceOptionDraft, reader: &Reader<'_, '_, '_>) {
        let Some(name) = &draft.name else { return };
        if draft.variable.is_some() == draft.value.is_some() {
            let message = format!(
                "the option `{}` has {}",
                name.value,
                match draft.value {
                    Some(_) => "two values",
                    None => "no value",
                }
            );
            let label = "expected `variable`, or `value` where it is no secret";
            reader.bad_value(name, message, label, "name the environment variable that holds it");
            reader.refuse();
        }
        let lower = name.to_lowercase();
        if let (Some(value), true) = (&draft.value, SECRETS.iter().any(|word| lower.contains(word))) {
            // What stands there is not repeated.
            let message = format!("the option `{}` may be a secret, and stands in the file", name.value);
            let label = "a secret comes from the environment";
            let help = "take the value out, change it where it was used, and name its `variable`";
            reader.bad_value(value, message, label, help);
            reader.refuse();
        }
    }
}
