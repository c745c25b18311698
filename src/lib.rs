//! auld: a personal relationship manager for the terminal. Friends, not business cards.
//!
//! The library is everything but the process itself; the binary builds a [`World`] and calls [`run`].
//!
//! # Layers
//! Each may name only those below it; `tests/it/layers.rs` holds them to it.
//!
//! ```text
//! cli        argv and people            world      clock, environment, terminal (cli and main only)
//! actions    what auld does             view       results to text
//! exchange   foreign formats            settings   what the user chose
//! store      all SQL                    scoring    maths on one person's history
//! text       free text to values
//! domain     the nouns and their rules
//! ```

mod actions;
mod cli;
mod scoring;
mod settings;
pub mod world;

pub mod domain;
// Open for the benchmarks and for `fuzz/`.
#[doc(hidden)]
pub mod exchange;
pub mod store;
pub mod text;
mod view;

use std::ffi::OsString;

pub use world::World;

/// Runs one command line, program name first, and returns the exit code: 0 done, 1 could not, 2 bad
/// command line, 3 store or machine failure. Can be called any number of times in one process.
pub fn run(args: impl IntoIterator<Item = OsString>, world: &mut World) -> u8 {
    cli::run(args.into_iter().collect(), world)
}
