//! Rules about credentials in a plugin's files. [`crate::secrets`] recognizes them.

pub(crate) mod hardcoded_secret;
