//! The verbs. One verb is one file: its arguments, whose doc comments are its help, and what it does.

pub mod add;
pub mod completions;
pub mod dropped;
pub mod feel;
pub mod history;
pub mod kept;
pub mod log;
mod log_fields;
mod log_people;
pub mod promise;
pub mod redo;
pub mod show;
pub mod today;
pub mod undo;

use clap::Subcommand;

use super::session::{Done, Session};

/// Declares the verbs and the only dispatch.
macro_rules! verbs {
    ($($(#[$meta:meta])* $variant:ident($file:ident::$args:ident) = $name:literal),+ $(,)?) => {
        #[derive(Debug, Subcommand)]
        pub enum Verb {
            $($(#[$meta])* #[command(name = $name)] $variant($file::$args)),+
        }

        impl Verb {
            /// Returns the verb as typed.
            pub fn name(&self) -> &'static str {
                match self { $(Verb::$variant(_) => $name),+ }
            }

            /// Does it.
            pub fn run(self, session: &mut Session<'_>) -> Done {
                match self { $(Verb::$variant(args) => $file::run(args, session)),+ }
            }
        }
    };
}

verbs! {
    Log(log::LogArgs) = "log",
    Add(add::AddArgs) = "add",
    Feel(feel::FeelArgs) = "feel",
    Promise(promise::PromiseArgs) = "promise",
    Kept(kept::KeptArgs) = "kept",
    Dropped(dropped::DroppedArgs) = "dropped",
    Today(today::TodayArgs) = "today",
    Show(show::ShowArgs) = "show",
    Undo(undo::UndoArgs) = "undo",
    Redo(redo::RedoArgs) = "redo",
    History(history::HistoryArgs) = "history",
}

impl Default for Verb {
    fn default() -> Verb {
        Verb::Today(today::TodayArgs::default())
    }
}
