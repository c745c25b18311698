//! Flags that every verb takes.

use std::path::PathBuf;

use clap::Args;

use crate::settings::{Colour, Flags};

#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Use this store instead of the usual one (also AULD_DB)
    #[arg(long, global = true, value_name = "FILE")]
    db: Option<PathBuf>,

    /// Answer with one JSON document
    #[arg(long, global = true, conflicts_with = "plain", overrides_with = "json")]
    json: bool,

    /// Answer with tab-separated lines and no header, for scripts
    #[arg(long, global = true, overrides_with = "plain")]
    plain: bool,

    /// When to colour
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        value_enum,
        default_value_t,
        hide_possible_values = true,
        help = "When to colour: auto, always or never"
    )]
    color: Colour,

    /// Say nothing but answers and errors
    #[arg(short, long, global = true, overrides_with = "quiet")]
    quiet: bool,

    /// Answer every question with yes
    #[arg(short, long, global = true, overrides_with = "yes")]
    yes: bool,

    /// Show what a writing verb would do, and write nothing
    #[arg(long, global = true, overrides_with = "dry_run")]
    dry_run: bool,
}

impl Global {
    /// Returns the flags as settings take them.
    pub fn flags(&self) -> Flags {
        Flags {
            db: self.db.clone(),
            json: self.json,
            plain: self.plain,
            colour: self.color,
            quiet: self.quiet,
            yes: self.yes,
            dry_run: self.dry_run,
        }
    }
}
