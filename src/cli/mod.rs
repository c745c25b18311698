//! The command line: arguments, the one dispatch, and the way from a failure to an exit code.

pub mod cmd;
mod complete;
mod complete_fixed;
mod complete_words;
mod global;
mod help;
mod keys;
mod misuse;
mod names;
mod outfile;
mod report;
mod seal;
mod session;
mod values;

use std::ffi::OsString;
use std::io::Write;

use clap::{Args, CommandFactory, FromArgMatches, Parser};

use crate::settings::Settings;
use crate::view::{Screen, sanitize};
use crate::world::World;
use cmd::Verb;
use global::Global;
use session::Session;

/// A personal relationship manager for the terminal: friends, not business cards
#[derive(Debug, Parser)]
#[command(name = "auld", version, disable_help_subcommand = false, infer_subcommands = true)]
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
    if let [_, only] = args.as_slice()
        && (only == "--version" || only == "-V")
    {
        let version = concat!("auld ", env!("CARGO_PKG_VERSION"), "\n");
        return print(version.as_bytes(), world);
    }
    let args = about_one(args);
    let cli = match parse(&args, world.terminal.width.unwrap_or(Screen::USUAL)) {
        Ok(cli) => cli,
        Err(e) => return usage(&e, &args, world),
    };
    let settings = Settings::resolve(&cli.global.flags(), |name| world.var(name), world.terminal.colours);
    let db = settings.db.clone();
    let verb = cli.verb.unwrap_or_default();
    let argv = args.iter().skip(1).map(|arg| arg.to_string_lossy().into_owned()).collect();
    let name = verb.name();
    if let Some(text) = world.bad_clock.take() {
        let what = format!("AULD_NOW is `{text}`; expected a day such as 2026-11-23");
        return report::report(&report::Failure::Usage(what), None, world);
    }
    let mut session = Session::new(world, settings, argv, name);
    let outcome = verb.run(&mut session).map_err(|failure| session.told(failure));
    match outcome {
        Ok(()) => report::DONE,
        Err(report::Failure::Store(e)) => {
            let path = db.or_else(|| world.default_store()).unwrap_or_default();
            report::report(&report::Failure::Store(e.at(&path)), Some(name), world)
        }
        Err(failure) => report::report(&failure, Some(name), world),
    }
}

/// Returns `auld VERB --help` for `auld help VERB`, which knows abbreviations and slips too.
fn about_one(mut args: Vec<OsString>) -> Vec<OsString> {
    if let [_, help, verb] = args.as_mut_slice()
        && help == "help"
    {
        let of_help = ["help", "-h", "--help"].iter().any(|word| verb == word);
        *help = std::mem::replace(verb, "--help".into());
        if of_help {
            args.remove(1);
        }
    }
    args
}

fn parse(args: &[OsString], columns: usize) -> Result<Cli, clap::Error> {
    if let Some(cli) = parse_one_verb(args) {
        return Ok(cli);
    }
    let mut command = Cli::command();
    if help::wanted(args) {
        let columns = columns.clamp(Screen::LEAST, help::WIDEST);
        command = help::readable(help::grouped(command, columns), columns).term_width(columns);
    }
    command.try_get_matches_from_mut(args).and_then(|matches| Cli::from_arg_matches(&matches))
}

/// Parses with the one verb that is named in full: building the arguments of all of them takes longer than most
/// commands do. `None` for whatever is not plain: help, abbreviations, aliases, mistakes; all verbs are built then.
fn parse_one_verb(args: &[OsString]) -> Option<Cli> {
    if help::wanted(args) {
        return None;
    }
    let mut words = args.iter().enumerate().skip(1).map(|(at, arg)| (at, arg.to_str()));
    // Whether all before the verb are flags of every verb.
    let mut flat = true;
    let (at, name) = loop {
        match words.next() {
            Some((_, Some("--db" | "--color"))) => {
                words.next()?;
            }
            Some((_, Some(flag))) if flag.starts_with('-') => {
                flat &= matches!(flag, "--json" | "--plain" | "--quiet" | "-q");
            }
            Some((at, word)) => break (at, word?),
            None => break (args.len(), "today"),
        }
    };
    if flat
        && at < args.len()
        && let Some(cli) =
            parse_flat(name, args.iter().enumerate().skip(1).filter(|(i, _)| *i != at).map(|(_, arg)| arg))
    {
        return Some(cli);
    }
    let command = Global::augment_args(clap::Command::new("auld")).version(env!("CARGO_PKG_VERSION"));
    let verb = Verb::alone(name)?.disable_help_flag(true);
    let matches = command.subcommand(verb).try_get_matches_from(args).ok()?;
    let verb = matches.subcommand().map_or(Some(Verb::default()), |(name, matches)| Verb::from_alone(name, matches))?;
    Some(Cli { global: Global::from_arg_matches(&matches).ok()?, verb: Some(verb) })
}

/// Parses what stands around the verb: its flags and those of every verb are flags of one command then, and need not
/// be handed from one to another.
fn parse_flat<'a>(name: &str, rest: impl Iterator<Item = &'a OsString>) -> Option<Cli> {
    let command = Global::augment_args(Verb::alone(name)?.disable_help_flag(true).no_binary_name(true));
    let matches = command.try_get_matches_from(rest).ok()?;
    Some(Cli { global: Global::from_arg_matches(&matches).ok()?, verb: Some(Verb::from_alone(name, &matches)?) })
}

/// Prints what clap has to say: help and version are answers, all else is a bad command line.
fn usage(e: &clap::Error, args: &[OsString], world: &mut World) -> u8 {
    if let Some(refusal) = misuse::told(e, args) {
        let verb = misuse::verb(args);
        return report::report(&report::Failure::Misuse(refusal), verb.as_deref(), world);
    }
    let colour = world.terminal.colours && world.var("NO_COLOR").is_none();
    let styled = e.render();
    let text = if colour { styled.ansi().to_string() } else { styled.to_string() };
    if e.use_stderr() {
        world.stderr.write_all(sanitize::shown_block(&styled.to_string()).as_bytes()).ok();
        return report::USAGE;
    }
    print(text.as_bytes(), world)
}

/// Writes to standard output and returns the exit code that gives.
fn print(bytes: &[u8], world: &mut World) -> u8 {
    match world.stdout.write_all(bytes).and_then(|()| world.stdout.flush()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            let what = format!("the output cannot be written: {}", crate::store::why(&e));
            report::report(&report::Failure::Machine(what), None, world)
        }
        _ => report::DONE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_verb_alone_reads_a_line_as_all_of_them_do() {
        for (line, plain) in [
            ("auld list --json", true),
            ("auld --db x --color never list people --sort name -n 5", true),
            ("auld --json show Anna Lena --db y", true),
            ("auld -q --plain list --tag work --tag home", true),
            ("auld log coffee with Anna -y", true),
            ("auld -y undo", true),
            ("auld --dry-run tag Anna work", true),
            ("auld --db x", true),
            ("auld", true),
            ("auld show show", true),
            ("auld show -- --json", true),
            ("auld --json list --plain", true),
            ("auld --sort name list", false),
            ("auld -n 5 list", false),
            ("auld list --version", false),
            ("auld ls", false),
            ("auld show", false),
            ("auld --db", false),
        ] {
            let args: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let all = Cli::command().try_get_matches_from(&args).and_then(|matches| Cli::from_arg_matches(&matches));
            let (one, all) = (parse_one_verb(&args), all.ok());
            assert_eq!(one.is_some(), plain, "{line}");
            if plain {
                let verb =
                    |cli: Option<Cli>| cli.map(|cli| (format!("{:?}", cli.global), cli.verb.unwrap_or_default()));
                assert_eq!(format!("{:?}", verb(one)), format!("{:?}", verb(all)), "{line}");
            }
        }
    }
}
