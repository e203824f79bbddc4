//! What a text as long as the server reads costs, in shapes that anybody can send: `cargo bench -p mcp-engine --bench html`.
//!
//! Prints the speed for each shape, and how much longer twice the text takes: 2 is linear. Shapes that nothing closes are
//! only copied; for them the larger text shows the cost of fresh memory from the system. With glibc, keep the memory to
//! see the copy alone: `MALLOC_MMAP_THRESHOLD_=1073741824 MALLOC_TRIM_THRESHOLD_=4294967296`.

#![allow(missing_docs, clippy::print_stdout)]

use mcp_engine::html::{LONGEST, to_text};
use std::hint::black_box;
use std::time::{Duration, Instant};

const SHAPES: [(&str, &str); 14] = [
    (
        "a mail",
        "<p>Hello,<br>the <b>printer</b> is &quot;offline&quot; since <a href=\"https://x.example\">09:10</a>.</p>\n",
    ),
    ("unclosed tags", "<a"),
    ("unclosed attributes", "<a href='"),
    ("attributes without end", "<a b=c "),
    ("comments without end", "<!--"),
    ("sections without end", "<![CDATA["),
    ("ampersands", "&"),
    ("numeric entities without end", "&#1"),
    ("nesting", "<div>"),
    ("hidden nesting", "<p hidden>"),
    ("lists in bold", "<b><li>"),
    ("tables", "<table><td>"),
    ("end tags alone", "</b>"),
    ("scripts without end", "<script>"),
];

fn best_of_five(text: &str) -> Duration {
    let once = || {
        let started = Instant::now();
        black_box(to_text(black_box(text)));
        started.elapsed()
    };
    (0..5).map(|_| once()).min().unwrap_or_default()
}

fn main() {
    for (name, shape) in SHAPES {
        let whole = shape.repeat(LONGEST / shape.len());
        let half = &whole[..shape.len() * (LONGEST / shape.len() / 2)];
        let (long, short) = (best_of_five(&whole), best_of_five(half));
        let speed = whole.len() as f64 / 1e6 / long.as_secs_f64();
        println!(
            "{name}: {long:.1?}, {speed:.0} MB/s; twice the text takes {:.1} times",
            long.as_secs_f64() / short.as_secs_f64()
        );
    }
}
