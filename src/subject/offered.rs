//! What subjects offer to a page that gathers them.

use crate::subject::block::Offered;
use crate::subject::evidence::Evidence;
use crate::subject::route::Route;
use crate::subject::shell::PageContext;

macro_rules! offers {
    ($($field:ident: $subject:ident $name:ident),* $(,)?) => {
        /// What each subject has to say on a page of a vendor, a site or a person, in the order of subjects.
        pub fn offered(context: &PageContext<'_>, on: &Route, evidence: &mut Evidence<'_>) -> Vec<Offered> {
            let mut blocks = Vec::new();
            $(blocks.extend(crate::subject::$subject::page::offered(context, on, evidence));)*
            blocks
        }
    };
}

subjects!(offers);
