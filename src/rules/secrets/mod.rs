//! Credentials in the files of a plugin.
//!
//! [`scan`] is a function of a text alone, so that reports can hide every credential in whatever they show, also where no
//! rule reported it. Nothing here prints, and nothing is looked up elsewhere: a text holds a credential or it does not.

mod assigned;
mod formats;
pub mod hardcoded_secret;
mod literal;
pub mod scan;
mod url;
