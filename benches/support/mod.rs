//! How the benchmarks take time.

#![allow(dead_code, unreachable_pub)]

use std::time::{Duration, Instant};

/// Runs of each piece of work.
pub const RUNS: usize = 200;

/// CPU time of this process so far, user and system, in the kernel's ticks of 10 ms; `None` where there is no `/proc`.
fn ticks() -> Option<u64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
}

/// CPU time of one call, all threads counted, as the mean of many; the wall-clock median where the kernel does not tell.
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
