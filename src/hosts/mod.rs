//! What each host accepts: its files, fields, limits and names. One folder per host.

pub mod claude;
