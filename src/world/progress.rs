//! How far a long work has come, for whoever sits at a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What takes less is done before anybody wonders.
const PATIENCE: Duration = Duration::from_secs(1);
/// No colours: whatever the terminal, it says the same.
const OF_ALL: &str = "{bar:30} {percent:>3} %  {bytes} of {total_bytes}, {eta} left";
const SO_FAR: &str = "{bytes} read";
const WRITING: &str = "{bytes} read, putting it in order";

/// A bar on the error stream, which goes away when it is dropped; or nothing.
#[derive(Debug, Default)]
pub struct Progress(Option<ProgressBar>);

impl Progress {
    /// Begins a work of so many bytes, on a terminal; `None` where nobody knows how many.
    pub(super) fn begin(total: Option<u64>) -> Progress {
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden());
        let progress = Progress(Some(bar));
        progress.looks(if total.is_some() { OF_ALL } else { SO_FAR });
        progress
    }

    fn looks(&self, template: &str) {
        if let (Some(bar), Ok(style)) = (&self.0, ProgressStyle::with_template(template)) {
            bar.set_style(style.progress_chars("=> "));
        }
    }

    /// Says that so many more bytes are done.
    pub fn add(&self, bytes: u64) {
        let Some(bar) = &self.0 else { return };
        bar.inc(bytes);
        if bar.is_hidden() && bar.elapsed() >= PATIENCE {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// Says that all was read, and that what is left to do takes a while.
    pub fn all_read(&self) {
        self.looks(WRITING);
        if let Some(bar) = &self.0 {
            bar.tick();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
