//! The flags that say whose bonds are asked for.

use clap::Args;

use crate::cli::report::Failure;
use crate::cli::session::Session;
use crate::cli::values;
use crate::domain::fold;
use crate::store::{BondFilter, Store};

#[derive(Debug, Clone, Default, Args)]
pub struct BondFlags {
    /// Only people with this tag; can be given again
    #[arg(long, value_parser = values::tag)]
    tag: Vec<String>,
    /// Only people who live at this place or were met there
    #[arg(long = "in", value_name = "PLACE")]
    place: Option<String>,
    /// Only people met together with this person; can be given again
    #[arg(long, value_name = "NAME")]
    with: Vec<String>,
}

impl BondFlags {
    /// Tells whether any of the flags was given.
    pub fn is_given(&self) -> bool {
        !(self.tag.is_empty() && self.place.is_none() && self.with.is_empty())
    }

    /// Returns the filter, with names settled.
    ///
    /// # Errors
    /// Refuses a name that is nobody's or several people's.
    pub fn filter(&self, session: &mut Session<'_>, store: &mut Store) -> Result<BondFilter, Failure> {
        Ok(BondFilter {
            tags: self.tag.clone(),
            place: self.place.as_deref().map(|place| fold::words(place).join(" ")),
            with: session.people(store, &self.with)?,
            ..BondFilter::default()
        })
    }
}
