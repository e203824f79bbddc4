//! HTML of a ticket, as anybody may send it: no panic, and no more time than its length allows.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let page = halopsa_mcp::html::to_text(text);
    // Text, alternatives and link targets are all copied from the page; only marks are added.
    assert!(page.text.len() <= 4 * text.len() + 64);
    let again = halopsa_mcp::sanitize::lines(&page.text);
    assert_eq!(halopsa_mcp::sanitize::lines(&again), again);
});
