//! The rows that a figure speaks of, said by what differs from the question before.

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use crate::evidence::figure::{Asked, Words};

/// A question, and the one before it.
pub(super) struct Query<'d> {
    pub now: &'d Asked,
    pub before: Option<&'d Asked>,
}

impl Query<'_> {
    /// Another period alone, or another service level and its metric alone: what most questions are beside the one before.
    fn short(&self) -> Option<Short<'_>> {
        let before = self.before?;
        if let [period] = self.now.periods.as_slice()
            && *self.now == (Asked { periods: self.now.periods.clone(), ..before.clone() })
        {
            return Some(Short::Period(period.to_string()));
        }
        let (level, metric) = (self.now.service_level.as_ref()?, &self.now.metric);
        let other = Asked { service_level: Some(level.clone()), metric: metric.clone(), ..before.clone() };
        (*self.now == other).then(|| {
            let own = Some(metric.as_str()).filter(|metric| *metric != level.as_str());
            Short::Level(std::iter::once(level.as_str()).chain(own).collect())
        })
    }
}

/// A question that differs from the one before in one thing.
#[derive(Serialize)]
#[serde(untagged)]
enum Short<'d> {
    Period(String),
    Level(Vec<&'d str>),
}

impl Serialize for Query<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Some(short) = self.short() {
            return short.serialize(serializer);
        }
        let mut map = serializer.serialize_map(None)?;
        // What neither has is not said; `null` and an empty list take back what the one before has.
        macro_rules! said {
            ($($key:ident),*) => {$(
                if is_new(&self.now.$key, self.before.map(|before| &before.$key)) {
                    map.serialize_entry(stringify!($key), &self.now.$key)?;
                }
            )*};
        }
        said!(contract, service_level);
        if self.before.is_none_or(|before| self.now.metric != before.metric) {
            map.serialize_entry("metric", &self.now.metric)?;
        }
        said!(vendor, site, sites, projects, queues, languages, slice, window);
        if self.before.is_none_or(|before| self.now.periods != before.periods) {
            map.serialize_entry("periods", &Words(&self.now.periods))?;
        }
        map.end()
    }
}

fn is_new<T: PartialEq + Default>(now: &T, before: Option<&T>) -> bool {
    before.map_or_else(|| *now != T::default(), |before| now != before)
}
