//! Runs the blocks in `tests/cmd/` and in the README, and compares the output of each subcommand.
//!
//! `TRYCMD=overwrite cargo test --test transcripts` writes the output. Review the diff before you keep it.

#[test]
fn transcripts() {
    trycmd::TestCases::new().case("tests/cmd/*.trycmd").case("README.md");
}
