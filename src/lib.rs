//! Builds Claude Code plugins from declarative specs, and checks any plugin or marketplace.
//!
//! | level | module | owns |
//! |---|---|---|
//! | 6 | [`cli`] | the arguments, and one file per subcommand |
//! | 5 | [`acceptance`] | checks built plugins against their requirements |
//! | 5 | [`report`] | one file per output format |
//! | 5 | [`fix`] | selects, sorts and applies edits |
//! | 5 | `adopt` | a configuration that fits a repository |
//! | 5 | [`versions`] | content that changed without a new version, and increasing versions |
//! | 5 | `baseline` | known findings that do not fail a run |
//! | 4 | [`rules`] | one file per rule, and the list of all rules |
//! | 3 | [`hosts`] | one folder per host: what it accepts, as tables and readers |
//! | 3 | `catalog` | the plugin table in a README |
//! | 3 | [`config`] | `plugin-gen.yaml` |
//! | 3 | [`generate`] | renders specs into a plugin tree, and writes it |
//! | 3 | [`spec`](mod@spec) | decodes specs and reports all their problems at once |
//! | 3 | [`claims`] | what a document claims about an API: requests, bodies, responses, names |
//! | 3 | [`openapi`] | API descriptions: operations, schemas, and validation of values |
//! | 2 | [`plugin`] | what is on disk: the file tree, plugins, marketplaces |
//! | 1 | `git` | reads a repository with the installed Git |
//! | 1 | [`secrets`] | credentials in text |
//! | 1 | [`syntax`] | YAML, JSON, TOML, Markdown and frontmatter, with a span on every part |
//! | 0 | [`diag`], [`source`] | diagnostics, spans, files |
//!
//! A module uses lower levels only; `tests/layers.rs` enforces it. Data flows one way: file tree, documents, rules in
//! parallel, sorted diagnostics, report.
//!
//! # Features
//!
//! `check` enables everything that [`rules::check()`] needs, `build` adds the generator, and `cli` (the default) adds
//! the program. Without features, only [`spec`](mod@spec) and [`syntax`] remain.
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
#[cfg(feature = "cli")]
mod adopt;
#[cfg(feature = "cli")]
mod baseline;
#[cfg(feature = "cli")]
mod catalog;
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
#[cfg(feature = "cli")]
mod git;
#[cfg(feature = "check")]
pub mod hosts;
#[cfg(feature = "cli")]
mod import;
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
#[cfg(feature = "cli")]
pub mod versions;
