//! Signals that end the program while it asks: the terminal is left as it was found.
//!
//! Everywhere else such a signal ends the program at once, and nothing need be done for that: what was not committed is
//! not there. But a question hides the cursor or what is typed and reads key by key, and whoever ends it so would be left
//! with a terminal that shows neither.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::{flag, low_level};

/// Ctrl-C last: a key that is waited for in vain, whatever the signal, is taken for one.
const ENDING: [i32; 3] = [SIGTERM, SIGHUP, SIGINT];

/// Holds these signals back while a question is asked.
#[derive(Debug)]
pub(super) struct Interrupts([Held; ENDING.len()]);

#[derive(Debug)]
struct Held {
    signal: i32,
    /// Whether the signal ends the program.
    armed: Arc<AtomicBool>,
    came: Arc<AtomicBool>,
}

impl Held {
    fn new(signal: i32) -> Option<Held> {
        let held = Held { signal, armed: Arc::new(AtomicBool::new(true)), came: Arc::default() };
        flag::register(signal, Arc::clone(&held.came)).ok()?;
        flag::register_conditional_default(signal, Arc::clone(&held.armed)).ok()?;
        Some(held)
    }

    fn arm(&self, armed: bool) {
        self.armed.store(armed, Ordering::SeqCst);
    }
}

impl Interrupts {
    /// Begins to listen; `None` where the system does not let us.
    pub(super) fn new() -> Option<Interrupts> {
        let [term, hup, int] = ENDING.map(Held::new);
        Some(Interrupts([term?, hup?, int?]))
    }

    /// Runs another program, whose matter Ctrl-C is: ending here would leave its draft behind.
    pub(super) fn leave_to<T>(&self, run: impl FnOnce() -> T) -> T {
        let keys = || self.0.iter().filter(|held| held.signal == SIGINT);
        keys().for_each(|held| held.arm(false));
        let done = run();
        keys().for_each(|held| held.arm(true));
        done
    }

    /// Asks; where a signal came meanwhile the terminal is restored and the program ends by it.
    pub(super) fn hold<T>(&self, ask: impl FnOnce() -> T, restore: impl Fn()) -> T {
        for held in &self.0 {
            held.came.store(false, Ordering::SeqCst);
            held.arm(false);
        }
        let answer = ask();
        for held in &self.0 {
            held.arm(true);
        }
        self.end_if_came(restore);
        answer
    }

    /// Where a signal came since the question was asked, restores the terminal and ends the program by it.
    pub(super) fn end_if_came(&self, restore: impl Fn()) {
        if let Some(held) = self.0.iter().find(|held| held.came.load(Ordering::SeqCst)) {
            let term = dialoguer::console::Term::stderr();
            restore();
            term.show_cursor().and_then(|()| term.write_line("")).ok();
            low_level::emulate_default_handler(held.signal).ok();
        }
    }
}
