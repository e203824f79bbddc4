//! Credentials in the files of a plugin; how they are told is the business of [`crate::secrets`].

pub mod hardcoded_secret;
