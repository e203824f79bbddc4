//! Rules about credentials in a plugin's files. [`crate::secrets`] recognizes them.

pub mod hardcoded_secret;
