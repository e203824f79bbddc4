//! Credentials in a text, told by their shape or by the key that they are given to.
//!
//! [`find`] is a function of a text alone, so that reports can hide every credential in whatever they show, also where no
//! rule reported it. Nothing here prints, and nothing is looked up elsewhere: a text holds a credential or it does not.

mod assigned;
mod formats;
mod literal;
mod scan;
mod triggers;
mod url;

pub(crate) use literal::entropy;
pub use scan::{Secret, find, mask, masked};
