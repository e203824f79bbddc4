//! Time measurement for the benchmarks.

#![allow(dead_code, unreachable_pub)]

use std::time::{Duration, Instant};

/// The number of runs of each task.
pub const RUNS: usize = 200;

/// The user and system CPU time of this process so far, in the kernel's ticks of 10 ms; `None` without `/proc`.
fn ticks() -> Option<u64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
}

/// The mean CPU time of a call over all threads; the median wall-clock time if the kernel does not report CPU time.
pub fn cpu(mut work: impl FnMut()) -> Duration {
    work();
    let Some(before) = ticks() else { return median(work) };
    (0..RUNS).for_each(|_| work());
    let after = ticks().unwrap_or(before);
    Duration::from_millis((after - before) * 10) / RUNS as u32
}

/// The median time of one call.
pub fn median(mut work: impl FnMut()) -> Duration {
    work();
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[RUNS / 2]
}
