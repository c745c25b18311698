//! Sealing.

use std::io::{self, Write};

use age::armor::{ArmoredWriter, Format};
use age::secrecy::SecretString;
use age::stream::StreamWriter;
use age::{Encryptor, Recipient, scrypt, x25519};

use super::{SealError, WORK};
use crate::domain::secret::Secret;

/// Whom something is sealed to.
pub enum To {
    /// Whoever knows it.
    Passphrase(Secret),
    /// Whoever holds one of the keys that belong to these.
    Keys(Vec<x25519::Recipient>),
}

impl To {
    /// Returns a seal that a passphrase opens.
    ///
    /// # Errors
    /// None; a build without sealing has one.
    pub fn passphrase(secret: Secret) -> Result<To, SealError> {
        Ok(To::Passphrase(secret))
    }

    /// Returns a seal that each of these keys opens: `age1…`, as `age-keygen` prints them.
    ///
    /// # Errors
    /// Where one is no such key; it is not repeated where it is a secret one.
    pub fn keys(keys: &[String]) -> Result<To, SealError> {
        let keys = keys.iter().map(|text| key(text)).collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() {
            return Err(SealError::NoKey("there is no key to seal to".into()));
        }
        Ok(To::Keys(keys))
    }

    /// Returns to how many keys it seals; 0 for a passphrase.
    pub fn count(&self) -> usize {
        match self {
            To::Passphrase(_) => 0,
            To::Keys(keys) => keys.len(),
        }
    }
}

/// Reads a key. Those that only hardware opens (age1tag…) are left out: auld could not open what it sealed to them.
fn key(text: &str) -> Result<x25519::Recipient, SealError> {
    let text = text.trim();
    if let Ok(key) = text.parse() {
        return Ok(key);
    }
    let why = if text.to_ascii_uppercase().starts_with("AGE-SECRET-KEY-") {
        "that is a secret key, which opens files; sealing takes the public one that belongs to it (age1…)".to_owned()
    } else if text.starts_with("ssh-") {
        "auld seals to keys of age (age1…), not to those of SSH".to_owned()
    } else {
        format!("`{text}` is no key that auld seals to; those that `age-keygen` makes are (age1…)")
    };
    Err(SealError::NoKey(why))
}

/// Seals what is written to it. Without [`Sealer::finish`] nobody can open it.
pub struct Sealer<W: Write>(StreamWriter<ArmoredWriter<W>>);

impl<W: Write> Sealer<W> {
    /// Begins a sealed file in `out`; as text where `text` says so.
    ///
    /// # Errors
    /// Where `out` takes no more.
    pub fn new(out: W, to: &To, text: bool) -> Result<Sealer<W>, SealError> {
        let encryptor = match to {
            To::Passphrase(secret) => {
                let mut recipient = scrypt::Recipient::new(SecretString::from(secret.reveal()));
                recipient.set_work_factor(WORK);
                Encryptor::with_recipients(std::iter::once(&recipient as &dyn Recipient))
            }
            To::Keys(keys) => Encryptor::with_recipients(keys.iter().map(|key| key as &dyn Recipient)),
        };
        let encryptor = encryptor.map_err(|_| SealError::NoKey("age refuses these keys".into()))?;
        let format = if text { Format::AsciiArmor } else { Format::Binary };
        Ok(Sealer(encryptor.wrap_output(ArmoredWriter::wrap_output(out, format)?)?))
    }

    /// Writes the end, and returns what was written to.
    ///
    /// # Errors
    /// Where that takes no more.
    pub fn finish(self) -> io::Result<W> {
        self.0.finish()?.finish()
    }
}

impl<W: Write> Write for Sealer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
