//! The programs of other hosts judge the output of `build`: they install it, list its contents and start its server.
//!
//! `HOST_JUDGES` is the folder where `.ci/run` installs them from npm; `JUDGES` makes them mandatory. Without both,
//! each test prints that it was skipped. Every program runs offline, without a login, in a scratch home. Exit codes
//! prove little, so the tests compare lists: the names of skills and commands, and the arguments, folder and
//! environment that a probe in place of `npx` received.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, clippy::print_stderr)]

mod agent_plugins;
mod codex;
mod faults;
mod gemini;
mod judge;
mod mcpb;
