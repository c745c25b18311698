//! Ctrl-C at a question: the terminal is left as it was found.
//!
//! Everywhere else Ctrl-C ends the program at once, and nothing need be done for that: what was not committed is not
//! there. But a question hides the cursor, or what is typed, and whoever ends it so would have neither afterwards.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::SIGINT;
use signal_hook::{flag, low_level};

/// Holds Ctrl-C back while a question is asked.
#[derive(Debug)]
pub(super) struct Interrupts {
    /// Whether the signal ends the program.
    armed: Arc<AtomicBool>,
    came: Arc<AtomicBool>,
}

impl Interrupts {
    /// Begins to listen; `None` where the system does not let us.
    pub(super) fn new() -> Option<Interrupts> {
        let interrupts = Interrupts { armed: Arc::new(AtomicBool::new(true)), came: Arc::default() };
        flag::register(SIGINT, Arc::clone(&interrupts.came)).ok()?;
        flag::register_conditional_default(SIGINT, Arc::clone(&interrupts.armed)).ok()?;
        Some(interrupts)
    }

    /// Runs another program, whose matter Ctrl-C is: ending here would leave its draft behind.
    pub(super) fn leave_to<T>(&self, run: impl FnOnce() -> T) -> T {
        self.armed.store(false, Ordering::SeqCst);
        let done = run();
        self.armed.store(true, Ordering::SeqCst);
        done
    }

    /// Asks; where Ctrl-C came meanwhile the terminal is restored and the program ends by the signal.
    pub(super) fn hold<T>(&self, ask: impl FnOnce() -> T, restore: impl Fn()) -> T {
        self.came.store(false, Ordering::SeqCst);
        self.armed.store(false, Ordering::SeqCst);
        let answer = ask();
        self.armed.store(true, Ordering::SeqCst);
        if self.came() {
            self.end(restore);
        }
        answer
    }

    /// Tells whether Ctrl-C came since the question was asked.
    pub(super) fn came(&self) -> bool {
        self.came.load(Ordering::SeqCst)
    }

    /// Restores the terminal and ends the program by the signal.
    pub(super) fn end(&self, restore: impl Fn()) {
        let term = dialoguer::console::Term::stderr();
        restore();
        term.show_cursor().and_then(|()| term.write_line("")).ok();
        low_level::emulate_default_handler(SIGINT).ok();
    }
}
