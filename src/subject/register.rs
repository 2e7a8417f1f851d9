//! All records of a book, by id: what the rest of the program works on.

use std::ops::{Deref, DerefMut};

use crate::core::Book;
use crate::core::closure::Existing;
use crate::core::contract::known::Known;
use crate::core::organisation::record::Site;
use crate::core::reading::{BookDraft, Reading};
use crate::core::registered::Registered;
use crate::kit::declared::Table;
use crate::kit::record::catalog::Catalog;
use crate::kit::record::layout::Folder;
use crate::kit::source::Snapshot;

macro_rules! register {
    ($($field:ident: $subject:ident $name:ident),* $(,)?) => {
        /// References inside are resolved: an id that stands here has its record, unless a field's comment says otherwise.
        /// Records with defects may be missing; then nothing is published, so nothing is computed from the gap.
        #[derive(Clone, Debug)]
        pub struct Register {
            /// What figures rest on; its records are read as if they were the register's own.
            pub book: Book,
            $(pub $field: crate::subject::$subject::record::Records),*
        }

        impl Register {
            /// The records of core, without a subject.
            pub fn new(book: Book) -> Register {
                Register { book, $($field: Default::default()),* }
            }

            /// Reads the records of each subject, and puts them to those of core. `None` without a usable `book.toml` or as-of date.
            pub(super) fn read(
                reading: &mut Reading<'_>,
                mut draft: BookDraft,
                catalog: &Catalog,
                snapshot: &Snapshot,
            ) -> Option<Register> {
                // None of them rests on another.
                $(let mut $field = None;)*
                let known: &Known<'_> = &draft.known(catalog, snapshot);
                let of = &*reading;
                rayon::in_place_scope(|scope| {
                    $(
                        let read = &mut $field;
                        scope.spawn(move |_| {
                            let mut own = of.fork();
                            let records = crate::subject::$subject::record::Records::read(&mut own, known);
                            *read = Some((records, own));
                        });
                    )*
                });
                $(
                    let ($field, own) = $field?;
                    reading.join(own);
                )*
                $(draft.rebases.extend($field.rebases());)*
                $(draft.invoiced.extend($field.invoiced());)*
                let mut register = Register { book: draft.finish()?, $($field),* };
                register.close();
                Some(register)
            }

            /// Keeps the promise that an id which stands here has its record: what refers to a record that could not be read is left
            /// out too. Only a book with defects loses anything. The book first, then each subject, which refers to subjects above it.
            fn close(&mut self) {
                crate::core::close(&mut self.book);
                let mut existing = Existing::of(&self.book);
                $(self.$field.close(&mut existing);)*
            }
        }

        /// Where the records of the subjects stand.
        pub fn folders() -> Vec<Folder> {
            [$(crate::subject::$subject::record::Records::folders()),*].concat()
        }

        /// The declared kinds of records and of rows, by the names of their folders.
        pub fn tables() -> Vec<Table> {
            let mut tables = crate::core::kinds::tables();
            $(tables.extend(crate::subject::$subject::record::Records::tables());)*
            tables.sort_by_key(|table| table.path);
            tables
        }

        /// The kinds of records that are files.
        pub fn kinds() -> Vec<Table> {
            tables().into_iter().filter(|table| !table.is_sheet()).collect()
        }
    };
}

subjects!(register);

impl Register {
    /// Whether the book has procedures and nothing that is measured or promised.
    pub fn is_of_procedures(&self) -> bool {
        !self.sops.is_empty()
            && self.contracts.is_empty()
            && self.vendors.is_empty()
            && self.metrics.is_empty()
    }

    /// Whether sites are visited, or the book says how often they should be.
    pub fn has_visits(&self) -> bool {
        let has_cadence = |site: &Site| site.risk_tier.is_some() || site.visit_every_days.is_some();
        !self.visits.is_empty() || self.sites.values().any(has_cadence)
    }
}

impl Deref for Register {
    type Target = Book;

    fn deref(&self) -> &Book {
        &self.book
    }
}

impl DerefMut for Register {
    fn deref_mut(&mut self) -> &mut Book {
        &mut self.book
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_subject_keeps_its_records_where_core_does() {
        // Figures of core are kept while the files of core are the same: which those are is told by their folders.
        let core: Vec<&str> =
            crate::core::kinds::tables().iter().map(|table| Folder::of(table.path).name).collect();
        let shared: Vec<&str> =
            folders().iter().map(|folder| folder.name).filter(|name| core.contains(name)).collect();
        assert!(shared.is_empty() && core.contains(&"contracts"), "{shared:?} of {core:?}");
    }
}
