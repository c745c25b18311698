//! Words that are names and something else besides, and the words that tell the two apart: one table per language.

use crate::text::index::{Builder, Index, Key, split};

/// What one language adds.
struct Words {
    /// Given names that are ordinary words, days or months too.
    common: &'static str,
    /// Of these, the words that open a sentence as ordinary words ("Will do", "Hari ini"); whoever has another of them
    /// for a name is meant by it there.
    openers: &'static str,
    /// Words after which a person is named, whatever the capitals.
    connectors: &'static str,
    /// Words after which a person was named at the start of a sentence ("Grace called").
    predicates: &'static str,
    /// What else somebody does, or is, right after one of the `openers` that is their name ("Will danced").
    deeds: &'static str,
    /// Words that may stand between the two ("Grace finally called").
    adverbs: &'static str,
    /// What stands before a name without being part of it.
    titles: &'static str,
    /// Of these, the ones that are written short, with a full stop that ends no sentence.
    short: &'static str,
    /// What relatives are called by before their names; many have a family name of this kind too.
    addresses: &'static str,
    /// Words that open a sentence before whoever it is about ("Later Grace came", "Poor Grace").
    leads: &'static str,
    /// Relatives and friends of whoever is named right after them ("adik Ilze" is hers).
    theirs: &'static str,
    /// Between such a word and the name ("a friend *of* Ilze").
    of: &'static str,
}

const ENGLISH: Words = Words {
    common: "al amber an angel april archer aria arrow art ash aspen aster august autumn bailey baker baron basil bay \
        bear bell berry beverly bill birch bishop black blue booker bishop brand brandy brave breeze bright brook brown \
        buck bud buddy can carol chance chaplain charity chase cherry chip chuck clay clement cliff clover cole colt constance \
        cook coral cricket crystal daisy dale dash dawn day dean december destiny dick dot drew duke earl ebony eden \
        ember ernest eve ever faith falcon fern flint flora fox frank friday gay gene gentry georgia ginger glen glenn \
        glory grace grant gray green grey guy happy harmony harry haven hazel heather heaven holly honey honor honour \
        hope hunter iris ivy jack jade january jasmine jay jean jet jewel jimmy joy jules july june junior justice karma \
        kay ken king kit lake lance lane lark laurel law leaf lee liberty lily long love luck mac madison maple march marina \
        made mark marshal marshall mason max may mel melody mercy merit miles misty mo monday moss nick noble noel norm nova \
        november ocean october olive opal page paris pat patience patsy peace peach pearl peg penny pepper phoenix \
        pierce piper poppy porter precious prince princess promise prudence queen rain ray raven red reed reign rich \
        river rob robin rock rocky rod roman rose rosemary rowan roy royal ruby rusty sage sandy saint saturday sawyer \
        scout sean september serenity shepherd sierra sky skip smith snow soldier sol song sonny spike star stella stone \
        storm story sue summer sunday sunny tad tanner tiger tilly tony trace tracy treasure trinity trip true tuesday \
        ty van velvet verity victor victory vienna violet wade walker ward warren wednesday white will willow winter \
        wolf wood woody wren young zen thursday trip unity valor pip major bo bob",
    openers: "al amber an angel april arrow art aspen august autumn baker baron basil bay bear bell berry bill birch bishop black \
        blue booker brand brave breeze bright brook brown buck can chance chaplain charity chase cherry chip chuck clay cliff \
        clover cook coral cricket crystal dash dawn day dean december destiny dot drew duke eden ember ever faith falcon fern \
        flint fox frank friday gay gentry georgia ginger glory grant gray green grey guy happy harmony haven heaven honey honor \
        honour hope hunter jade january jet jewel joy july june junior justice karma king kit lake lance lane lark law leaf \
        liberty long love luck made major maple march marina mark marshal may melody merit miles misty mo monday moss noble \
        norm nova november ocean october olive opal page paris patience peace peach pearl peg penny pepper pierce piper porter \
        precious prince princess promise prudence queen rain raven red reed reign rich river rock rocky rod rose royal rusty \
        saint sandy saturday september serenity shepherd sierra skip sky smith snow soldier sol song sonny spike star stone \
        storm story summer sunday sunny tad thursday tiger trace treasure trip true tuesday unity valor van velvet victory \
        vienna wade walker ward wednesday white will willow winter wolf wood young zen",
    connectors: "with w and met saw called phoned texted mailed emailed messaged visited",
    predicates: "called phoned rang wrote texted mailed emailed messaged visited made makes left said says told asked \
        promised promises offered offers owes owed was is has had came brought gave sent showed helped thanked seemed \
        looked felt laughed cried and met hosted cooked invited introduced \
        connected referred recommended put got didnt doesnt wasnt",
    deeds: "went took ate drank sang slept drove stayed bought paid won lost found kept spoke talked knew heard held ran read rode \
        swam threw woke wore chose began broke caught forgot gets goes comes says works lives wants needs likes loves hates \
        isnt wasnt hasnt hadnt didnt doesnt wont cant cannot couldnt wouldnt sick ill tired sad angry pregnant busy worried upset \
        exhausted furious",
    adverbs: "also then just once finally kindly again even still really recently always never",
    titles: "dr doctor prof professor mr mrs ms miss sir st fr sr jr",
    short: "dr prof mr mrs ms st fr sr jr",
    addresses: "aunt aunty auntie uncle cousin grandma grandpa granny grandmother grandfather nana brother sister mama papa father \
        mother coach captain reverend pastor",
    leads: "later also finally then afterwards afterward next now today tonight tomorrow yesterday earlier early late lately last \
        this that morning afternoon evening night noon midday midnight lunchtime weekend once twice again still already soon \
        suddenly luckily sadly maybe perhaps anyway besides instead meanwhile otherwise somehow sometimes often always never \
        usually recently eventually apparently surprisingly however therefore thus hence so but and or yet because since \
        although though while whereas when whenever if unless until till before after as like plus poor dear little old young \
        lovely sweet beautiful good great nice big happy sad funny clever kind brave crazy silly tired busy dearest darling new \
        fun glad sorry thankful grateful thanks thank congrats news update note ps btw fyi ok okay oh ah aw hey hi hello wow yay \
        ugh yes no well only even just both all neither either my our his her their your its the a an there here where what \
        who why how which only another every each some any much many more most first second third at in on with without by for \
        from to of about during through thru via over under between among near loved missed hearing seeing having \
        being watching visiting thought turns seems heard saw found learned learnt",
    theirs: "",
    of: "of",
};

const INDONESIAN: Words = Words {
    common: "adi agung agus agustus air ayu bagus bakti berlian bintang budi bulan bunga cahaya cinta citra dan dia desi dewi \
        dian dwi eka elok embun fajar gading guntur harapan hari ilham iman indah intan januari juli jumat juni kamis \
        kartini kasih kurnia lestari mawar mega mei melati mentari minggu mulia murni mutiara nur permata pertiwi puji \
        purnama putra putri rabu rahmat rahayu ratih ratu rejeki restu rizki sabar sabtu sari sekar senin setia seto sinar \
        suci sukma surya taufik teguh tri utama wahyu wati wijaya yanto",
    openers: "agustus air bagus bakti bintang bulan bunga cahaya cinta dan dia hari harapan iman indah januari juli jumat juni kamis \
        kasih mei minggu mulia murni puji rabu restu sabar sabtu senin setia suci utama",
    connectors: "sama dengan dan bareng ama ketemu nelpon",
    predicates: "bilang cerita bikin buat janji nawarin kirim ngirim nelpon telepon tanya datang bawa kasih ngasih bawain membawakan ngenalin \
        mengenalkan memperkenalkan dan membuat ninggalin meninggalkan nggak gak",
    deeds: "adalah akan ajak ajarin antar balik balikin bantu bantuin bawain bayar bayarin belajar beli beliin berhasil berjanji \
        berkata berkunjung bertanya berutang bisa cerai cuma dapat dapet dateng diam gagal hamil harus hilang hutang ikut ingin \
        jadi janjiin jemput kabarin kasihin kaget kangen kecewa kerja ketawa kirimin lagi lahir lewat lulus lupa main makan \
        malah marah masak masih masuk mati mau melahirkan membawa membelikan memberi membuat membuatku meminjam meminjamkan \
        memasak memasakkan membantu mencari menangis menang mengajak mengajar mengantar mengirim menikah meninggal meninggalkan \
        menjemput menulis menunggu mentraktir menelepon menelpon menawari menawarkan mengunjungi menginap minjemin minta mampir \
        mulai naik nangis nanya nebeng nelepon ngabarin ngajak ngajarin nganter ngasihin ngebuat ngejemput ngerasa ngirimin \
        ngobrol ngomong ngundang ngutang nikah nggak ngga gak enggak ga nginep nginap nitip nolak nongkrong nonton numpang nyanyi \
        pamit pergi pindah pulang punya putus sakit sampai sampe sedih sembuh senang seneng senyum sibuk tahu tau takut tanya telat \
        telepon telpon tertawa terharu terlambat tidak tidur tinggal traktir tunangan undang utang wafat capek cape",
    adverbs: "juga udah sudah baru tadi",
    titles: "pak bapak bu ibu mas mbak mba bang kak om tante haji hj",
    short: "hj",
    addresses: "kakak paman bude pakde bulik paklik eyang opa oma nenek kakek abang teteh uda uni",
    leads: "tadi akhirnya kemarin kemaren barusan lalu terus kemudian habis abis setelah sebelum sesudah pas waktu ketika saat sejak \
        sambil karena soalnya tapi namun jadi makanya untung untungnya syukur syukurlah alhamdulillah ternyata rupanya mungkin \
        kayaknya sepertinya tiba mendadak pagi siang sore malam semalam malem besok lusa nanti sekarang dulu juga bahkan apalagi \
        sayang sayangnya kasihan kasian si sang wah aduh eh oh hari minggu bulan tahun dengan sama bareng bersama ketemu bertemu \
        ada di ke dari untuk buat soal tentang kata menurut seperti kayak gara meski meskipun walau walaupun selain selesai begitu \
        lagi masih sudah udah baru sempat hanya cuma setiap tiap para semua",
    theirs: "adik istri suami pacar teman temen sahabat anak sepupu tetangga bos temannya temennya sahabatnya kakaknya adiknya \
        adeknya istrinya suaminya ibunya bapaknya ayahnya mamanya papanya mamahnya emaknya orangtuanya anaknya cucunya \
        keponakannya saudaranya sepupunya pacarnya mantannya tunangannya bosnya tetangganya rekannya pamannya tantenya omnya \
        neneknya kakeknya mertuanya dosennya gurunya keluarganya",
    of: "",
};

const LANGUAGES: [&Words; 2] = [&ENGLISH, &INDONESIAN];

/// Shorter words in "-ed" are hardly ever verbs ("shed", "Fred").
const PAST_LEAST: usize = 5;
/// Shorter words in "-ly" and "-ing" are names as often ("Emily", "Bing").
const ADVERB_LEAST: usize = 6;
/// Names that end as adverbs do.
const NAMES_LIKE_ADVERBS: [&str; 4] = ["beverly", "everly", "kimberly", "waverly"];

/// A set of words, of all languages together.
#[derive(Clone, Copy)]
struct Set(u16);

const COMMON: Set = Set(1);
const CONNECTORS: Set = Set(2);
const PREDICATES: Set = Set(4);
const TITLES: Set = Set(8);
const ADVERBS: Set = Set(16);
const OPENERS: Set = Set(32);
const DEEDS: Set = Set(64);
const SHORT: Set = Set(128);
const ADDRESSES: Set = Set(256);
const LEADS: Set = Set(512);
const THEIRS: Set = Set(1024);
const OF: Set = Set(2048);

const fn add(built: &mut Builder<u16>, mut list: &'static str, set: Set) {
    while !list.is_empty() {
        let (word, rest) = split(list, b' ');
        *built.at(Key::first_of(word)) |= set.0;
        list = rest;
    }
}

/// The sets of each word; only the compiler goes through the tables.
const BUILT: Builder<u16> = {
    let (mut built, mut i) = (Builder::new(0), 0);
    while i < LANGUAGES.len() {
        add(&mut built, LANGUAGES[i].common, COMMON);
        add(&mut built, LANGUAGES[i].connectors, CONNECTORS);
        add(&mut built, LANGUAGES[i].predicates, PREDICATES);
        add(&mut built, LANGUAGES[i].titles, TITLES);
        add(&mut built, LANGUAGES[i].adverbs, ADVERBS);
        add(&mut built, LANGUAGES[i].openers, OPENERS);
        add(&mut built, LANGUAGES[i].deeds, DEEDS);
        add(&mut built, LANGUAGES[i].short, SHORT);
        add(&mut built, LANGUAGES[i].addresses, ADDRESSES);
        add(&mut built, LANGUAGES[i].leads, LEADS);
        add(&mut built, LANGUAGES[i].theirs, THEIRS);
        add(&mut built, LANGUAGES[i].of, OF);
        i += 1;
    }
    built
};

static SETS: Index<u16, { BUILT.len() }, { BUILT.slots() }> = Index::over(&BUILT);

impl Set {
    const fn or(self, other: Set) -> Set {
        Set(self.0 | other.0)
    }

    fn contains(self, folded: &str) -> bool {
        SETS.get(&Key::of(folded)).is_some_and(|sets| sets & self.0 != 0)
    }
}

/// Tells whether a folded name is an ordinary word too.
pub(crate) fn is_common(folded: &str) -> bool {
    COMMON.contains(folded)
}

/// Tells whether this folded name, capitalised at the start of a sentence, is the ordinary word as easily.
pub(super) fn is_opener(folded: &str) -> bool {
    OPENERS.contains(folded)
}

/// Tells whether what this folded word says after such a name makes a person of it: what people do or are.
pub(crate) fn is_deed(folded: &str) -> bool {
    let past = folded.len() >= PAST_LEAST && folded.ends_with("ed") && !folded.ends_with("eed");
    past || PREDICATES.or(DEEDS).contains(folded)
}

/// Tells whether a person is named after this folded word.
pub(super) fn is_connector(folded: &str) -> bool {
    CONNECTORS.contains(folded)
}

/// Tells whether this folded word follows a person at the start of a sentence.
pub(crate) fn is_predicate(folded: &str) -> bool {
    PREDICATES.contains(folded)
}

/// Tells whether this folded word may stand between a person and what they did.
pub(super) fn is_adverb(folded: &str) -> bool {
    ADVERBS.contains(folded)
}

/// Tells whether this folded word is a form of address.
pub(crate) fn is_title(folded: &str) -> bool {
    TITLES.contains(folded)
}

/// Tells whether this folded word, a form of address, is written short with a full stop.
pub(crate) fn is_short(folded: &str) -> bool {
    SHORT.contains(folded)
}

/// Tells whether this folded word stands before a name as a form of address, for relatives too.
pub(crate) fn is_address(folded: &str) -> bool {
    TITLES.or(ADDRESSES).contains(folded)
}

/// Tells whether this folded word, at the start of a sentence and before a name, is no part of the name.
pub(crate) fn is_lead(folded: &str) -> bool {
    let adverb = folded.len() >= ADVERB_LEAST && folded.ends_with("ly") && !NAMES_LIKE_ADVERBS.contains(&folded);
    let doing = folded.len() >= ADVERB_LEAST && folded.ends_with("ing");
    adverb || doing || LEADS.contains(folded)
}

/// Tells whether this folded word is a relative or friend of whoever is named right after it.
pub(crate) fn is_theirs(folded: &str) -> bool {
    THEIRS.contains(folded)
}

/// Tells whether this folded word stands between a relative or friend and whose they are.
pub(crate) fn is_of(folded: &str) -> bool {
    OF.contains(folded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fold;

    #[test]
    fn every_word_is_folded_and_in_its_sets_only() {
        let tables = |l: &Words| {
            [
                (COMMON, l.common),
                (CONNECTORS, l.connectors),
                (PREDICATES, l.predicates),
                (TITLES, l.titles),
                (ADVERBS, l.adverbs),
                (OPENERS, l.openers),
                (DEEDS, l.deeds),
                (SHORT, l.short),
                (ADDRESSES, l.addresses),
                (LEADS, l.leads),
                (THEIRS, l.theirs),
                (OF, l.of),
            ]
        };
        let words = |of: Set| -> Vec<&str> {
            let lists = LANGUAGES.into_iter().flat_map(tables).filter(|(set, _)| set.0 == of.0);
            lists.flat_map(|(_, list)| list.split_whitespace()).collect()
        };
        let sets =
            [COMMON, CONNECTORS, PREDICATES, TITLES, ADVERBS, OPENERS, DEEDS, SHORT, ADDRESSES, LEADS, THEIRS, OF];
        for word in sets.into_iter().flat_map(words).chain(["", "ozols", "gracee"]) {
            assert_eq!(fold::words(word).concat(), word);
            for set in sets {
                assert_eq!(set.contains(word), words(set).contains(&word), "{word}");
            }
        }
    }
}
