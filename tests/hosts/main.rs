//! The programs of other hosts as judges of what `build` writes: they install it, list what it holds and start its server.
//!
//! `HOST_JUDGES` is the folder where `.ci/run` installs them from npm; `JUDGES` makes them compulsory. Without both, each test
//! says loudly that it was skipped. Every program runs offline, without a login, in a scratch home. Exit codes prove little, so
//! lists are compared: names of skills and commands, and what a probe in place of `npx` saw of arguments, folder and environment.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, clippy::print_stderr)]

mod agent_plugins;
mod codex;
mod gemini;
mod judge;
mod mcpb;
