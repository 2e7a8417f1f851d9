//! What a subject keeps in the register, and how it is read: a file each under its id, or the rows of sheets.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;

use crate::core::closure::Existing;
use crate::core::contract::known::Known;
use crate::core::invoiced::Invoiced;
use crate::core::metric::record::Rebase;
use crate::core::reading::Reading;
use crate::kit::csv::sheet;
use crate::kit::declared::{Reader, Record, Table};
use crate::kit::diag::Diagnostic;
use crate::kit::record::catalog::Sort;
use crate::kit::record::layout::{File, Folder, Kind};

/// What a subject keeps in the register.
pub trait Registered: Clone + fmt::Debug + Default {
    /// Where its records stand.
    fn folders() -> Vec<Folder>;

    /// Its declared kinds of records.
    fn tables() -> Vec<Table>;

    fn read(reading: &mut Reading<'_>, known: &Known<'_>) -> Self;

    /// Limits of charts that start anew because of a record.
    fn rebases(&self) -> Vec<Rebase> {
        Vec::new()
    }

    /// Lines of invoices, of which credits may be shares.
    fn invoiced(&self) -> Vec<Invoiced> {
        Vec::new()
    }

    /// Leaves out what refers to a record that is not there, and adds to `existing` what others may refer to.
    fn close(&mut self, _existing: &mut Existing) {}
}

/// A record of a subject that is one file of a folder, by the file's stem.
pub trait Listed: Record + Clone + fmt::Debug + Send {
    /// The sort of its ids, where other records refer to them.
    const SORT: Option<Sort> = None;
    /// Key of the tables in it whose ids others refer to.
    const PARTS: Option<&'static str> = None;

    /// The rules between its keys, some of which may be missing from the draft.
    fn check(draft: &mut Self::Draft, reader: &Reader<'_, '_, '_>, known: &Known<'_>);

    /// Limits of charts that start anew because of it.
    fn rebase(&self) -> Option<Rebase> {
        None
    }

    /// The ids of its [`Listed::PARTS`].
    fn parts(&self) -> Vec<&str> {
        Vec::new()
    }
}

impl<R> Registered for BTreeMap<R::Id, R>
where
    R: Listed,
    R::Id: Clone + fmt::Debug + Send + Borrow<str>,
{
    fn folders() -> Vec<Folder> {
        vec![Folder { sort: R::SORT, parts: R::PARTS, ..Folder::of(R::PATH) }]
    }

    fn tables() -> Vec<Table> {
        vec![R::table()]
    }

    fn read(reading: &mut Reading<'_>, known: &Known<'_>) -> Self {
        reading.records(known.catalog, |draft, reader| R::check(draft, reader, known))
    }

    fn rebases(&self) -> Vec<Rebase> {
        self.values().filter_map(Listed::rebase).collect()
    }

    fn close(&mut self, existing: &mut Existing) {
        self.retain(|_, record| record.close(existing));
        for (id, record) in self {
            existing.add(R::SORT, id.borrow());
            record.parts().into_iter().for_each(|part| existing.add_part(id.borrow(), part));
        }
    }
}

/// A record of a subject that is a row of the CSV files of a folder.
pub trait Rowed: Record + Clone + fmt::Debug {
    /// The rules between the cells of a row, some of which may be missing from the draft.
    fn check(draft: &mut Self::Draft, reader: &Reader<'_, '_, '_>, known: &Known<'_>);

    /// What it says was invoiced.
    fn invoiced(&self) -> Option<Invoiced> {
        None
    }

    /// The rules between the rows of all files, in the order of files and lines.
    fn across(_rows: &mut [Self], _known: &Known<'_>) -> Vec<Diagnostic> {
        Vec::new()
    }
}

/// By file, then line. Rows of a day after the as-of date stand here too: who counts leaves them out.
impl<R: Rowed> Registered for Vec<R> {
    fn folders() -> Vec<Folder> {
        vec![Folder::of(R::PATH)]
    }

    fn tables() -> Vec<Table> {
        vec![R::table()]
    }

    fn read(reading: &mut Reading<'_>, known: &Known<'_>) -> Self {
        let name = Folder::of(R::PATH).name;
        let is_ours = |file: &&File<'_>| matches!(file.kind, Kind::Record(folder, _) if folder.name == name);
        let mut rows = Vec::new();
        for text in reading.files.iter().filter(is_ours).filter_map(|file| file.text) {
            let (read, wrong) =
                sheet::read(text, known.catalog, |draft, reader| R::check(draft, reader, known));
            rows.extend(read);
            reading.found.extend(wrong);
        }
        reading.found.extend(R::across(&mut rows, known));
        rows
    }

    fn invoiced(&self) -> Vec<Invoiced> {
        self.iter().filter_map(Rowed::invoiced).collect()
    }

    fn close(&mut self, existing: &mut Existing) {
        self.retain_mut(|row| row.close(existing));
    }
}

/// Nothing is kept.
impl Registered for () {
    fn folders() -> Vec<Folder> {
        Vec::new()
    }

    fn tables() -> Vec<Table> {
        Vec::new()
    }

    fn read(_: &mut Reading<'_>, _: &Known<'_>) -> Self {}
}
