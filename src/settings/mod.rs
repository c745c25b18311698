//! What the user chose: built-in defaults, then the file of settings, then the environment, then flags; the later wins.

pub mod file;
mod words;

use std::ffi::OsString;
use std::path::PathBuf;

use crate::view::Format;

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Colour {
    /// On a terminal that does not refuse it
    #[default]
    Auto,
    Always,
    Never,
}

/// What flags say; `None` and `false` where they say nothing.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    pub db: Option<PathBuf>,
    pub json: bool,
    pub plain: bool,
    pub colour: Colour,
    pub quiet: bool,
    pub yes: bool,
    pub dry_run: bool,
}

/// What holds for this command.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The store's file; `None` where neither a flag nor the environment names one.
    pub db: Option<PathBuf>,
    pub format: Format,
    pub colour: bool,
    /// No talk on standard error but errors.
    pub quiet: bool,
    /// Every question is answered with yes.
    pub yes: bool,
    /// Nothing is kept.
    pub dry_run: bool,
}

impl Settings {
    /// Settles flags and environment. `var` returns a variable that is set to something; `colours` tells whether the
    /// output goes to a terminal that shows them.
    pub fn resolve(flags: &Flags, var: impl Fn(&str) -> Option<OsString>, colours: bool) -> Settings {
        let format = if flags.json {
            Format::Json
        } else if flags.plain {
            Format::Plain
        } else {
            Format::Human
        };
        let colour = match flags.colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => colours && var("NO_COLOR").is_none(),
        };
        Settings {
            db: flags.db.clone().or_else(|| var("AULD_DB").map(PathBuf::from)),
            format,
            colour,
            quiet: flags.quiet,
            yes: flags.yes,
            dry_run: flags.dry_run,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_win_over_the_environment() {
        let var = |name: &str| match name {
            "AULD_DB" => Some(OsString::from("/env.db")),
            "NO_COLOR" => Some(OsString::from("1")),
            _ => None,
        };
        let quiet = Settings::resolve(&Flags::default(), var, true);
        assert_eq!((quiet.db, quiet.colour), (Some(PathBuf::from("/env.db")), false));
        let flags = Flags { db: Some("/flag.db".into()), colour: Colour::Always, json: true, ..Flags::default() };
        let loud = Settings::resolve(&flags, var, false);
        assert_eq!((loud.db, loud.colour, loud.format), (Some(PathBuf::from("/flag.db")), true, Format::Json));
    }
}
