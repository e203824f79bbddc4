//! Tests of the server that runs any plugin's specs: with vendors that do not exist, and with the plugins of `dist/`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::iter_over_hash_type,
    missing_docs,
    unreachable_pub
)]

mod defects;
mod faults;
mod features;
mod plugins;
mod program;
mod second_vendor;
mod vendor;
