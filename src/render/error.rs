//! Why a site could not be written.

use std::io;

use crate::render::template::TemplateError;

#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error(transparent)]
    Template(#[from] TemplateError),
    #[error("cannot write the site: {0}")]
    Sink(#[from] io::Error),
}
