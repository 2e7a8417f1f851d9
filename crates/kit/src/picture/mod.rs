//! Still pictures as text: pure functions from plain values to SVG. Looks are CSS classes (`pictures.css`),
//! so that themes, print and forced colours follow; every picture says in words what it shows.

pub mod pen;
pub mod exempt;
pub mod scale;
pub mod series;

pub mod icons;

pub mod sparkline;

pub mod xmr;

pub mod bars;

pub mod matrix;

pub mod diverging;

pub mod timeline;

pub mod stacked;

pub mod axis;

pub mod burnup;

/// What is drawn straight into a page: one of the pictures of these modules, and nothing else.
pub trait Picture: sealed::Sealed {
    fn draw(&self, out: &mut String);
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! pictures {
    ($($picture:ty),* $(,)?) => {$(
        impl sealed::Sealed for $picture {}

        impl Picture for $picture {
            fn draw(&self, out: &mut String) {
                self.write(out);
            }
        }
    )*};
}

pictures!(
    bars::Bars<'_>,
    bars::Columns<'_>,
    bars::Coverage<'_>,
    burnup::Burnup<'_>,
    diverging::Diverging<'_>,
    icons::Assurance,
    icons::Both,
    matrix::Matrix<'_>,
    icons::Variation,
    sparkline::Sparkline<'_>,
    stacked::Stacked<'_>,
    timeline::Timeline<'_>,
    xmr::XmrChart<'_>,
);
