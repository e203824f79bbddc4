//! Time measurement for the benchmarks.

#![allow(dead_code, unreachable_pub)]

use std::time::{Duration, Instant};

/// The number of runs of each task.
pub const RUNS: usize = 200;

/// The user and system CPU time of this process so far, in the kernel's ticks of 10 ms; `None` without `/proc`.
fn ticks() -> Option<u64> {
    ticks_from(11)
}

/// The sum of two neighbouring fields of `/proc/self/stat`, counted after the program's name.
fn ticks_from(field: usize) -> Option<u64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(field);
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

/// The mean CPU time of the processes that a call starts and waits for; zero if the kernel does not report it.
pub fn cpu_of_children(runs: u32, mut work: impl FnMut()) -> Duration {
    work();
    let before = ticks_from(13).unwrap_or_default();
    (0..runs).for_each(|_| work());
    Duration::from_millis((ticks_from(13).unwrap_or_default() - before) * 10) / runs
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
