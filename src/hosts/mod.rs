//! What each host accepts: its files, fields, limits and names. One folder a host.

pub mod claude;
