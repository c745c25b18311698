//! The command line: arguments, the one dispatch, and the way from a failure to an exit code.

pub mod cmd;
mod complete;
mod complete_words;
mod global;
mod help;
mod outfile;
mod report;
mod session;
mod values;

use std::ffi::OsString;
use std::io::Write;

use clap::{CommandFactory, FromArgMatches, Parser};

use crate::settings::Settings;
use crate::world::World;
use cmd::Verb;
use global::Global;
use session::Session;

/// A personal relationship manager for the terminal: friends, not business cards
#[derive(Debug, Parser)]
#[command(name = "auld", version, disable_help_subcommand = false, infer_subcommands = true, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    verb: Option<Verb>,
}

/// Runs one command line, program name first, and returns the exit code.
pub fn run(args: Vec<OsString>, world: &mut World) -> u8 {
    if cmd::completions::answer(&args, world) {
        return report::DONE;
    }
    let mut command = Cli::command();
    if help::wanted(&args) {
        command = help::grouped(command);
    }
    let parsed = command.try_get_matches_from_mut(&args).and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(e) => return usage(&e, world),
    };
    let settings = Settings::resolve(&cli.global.flags(), |name| world.var(name), world.terminal.stdout);
    let db = settings.db.clone();
    let verb = cli.verb.unwrap_or_default();
    let argv = args.iter().skip(1).map(|arg| arg.to_string_lossy().into_owned()).collect();
    let outcome = match world.bad_clock.take() {
        Some(text) => Err(report::Failure::Usage(format!("AULD_NOW is `{text}`; expected a day such as 2026-11-23"))),
        None => {
            let name = verb.name();
            verb.run(&mut Session::new(world, settings, argv, name))
        }
    };
    match outcome {
        Ok(()) => report::DONE,
        Err(report::Failure::Store(e)) => {
            let path = db.or_else(|| world.default_store()).unwrap_or_default();
            report::report(&report::Failure::Store(e.at(&path)), world)
        }
        Err(failure) => report::report(&failure, world),
    }
}

/// Prints what clap has to say: help and version are answers, all else is a bad command line.
fn usage(e: &clap::Error, world: &mut World) -> u8 {
    let colour =
        world.terminal.stdout && world.var("NO_COLOR").is_none() && world.var("TERM").is_none_or(|t| t != "dumb");
    let styled = e.render();
    let text = if colour { styled.ansi().to_string() } else { styled.to_string() };
    if e.use_stderr() {
        let text = crate::view::sanitize::shown_block(&styled.to_string()).into_owned();
        world.stderr.write_all(text.as_bytes()).ok();
        return report::USAGE;
    }
    match world.stdout.write_all(text.as_bytes()).and_then(|()| world.stdout.flush()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => report::MACHINE,
        _ => report::DONE,
    }
}
