//! A progress bar on a terminal, for runs that take more than a second.

use std::io::{IsTerminal, Write};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::rules::progress::Progress;

/// The time after which the bar appears.
const PATIENCE: Duration = Duration::from_secs(1);
const REFRESH: Duration = Duration::from_millis(100);
const WIDTH: usize = 30;

/// The bar; it disappears when this is dropped.
pub(super) struct Bar {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Bar {
    /// Starts the bar if standard error is a terminal.
    pub(super) fn watch(progress: &Arc<Progress>) -> Self {
        if !std::io::stderr().is_terminal() {
            return Self { stop: None, thread: None };
        }
        let (stop, stopped) = channel();
        let progress = Arc::clone(progress);
        let thread = std::thread::spawn(move || {
            let mut wait = PATIENCE;
            let mut drawn = false;
            while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                let _ = write!(std::io::stderr(), "\r{}", line(progress.state()));
                (wait, drawn) = (REFRESH, true);
            }
            if drawn {
                let _ = write!(std::io::stderr(), "\r\u{1b}[K");
            }
        });
        Self { stop: Some(stop), thread: Some(thread) }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn line((done, all): (usize, usize)) -> String {
    let filled = (WIDTH * done).checked_div(all).unwrap_or(0).min(WIDTH);
    format!("[{}{}] {done} of {all} plugins", "=".repeat(filled), " ".repeat(WIDTH - filled))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_fills_up() {
        assert_eq!(line((0, 0)), format!("[{}] 0 of 0 plugins", " ".repeat(30)));
        assert_eq!(line((5, 10)), format!("[{}{}] 5 of 10 plugins", "=".repeat(15), " ".repeat(15)));
        assert_eq!(line((10, 10)), format!("[{}] 10 of 10 plugins", "=".repeat(30)));
    }
}
