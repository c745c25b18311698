//! Words that are names and something else besides, and the words that tell the two apart: one table per language.

use crate::text::index::{Builder, Index, Key, split};

/// What one language adds.
struct Words {
    /// Given names that are ordinary words, days or months too.
    common: &'static str,
    /// Words after which a person is named, whatever the capitals.
    connectors: &'static str,
    /// Words after which a person was named at the start of a sentence ("Grace called").
    predicates: &'static str,
    /// Words that may stand between the two ("Grace finally called").
    adverbs: &'static str,
    /// What stands before a name without being part of it.
    titles: &'static str,
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
    connectors: "with w and met saw called phoned texted mailed emailed messaged visited",
    predicates: "called phoned rang wrote texted mailed emailed messaged visited made makes left said says told asked \
        promised promises offered offers owes owed was is has had came brought gave sent showed helped thanked seemed \
        looked felt laughed cried and met hosted cooked invited introduced \
        connected referred recommended put got didnt doesnt wasnt",
    adverbs: "also then just once finally kindly again even still really recently always never",
    titles: "dr doctor prof professor mr mrs ms miss sir st fr sr jr",
};

const INDONESIAN: Words = Words {
    common: "adi agung agus agustus air ayu bagus bakti berlian bintang budi bulan bunga cahaya cinta citra dan dia desi dewi \
        dian dwi eka elok embun fajar gading guntur harapan hari ilham iman indah intan januari juli jumat juni kamis \
        kartini kasih kurnia lestari mawar mega mei melati mentari minggu mulia murni mutiara nur permata pertiwi puji \
        purnama putra putri rabu rahmat rahayu ratih ratu rejeki restu rizki sabar sabtu sari sekar senin setia seto sinar \
        suci sukma surya taufik teguh tri utama wahyu wati wijaya yanto",
    connectors: "sama dengan dan bareng ama ketemu nelpon",
    predicates: "bilang cerita bikin buat janji nawarin kirim ngirim nelpon telepon tanya datang bawa kasih ngasih bawain membawakan ngenalin \
        mengenalkan memperkenalkan dan membuat ninggalin meninggalkan nggak gak",
    adverbs: "juga udah sudah baru tadi",
    titles: "pak bapak bu ibu mas mbak mba bang kak om tante haji hj",
};

const LANGUAGES: [&Words; 2] = [&ENGLISH, &INDONESIAN];

/// The characters of Chinese, Japanese and Korean before which a name may begin without its family name.
const GIVEN_NAME_OPENERS: &str = "与和跟同见給给叫找对對向被让讓陪约約、與";

/// A set of words, of all languages together.
#[derive(Clone, Copy)]
struct Set(u8);

const COMMON: Set = Set(1);
const CONNECTORS: Set = Set(2);
const PREDICATES: Set = Set(4);
const TITLES: Set = Set(8);
const ADVERBS: Set = Set(16);

const fn add(built: &mut Builder<u8>, mut list: &'static str, set: Set) {
    while !list.is_empty() {
        let (word, rest) = split(list, b' ');
        *built.at(Key::first_of(word)) |= set.0;
        list = rest;
    }
}

/// The sets of each word; only the compiler goes through the tables.
const BUILT: Builder<u8> = {
    let (mut built, mut i) = (Builder::new(0), 0);
    while i < LANGUAGES.len() {
        add(&mut built, LANGUAGES[i].common, COMMON);
        add(&mut built, LANGUAGES[i].connectors, CONNECTORS);
        add(&mut built, LANGUAGES[i].predicates, PREDICATES);
        add(&mut built, LANGUAGES[i].titles, TITLES);
        add(&mut built, LANGUAGES[i].adverbs, ADVERBS);
        i += 1;
    }
    built
};

static SETS: Index<u8, { BUILT.len() }, { BUILT.slots() }> = Index::over(&BUILT);

impl Set {
    fn contains(self, folded: &str) -> bool {
        SETS.get(&Key::of(folded)).is_some_and(|sets| sets & self.0 != 0)
    }
}

/// Tells whether a folded name is an ordinary word too.
pub(crate) fn is_common(folded: &str) -> bool {
    COMMON.contains(folded)
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

/// Tells whether a given name in Chinese may follow this character directly.
pub(super) fn is_given_name_opener(character: &str) -> bool {
    GIVEN_NAME_OPENERS.contains(character)
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
            ]
        };
        let words = |of: Set| -> Vec<&str> {
            let lists = LANGUAGES.into_iter().flat_map(tables).filter(|(set, _)| set.0 == of.0);
            lists.flat_map(|(_, list)| list.split_whitespace()).collect()
        };
        let sets = [COMMON, CONNECTORS, PREDICATES, TITLES, ADVERBS];
        for word in sets.into_iter().flat_map(words).chain(["", "ozols", "gracee"]) {
            assert_eq!(fold::words(word).concat(), word);
            for set in sets {
                assert_eq!(set.contains(word), words(set).contains(&word), "{word}");
            }
        }
    }
}
