//! Tests of the server against a stand-in HaloPSA, in process and as a child process.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::iter_over_hash_type,
    missing_docs,
    unreachable_pub
)]

mod api;
mod burden;
mod claude;
mod codex;
mod commands;
mod configuration;
mod data;
mod defects;
mod documents;
mod halo;
mod http_rules;
mod jobs;
mod judges;
mod launch;
mod leak;
mod npm;
mod projection;
mod protocol;
mod registry;
mod specs;
mod stand_in;
mod support;
mod tls;
mod token;
mod tools;
mod verified;
