//! The verbs. One verb is one file: its arguments, whose doc comments are its help, and what it does.

pub mod add;
pub mod backup;
pub mod closest;
pub mod completions;
pub mod demo;
pub mod doctor;
pub mod dropped;
pub mod duplicates;
pub mod edit;
pub mod export;
pub mod fact;
pub mod feel;
pub mod forget;
pub mod graph;
pub mod history;
pub mod import;
mod import_files;
mod import_map;
mod import_read;
mod import_taken;
mod import_told;
pub mod kept;
pub mod list;
pub mod lock;
pub mod log;
pub mod lost;
pub mod man;
pub mod me;
pub mod merge;
pub mod nick;
pub mod note;
pub mod overlooked;
pub mod path;
pub mod promise;
pub mod reconnect;
pub mod redo;
pub mod refer;
pub mod relate;
pub mod rename;
pub mod rest;
pub mod restore;
pub mod rm;
pub mod search;
pub mod show;
pub mod snooze;
pub mod stats;
pub mod tag;
pub mod thanks;
pub mod today;
pub mod trace;
pub mod undo;
pub mod wake;
pub mod why;
pub mod won;

mod bond_flags;
mod edit_meeting;
mod edit_person;
mod edit_values;
pub(super) mod filters;
mod list_talk;
mod log_fields;
mod log_given;
mod log_mend;
mod log_people;
mod log_ties;
mod meeting_flags;
mod person_flags;
mod someone;
mod target;
mod told;

use clap::{ArgMatches, Args, Command, FromArgMatches, Subcommand};

use super::session::{Done, Session};

/// Declares the verbs and the only dispatch.
macro_rules! verbs {
    ($($(#[$meta:meta])* $variant:ident($file:ident::$args:ident) = $name:literal),+ $(,)?) => {
        // There is one of them in a process; a box would only cost a line at each verb.
        #[allow(clippy::large_enum_variant)]
        #[derive(Debug, Subcommand)]
        pub enum Verb {
            $($(#[$meta])* #[command(name = $name)] $variant($file::$args)),+
        }

        impl Verb {
            /// Returns the verb as typed.
            pub fn name(&self) -> &'static str {
                match self { $(Verb::$variant(_) => $name),+ }
            }

            /// Returns the verb of this exact name as a command of its own, without the other verbs; `None` where
            /// there is none.
            pub fn alone(name: &str) -> Option<Command> {
                match name {
                    $($name => Some($file::$args::augment_args(Command::new($name))),)+
                    _ => None,
                }
            }

            /// Reads back what [`Verb::alone`] parsed.
            pub fn from_alone(name: &str, matches: &ArgMatches) -> Option<Verb> {
                match name {
                    $($name => $file::$args::from_arg_matches(matches).ok().map(Verb::$variant),)+
                    _ => None,
                }
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
    Note(note::NoteArgs) = "note",
    Fact(fact::FactArgs) = "fact",
    Feel(feel::FeelArgs) = "feel",
    Promise(promise::PromiseArgs) = "promise",
    Kept(kept::KeptArgs) = "kept",
    Dropped(dropped::DroppedArgs) = "dropped",
    Today(today::TodayArgs) = "today",
    Reconnect(reconnect::ReconnectArgs) = "reconnect",
    Show(show::ShowArgs) = "show",
    Closest(closest::ClosestArgs) = "closest",
    Search(search::SearchArgs) = "search",
    List(list::ListArgs) = "list",
    Why(why::WhyArgs) = "why",
    Overlooked(overlooked::OverlookedArgs) = "overlooked",
    Graph(graph::GraphArgs) = "graph",
    Stats(stats::StatsArgs) = "stats",
    Snooze(snooze::SnoozeArgs) = "snooze",
    Rest(rest::RestArgs) = "rest",
    Wake(wake::WakeArgs) = "wake",
    Refer(refer::ReferArgs) = "refer",
    Won(won::WonArgs) = "won",
    Lost(lost::LostArgs) = "lost",
    Trace(trace::TraceArgs) = "trace",
    Thanks(thanks::ThanksArgs) = "thanks",
    Path(path::PathArgs) = "path",
    Relate(relate::RelateArgs) = "relate",
    Edit(edit::EditArgs) = "edit",
    Rename(rename::RenameArgs) = "rename",
    Nick(nick::NickArgs) = "nick",
    Tag(tag::TagArgs) = "tag",
    Duplicates(duplicates::DuplicatesArgs) = "duplicates",
    Merge(merge::MergeArgs) = "merge",
    Rm(rm::RmArgs) = "rm",
    Forget(forget::ForgetArgs) = "forget",
    Import(import::ImportArgs) = "import",
    Me(me::MeArgs) = "me",
    Export(export::ExportArgs) = "export",
    Backup(backup::BackupArgs) = "backup",
    Restore(restore::RestoreArgs) = "restore",
    Lock(lock::LockArgs) = "lock",
    Doctor(doctor::DoctorArgs) = "doctor",
    Demo(demo::DemoArgs) = "demo",
    Completions(completions::CompletionsArgs) = "completions",
    Man(man::ManArgs) = "man",
    Undo(undo::UndoArgs) = "undo",
    Redo(redo::RedoArgs) = "redo",
    History(history::HistoryArgs) = "history",
}

impl Default for Verb {
    fn default() -> Verb {
        Verb::Today(today::TodayArgs::default())
    }
}
