//! HTML of a record, which anyone can send: no panic, and time linear in its length.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let page = mcp_engine::html::to_text(text);
    // Text, alternatives and link targets are all copied from the page; only marks are added.
    assert!(page.text.len() <= 4 * text.len() + 64);
    let again = mcp_engine::sanitize::lines(&page.text);
    assert_eq!(mcp_engine::sanitize::lines(&again), again);
});
