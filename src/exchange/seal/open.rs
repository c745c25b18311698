//! Opening what is sealed.

use std::cell::{Cell, RefCell};
use std::io::{self, BufRead, BufReader, Read};

use age::armor::ArmoredReader;
use age::secrecy::{ExposeSecret, SecretString};
use age::stream::StreamReader;
use age::{DecryptError, Decryptor, Identity, IdentityFile, scrypt};
use age_core::format::{FileKey, Stanza};

use super::guard::{Header, ShortLines};
use super::{Ask, SPACE_MAX, SealError, TRIES, To, WORK_MAX, is_sealed, is_text};
use crate::domain::secret::Secret;

/// How the part of a header is called that a passphrase opens.
const BY_PASSPHRASE: &str = "scrypt";

/// The keys at hand, and what passphrases have opened already: to try one costs a second, and nobody types one twice.
#[derive(Default)]
pub struct Keyring {
    identities: Vec<Box<dyn Identity>>,
    /// Passphrases that were typed and were right.
    secrets: RefCell<Vec<Secret>>,
    /// What they opened: the part of a header, and its key.
    opened: RefCell<Vec<(Vec<u8>, FileKey)>>,
}

/// Returns what is wrong with a file of keys, of which age says as little.
fn no_key_in(told: &str) -> String {
    let line = told.rsplit_once("on line ").map(|(_, line)| format!("line {line} is no key"));
    line.unwrap_or_else(|| told.to_owned())
}

impl Keyring {
    /// Adds the keys in a file as `age-keygen` writes it, which may itself be sealed with a passphrase. The file is called
    /// `name` in errors.
    ///
    /// # Errors
    /// Where it holds no keys, or other ones than those of age.
    pub fn add(&mut self, name: &str, bytes: &[u8], ask: Ask<'_>) -> Result<(), SealError> {
        let mut plain = zeroize::Zeroizing::new(Vec::new());
        let bytes = if is_sealed(bytes) {
            self.open(bytes, Some(ask))?.read_to_end(&mut plain)?;
            &plain[..]
        } else {
            bytes
        };
        // What it says of a line that is no key names the line, never the text.
        let no_keys = |why: String| SealError::NoKey(format!("`{name}` is no file of secret keys: {why}"));
        let keys = IdentityFile::from_buffer(bytes).map_err(|e| no_keys(no_key_in(&e.to_string())))?;
        let keys = keys.into_identities().map_err(|_| no_keys("age refuses them".into()))?;
        if keys.is_empty() {
            return Err(no_keys("it holds no line that begins with AGE-SECRET-KEY-".into()));
        }
        self.identities.extend(keys.into_iter().map(|key| key as Box<dyn Identity>));
        Ok(())
    }

    /// Adds the passphrase that something is being sealed with.
    pub fn learn(&self, to: &To) {
        if let To::Passphrase(secret) = to {
            self.secrets.borrow_mut().push(secret.clone());
        }
    }

    /// Tells whether no key is on it.
    pub fn is_empty(&self) -> bool {
        self.identities.is_empty()
    }

    /// Opens a sealed file; asks for its passphrase where it has one that is not known yet and `ask` is there.
    ///
    /// # Errors
    /// Where it is not sealed, no key or passphrase opens it, or its beginning is damaged. Damage further on is an error of
    /// reading.
    pub fn open<'r>(&self, input: impl Read + 'r, ask: Option<Ask<'_>>) -> Result<Opened<'r>, SealError> {
        let mut input = BufReader::new(input);
        let text = is_text(skip_space(&mut input)?);
        let input: Box<dyn BufRead + 'r> =
            if text { Box::new(ArmoredReader::new(ShortLines::new(input))) } else { Box::new(input) };
        let (input, passed) = Header::new(input);
        let decryptor = Decryptor::new_buffered(input).map_err(|e| broken(&e))?;
        let typed = Typed { keyring: self, ask: RefCell::new(ask), failed: Cell::new(None) };
        let by_passphrase = decryptor.is_scrypt();
        let keys: Vec<&dyn Identity> =
            if by_passphrase { vec![&typed] } else { self.identities.iter().map(|key| &**key).collect() };
        if keys.is_empty() {
            return Err(SealError::KeyNeeded);
        }
        let reader = decryptor.decrypt(keys.into_iter()).map_err(|e| match typed.failed.take() {
            Some(failed) => failed,
            None => broken(&e),
        })?;
        passed.header();
        Ok(Opened { reader, failed: None })
    }
}

/// Passes over what mail puts before a sealed file, and returns how the rest begins.
fn skip_space(input: &mut impl BufRead) -> io::Result<&[u8]> {
    let head = input.fill_buf()?;
    let marked = if head.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let space = head[marked..].iter().take(SPACE_MAX).take_while(|byte| byte.is_ascii_whitespace()).count();
    if is_text(head) {
        input.consume(marked + space);
    }
    input.fill_buf()
}

fn broken(e: &DecryptError) -> SealError {
    match e {
        DecryptError::NoMatchingKeys => SealError::WrongKey,
        DecryptError::InvalidMac => SealError::Damaged("its header was changed"),
        DecryptError::UnknownFormat => SealError::Newer,
        DecryptError::ExcessiveWork { required, .. } => SealError::TooDear { asked: *required },
        DecryptError::Io(e) if e.kind() == io::ErrorKind::UnexpectedEof => SealError::Damaged("it is cut off"),
        DecryptError::Io(e) if e.kind() == io::ErrorKind::InvalidData => SealError::Damaged("its header is none"),
        DecryptError::Io(e) => SealError::Io(io::Error::new(e.kind(), e.to_string())),
        _ => SealError::Damaged("its header is none"),
    }
}

/// The passphrases that are known, and those that can be asked for.
struct Typed<'k, 'a> {
    keyring: &'k Keyring,
    ask: RefCell<Option<Ask<'a>>>,
    /// Why none opened the file.
    failed: Cell<Option<SealError>>,
}

impl Identity for Typed<'_, '_> {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, DecryptError>> {
        if stanza.tag != BY_PASSPHRASE {
            return None;
        }
        let known =
            self.keyring.opened.borrow().iter().find(|(body, _)| *body == stanza.body).map(|(_, key)| again(key));
        if let Some(key) = known {
            return Some(Ok(key));
        }
        // Before anybody types: more than that is not done for any passphrase.
        let asked = stanza.args.get(1).and_then(|steps| steps.parse::<u8>().ok());
        if let Some(asked) = asked.filter(|asked| *asked > WORK_MAX) {
            self.failed.set(Some(SealError::TooDear { asked }));
            return Some(Err(DecryptError::KeyDecryptionFailed));
        }
        let secrets = self.keyring.secrets.borrow().clone();
        for secret in &secrets {
            match tried(secret, stanza) {
                Err(DecryptError::DecryptionFailed) => {}
                done => return Some(self.done(secret, stanza, done)),
            }
        }
        let mut ask = self.ask.borrow_mut();
        for at in 0..TRIES {
            let Some(secret) = ask.as_mut().and_then(|ask| ask(at)) else {
                self.failed.set(Some(SealError::Unasked));
                return Some(Err(DecryptError::KeyDecryptionFailed));
            };
            match tried(&secret, stanza) {
                Err(DecryptError::DecryptionFailed) => {}
                done => return Some(self.done(&secret, stanza, done)),
            }
        }
        self.failed.set(Some(SealError::WrongPassphrase));
        Some(Err(DecryptError::KeyDecryptionFailed))
    }
}

impl Typed<'_, '_> {
    fn done(
        &self,
        secret: &Secret,
        stanza: &Stanza,
        done: Result<FileKey, DecryptError>,
    ) -> Result<FileKey, DecryptError> {
        if let Ok(key) = &done {
            let mut secrets = self.keyring.secrets.borrow_mut();
            if !secrets.contains(secret) {
                secrets.push(secret.clone());
            }
            self.keyring.opened.borrow_mut().push((stanza.body.clone(), again(key)));
        }
        done
    }
}

/// Tries a passphrase, which takes a second.
fn tried(secret: &Secret, stanza: &Stanza) -> Result<FileKey, DecryptError> {
    let mut identity = scrypt::Identity::new(SecretString::from(secret.reveal()));
    identity.set_max_work_factor(WORK_MAX);
    identity.unwrap_stanza(stanza).unwrap_or(Err(DecryptError::InvalidHeader))
}

fn again(key: &FileKey) -> FileKey {
    FileKey::init_with_mut(|copy| copy.copy_from_slice(key.expose_secret()))
}

/// What a sealed file holds. Reading fails where it was damaged or cut off, and from there on for ever.
pub struct Opened<'r> {
    reader: StreamReader<Header<Box<dyn BufRead + 'r>>>,
    failed: Option<&'static str>,
}

impl Opened<'_> {
    /// Reads on to the end, so that it is known that nothing is missing.
    ///
    /// # Errors
    /// Where the rest, or something before, is damaged or cut off.
    pub fn to_end(&mut self) -> io::Result<()> {
        io::copy(self, &mut io::sink()).map(|_| ())
    }
}

impl Read for Opened<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        if let Some(why) = self.failed {
            return Err(io::Error::new(io::ErrorKind::InvalidData, why));
        }
        self.reader.read(room).map_err(|e| {
            let why = match e.kind() {
                io::ErrorKind::UnexpectedEof => "the sealed file is cut off",
                io::ErrorKind::InvalidData => "the sealed file is damaged or cut off",
                _ => return e,
            };
            self.failed = Some(why);
            io::Error::new(io::ErrorKind::InvalidData, why)
        })
    }
}
