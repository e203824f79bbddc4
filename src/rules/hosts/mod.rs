//! Faults in plugins for other hosts, which those hosts accept without a word.

pub mod differing_manifests;
pub mod dropped_host_server;
pub mod foreign_placeholder;
pub mod incomplete_bundle;
pub mod linked_manifest;
pub mod shadowed_commands;
