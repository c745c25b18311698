//! Who brought whom.

use super::*;

#[test]
fn who_was_brought_through_whom() {
    check(&[
        ("met [Marek] through Grace", "in_person | [Marek] | (Grace Hopper) brought [Marek]"),
        ("coffee with [Marek], through Grace", "in_person | [Marek] | (Grace Hopper) brought [Marek]"),
        ("coffee with [Marek] via tomas", "in_person | [Marek] | (Tomas Berg) brought [Marek]"),
        ("coffee with [Marek] (via Grace)", "in_person | [Marek] | (Grace Hopper) brought [Marek]"),
        ("coffee with Budi, through Grace", "in_person | Budi Santoso | (Grace Hopper) brought Budi Santoso"),
        ("coffee with [Marek], introduced by Grace", "in_person | [Marek] | (Grace Hopper) brought [Marek]"),
        ("coffee with [Marek], introduced by May", "in_person | [Marek] | (May Lind) brought [Marek]"),
        ("Coffee with [Marek]. Introduced by Grace.", "in_person | [Marek] | (Grace Hopper) brought [Marek]"),
        ("[Marek] was introduced to me by Grace", "[Marek] | (Grace Hopper) brought [Marek]"),
        (
            "Yesterday: coffee with [Marek] @Kopi Tuku #work, through Grace; he made me feel heard",
            "2026-11-22 | in_person | [Marek] | @Kopi Tuku | #work | felt [Marek]: heard +2 | (Grace Hopper) brought [Marek]",
        ),
        (
            "met [Marek] in Riga last friday through Grace",
            "2026-11-20 | in_person | [Marek] | @Riga | (Grace Hopper) brought [Marek]",
        ),
        ("met [Marek] at the choir practice through Grace", "in_person | [Marek] | (Grace Hopper) brought [Marek]"),
        (
            "coffee with [Marek], talked about the mill, through Grace",
            "in_person | [Marek] | (Grace Hopper) brought [Marek]",
        ),
        ("Coffee with [Marek]. We met through Grace.", "in_person | [Marek] | (Grace Hopper) brought [Marek]"),
        ("lunch with [Marek], whom I know through Grace", "in_person | [Marek] | (Grace Hopper) brought [Marek]"),
        (
            "met [Marek] and his wife [Anna] through Grace",
            "in_person | [Marek]+[Anna] | (Grace Hopper) brought [Marek] | (Grace Hopper) brought [Anna]",
        ),
        ("call with [Marek] thanks to an introduction by Grace", "call | [Marek] | (Grace Hopper) brought [Marek]"),
        ("Through Grace I met [Marek]", "in_person | [Marek] | (Grace Hopper) brought [Marek]"),
        ("Via Grace: coffee with [Marek]", "in_person | [Marek] | (Grace Hopper) brought [Marek]"),
        (
            "coffee with [Marek] and Grace, through Grace",
            "in_person | [Marek]+Grace Hopper | Grace Hopper brought [Marek]",
        ),
        (
            "coffee with Budi and [Marek], through Grace",
            "in_person | Budi Santoso+[Marek] | (Grace Hopper) brought [Marek]",
        ),
        (
            "coffee with [Marek] through Grace and Budi",
            "in_person | [Marek] | (Grace Hopper) brought [Marek] | (Budi Santoso) brought [Marek]",
        ),
        ("met [Marek] through [Zoe Lin]", "in_person | [Marek] | ([Zoe Lin]) brought [Marek]"),
        ("met [Marek] through Zoe Lin", "in_person | [Marek] | (Zoe Lin?) brought [Marek]"),
        ("met [Marek] through Grace Kelly", "in_person | [Marek] | (Grace Kelly?) brought [Marek]"),
        ("met [Marek] through John", "in_person | [Marek] | (John?2) brought [Marek]"),
        ("met Marek through Grace", "in_person | (Grace Hopper) brought Marek? | unknown Marek"),
        ("met [Marek], a client, through Grace", "in_person | [Marek] | (Grace Hopper) brought [Marek] as client"),
        (
            "coffee with [Marek], through Grace, she made me feel heard",
            "in_person | [Marek] | felt [Marek]: heard +2 | (Grace Hopper) brought [Marek]",
        ),
    ]);
}

#[test]
fn who_introduced_whom() {
    check(&[
        ("Grace introduced me to [Marek] at lunch", "in_person | Grace Hopper+[Marek] | Grace Hopper brought [Marek]"),
        ("Grace introduced [Marek] to me", "Grace Hopper+[Marek] | Grace Hopper brought [Marek]"),
        ("Grace has finally introduced me to Budi", "Grace Hopper+Budi Santoso | Grace Hopper brought Budi Santoso"),
        ("Grace finally introduced me to Budi", "Grace Hopper+Budi Santoso | Grace Hopper brought Budi Santoso"),
        ("Grace introduced me to her friend [Marek]", "Grace Hopper+[Marek] | Grace Hopper brought [Marek]"),
        ("Grace introduced me to a brewer, [Marek]", "Grace Hopper+[Marek] | Grace Hopper brought [Marek]"),
        (
            "Grace introduced me to Ada’s brother [Marek]",
            "Grace Hopper+Ada Byron+[Marek] | Grace Hopper brought [Marek]",
        ),
        ("Grace introduced me by email to [Marek]", "email | in | Grace Hopper+[Marek] | Grace Hopper brought [Marek]"),
        (
            "Grace introduced me to [Marek] and [Zoe] from the choir",
            "Grace Hopper+[Marek]+[Zoe] | Grace Hopper brought [Marek] | Grace Hopper brought [Zoe]",
        ),
        ("Zoe introduced me to Ida and Ida laughed", "Zoe? brought Ida? | unknown Zoe+Ida"),
        ("Grace got me in touch with [Marek]", "[Marek] | (Grace Hopper) brought [Marek]"),
        ("Grace put me in touch with [Marek]", "[Marek] | (Grace Hopper) brought [Marek]"),
        ("Grace connected me with Marek", "(Grace Hopper) brought Marek? | unknown Marek"),
        ("Grace referred me to [Marek]", "[Marek] | (Grace Hopper) brought [Marek]"),
        ("Grace recommended me to [Marek]", "[Marek] | (Grace Hopper) brought [Marek]"),
        ("Grace recommended [Marek] to me", "[Marek] | (Grace Hopper) brought [Marek]"),
        ("Grace recommended me to [Marek] as a client", "[Marek] | (Grace Hopper) brought [Marek] as client"),
        ("Grace recommended me to [Marek] for the job", "[Marek] | (Grace Hopper) brought [Marek] as job"),
        ("Grace introduced me to [Marek], he got a job", "Grace Hopper+[Marek] | Grace Hopper brought [Marek]"),
        (
            "Grace introduced me to [Marek] and Budi",
            "Grace Hopper+[Marek]+Budi Santoso | Grace Hopper brought [Marek] | Grace Hopper brought Budi Santoso",
        ),
        (
            "Grace introduced me to [Marek] and Budi made me feel heard",
            "Grace Hopper+[Marek]+Budi Santoso | felt Budi Santoso: heard +2 | Grace Hopper brought [Marek]",
        ),
        (
            "Grace and Budi introduced me to [Marek]",
            "Grace Hopper+Budi Santoso+[Marek] | Grace Hopper brought [Marek] | Budi Santoso brought [Marek]",
        ),
        (
            "lunch with Budi and Grace introduced us to [Marek]",
            "in_person | Budi Santoso+Grace Hopper+[Marek] | Grace Hopper brought [Marek]",
        ),
        ("coffee with [Marek]; Grace introduced us", "in_person | [Marek] | (Grace Hopper) brought [Marek]"),
        ("coffee with [Marek]. Grace put us in touch", "in_person | [Marek] | (Grace Hopper) brought [Marek]"),
        ("coffee with [Marek]; Grace introduced me to him", "in_person | [Marek] | (Grace Hopper) brought [Marek]"),
        (
            "lunch with Grace, she introduced me to [Marek]",
            "in_person | Grace Hopper+[Marek] | Grace Hopper brought [Marek]",
        ),
        (
            "lunch with Grace, who put me in touch with [Marek]",
            "in_person | Grace Hopper | Grace Hopper brought ([Marek])",
        ),
        (
            "Grace came over and introduced me to [Marek]",
            "in_person | Grace Hopper+[Marek] | Grace Hopper brought [Marek]",
        ),
        ("I was introduced to [Marek] by Grace", "[Marek]+Grace Hopper | Grace Hopper brought [Marek]"),
        ("got introduced to [Marek] through Grace", "[Marek] | (Grace Hopper) brought [Marek]"),
        ("Grace introduced me to Zoe", "Grace Hopper | Grace Hopper brought Zoe? | unknown Zoe"),
        ("Zoe introduced me to [Marek]", "[Marek] | Zoe? brought [Marek] | unknown Zoe"),
        ("Zoe put me in touch with [Marek]", "[Marek] | (Zoe?) brought [Marek]"),
        ("I introduced Grace to Sari", "Grace Hopper+Sari Dewi | I introduced Grace Hopper to Sari Dewi"),
        ("Introduced Grace to Sari", "Grace Hopper+Sari Dewi | I introduced Grace Hopper to Sari Dewi"),
        ("I put Grace in touch with [Zoe]", "Grace Hopper+[Zoe] | I introduced Grace Hopper to [Zoe]"),
        (
            "lunch with Sari, I introduced her to Grace",
            "in_person | Sari Dewi+Grace Hopper | I introduced Sari Dewi to Grace Hopper",
        ),
    ]);
}

#[test]
fn who_brought_whom_in_indonesian() {
    check(&[
        ("ketemu [Marek] lewat Grace", "in_person | [Marek] | (Grace Hopper) brought [Marek]"),
        (
            "kemarin ngopi sama [Marek], melalui Budi",
            "2026-11-22 | in_person | [Marek] | (Budi Santoso) brought [Marek]",
        ),
        ("dikenalin Grace ke [Marek]", "Grace Hopper+[Marek] | Grace Hopper brought [Marek]"),
        ("dikenalin sama Grace ke [Marek]", "Grace Hopper+[Marek] | Grace Hopper brought [Marek]"),
        ("aku dikenalin ke [Marek] sama Grace", "[Marek]+Grace Hopper | Grace Hopper brought [Marek]"),
        ("ketemu [Marek], dikenalin Grace", "in_person | [Marek] | (Grace Hopper) brought [Marek]"),
        ("Grace ngenalin aku ke [Marek]", "Grace Hopper+[Marek] | Grace Hopper brought [Marek]"),
        ("Budi ngenalin [Marek] ke aku", "Budi Santoso+[Marek] | Budi Santoso brought [Marek]"),
        ("Budi memperkenalkan saya dengan [Marek]", "Budi Santoso+[Marek] | Budi Santoso brought [Marek]"),
        (
            "makan sama Budi, dia ngenalin aku ke [Marek]",
            "in_person | Budi Santoso+[Marek] | Budi Santoso brought [Marek]",
        ),
        ("ketemu [Marek], dari rekomendasi Grace", "in_person | [Marek] | (Grace Hopper) brought [Marek]"),
        ("ketemu [Marek], klien, dari rekomendasi Grace", "in_person | [Marek] | (Grace Hopper) brought [Marek]"),
        ("ketemu [Marek] sebagai klien, lewat Grace", "in_person | [Marek] | (Grace Hopper) brought [Marek] as client"),
        ("aku ngenalin Grace ke Sari", "Grace Hopper+Sari Dewi | I introduced Grace Hopper to Sari Dewi"),
    ]);
}

#[test]
fn what_looks_like_it_is_no_bringing() {
    for text in [
        "drove through Riga with [Marek]",
        "drove with [Marek] through Oslo",
        "walked with Grace through the park",
        "coffee with [Marek] via Zoom",
        "coffee with [Marek] via WhatsApp",
        "met [Marek] through LinkedIn",
        "met [Marek] through AA",
        "met [Marek] through work",
        "Grace went through a lot",
        "stayed with Grace through Friday",
        "stayed with Grace through May",
        "coffee with Budi, through Grace I heard the news",
        "coffee with Budi, through Grace's sister",
        "not through Grace but lunch with Budi",
        "met [Marek], not through Grace",
        "talked to Budi through Grace",
        "lunch with Ada about Budi through Grace",
        "heard the news via Grace",
        "lunch with Grace's friend [Marek]",
        "Grace's sister introduced me to [Marek]",
        "Grace never introduced me to [Marek]",
        "Grace didn't introduce me to [Marek]",
        "Grace hasn't introduced me to Budi",
        "Grace will introduce me to Budi",
        "Grace wants to introduce me to Budi",
        "Grace promised to introduce me to Budi",
        "Grace would have introduced me to Budi",
        "lunch with Ada; if Grace introduced me to Budi it would help",
        "Grace said \"Ada introduced me to Budi\"",
        "Grace introduced Ada to Budi",
        "Grace introduced herself to Budi",
        "I introduced myself to Budi",
        "I introduced Grace to the team",
        "I introduced Grace to Radiohead",
        "Grace introduced me to Sichuan food",
        "Grace introduced me to the team",
        "Grace introduced me to the choir, [Marek] sang",
        "Grace got in touch with me",
        "Budi met Sari through Grace",
        "lunch with Budi and Sari, who met through Grace",
        "call with Ada; she met Sari through Grace",
        "Ada told me Budi and Sari met through Grace",
        "we met through friends, lunch with Budi",
        "Budi introduced the topic to me",
        "Budi recommended me a book; lunch",
        "sent Grace the book through Budi",
        "lunch with Ada. Grace asked whether Budi introduced me to Sari",
        "lunch with Grace, read a book recommended by Budi",
        "lunch with Ada @Kopi Tuku, recommended by Grace",
        "Grace was introduced to Sari by Budi",
        "Grace connected with Budi",
        "Grace put me to bed",
        r"met [Marek] through \Grace",
        "Grace mau ngenalin aku ke Budi",
        "Grace janji ngenalin aku ke Budi",
        "Grace belum ngenalin aku ke Budi",
        "ketemu [Marek] bukan lewat Grace",
        "ketemu [Marek] lewat Zoom",
        "jalan sama Sari lewat Oslo",
        "ketemu [Marek] lewat Jalan Sudirman",
    ] {
        let e = entry(text).expect(text);
        assert!(e.brought.is_empty() && e.introduced.is_empty() && e.absent.is_empty(), "{text}: {}", told(text));
        assert!(e.unknown.is_empty(), "{text}: {}", told(text));
    }
    check(&[
        ("Grace promised to introduce me to Budi", "Grace Hopper | them owes Grace Hopper: introduce me to Budi"),
        ("coffee with Budi, through Grace I heard the news", "in_person | Budi Santoso+Grace Hopper"),
    ]);
}

#[test]
fn a_bringing_is_where_it_says() {
    for (text, span) in [
        ("met [Marek] through Grace yesterday", "through Grace"),
        ("Grace has introduced me to [Marek] at lunch", "Grace has introduced me to [Marek]"),
        ("Grace introduced me to [Marek] and [Zoe] over lunch", "Grace introduced me to [Marek] and [Zoe]"),
        ("met [Marek] through my old friend Grace", "through my old friend Grace"),
        ("dikenalkan [Marek] oleh Grace", "dikenalkan [Marek] oleh Grace"),
        ("Tomas brought me a new client, [Marek].", "Tomas brought me a new client, [Marek]"),
        ("ketemu [Marek], dari rekomendasi Budi", "dari rekomendasi Budi"),
        ("coffee with [Marek], introduced by Grace", "introduced by Grace"),
    ] {
        let e = entry(text).expect(text);
        let told: BTreeSet<_> = e.brought.iter().map(|b| &e.text[b.span.clone()]).collect();
        assert_eq!(told, BTreeSet::from([span]), "{text}");
    }
    let e = entry("lunch; I introduced Grace to Sari, good").expect("an entry");
    assert_eq!(&e.text[e.introduced[0].span.clone()], "I introduced Grace to Sari");
    let e = entry("coffee with [Marek], through Grace").expect("an entry");
    assert_eq!(&e.text[e.absent[0].span.clone()], "Grace");
}

#[test]
fn a_list_of_those_brought_is_not_cut_by_what_follows() {
    for tail in [
        "",
        " over lunch",
        " at the fair",
        " (over lunch)",
        " last friday",
        " with cake",
        " waktu makan",
        " #work",
        " outside",
    ] {
        let text = format!("Grace introduced me to [Marek], [Zoe] and [Pia]{tail}");
        let expected = "Grace Hopper brought [Marek] | Grace Hopper brought [Zoe] | Grace Hopper brought [Pia]";
        assert!(told(&text).ends_with(expected), "{text}: {}", told(&text));
        let text = format!("Grace ngenalin aku ke Budi dan Sari{tail}");
        let expected = "Grace Hopper brought Budi Santoso | Grace Hopper brought Sari Dewi";
        assert!(told(&text).ends_with(expected), "{text}: {}", told(&text));
    }
    check(&[
        ("Zoe introduced me to Ida over lunch", "in_person | Zoe? brought Ida? | unknown Zoe+Ida"),
        ("met [Marek] through Grace over lunch", "in_person | [Marek] | (Grace Hopper) brought [Marek]"),
        (
            "Grace introduced me to [Marek] and [Zoe] laughed",
            "Grace Hopper+[Marek]+[Zoe] | Grace Hopper brought [Marek]",
        ),
        (
            "Grace introduced me to [Marek] and [Zoe] never spoke",
            "Grace Hopper+[Marek]+[Zoe] | Grace Hopper brought [Marek]",
        ),
        (
            "Grace introduced me to Budi and Sari sang",
            "Grace Hopper+Budi Santoso+Sari Dewi | Grace Hopper brought Budi Santoso",
        ),
    ]);
}

#[test]
fn words_that_say_who_somebody_is_are_read_over() {
    check(&[
        ("Met [Marek] through my friend Grace", "in_person | [Marek] | (Grace Hopper) brought [Marek]"),
        ("met [Marek] through my old friend Zoe", "in_person | [Marek] | (Zoe?) brought [Marek]"),
        ("coffee with [Marek], introduced by my brother Budi", "in_person | [Marek] | (Budi Santoso) brought [Marek]"),
        ("ketemu [Marek] lewat temanku Grace", "in_person | [Marek] | (Grace Hopper) brought [Marek]"),
        ("ketemu [Marek] lewat teman saya Grace", "in_person | [Marek] | (Grace Hopper) brought [Marek]"),
        ("Zoe introduced me to her brother [Marek]", "[Marek] | Zoe? brought [Marek] | unknown Zoe"),
        ("Grace introduced me to her brother Ida", "Grace Hopper | Grace Hopper brought Ida? | unknown Ida"),
        (
            "lunch with Ada; Grace introduced me to her brother [Marek]",
            "in_person | Ada Byron+Grace Hopper+[Marek] | Grace Hopper brought [Marek]",
        ),
        (
            "lunch with Ada; Grace introduced me to her at the fair",
            "in_person | Ada Byron | (Grace Hopper) brought Ada Byron",
        ),
        // Her friend is somebody else.
        ("met [Marek] through a friend of Grace", "in_person | [Marek]"),
        ("ketemu [Marek] lewat teman Grace", "in_person | [Marek]"),
    ]);
}

#[test]
fn who_brings_somebody_introduces_them() {
    check(&[
        ("Tomas brought me [Marek] as a client", "Tomas Berg+[Marek] | Tomas Berg brought [Marek] as client"),
        ("Tomas brought me a new client, [Marek]", "Tomas Berg+[Marek] | Tomas Berg brought [Marek] as client"),
        ("Budi bawain aku klien [Marek]", "Budi Santoso+[Marek] | Budi Santoso brought [Marek] as client"),
        ("Tomas brought me a cake for [Marek]", "Tomas Berg+[Marek]"),
        ("Tomas sent me [Marek]'s address", "Tomas Berg+[Marek]"),
        ("Tomas brought me Budi", "Tomas Berg+Budi Santoso"),
        ("Tomas brought [Marek]", "Tomas Berg+[Marek]"),
        ("Budi bawain aku buku", "Budi Santoso"),
        ("Grace introduced [Marek]", "Grace Hopper+[Marek] | Grace Hopper brought [Marek]"),
        ("Grace ngenalin [Marek]", "Grace Hopper+[Marek] | Grace Hopper brought [Marek]"),
        ("Grace introduced [Marek] to the team", "Grace Hopper+[Marek]"),
        ("Grace introduced [Marek] to Sari", "Grace Hopper+[Marek]+Sari Dewi"),
        ("Grace introduced Radiohead", "Grace Hopper"),
        ("dikenalkan [Marek] oleh Grace", "[Marek]+Grace Hopper | Grace Hopper brought [Marek]"),
        ("dikenalkan Budi oleh Grace", "Budi Santoso+Grace Hopper | Grace Hopper brought Budi Santoso"),
        ("[Marek] dikenalkan oleh Grace", "[Marek] | (Grace Hopper) brought [Marek]"),
    ]);
}

#[test]
fn nobody_is_brought_by_a_meeting_that_was_not() {
    for text in [
        "did not meet [Marek] through Grace",
        "haven't met [Marek] through Grace",
        "couldn't meet [Marek], through Grace",
        "no lunch with [Marek], through Grace",
        "want to meet [Marek] through Grace",
        "I wanted to finally meet [Marek] and [Zoe] through Grace",
        "hope to meet [Marek] through Grace",
        "I'd like to meet [Marek] through Grace",
        "tried to meet [Marek] through Grace",
        "will meet [Marek] through Grace",
        "going to meet [Marek] through Grace",
        "Through Grace I want to meet [Marek]",
        "lunch with [Marek]. We did not meet through Grace",
        "belum ketemu [Marek] lewat Grace",
        "nggak ketemu [Marek] lewat Grace",
        "mau ketemu [Marek] lewat Grace",
        "pengen ketemu [Marek] lewat Grace",
        "akan ketemu [Marek] lewat Grace",
        "Lewat Grace aku mau ketemu [Marek]",
    ] {
        // With its day given, a plan is not refused.
        let today = parse_iso("2026-11-23").expect("a date");
        let e = parse_on(text, Some(today), today, &Known { names: &index(), places: &[] }).expect(text);
        assert!(e.brought.is_empty() && e.absent.is_empty(), "{text}: {}", told(text));
    }
    check(&[
        ("tried the new cafe with [Marek], through Grace", "[Marek] | (Grace Hopper) brought [Marek]"),
        ("was happy to meet [Marek] through Grace", "[Marek] | (Grace Hopper) brought [Marek]"),
        ("I was not well but met [Marek] through Grace", "in_person | [Marek] | (Grace Hopper) brought [Marek]"),
        ("sudah ketemu [Marek] lewat Grace", "in_person | [Marek] | (Grace Hopper) brought [Marek]"),
    ]);
}

#[test]
fn brackets_stay_whole_in_a_promise() {
    check(&[
        ("Tomas will introduce me to [Marek]", "Tomas Berg | them owes Tomas Berg: introduce me to [Marek]"),
        (
            "Tomas promised to introduce me to [Marek Nowicki] by friday",
            "Tomas Berg | them owes Tomas Berg: introduce me to [Marek Nowicki] by 2026-11-27",
        ),
        (
            "I'll show Grace [the mill] and [the pub]",
            "Grace Hopper | me owes Grace Hopper: show [the mill] and [the pub]",
        ),
        ("Tomas mau ngenalin aku ke [Marek]", "Tomas Berg+[Marek]"),
    ]);
    let e = entry("Tomas will introduce me to [Marek].").expect("an entry");
    assert_eq!(&e.text[e.promises[0].span.clone()], "Tomas will introduce me to [Marek]");
}
