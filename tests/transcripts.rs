//! What each verb prints, as a user sees it: the blocks in `tests/cmd/` and in the README are run and compared.
//!
//! `TRYCMD=overwrite cargo test --test transcripts` writes what is printed: read the difference before you keep it.

#[test]
fn transcripts() {
    trycmd::TestCases::new().case("tests/cmd/*.trycmd").case("README.md");
}
