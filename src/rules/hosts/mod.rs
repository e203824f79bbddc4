//! Faults in plugins for other hosts, which those hosts accept without a word.

pub mod differing_manifests;
pub mod dropped_host_server;
pub mod foreign_placeholder;
pub mod hidden_marketplace;
pub mod incomplete_bundle;
pub mod invalid_command_toml;
pub mod invalid_host_manifest;
pub mod linked_manifest;
pub mod missing_host_manifest;
pub mod missing_host_path;
pub mod nonconforming_skill;
pub mod shadowed_commands;
