//! Where the key of a locked store is found: sealed with a passphrase in the folder of the settings, told by a command
//! that the settings name, or kept by the system's keyring; asked in this order.

use std::fs;
use std::path::{Path, PathBuf};

use super::report::{Failure, Refusal};
use super::session::Session;
use crate::domain::secret::Secret;
use crate::settings::file::{self as settings, Chosen};
use crate::store::{self, Key, KeyId};

/// Where a key is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Passphrase,
    Command,
    Keyring,
}

impl Place {
    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            Place::Passphrase => "passphrase",
            Place::Command => "command",
            Place::Keyring => "keyring",
        }
    }
}

impl Session<'_> {
    /// Returns the key of the store at `path`; `None` where it is not locked, or not there. Asks no place twice for a key.
    pub fn key_for(&mut self, path: &Path) -> Result<Option<Key>, Failure> {
        let Some(id) = store::locked(path)? else { return Ok(None) };
        if let Some(at) = self.keys.iter().position(|key| key.id() == id) {
            // The last is the one that is tried at once.
            let key = self.keys.remove(at);
            self.keys.push(key.clone());
            return Ok(Some(key));
        }
        let key = self.find_key(id, path)?;
        self.world.guard_memory();
        self.keys.push(key.clone());
        Ok(Some(key))
    }

    fn find_key(&mut self, id: KeyId, path: &Path) -> Result<Key, Failure> {
        let locked = |why: String, hint: &str| {
            Failure::Store(store::Error::Locked { path: path.to_owned(), why, hint: hint.to_owned() })
        };
        let keys = self.key_folder()?;
        if let Some(folder) = keys.filter(|folder| store::sealed_at(folder, id).exists()) {
            let question = format!("Passphrase of `{}`", path.display());
            let hint = "type it at a terminal, or let a command tell the key: `auld lock --help`";
            let passphrase = self.passphrase(&question, hint).map_err(|failure| match failure {
                Failure::Refused(no) => locked(no.what, hint),
                other => other,
            })?;
            let wrong = || locked("the passphrase is not the right one".into(), "nothing was changed; try again");
            return store::unseal(&folder, id, &passphrase)?.ok_or_else(wrong);
        }
        let chosen = self.chosen()?;
        if let Some(command) = chosen.key_command {
            let hint = "nothing was changed; the command is `key_command` of the settings";
            let told = self.world.told_by(&command).map_err(|e| locked(e.to_string(), hint))?;
            let no_key = || locked(format!("`{}` told no key: 64 hexadecimal digits", command.join(" ")), hint);
            return Key::read(id, told.reveal()).ok_or_else(no_key);
        }
        let hint = "`key_command = \"…\"` in the settings names a program that prints it: `auld lock --help`";
        let told = self.world.told_by_keyring(&id.to_string());
        let key = told.ok().and_then(|told| Key::read(id, told.reveal()));
        key.ok_or_else(|| locked(format!("its key {id} is not known here"), hint))
    }

    /// Returns what the file of settings says, and warns of what in it is not understood.
    pub fn chosen(&mut self) -> Result<Chosen, Failure> {
        let Some(file) = self.settings_file()? else { return Ok(Chosen::default()) };
        let chosen = settings::read(&file, self.world.user()).map_err(|why| {
            let refusal = Refusal::new(format!("the settings `{}` cannot be used: {why}", file.display()));
            if why.contains("others can write") {
                refusal.hint(format!("`chmod go-w {}`", crate::view::shell::quoted(&file.display().to_string())))
            } else {
                refusal
            }
        })?;
        for warning in &chosen.warnings {
            self.say(&format!("warning: `{}`, {warning}", file.display()));
        }
        Ok(chosen)
    }

    fn settings_file(&self) -> Result<Option<PathBuf>, Failure> {
        self.world.settings_file().map_err(|named| {
            Failure::Usage(format!("AULD_CONFIG is `{}`; expected an absolute path", named.to_string_lossy()))
        })
    }

    /// Returns the folder of sealed keys; `None` where no place for settings is known.
    fn key_folder(&self) -> Result<Option<PathBuf>, Failure> {
        Ok(self.settings_file()?.map(|file| file.with_file_name("keys")))
    }

    /// Seals a key with a passphrase, away from the store at `path`.
    pub fn keep_sealed(&mut self, key: &Key, passphrase: &Secret, path: &Path) -> Result<PathBuf, Failure> {
        let Some(folder) = self.key_folder()? else {
            let refusal = Refusal::new("no place for the key is known: neither HOME nor XDG_CONFIG_HOME is set");
            return Err(refusal.hint("name the file of settings with AULD_CONFIG").into());
        };
        let real = |path: Option<&Path>| path.and_then(|path| fs::canonicalize(path).ok());
        if real(folder.parent()).is_some_and(|beside| real(path.parent()) == Some(beside)) {
            let why = "the settings lie beside the store, and whoever takes one would take the key too";
            return Err(Refusal::new(why).hint("keep them in another folder: AULD_CONFIG names the file").into());
        }
        store::seal(&folder, key, passphrase)?;
        Ok(store::sealed_at(&folder, key.id()))
    }

    /// Removes what seals a key, where there is such a file.
    pub fn remove_sealed(&mut self, id: KeyId) -> Result<(), Failure> {
        if let Some(folder) = self.key_folder()? {
            let file = store::sealed_at(&folder, id);
            if file.exists() {
                store::shred(&file)?;
            }
        }
        Ok(())
    }

    /// Keeps a key in the keyring, and makes sure that it is told again.
    pub fn keep_in_keyring(&mut self, key: &Key) -> Result<(), Failure> {
        let name = key.id().to_string();
        let no = |why: String| {
            Refusal::new(format!("the system's keyring does not keep the key: {why}"))
                .hint("lock with a passphrase, or with a `key_command` in the settings: `auld lock --help`")
        };
        self.world.keep_in_keyring(&name, key.hex()).map_err(|e| no(e.to_string()))?;
        let told = self.world.told_by_keyring(&name).map_err(|e| no(e.to_string()))?;
        match Key::read(key.id(), told.reveal()) {
            Some(again) if again == *key => Ok(()),
            _ => Err(no("it told another".into()).into()),
        }
    }
}
