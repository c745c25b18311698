//! The flags of `auld edit` that are of a person, and what they mean.

use chrono::NaiveDate;
use clap::Args;

use super::edit_values::{cleared, date, dated, unknown};
use crate::actions::edit::PersonEdit;
use crate::cli::report::Failure;
use crate::cli::values;
use crate::domain::person::ContactKind;

/// What of a person is to change. A value that is given empty clears its field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
#[command(next_help_heading = "Of a person")]
pub struct PersonFlags {
    #[arg(skip)]
    pub on: Option<String>,
    /// The full name; the old one still finds them
    #[arg(long)]
    pub name: Option<String>,
    /// What tells two people of one name apart
    #[arg(long, value_name = "WORDS")]
    pub hint: Option<String>,
    #[arg(long, hide = true, conflicts_with = "hint")]
    pub no_hint: bool,
    /// How close you are: acquaintance, friend, close or inner
    #[arg(long, value_name = "HOW")]
    pub closeness: Option<String>,
    #[arg(long, hide = true, conflicts_with = "closeness")]
    pub no_closeness: bool,
    /// Family: closeness that does not fade
    #[arg(long, conflicts_with = "not_kin")]
    pub kin: bool,
    /// Not family
    #[arg(long, alias = "no-kin")]
    pub not_kin: bool,
    /// How often you want to be in touch: 3w, 21d, 2m
    #[arg(long, value_name = "SPAN")]
    pub every: Option<String>,
    /// As often as it comes: no wish of your own
    #[arg(long, conflicts_with = "every")]
    pub no_every: bool,
    /// active, resting, let_go or deceased
    #[arg(long)]
    pub state: Option<String>,
    /// Last day of resting
    #[arg(long, value_name = "DAY")]
    pub until: Option<String>,
    /// Since when you know each other
    #[arg(long, value_name = "DAY")]
    pub since: Option<String>,
    #[arg(long, hide = true, conflicts_with = "since")]
    pub no_since: bool,
    /// Where or how you met
    #[arg(long, value_name = "WORDS")]
    pub met: Option<String>,
    #[arg(long, hide = true, conflicts_with = "met")]
    pub no_met: bool,
    /// Where the person lives
    #[arg(long, value_name = "PLACE")]
    pub lives: Option<String>,
    #[arg(long, hide = true, conflicts_with = "lives")]
    pub no_lives: bool,
    /// The birthday: 1990-05-02, --05-02 or "2 May"
    #[arg(long, value_name = "DAY", allow_hyphen_values = true)]
    pub birthday: Option<String>,
    #[arg(long, hide = true, conflicts_with = "birthday")]
    pub no_birthday: bool,
    /// Another day that matters: "wedding: 2010-06-01"
    #[arg(long, value_name = "LABEL: DAY")]
    pub add_date: Vec<String>,
    /// The label of a day to remove
    #[arg(long, value_name = "LABEL")]
    pub rm_date: Vec<String>,
    /// An e-mail address to add; can be given again
    #[arg(long)]
    pub email: Vec<String>,
    /// An e-mail address to remove
    #[arg(long, value_name = "EMAIL")]
    pub rm_email: Vec<String>,
    /// A phone number to add; can be given again
    #[arg(long)]
    pub phone: Vec<String>,
    /// A phone number to remove
    #[arg(long, value_name = "PHONE")]
    pub rm_phone: Vec<String>,
    /// A handle on some service to add; can be given again
    #[arg(long)]
    pub handle: Vec<String>,
    /// A handle to remove
    #[arg(long, value_name = "HANDLE")]
    pub rm_handle: Vec<String>,
    /// A postal address to add; can be given again
    #[arg(long)]
    pub address: Vec<String>,
    /// A postal address to remove
    #[arg(long, value_name = "ADDRESS")]
    pub rm_address: Vec<String>,
    /// A page on the web to add; can be given again
    #[arg(long)]
    pub url: Vec<String>,
    /// A page on the web to remove
    #[arg(long, value_name = "URL")]
    pub rm_url: Vec<String>,
}

impl PersonFlags {
    /// Returns the change as the action takes it.
    pub fn edit(&self, today: NaiveDate) -> Result<PersonEdit, Failure> {
        let life = |flag: &'static str, yearly| move |text: &str| values::gone_date(flag, text, today, yearly);
        let text = |text: &str| Ok(text.trim().to_owned());
        let [add_contacts, rm_contacts] = self.contacts()?;
        Ok(PersonEdit {
            name: self.name.clone(),
            hint: cleared(&self.hint, self.no_hint, text)?,
            closeness: cleared(&self.closeness, self.no_closeness, |word| word.parse().map_err(|e| unknown(&e)))?,
            kin: (self.kin || self.not_kin).then_some(self.kin),
            cadence_days: cleared(&self.every, self.no_every, |text| values::every("--every", text))?,
            state: cleared(&self.state, false, |word| word.replace(['-', ' '], "_").parse().map_err(|e| unknown(&e)))?
                .map(Option::unwrap_or_default),
            state_until: cleared(&self.until, false, |text| values::coming_day("--until", text, today))?,
            known_since: cleared(&self.since, self.no_since, life("--since", false))?,
            met: cleared(&self.met, self.no_met, text)?,
            met_on: cleared(&self.on, false, life("--on", false))?,
            lives: cleared(&self.lives, self.no_lives, text)?,
            birthday: cleared(&self.birthday, self.no_birthday, life("--birthday", true))?,
            add_contacts,
            rm_contacts,
            add_dates: self.add_date.iter().map(|text| date(text, today)).collect::<Result<_, _>>()?,
            rm_dates: self.rm_date.iter().map(|text| dated(text, today)).collect(),
        })
    }

    /// Returns the ways to reach the person that come, and those that go.
    fn contacts(&self) -> Result<[Vec<(ContactKind, String)>; 2], Failure> {
        let (mut come, mut go) = (Vec::new(), Vec::new());
        for (kind, add, rm) in [
            (ContactKind::Email, &self.email, &self.rm_email),
            (ContactKind::Phone, &self.phone, &self.rm_phone),
            (ContactKind::Handle, &self.handle, &self.rm_handle),
            (ContactKind::Address, &self.address, &self.rm_address),
            (ContactKind::Url, &self.url, &self.rm_url),
        ] {
            come.extend(values::contacts(kind, add)?.into_iter().map(|v| (kind, v)));
            go.extend(rm.iter().map(|v| (kind, v.clone())));
        }
        Ok([come, go])
    }
}
