//! Faults in plugins for other hosts, which those hosts accept silently.

pub(crate) mod differing_manifests;
pub(crate) mod dropped_host_server;
pub(crate) mod foreign_placeholder;
pub(crate) mod hidden_marketplace;
pub(crate) mod incomplete_bundle;
pub(crate) mod invalid_command_toml;
pub(crate) mod invalid_host_manifest;
pub(crate) mod linked_manifest;
pub(crate) mod missing_host_manifest;
pub(crate) mod missing_host_path;
pub(crate) mod nonconforming_skill;
pub(crate) mod shadowed_commands;
