//! What was recorded by a day: the commit at which the publishing branch then stood.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Repository;
use super::repository::instant;
use super::revision::Found;
use crate::edge::Error;

impl Repository {
    /// The commit that `known_at` means: the last one of HEAD's first parents that, with all before it, was committed on that day (in
    /// UTC) or before; or the one that it names.
    ///
    /// # Errors
    /// The branch had no commit then, the name is unknown or names a commit that the branch did not go through.
    pub(in crate::edge) fn known_at(&self, known_at: &str) -> Result<Found, Error> {
        match day(known_at) {
            Some(day) => self.known_on(day),
            None => self.known_by(known_at),
        }
    }

    fn known_on(&self, day: Date) -> Result<Found, Error> {
        // Past the last day that there is, everything is known.
        let end =
            day.tomorrow().ok().and_then(|next| next.to_zoned(TimeZone::UTC).ok()).map(|end| end.timestamp());
        let line = self.first_parents()?.collect::<gix::Result<Vec<_>>>().map_err(self.wrong())?;
        // A date is a claim: nothing was recorded before what it builds on.
        let known = line.iter().rev().take_while(|(_, at)| end.is_none_or(|end| instant(*at) < end)).count();
        let later = line.len() - known;
        match line.get(later) {
            Some((id, _)) => self.sound(Found { id: *id, left_out: Some(later) }),
            None => {
                self.sound(())?;
                let oldest = line.last().map(|(_, at)| instant(*at).to_zoned(TimeZone::UTC).date());
                Err(Error::KnownTooEarly { root: self.root.clone(), day, oldest: oldest.unwrap_or_default() })
            }
        }
    }

    fn known_by(&self, revision: &str) -> Result<Found, Error> {
        let wanted = self.resolve(revision)?;
        for (later, commit) in self.first_parents()?.enumerate() {
            let (id, _) = commit.map_err(self.wrong())?;
            if id == wanted {
                return self.sound(Found { id, left_out: Some(later) });
            }
        }
        self.sound(())?;
        Err(Error::NotPassed { revision: revision.to_owned(), commit: wanted.to_string() })
    }

    /// HEAD, its first parent, the first parent of that and so on, each with the second it was committed.
    fn first_parents(&self) -> Result<impl Iterator<Item = gix::Result<(gix::ObjectId, i64)>> + '_, Error> {
        let none = || Error::NoRevision { root: self.root.clone(), revision: "HEAD".to_owned() };
        let mut next = Some(self.head()?.ok_or_else(none)?);
        Ok(std::iter::from_fn(move || {
            let id = next.take()?;
            let commit = self.commit(id);
            next = commit.as_ref().ok().and_then(|commit| commit.parent_ids().next()).map(gix::Id::detach);
            Some(commit.and_then(|commit| Ok((id, commit.committer()?.seconds()))))
        }))
    }
}

/// `2026-03-25` and nothing else that jiff reads.
fn day(text: &str) -> Option<Date> {
    text.parse().ok().filter(|day: &Date| day.to_string() == text)
}
