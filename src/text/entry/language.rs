//! The words that give a sentence its meaning, one table per language. Nothing is decided here.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::line::Phrases;
use crate::domain::meeting::Kind;

/// What one language knows. Strings of single words are split at spaces, phrases at `|`.
struct Language {
    /// Phrases that tell the kind wherever they stand.
    kinds: &'static [(&'static str, Kind)],
    /// Words that tell the kind unless they speak of what may come ("to call", "will call", "call me").
    bare_kinds: &'static [(&'static str, Kind)],
    /// Words for writing that leave open on what; another written kind in the sentence tells.
    open_kinds: &'static [(&'static str, Kind)],
    /// Words that tell the kind only if nothing else does.
    weak_kinds: &'static [(&'static str, Kind)],
    /// Phrases for a try without an answer.
    attempts: &'static str,
    /// Before a bare kind: it has not happened.
    modals: &'static str,
    /// After a bare kind: it is a request or no contact.
    requests: &'static str,
    /// After a kind word: it names a thing ("email address"), not a contact.
    things: &'static str,

    with: &'static str,
    and: &'static str,
    /// Verbs whose object is a person met.
    meets: &'static str,
    i: &'static str,
    me: &'static str,
    we: &'static str,
    they: &'static str,
    them: &'static str,
    /// Subjects that are no person.
    it: &'static str,
    /// Of `them`, the words that are possessives too.
    hers: &'static str,
    /// Who is spoken of but was not there.
    about: &'static str,
    /// From whom something came, to whom it went.
    from: &'static str,
    to: &'static str,
    /// Verbs before a letter that came.
    received: &'static str,

    /// Verbs of causing a feeling in somebody.
    causes: &'static str,
    /// Of these, the verbs that say just as well that somebody was left somewhere.
    leaves: &'static str,
    /// Links between the person and the feeling ("made me *feel*").
    feel: &'static str,
    /// My own feeling.
    felt: &'static str,
    /// The infinitive of it, after a negation or "I".
    felt_bare: &'static str,
    negations: &'static str,
    /// Words that may stand between a subject and its verb.
    adverbs: &'static str,
    /// Words after which a feeling names its person ("heard *by* Grace").
    felt_tails: &'static str,
    /// Words that end a feeling.
    because: &'static str,
    /// First words of what is left somewhere, not of a feeling.
    not_feelings: &'static str,
    /// After "a": the feeling itself goes on ("a *bit* small").
    degrees: &'static str,
    joints: &'static str,

    /// Phrases that promise by themselves.
    promised: &'static str,
    /// Phrases of the future, which promise with one of `deeds` after them.
    will: &'static str,
    deeds: &'static str,
    /// Deeds whose person is what the deed is about ("introduce Grace to Ada").
    introductions: &'static str,
    /// Words between a promise and its thing.
    fillers: &'static str,
    /// Before a due day.
    due: &'static str,
    /// Before a day that belongs to the thing ("the notes *from* Friday").
    not_due: &'static str,
    /// First words of one more thing after a comma.
    articles: &'static str,

    /// Before a name that is a date word: it is the date.
    date_leads: &'static str,
    /// Before a date that is not the day of the meeting.
    undated: &'static str,
    /// Words between a thing and its date ("birthday *is* 2 May").
    links: &'static str,
    /// After a length of time that is not the length of the meeting.
    not_lengths: &'static str,
    /// Before a known place.
    places: &'static str,
    /// Capitalised words that are no names of people.
    not_names: &'static str,
}

const ENGLISH: Language = Language {
    kinds: &[
        (
            "coffee|coffees|tea|lunch|lunched|dinner|breakfast|brunch|supper|beer|beers|drink|drinks|wine|picnic|barbecue|bbq|\
             walked|hiked|hike|visited|met|met up|saw|hung out|hanging out|ran into|bumped into|dined|ate|cooked|stayed with|\
             stayed at|dropped by|came over|came by|went to|party|wedding|funeral|concert|in person|sat with|swam|climbed|\
             played|danced|cycled|sailed|hosted|movie|movies|cinema|museum|gym|yoga",
            Kind::InPerson,
        ),
        (
            "zoom|zoomed|zoom call|video call|video called|video chat|videocall|facetime|facetimed|skype|skyped|google meet|\
             teams call|on teams|ms teams|microsoft teams|over video|on video|by video|vc|webcam",
            Kind::Video,
        ),
        (
            "called|phoned|rang|telephoned|phone call|on the phone|by phone|over the phone|a call|had a call|quick call|long call|\
             voice call|rang up|called up|call with|caught up by phone",
            Kind::Call,
        ),
        (
            "letter|letters|wrote a letter|wrote letters|postcard|postcards|wrote a postcard|sent a card|sent a letter|sent a postcard",
            Kind::Letter,
        ),
        ("mailed|emailed|e mailed|an email|a mail|e mail|emails|exchanged mails|by email|by mail", Kind::Email),
        (
            "texted|messaged|whatsapp|whatsapped|a text|texts|by text|dm|dmed|dms|dmd|sms|imessage|telegram|signal message|\
             text message|a message|messages|pinged|wrote on whatsapp|whatsapp message",
            Kind::Message,
        ),
    ],
    bare_kinds: &[
        ("walk|visit|meet|meeting|catch up|stroll", Kind::InPerson),
        ("call|phone|ring", Kind::Call),
        ("mail|email", Kind::Email),
        ("text|message|messaging|texting", Kind::Message),
        ("calling|phoning", Kind::Call),
    ],
    open_kinds: &[("wrote", Kind::Email)],
    weak_kinds: &[("video", Kind::Video), ("chat|chatted|chats", Kind::Message), ("teams", Kind::Video)],
    attempts: "tried to call|tried calling|tried to reach|tried reaching|tried to phone|tried to ring|tried ringing|tried phoning|\
        tried to facetime|tried to text|tried to visit|no answer|no reply|no response|didn't pick up|did not pick up|didn't answer|\
        did not answer|didn't reply|did not reply|never picked up|went to voicemail|got voicemail|left a voicemail|left voicemail|\
        left a message|missed each other|unanswered|wasn't home|was not home|nobody home",
    modals: "to will would should could can must might may shall let lets please ll going didnt did dont cannot cant wont",
    requests: "me him her them us back if when",
    things: "address addresses number numbers thread book card list",
    with: "with w alongside",
    and: "and n plus",
    meets: "met called phoned rang texted messaged emailed mailed hosted facetimed",
    i: "i",
    me: "me",
    we: "we",
    they: "she he they",
    them: "her him them",
    it: "it that this which",
    hers: "her",
    about: "about regarding re concerning",
    from: "from",
    to: "to for",
    received: "got received read has",
    causes: "made makes make making left leaves leave leaving",
    leaves: "left leaves leave leaving",
    feel: "feel feeling felt",
    felt: "felt",
    felt_bare: "feel feeling",
    negations: "not never didnt dont doesnt wasnt no wont cannot cant",
    adverbs: "really also always just still then often even both kindly finally again truly hopefully probably maybe already \
        definitely usually sometimes has have had 've now only",
    felt_tails: "with around by near beside from to for",
    because: "because when while since as after before until that which who where so whenever during about at in on today",
    not_feelings: "at in on with for to a an the my his her their our some from by it behind early before after early off out this \
        that two three",
    degrees: "bit little lot touch",
    joints: "and but then so or",
    promised: "promised|promise|promises|owe|owes|owed|offered|offers|vowed|swore|agreed to|said i would|said i'd|said she'd|\
        said she would|said he'd|said he would|said they'd|said they would|volunteered to|pledged",
    will: "will|shall|going to|am going to|is going to|are going to|plan to|plans to",
    deeds: "send bring lend give get call write email mail text message introduce share show buy pay help ask find check look \
        forward return book invite let make cook fix review read connect put organise organize arrange prepare print drop pick \
        come visit tell try follow set meet host take cover teach translate join order plan ping phone ring update draft reply \
        answer do drive babysit bake move reach speak talk sign mention recommend refer schedule walk water feed knit paint record",
    introductions: "introduce connect recommend refer",
    fillers: "to that i'd i would she'd he'd they'd would she he they i will",
    due: "by before until till on due no later than this for",
    not_due: "from of about since after",
    articles: "the a an my some his her their our another two three her",
    date_leads: "in on by since until till before after last next this every early late mid of from during through each",
    undated: "since until till before after from born birthday birthdays by for due of",
    links: "is was on in",
    not_lengths: "late ago early away before after from older younger drive left",
    places: "in at",
    not_names: "i i'm i'll i've i'd the a an my our his her their its it everyone everybody someone somebody nobody friends family \
        people them him me us you we she he they this that these those all both and or but then with at in on for to of by from as \
        so if when while after before because not no yes ok okay today tomorrow yesterday work home school church lots much great \
        good nice english french german spanish italian indonesian chinese japanese dutch latvian christmas easter",
};

const INDONESIAN: Language = Language {
    kinds: &[
        (
            "ngopi|kopi|ngeteh|makan|makan siang|makan malam|sarapan|ketemu|ketemuan|bertemu|nongkrong|main ke|mampir|jalan jalan|\
             nonton|berkunjung|mengunjungi|ngunjungin|silaturahmi|kondangan|arisan|nginap|nginep|bareng ke|buka puasa|bukber|reuni|\
             olahraga|lari bareng|kumpul|ngumpul|kopdar",
            Kind::InPerson,
        ),
        ("telepon video|video call|vidcall|vcall|panggilan video|zoom|zooman|vcan|vc an", Kind::Video),
        ("nelpon|nelepon|menelepon|menelpon|telponan|teleponan|ditelepon|ditelpon", Kind::Call),
        ("surat|nulis surat|kartu pos|suratan|berkirim surat", Kind::Letter),
        ("ngemail|emailan|kirim email|ngirim email", Kind::Email),
        (
            "wa|wa an|waan|whatsappan|chatan|chattingan|chat di wa|kirim pesan|pesan wa|nge wa|ngewa|nge chat|ngechat|sms an|smsan|dm an",
            Kind::Message,
        ),
    ],
    bare_kinds: &[("telepon|telpon|telp", Kind::Call)],
    open_kinds: &[("menulis|nulis ke", Kind::Email)],
    weak_kinds: &[("ngobrol", Kind::InPerson)],
    attempts: "nggak diangkat|tidak diangkat|gak diangkat|ga diangkat|ngga diangkat|nggak dijawab|tidak dijawab|gak dijawab|\
        nggak dibalas|tidak dibalas|gak dibalas|nggak dibales|gak dibales|nyoba nelpon|coba nelpon|coba telepon|coba telpon|nyoba telepon|\
        coba hubungi|nggak nyambung|gak nyambung|tidak ada jawaban|nggak ada jawaban|gak ada jawaban",
    modals: "mau akan bakal harus perlu bisa tolong jangan nomor no minta",
    requests: "aku saya gue gw balik lagi kalau kalo",
    things: "nomor alamat seluler genggam",
    with: "sama dengan bareng bersama ama sm dgn",
    and: "dan",
    meets: "ketemu bertemu nelpon nelepon menelepon menelpon mengunjungi ngunjungin chatan",
    i: "aku gue gw gua saya ku",
    me: "aku gue gw gua saya ku",
    we: "kami kita",
    they: "dia ia beliau mereka",
    them: "dia beliau mereka",
    it: "itu ini",
    hers: "",
    about: "tentang soal mengenai perihal",
    from: "dari",
    to: "ke buat untuk kepada pada sama",
    received: "dapat dapet terima menerima nerima",
    causes: "bikin membuat ngebuat buat bikinin ninggalin meninggalkan",
    leaves: "ninggalin meninggalkan buat",
    feel: "merasa ngerasa rasa jadi terasa",
    felt: "merasa ngerasa kerasa",
    felt_bare: "rasa",
    negations: "tidak tak nggak ngga gak ga enggak bukan belum jangan",
    adverbs: "juga selalu emang memang sudah udah masih lagi pun sering tetap benar bener sempat baru tadi kayaknya",
    felt_tails: "sama dengan oleh bareng ke",
    because: "karena soalnya waktu pas ketika saat sejak setelah sebelum sampai kalau kalo yang di gara",
    not_feelings: "di ke sama dengan untuk dari yang itu ini sebuah",
    degrees: "",
    joints: "dan tapi terus lalu jadi atau trus",
    promised: "janji|berjanji|janjiin|utang|hutang|ngutang|berutang|nawarin|menawarkan|menawari|janji mau|janji akan|janji bakal",
    will: "mau|akan|bakal|bakalan",
    deeds: "kirim kirimin ngirim ngirimin mengirim bawa bawain bawakan membawa kasih kasihin kasi memberi pinjam pinjamin minjemin \
        pinjamkan beli beliin belikan membeli telepon telpon nelpon hubungi kenalin kenalkan mengenalkan bantu bantuin membantu cari \
        cariin carikan traktir bayar bayarin balikin kembaliin kembalikan ajak ngajak kabari kabarin ngabarin undang ngundang jemput \
        masakin masak bikinin buatkan buatin antar anterin jenguk datang ajarin ngajarin tulis nulis share oper titip titipin",
    introductions: "kenalin kenalkan mengenalkan",
    fillers: "untuk mau akan bakal bahwa kalau kalo buat",
    due: "sebelum sampai paling lambat pada hari",
    not_due: "dari tentang sejak setelah",
    articles: "sebuah satu dua",
    date_leads: "bulan pada sejak sampai sebelum setelah awal akhir hari tiap setiap di",
    undated: "sejak sampai sebelum setelah dari lahir ultah ulang untuk",
    links: "pada tahun tanggal",
    not_lengths: "lalu telat lagi perjalanan",
    places: "di",
    not_names: "aku saya gue gw kita kami dia mereka semua orang teman temen keluarga anak ini itu yang di ke dari dan atau tapi terus \
        lalu hari rumah kantor banyak",
};

const LANGUAGES: [&Language; 2] = [&ENGLISH, &INDONESIAN];

macro_rules! sets {
    ($($name:ident),+ $(,)?) => {
        /// The single words of all languages together.
        pub(super) struct Sets {
            $(pub $name: HashSet<&'static str>),+
        }

        /// The single words, ready to be looked up in folded form.
        pub(super) static WORDS: LazyLock<Sets> = LazyLock::new(|| Sets {
            $($name: LANGUAGES.into_iter().flat_map(|l| l.$name.split_whitespace()).collect()),+
        });
    };
}
sets!(
    modals,
    requests,
    things,
    with,
    and,
    meets,
    i,
    me,
    we,
    they,
    them,
    it,
    about,
    from,
    to,
    received,
    causes,
    leaves,
    feel,
    felt,
    felt_bare,
    negations,
    adverbs,
    felt_tails,
    because,
    not_feelings,
    degrees,
    links,
    hers,
    joints,
    deeds,
    introductions,
    fillers,
    due,
    not_due,
    articles,
    date_leads,
    undated,
    not_lengths,
    places,
    not_names,
);

/// How much a kind word weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Sure,
    Bare,
    Open,
    Weak,
}

/// The phrases that tell the kind of a meeting.
pub(super) static KINDS: LazyLock<Phrases<(Kind, Weight)>> = LazyLock::new(|| {
    let weighed =
        |rows: &'static [(&'static str, Kind)], weight| rows.iter().map(move |(words, kind)| (*words, (*kind, weight)));
    Phrases::new(LANGUAGES.into_iter().flat_map(|l| {
        let sure = weighed(l.kinds, Weight::Sure);
        sure.chain(weighed(l.bare_kinds, Weight::Bare))
            .chain(weighed(l.open_kinds, Weight::Open))
            .chain(weighed(l.weak_kinds, Weight::Weak))
    }))
});

/// The phrases for a try without an answer.
pub(super) static ATTEMPTS: LazyLock<Phrases<()>> =
    LazyLock::new(|| Phrases::new(LANGUAGES.into_iter().map(|l| (l.attempts, ()))));

/// The phrases that promise by themselves.
pub(super) static PROMISED: LazyLock<Phrases<()>> =
    LazyLock::new(|| Phrases::new(LANGUAGES.into_iter().map(|l| (l.promised, ()))));

/// The phrases of the future.
pub(super) static WILL: LazyLock<Phrases<()>> =
    LazyLock::new(|| Phrases::new(LANGUAGES.into_iter().map(|l| (l.will, ()))));
