//! Builds Claude Code plugins from declarative specs, and checks any plugin or marketplace.
//!
//! | level | module | owns |
//! |---|---|---|
//! | 6 | [`cli`] | arguments and one file a verb |
//! | 5 | [`acceptance`] | the requirements held against what was rendered |
//! | 5 | [`report`] | one file an output format |
//! | 5 | [`fix`] | edits chosen, ordered and applied until nothing is left |
//! | 5 | [`baseline`] | findings that were there before the gate |
//! | 4 | [`rules`] | one file a rule, and the list of them |
//! | 3 | [`hosts`] | one folder a host: what it accepts, as tables and readers |
//! | 3 | [`config`] | `plugin-gen.yaml` |
//! | 3 | [`generate`] | specs to a plugin tree, and the tree to the disk |
//! | 3 | [`spec`](mod@spec) | the specs, decoded with all their mistakes at once |
//! | 3 | [`claims`] | what a document says of an API: requests, bodies, answers, names |
//! | 3 | [`openapi`] | API descriptions: operations, schemas, and whether a value fits |
//! | 2 | [`plugin`] | what is on disk: file tree, plugins, marketplaces |
//! | 1 | [`secrets`] | credentials in a text |
//! | 1 | [`syntax`] | YAML, JSON, Markdown and frontmatter with a span on every part |
//! | 0 | [`diag`], [`source`] | diagnostics, spans, files |
//!
//! A module uses lower levels only; `tests/layers.rs` enforces it. Data flows one way: file tree, documents, rules in
//! parallel, sorted diagnostics, report.
//!
//! # Features
//!
//! `check` holds everything that [`rules::check()`] needs, `build` adds the generator, and `cli` (the default) adds the
//! program. Without features, [`spec`](mod@spec) and [`syntax`] are left.
//!
//! # Example
//!
//! `FileTree::from_disk` reads a folder; this tree is in memory.
//!
//! ```
//! # #[cfg(feature = "check")] {
//! use plugin_gen::plugin::{FileTree, MANIFEST};
//! use plugin_gen::rules::{Options, check};
//!
//! let manifest = br#"{ "name": "demo", "mcpRepo": "example" }"#;
//! let tree = FileTree::from_memory([(MANIFEST.into(), manifest.to_vec())].into());
//! let outcome = check(&tree, &Options::default());
//! let rules: Vec<&str> = outcome.diagnostics.iter().map(|found| found.rule.name).collect();
//! assert!(rules.contains(&"unknown-field"));
//! # }
//! ```

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic, clippy::expect_used))]

#[cfg(feature = "build")]
pub mod acceptance;
#[cfg(feature = "check")]
pub mod baseline;
#[cfg(feature = "check")]
pub mod claims;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "check")]
pub mod config;
pub mod diag;
#[cfg(feature = "check")]
pub mod fix;
#[cfg(feature = "build")]
pub mod generate;
#[cfg(feature = "check")]
pub mod hosts;
#[cfg(feature = "check")]
pub mod openapi;
#[cfg(feature = "check")]
pub mod plugin;
#[cfg(feature = "check")]
pub mod report;
#[cfg(feature = "check")]
pub mod rules;
#[cfg(feature = "check")]
pub mod secrets;
pub mod source;
pub mod spec;
pub mod syntax;
