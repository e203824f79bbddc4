//! The short way through Markdown gives what the parser gives.

#![no_main]

use libfuzzer_sys::fuzz_target;
use plugin_gen::syntax::Markdown;

fuzz_target!(|text: &str| {
    assert_eq!(Markdown::parse(text, 0), Markdown::parse_whole(text, 0));
});
