//! How people met, and where, as an event tells it.

use super::event::Event;
use crate::domain::fold;
use crate::domain::meeting::Kind;

/// Pages on which people see each other.
const CALL_HOSTS: &[&str] = &[
    "zoom.us/",
    "zoom.com/",
    "meet.google.com",
    "hangouts.google.com",
    "teams.microsoft.com",
    "teams.live.com",
    "webex.com",
    "whereby.com",
    "gotomeet",
    "gotomeeting",
    "bluejeans.com",
    "meet.jit.si",
    "join.skype.com",
    "facetime.apple.com",
    "chime.aws",
    "meet.lync.com",
    "around.co/",
    "gather.town",
    "bigbluebutton",
];
/// Words for the same.
const VIDEO_WORDS: &[&str] = &[
    "zoom",
    "google meet",
    "hangouts",
    "microsoft teams",
    "ms teams",
    "teams meeting",
    "webex",
    "skype",
    "facetime",
    "video call",
    "videocall",
    "video-call",
    "video conference",
    "videoconference",
    "videokonferenz",
    "jitsi",
    "whereby",
    "online",
];
/// Words for a telephone.
const CALL_WORDS: &[&str] = &[
    "phone",
    "telephone",
    "telefon",
    "telepon",
    "telpon",
    "call",
    "dial-in",
    "dial in",
    "by phone",
    "conference call",
];

/// Returns the page of a call that a text names; `None` where it names none.
pub fn call_host(text: &str) -> Option<&'static str> {
    let text = text.to_ascii_lowercase();
    CALL_HOSTS.iter().find(|host| text.contains(**host)).copied()
}

/// Returns how an event took place, and where. A real place says that people were there, whatever page was made for it.
pub fn kind_and_place(event: &Event) -> (Kind, Option<String>) {
    let mut place: Option<String> = None;
    let (mut video, mut call) = (false, false);
    for part in event.location.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        let lower = part.to_lowercase();
        if call_host(&lower).is_some() || says(&lower, VIDEO_WORDS) {
            video = true;
        } else if lower.starts_with("tel:") || is_number(part) || says(&lower, CALL_WORDS) {
            call = true;
        } else if lower.contains("://") || lower.starts_with("www.") {
            // A page of another kind says nothing of a place.
        } else if place.is_none() {
            place = Some(fold::one_line(part));
        }
    }
    if place.is_some() {
        return (Kind::InPerson, place);
    }
    let (remote, summary) = (event.remote.to_lowercase(), event.summary.to_lowercase());
    video |= call_host(&remote).is_some() || says(&summary, VIDEO_WORDS);
    call |= remote.contains("feature-phone") || remote.contains("tel:");
    video |= !call && remote.contains(" conference");
    call |= says(&summary, CALL_WORDS);
    let kind = if video {
        Kind::Video
    } else if call {
        Kind::Call
    } else {
        Kind::InPerson
    };
    (kind, None)
}

/// Tells whether one of the words stands in a text by itself.
fn says(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| {
        text.match_indices(word).any(|(at, _)| {
            let ends = |side: Option<char>| side.is_none_or(|c| !c.is_alphanumeric());
            ends(text[..at].chars().next_back()) && ends(text[at + word.len()..].chars().next())
        })
    })
}

fn is_number(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    digits >= 7
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ' | '(' | ')' | '.' | '/' | ','))
}
