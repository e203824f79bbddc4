//! The short way through YAML gives the tree of the full parser, or stands aside.

#![no_main]

use libfuzzer_sys::fuzz_target;
use plugin_gen::syntax::yaml;

fuzz_target!(|data: &[u8]| {
    if let Ok(text) = std::str::from_utf8(data) {
        assert_eq!(yaml::parse(text), yaml::parse_whole(text));
    }
});
