//! Who I am.

use super::import::Report;
use crate::domain::me::MeKind;
use crate::domain::person::{BadName, clean_name};
use crate::exchange::contacts::{Me, Party};
use crate::store::rows::MeRow;
use crate::store::{self, Put, Reader, WriteTx};

/// Why something cannot stand for me.
#[derive(Debug, thiserror::Error)]
pub enum MeError {
    #[error(transparent)]
    Text(#[from] BadName),
    #[error("`{0}` is no e-mail address")]
    Email(String),
    #[error("`{0}` is no phone number")]
    Phone(String),
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Returns who I am, as far as the store knows.
///
/// # Errors
/// Where the store cannot be read.
pub fn known(reader: &Reader<'_>) -> store::Result<Me> {
    let mut me = Me::default();
    for row in reader.me()? {
        me.add(row.kind, &row.value);
    }
    Ok(me)
}

/// Remembers something that stands for me, unless it is known, and returns it with whether it is new.
///
/// # Errors
/// Refuses what is no address, number or name, and a store that cannot be written.
pub fn add(tx: &mut WriteTx<'_>, kind: MeKind, text: &str) -> Result<(MeRow, bool), MeError> {
    let value = clean_name(text)?;
    let party = |party: Party| (party.email_key().is_some(), party.phone_key().is_some());
    match kind {
        MeKind::Email if !party(Party { email: Some(value.clone()), ..Party::default() }).0 => {
            return Err(MeError::Email(value));
        }
        MeKind::Phone if !party(Party { phone: Some(value.clone()), ..Party::default() }).1 => {
            return Err(MeError::Phone(value));
        }
        _ => {}
    }
    if let Some(row) = tx.me()?.into_iter().find(|row| row.kind == kind && same(row, &value)) {
        return Ok((row, false));
    }
    let row = MeRow { id: tx.new_id::<MeRow>(tx.today())?, kind, value };
    tx.insert(&row)?;
    Ok((row, true))
}

/// Takes back what stands for me, and returns it; `None` where it does not.
///
/// # Errors
/// Where the store cannot be written.
pub fn remove(tx: &mut WriteTx<'_>, text: &str) -> store::Result<Option<MeRow>> {
    let Some(row) = tx.me()?.into_iter().find(|row| same(row, text)) else { return Ok(None) };
    tx.delete(&row)?;
    Ok(Some(row))
}

/// Returns who I am: what the store knows, and what is told now, which is remembered.
///
/// # Errors
/// As [`add`].
pub fn told(tx: &mut WriteTx<'_>, report: &mut Report, now: &[String]) -> Result<Me, MeError> {
    for text in now {
        let (_, new) = add(tx, MeKind::of(text), text)?;
        report.add("me", if new { Put::New } else { Put::Same });
    }
    Ok(known(tx)?)
}

/// Tells whether a row says the same as a text, as addresses, numbers and names are compared.
fn same(row: &MeRow, text: &str) -> bool {
    let mut me = Me::default();
    me.add(row.kind, &row.value);
    match row.kind {
        MeKind::Email => me.has_email(text),
        MeKind::Phone => me.has_phone(text),
        MeKind::Name => me.has_name(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::tests::{holds, write};
    use crate::store::Store;

    #[test]
    fn i_am_told_once_however_it_is_written() {
        let mut store = Store::in_memory().expect("opens");
        let (row, new) = holds(&mut store, |tx| add(tx, MeKind::Email, " Sari@example.org "));
        assert_eq!((row.value.as_str(), new), ("Sari@example.org", true));
        let again = write(&mut store, |tx| add(tx, MeKind::Email, "sari@EXAMPLE.org")).expect("is known");
        assert!(!again.1);
        assert!(matches!(write(&mut store, |tx| add(tx, MeKind::Email, "sari")), Err(MeError::Email(_))));
        assert!(matches!(write(&mut store, |tx| add(tx, MeKind::Phone, "12")), Err(MeError::Phone(_))));
        assert!(store.read(known).expect("reads").has_email("sari@example.org"));
        let gone = holds(&mut store, |tx| remove(tx, "SARI@example.org"));
        assert_eq!(gone, Some(row));
        assert!(!store.read(known).expect("reads").has(MeKind::Email));
    }
}
