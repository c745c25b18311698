//! What stands in the place of sealing where auld was built without it: every way in says so.

use std::convert::Infallible;
use std::io::{self, Read, Write};
use std::marker::PhantomData;

use super::{Ask, SealError};
use crate::domain::secret::Secret;

/// Whom something is sealed to: nobody can be.
#[derive(Debug)]
pub enum To {}

impl To {
    /// Refuses.
    pub fn passphrase(_: Secret) -> Result<To, SealError> {
        Err(SealError::NotBuilt)
    }

    /// Refuses.
    pub fn keys(_: &[String]) -> Result<To, SealError> {
        Err(SealError::NotBuilt)
    }

    /// Returns to how many keys; never called.
    pub fn count(&self) -> usize {
        match *self {}
    }
}

/// The keys at hand: none.
#[derive(Debug, Default)]
pub struct Keyring(());

impl Keyring {
    /// Refuses.
    pub fn add(&mut self, _: &str, _: &[u8], _: Ask<'_>) -> Result<(), SealError> {
        Err(SealError::NotBuilt)
    }

    /// Refuses.
    pub fn learn(&self, _: &To) {}

    /// Tells whether no key is on it.
    pub fn is_empty(&self) -> bool {
        true
    }

    /// Refuses.
    pub fn open<'r>(&self, _: impl Read + 'r, _: Option<Ask<'_>>) -> Result<Opened<'r>, SealError> {
        Err(SealError::NotBuilt)
    }
}

/// What is written into a sealed file: there is none.
#[derive(Debug)]
pub struct Sealer<W>(Infallible, PhantomData<W>);

impl<W: Write> Sealer<W> {
    /// Refuses.
    pub fn new(_: W, _: &To, _: bool) -> Result<Sealer<W>, SealError> {
        Err(SealError::NotBuilt)
    }

    /// Never called.
    pub fn finish(self) -> io::Result<W> {
        match self.0 {}
    }
}

impl<W> Write for Sealer<W> {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        match self.0 {}
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.0 {}
    }
}

/// What a sealed file holds: there is none.
#[derive(Debug)]
pub struct Opened<'r>(Infallible, PhantomData<&'r ()>);

impl Opened<'_> {
    /// Never called.
    pub fn to_end(&mut self) -> io::Result<()> {
        match self.0 {}
    }
}

impl Read for Opened<'_> {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        match self.0 {}
    }
}
