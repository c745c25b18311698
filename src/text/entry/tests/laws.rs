//! What holds for every sentence, however it is made, and however long it is.

use proptest::prelude::*;

use super::*;

fn all_spans(e: &Entry) -> Vec<Span> {
    let mut spans: Vec<Span> = [&e.on_span, &e.kind_span, &e.minutes_span].into_iter().flatten().cloned().collect();
    spans.extend(e.people.iter().map(|p| p.span.clone()));
    spans.extend(e.place.iter().chain(&e.tags).chain(&e.unknown).chain(&e.perhaps).map(|(_, span)| span.clone()));
    spans.extend(e.felt.iter().chain(&e.left).map(|f| f.span.clone()));
    spans.extend(e.promises.iter().map(|p| p.span.clone()));
    spans.extend(e.owners.iter().cloned());
    spans.extend(e.absent.iter().map(|p| p.span.clone()));
    spans.extend(e.brought.iter().map(|b| b.span.clone()));
    spans.extend(e.introduced.iter().map(|i| i.span.clone()));
    spans
}

fn holds(text: &str) {
    let Ok(e) = entry(text) else { return };
    assert_eq!(e.text, text.trim());
    for span in all_spans(&e) {
        assert!(e.text.get(span.clone()).is_some_and(|t| !t.is_empty()), "{span:?} in {text:?}");
    }
    assert!(e.promises.iter().filter_map(|p| p.who).all(|i| i < e.people.len()), "{text:?}");
    let pairs = e.brought.iter().map(|b| [b.by, b.whom]).chain(e.introduced.iter().map(|i| [i.one, i.other]));
    let sound = |named: Named| match named {
        Named::There(i) => i < e.people.len(),
        Named::Absent(i) => i < e.absent.len(),
        Named::Unknown(i) => i < e.unknown.len(),
    };
    assert!(e.felt.iter().chain(&e.left).filter_map(|f| f.who).all(sound), "{text:?}");
    for pair in pairs {
        assert!(pair.into_iter().all(sound) && pair[0] != pair[1], "{text:?}");
    }
    assert!(iso(e.on).as_str() <= "2026-11-23", "{text:?}");
    let _ = lookups(text);
}

proptest! {
    #[test]
    fn any_text_is_kept_and_every_span_fits(text in "\\PC{0,80}") {
        holds(&text);
    }

    #[test]
    fn any_sentence_of_known_words_is_kept(words in prop::collection::vec(prop::sample::select(vec![
        "Grace", "Hopper", "grace", "May", "Kelly", "[Ida Lee]", "Ida", "with", "and", ",", ";", ".", ":", "I", "she", "made", "me", "feel",
        "felt", "heard", "+2", "-1", "not", "left", "her", "promised", "I'll", "send", "the", "paper", "by", "Friday", "next week", "yesterday",
        "@Kopi Tuku", "@", "#work", "in", "Riga", "90 min", "called", "\\Grace", "王小明", "’s", "'s", "(", ")", "to", "aku", "janji", "sama",
        "Budi", "merasa", "didengar", "2026-02-30", "wrote", "J.", "-", "\n", "É", "e\u{301}", "\"", "31 Feb", "will", "Will",
        "through", "via", "lewat", "introduced", "connected", "put", "in touch with", "us", "who", "was", "dikenalin", "ngenalin", "ke", "Zed",
        "client", "as a", "him", "met", "sister", "John", "Kim (Riga)", "(Riga", "adiknya", "of", "friend", "Later", "さくらと", "@ ",
        "they", "both", "like", "+5", "😊", "bikin", "so", "Her", "boss", "us", "made me feel", "bumped into", "saw", "Jakarta",
        "Jakarta made me feel", "the rain", "lamp by Friday", "nyebelin",
    ]), 0..24), glue in prop::sample::select(vec![" ", "", "  "])) {
        holds(&words.join(glue));
    }
}

#[test]
fn many_new_people_of_one_first_name_take_no_long_time() {
    let lees = |count: usize| (0..count).map(|i| format!("[Ida Lee{i}] Ida ")).collect::<String>();
    let long = format!("[{}B] {}", "A ".repeat(90), "A ".repeat(50_000));
    for text in [lees(5_000), long] {
        let start = std::time::Instant::now();
        holds(&text);
        let took = start.elapsed();
        assert!(took.as_secs() < 20, "{took:?}");
    }
}

#[test]
fn a_long_line_takes_no_long_time() {
    for piece in [
        "lunch with Grace and I promised her the paper by Friday, felt heard ",
        "Grace ",
        "@Kopi ",
        "@{",
        "[a",
        "\\",
        "王",
        "I'll ",
        "(",
        "a.b@",
        "felt not ",
        "Zed made me feel heard, ",
        "Ada: felt heard, Zed and Grace ",
        "felt heard by Zed and ignored by Ada ",
        "they left me like I ",
        "May ",
        ", ",
        "1 ",
        "Grace Hopper ",
        "[Ida] Ida ",
        "with Zed, ",
        "Ilze introduced me to [Marek] ",
        "lunch with [Marek], through Zed ",
        "met Grace through Ada and ",
        "put us in touch ",
        "via Zed ",
        "introduced by Grace, ",
        "Grace's sister ",
        "John Kim (Riga ",
        "@The Cat and ",
        "さくらと",
        "Jakarta made me feel sad. ",
        "saw the Louvre and Vincents ",
        "the rain was heavy, left me sad, ",
        "; lamp by Friday",
    ] {
        let text = piece.repeat(20_000 / piece.len());
        let start = std::time::Instant::now();
        holds(&text);
        let took = start.elapsed();
        assert!(took.as_secs() < 20, "{piece:?} took {took:?}");
    }
}
