//! What is sent of a book of procedures alone: how many are in effect, and whose reviews are overdue.

use crate::kit::numbered::FigureNumber;
use crate::subject::evidence::Evidence;
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::sop::address::SopPage;
use crate::subject::sop::page::index::{in_short, overdue};

/// A review that is overdue.
#[derive(Debug)]
pub struct Review {
    pub title: String,
    pub page: String,
    pub due_on: String,
}

/// The longest overdue first; `None` in a book that has more than procedures.
pub fn reviews(context: &PageContext<'_>) -> Option<Vec<Review>> {
    context.report.register.is_of_procedures().then(|| {
        let review = |(sop, due_on): (&crate::subject::sop::record::Sop, jiff::civil::Date)| Review {
            title: sop.title.value.clone(),
            page: Route::Sop(SopPage::One(sop.id.clone())).path(),
            due_on: due_on.to_string(),
        };
        overdue(context).into_iter().map(review).collect()
    })
}

/// Sentences that count procedures, each with the figure that its number is a part of.
pub fn counted(
    context: &PageContext<'_>,
    evidence: &mut Evidence<'_>,
) -> [(String, Option<FigureNumber>); 2] {
    in_short(context).map(|count| {
        let has_number = count.said.bytes().any(|byte| byte.is_ascii_digit());
        let number = has_number.then(|| evidence.count(&[count.question], count.places).number).flatten();
        (count.said, number)
    })
}
