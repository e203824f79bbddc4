//! Recognizes credentials in a text, by their format or by the key that they are assigned to.
//!
//! [`find`] depends only on the text, so that reports can hide every credential that they show, even one that no rule
//! reported. Nothing here prints or accesses anything else.

mod assigned;
mod formats;
mod literal;
mod scan;
mod triggers;
mod url;

pub(crate) use literal::entropy;
pub use scan::{Secret, find, mask, masked};
