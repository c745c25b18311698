use std::io::{Cursor, Read, Write};

use age::secrecy::ExposeSecret;
use age::{Recipient, scrypt, x25519};
use proptest::prelude::*;

use super::*;

/// A key pair, the secret part as a file of keys.
fn pair() -> (String, String) {
    let secret = x25519::Identity::generate();
    (secret.to_public().to_string(), format!("# made for a test\n{}\n", secret.to_string().expose_secret()))
}

fn nobody(_: usize) -> Option<Secret> {
    panic!("a passphrase was asked for")
}

fn ring(file: &str) -> Keyring {
    let mut ring = Keyring::default();
    ring.add("keys.txt", file.as_bytes(), &mut nobody).expect("keys");
    ring
}

fn sealed(bytes: &[u8], to: &To, text: bool) -> Vec<u8> {
    let mut sealer = Sealer::new(Vec::new(), to, text).expect("sealed");
    sealer.write_all(bytes).expect("written");
    sealer.finish().expect("finished")
}

/// A file sealed to a passphrase at almost no cost: this many steps, as a power of two.
fn sealed_cheaply(bytes: &[u8], secret: &str, steps: u8) -> Vec<u8> {
    let mut recipient = scrypt::Recipient::new(secret.into());
    recipient.set_work_factor(steps);
    let encryptor = age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn Recipient)).expect("one");
    let mut out = encryptor.wrap_output(Vec::new()).expect("memory");
    out.write_all(bytes).expect("memory");
    out.finish().expect("memory")
}

fn read(ring: &Keyring, bytes: &[u8]) -> Result<Vec<u8>, SealError> {
    let mut out = Vec::new();
    ring.open(bytes, None)?.read_to_end(&mut out)?;
    Ok(out)
}

/// Bytes that fill a few of the pieces that are sealed by themselves.
fn some(n: usize) -> Vec<u8> {
    (0..n).map(|at| (at * 7 % 251) as u8).collect()
}

#[test]
fn what_is_sealed_to_keys_comes_back() {
    let (key, file) = pair();
    let (other, second) = pair();
    let to = To::keys(&[key, other]).expect("keys");
    assert_eq!(to.count(), 2);
    for length in [0, 1, 65_535, 65_536, 65_537, 200_000] {
        let plain = some(length);
        for text in [false, true] {
            let bytes = sealed(&plain, &to, text);
            assert!(is_sealed(&bytes[..HEAD_BYTES.min(bytes.len())]));
            assert_eq!(text, std::str::from_utf8(&bytes).is_ok());
            assert_eq!(read(&ring(&file), &bytes).expect("opened"), plain);
            assert_eq!(read(&ring(&second), &bytes).expect("opened"), plain);
        }
    }
}

#[test]
fn another_key_and_no_key_are_told_apart() {
    let to = To::keys(&[pair().0]).expect("a key");
    let bytes = sealed(b"who", &to, false);
    assert!(matches!(read(&ring(&pair().1), &bytes), Err(SealError::WrongKey)));
    assert!(matches!(read(&Keyring::default(), &bytes), Err(SealError::KeyNeeded)));
}

#[test]
fn a_passphrase_is_asked_for_until_it_is_right_and_then_never_again() {
    let to = To::passphrase(Secret::new("correct horse".into())).expect("a passphrase");
    let bytes = sealed(b"who", &to, false);
    let ring = Keyring::default();
    let mut asked = Vec::new();
    let mut ask = |at| {
        asked.push(at);
        Some(Secret::new(if at == 0 { "wrong" } else { "correct horse" }.into()))
    };
    let mut out = Vec::new();
    ring.open(&bytes[..], Some(&mut ask)).expect("opened").read_to_end(&mut out).expect("read");
    assert_eq!((out.as_slice(), asked), (&b"who"[..], vec![0, 1]));
    assert_eq!(read(&ring, &bytes).expect("the same file"), b"who");
    let more = sealed_cheaply(b"what", "correct horse", 4);
    assert_eq!(read(&ring, &more).expect("another of the same passphrase"), b"what");
    let fresh = Keyring::default();
    fresh.learn(&to);
    assert_eq!(read(&fresh, &bytes).expect("whoever sealed it knows it"), b"who");
}

#[test]
fn a_wrong_passphrase_and_none_are_told_apart() {
    let bytes = sealed_cheaply(b"who", "right", 4);
    let mut times = 0;
    let mut wrong = |_| {
        times += 1;
        Some(Secret::new("wrong".into()))
    };
    let opened = Keyring::default().open(&bytes[..], Some(&mut wrong)).map(drop);
    assert!(matches!(opened, Err(SealError::WrongPassphrase)));
    assert_eq!(times, TRIES);
    assert!(matches!(read(&Keyring::default(), &bytes), Err(SealError::Unasked)));
    let opened = Keyring::default().open(&bytes[..], Some(&mut |_| None)).map(drop);
    assert!(matches!(opened, Err(SealError::Unasked)));
}

#[test]
fn a_file_says_not_how_much_work_it_is_to_open() {
    let bytes = sealed_cheaply(b"who", "right", 4);
    for steps in ["21", "30", "63", "64", "255"] {
        let dear = String::from_utf8_lossy(&bytes[..200.min(bytes.len())]).into_owned();
        let at = dear.find(" 4\n").expect("the work in the first stanza");
        let mut dear = bytes.clone();
        dear.splice(at..at + 3, format!(" {steps}\n").bytes());
        let opened = Keyring::default().open(&dear[..], Some(&mut nobody)).map(drop);
        assert!(matches!(opened, Err(SealError::TooDear { .. })), "2^{steps}: {opened:?}");
    }
}

#[test]
fn a_cut_anywhere_and_a_changed_byte_anywhere_are_refused() {
    let (key, file) = pair();
    let (to, ring) = (To::keys(&[key]).expect("a key"), ring(&file));
    for text in [false, true] {
        let bytes = sealed(&some(300), &to, text);
        // A text is whole without its last line end.
        let needed = bytes.len() - usize::from(text);
        for cut in 0..needed {
            assert!(read(&ring, &bytes[..cut]).is_err(), "cut to {cut} of {}", bytes.len());
        }
        for at in 0..needed {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(read(&ring, &changed).is_err(), "byte {at} of {} changed", bytes.len());
        }
        let mut longer = bytes.clone();
        longer.extend(b"more");
        assert!(read(&ring, &longer).is_err(), "something stands behind it");
    }
    // Between two pieces, where what came before is whole.
    let bytes = sealed(&some(200_000), &to, false);
    let header = bytes.len() - 200_000 - 4 * 16;
    for pieces in 0..4 {
        let cut = &bytes[..header + pieces * (65_536 + 16)];
        assert!(read(&ring, cut).is_err(), "cut after {pieces} pieces");
        let mut part = Vec::new();
        if let Ok(mut opened) = ring.open(cut, None) {
            opened.read_to_end(&mut part).expect_err("cut");
            opened.read(&mut [0; 8]).expect_err("and so for ever");
            opened.to_end().expect_err("and so for ever");
        }
    }
}

#[test]
fn mail_may_have_had_it() {
    let (key, file) = pair();
    let bytes = sealed(b"who", &To::keys(&[key]).expect("a key"), true);
    let text = String::from_utf8(bytes).expect("text");
    for sent in [format!("\n\n  {text}"), format!("\u{feff}{text}"), text.replace('\n', "\r\n"), format!("{text}\n \n")]
    {
        assert!(is_sealed(sent.as_bytes()));
        assert_eq!(read(&ring(&file), sent.as_bytes()).expect("opened"), b"who", "{sent:?}");
    }
    assert!(!is_sealed(b"BEGIN:VCARD") && !is_sealed(b"") && !is_sealed(b"age") && !is_sealed(b"age,name\n"));
}

/// Repeats bytes without an end, and counts how many were taken.
struct Endless<'c>(Vec<u8>, usize, &'c std::cell::Cell<u64>);

impl Read for Endless<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        for byte in room.iter_mut() {
            *byte = self.0[self.1];
            self.1 = (self.1 + 1) % self.0.len();
        }
        self.2.set(self.2.get() + room.len() as u64);
        Ok(room.len())
    }
}

#[test]
fn what_does_not_end_is_not_read_to_the_end() {
    let stanza = "-> X25519 CJM36AHmTbdHSuOQL+NESqyVQE75f2e610iRdLPEN20\nC3ZAeY64NXS4QFrksLm3EGz+uPRyI0eQsWw7LWbbYig\n";
    for (begin, then) in [
        ("age-encryption.org/v1\n", stanza),
        ("age-encryption.org/v1\n-> x ", "x"),
        ("age-encryption.org/v1", "1"),
        ("age-encryption.org/v1\n-> x\n", "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB\n"),
        ("-----BEGIN AGE ENCRYPTED FILE-----\n", "A"),
        ("-----BEGIN AGE ENCRYPTED FILE-----\n", "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHggeCB4IHggeCB4IHggeCB4IHggeCB4\n"),
    ] {
        let taken = std::cell::Cell::new(0);
        let input = Cursor::new(begin).chain(Endless(then.into(), 0, &taken));
        let opened = ring(&pair().1).open(input, None).map(drop);
        assert!(opened.is_err(), "{begin:?}");
        assert!(taken.get() < 1 << 20, "{} bytes of {begin:?} were read", taken.get());
    }
}

#[test]
fn a_newer_version_is_called_so() {
    let opened = Keyring::default().open(&b"age-encryption.org/v2\nwhatever follows\n"[..], None).map(drop);
    assert!(matches!(opened, Err(SealError::Newer)), "{opened:?}");
}

#[test]
fn a_secret_key_is_never_repeated() {
    let (_, file) = pair();
    let secret = file.lines().find(|line| line.starts_with("AGE")).expect("a secret key");
    for text in [secret.to_owned(), secret.to_lowercase(), format!(" {secret}\n")] {
        let Err(e) = To::keys(&[text]) else { panic!("sealed to a secret key") };
        assert!(!e.to_string().to_uppercase().contains(&secret[20..40]), "{e}");
    }
    let mut ring = Keyring::default();
    let broken = format!("# mine\n{}\n", &secret[..40]);
    let e = ring.add("keys.txt", broken.as_bytes(), &mut nobody).expect_err("half a key");
    assert!(e.to_string().contains("line 2") && !e.to_string().contains(&secret[20..40]), "{e}");
    assert!(ring.add("keys.txt", b"# none\n", &mut nobody).is_err());
    assert!(matches!(To::keys(&["age1nonsense".into()]), Err(SealError::NoKey(_))));
    assert!(matches!(To::keys(&["ssh-ed25519 AAAA".into()]), Err(SealError::NoKey(_))));
    assert!(matches!(To::keys(&[]), Err(SealError::NoKey(_))));
}

#[test]
fn a_file_of_keys_may_be_sealed_itself() {
    let (key, file) = pair();
    let locked = sealed_cheaply(file.as_bytes(), "right", 4);
    let mut ring = Keyring::default();
    ring.add("keys.age", &locked, &mut |_| Some(Secret::new("right".into()))).expect("keys");
    let bytes = sealed(b"who", &To::keys(&[key]).expect("a key"), false);
    assert_eq!(read(&ring, &bytes).expect("opened"), b"who");
}

proptest! {
    #[test]
    fn no_header_makes_it_panic(
        // Half of them whole by their form: then what they say is looked at.
        lines in prop_oneof![
            prop::collection::vec("(-> [a-zA-Z0-9 ]{0,20}|-> (scrypt|X25519)( [A-Za-z0-9+/=]{0,44}){0,3}|[A-Za-z0-9+/=]{0,70}|---( [A-Za-z0-9+/]{43})?|\\PC{0,10})", 0..12),
            (
                prop::collection::vec("-> (scrypt|X25519|x)( ([A-Za-z0-9+/]{22}|[A-Za-z0-9+/]{43}|[0-9]{1,3}|[!-~]{1,9})){0,3}\n([A-Za-z0-9+/]{64}\n){0,2}([A-Za-z0-9+/]{43}|[A-Za-z0-9+/]{0,63})", 1..4),
                "--- [A-Za-z0-9+/]{43}",
            ).prop_map(|(mut stanzas, mac)| {
                stanzas.push(mac);
                stanzas
            }),
        ],
        tail in prop::collection::vec(any::<u8>(), 0..100),
        text in any::<bool>(),
    ) {
        let mut plain = format!("age-encryption.org/v1\n{}\n", lines.join("\n")).into_bytes();
        plain.extend(tail);
        let bytes = if text {
            let mut out = age::armor::ArmoredWriter::wrap_output(Vec::new(), age::armor::Format::AsciiArmor).expect("memory");
            out.write_all(&plain).expect("memory");
            out.finish().expect("memory")
        } else {
            plain
        };
        let opened = ring(&pair().1).open(&bytes[..], Some(&mut |_| None)).map(drop);
        prop_assert!(opened.is_err());
    }

    #[test]
    fn no_text_makes_it_panic(rest in "([A-Za-z0-9+/=]{0,70}\r?\n|\\PC{0,10}|-----END AGE ENCRYPTED FILE-----){0,20}") {
        let text = format!("-----BEGIN AGE ENCRYPTED FILE-----\n{rest}");
        prop_assert!(read(&ring(&pair().1), text.as_bytes()).is_err());
    }
}
