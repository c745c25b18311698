//! Names, places and sentences that a made-up life is made of. All of it is invented.

/// How a name is put together.
#[derive(Debug, Clone, Copy)]
pub enum Order {
    GivenFirst,
    FamilyFirst,
    /// Family name first, without a space.
    Joined,
    /// One name is all there is.
    Single,
}

/// Share, order, given names and family names, the frequent ones first.
pub type Culture = (f64, Order, &'static [&'static str], &'static [&'static str]);

use Order::{FamilyFirst, GivenFirst, Joined, Single};

pub const CULTURES: &[Culture] = &[
    (
        30.0,
        GivenFirst,
        &[
            "John",
            "Mary",
            "Sarah",
            "Tom",
            "Anna",
            "Joe",
            "Alice",
            "Sam",
            "Lucy",
            "Imogen",
            "Rupert",
            "Beatrice",
            "Mary-Kate",
            "Hope",
            "Mark",
            "Theo",
            "Edith",
            "Will",
            "Hugo",
            "Isla",
        ],
        &[
            "Holloway",
            "Lockwood",
            "Bell",
            "Fox",
            "Webb",
            "Young",
            "Ashworth",
            "O'Dea",
            "Ellis-Jones",
            "Kettering",
            "Pemberton",
            "Hill",
            "May",
        ],
    ),
    (
        16.0,
        GivenFirst,
        &[
            "María",
            "José",
            "Ana",
            "João",
            "Inês",
            "Íñigo",
            "Zoé",
            "François",
            "Élodie",
            "Jean-Luc",
            "Chiara",
            "Niccolò",
            "Begoña",
            "Conceição",
        ],
        &[
            "Moreno",
            "Peña",
            "de la Torre",
            "Gonçalves",
            "d'Aubry",
            "Lefèvre",
            "Dell'Orto",
            "Núñez",
            "Vidal",
            "dos Reis",
        ],
    ),
    (
        12.0,
        GivenFirst,
        &[
            "Jürgen",
            "Käthe",
            "Øyvind",
            "Þórunn",
            "Åsa",
            "Łukasz",
            "Żaneta",
            "Małgorzata",
            "Jiří",
            "Željka",
            "İpek",
            "Şule",
            "Sanne",
            "Thijs",
        ],
        &["Weiß", "Groß", "Ødegård", "Jónsdóttir", "Żółć", "Świątek", "Dvořák", "Şahin", "Yılmaz", "van 't Hof"],
    ),
    (
        10.0,
        GivenFirst,
        &["Ngozi", "Kofi", "Ṣadé", "Wanjiru", "Thabo", "Aminata", "Rahul", "Priya", "Tariq", "Layla", "Kai", "Leilani"],
        &["Okonjo", "Adébọ̀la", "Ng'eno", "Mokone", "Traoré", "Nair", "Iyerson", "al-Rashad", "Haddar", "Kapu'ala"],
    ),
    (
        8.0,
        Single,
        &["Budi", "Siti", "Agus", "Dewi", "Wahyu", "Ratna", "Slamet", "Wayan", "Nyoman", "Ketut", "Sri", "Tukiman"],
        &[],
    ),
    (4.0, GivenFirst, &["Анна", "Дмитрий", "Ольга", "Тарас", "Юлия"], &["Соколов", "Ветров", "Бондарь", "Лесная"]),
    (2.0, GivenFirst, &["Ελένη", "Νίκος", "Αθηνά"], &["Μακρής", "Δημητράς"]),
    (3.0, GivenFirst, &["محمد", "فاطمة", "نور", "דוד", "נועה"], &["منصور", "حداد", "לוי"]),
    (2.0, GivenFirst, &["आरव", "प्रिया", "มาลี", "สมชาย"], &["शर्मा", "ศรีสุข"]),
    (
        6.0,
        Joined,
        &["伟", "芳", "秀英", "浩然", "雨桐", "민준", "서연", "지훈"],
        &["王", "李", "陈", "欧阳", "김", "박"],
    ),
    (3.0, FamilyFirst, &["さくら", "太郎", "陽菜", "健"], &["佐藤", "鈴木", "高橋"]),
    (4.0, FamilyFirst, &["Minh", "Hương", "Đức", "Thị Hoa", "Văn Nam"], &["Nguyễn", "Trần", "Đặng", "Lê"]),
];

/// Beginnings and ends of family names, so that many people do not share a few.
pub const STEMS: &[&str] = &[
    "Ash", "Black", "Brad", "Crom", "Dun", "East", "Farn", "Glad", "Hart", "Kirk", "Lang", "Mil", "Nor", "Oak", "Pres",
    "Row", "Shel", "Stan", "Thorn", "Wake", "Wes", "Berg", "Linden", "Rosen", "Sand", "Wald", "Zaw", "Kal", "Mont",
];
pub const ENDS: &[&str] = &[
    "ford", "ton", "ley", "worth", "field", "ham", "combe", "bridge", "mann", "hauer", "thal", "strøm", "gård",
    "owska", "ini", "elli", "oğlu", "escu", "court", "rac",
];

pub const NICKS: &[&str] = &["Bee", "Doc", "Skip", "Lulu", "Pip", "Moose", "Ziggy", "Bunny", "Coco", "Ace"];
pub const CITIES: &[(&str, &str)] = &[
    ("Lisbon", "PT"),
    ("Jakarta", "ID"),
    ("Riga", "LV"),
    ("Nairobi", "KE"),
    ("São Paulo", "BR"),
    ("Zürich", "CH"),
    ("Hà Nội", "VN"),
    ("Kraków", "PL"),
    ("Seoul", "KR"),
    ("Cairo", "EG"),
    ("Mumbai", "IN"),
    ("Malmö", "SE"),
];
/// As many as people are dealt out to in turn, so that who shares a circle needs no table.
pub const CIRCLES: &[&str] =
    &["family", "school", "university", "work", "old-job", "climbing", "choir", "neighbours", "book-club", "online"];
pub const TAGS: &[(&str, f64)] =
    &[("vegetarian", 0.06), ("mentor", 0.03), ("parent", 0.15), ("musician", 0.05), ("work:acme", 0.05)];
pub const ORGS: &[&str] = &["Umbra Labs", "Northwold", "Octant & Sons", "Prestige GmbH", "Duffel S.A."];
pub const TITLES: &[&str] = &["Engineer", "Teacher", "Nurse", "Editor", "Chef", "Translator", "Founder"];

pub const PLACE_HEADS: &[&str] = &[
    "Paper Lantern",
    "Blue",
    "Old",
    "Golden",
    "River",
    "Station",
    "Copper",
    "Velvet",
    "Hidden",
    "Łazienki",
    "Mama Ida",
    "Warung Sari",
    "El Patio",
    "Überland",
    "Rossini's",
];
pub const PLACE_TAILS: &[&str] =
    &["Teahouse", "Café", "Bistro", "Bakery", "Park", "Pub", "Museum", "Gym", "Books", "Ramen", "Garden", "Hall"];

/// Kind, share, minutes, tag, and how a text of it opens: `{w}` stands for the people, `{p}` for the place.
pub type Way = (&'static str, f64, u32, &'static str, &'static [&'static str]);

pub const WAYS: &[Way] = &[
    (
        "message",
        26.0,
        5,
        "",
        &["Texted with {w}.", "Swapped messages with {w}.", "{w} wrote to me.", "Sent {w} a voice note."],
    ),
    ("call", 14.0, 35, "phone", &["Called {w}.", "Talked to {w} on the phone.", "Long call with {w}."]),
    (
        "coffee",
        13.0,
        60,
        "coffee",
        &["Coffee with {w} at {p}.", "Had a coffee with {w} at {p}.", "Met {w} for coffee at {p}."],
    ),
    (
        "lunch",
        9.0,
        70,
        "food",
        &["Got lunch with {w} at {p}.", "Lunch with {w} at {p}.", "Makan siang bersama {w} di {p}."],
    ),
    ("dinner", 9.0, 120, "food", &["Dinner with {w} at {p}.", "Had {w} over for dinner.", "Cena con {w} en {p}."]),
    ("video", 7.0, 45, "video", &["Video call with {w}.", "Caught up with {w} on video."]),
    ("walk", 5.0, 80, "outdoors", &["Walk with {w} around {p}.", "Went for a long walk with {w} near {p}."]),
    ("work", 6.0, 60, "work", &["Worked with {w} at {p}.", "Meeting with {w} at {p}.", "和{w}在{p}喝咖啡。"]),
    ("party", 3.0, 180, "party", &["Party with {w} at {p}.", "Celebrated with {w} at {p}.", "Обед с {w} в {p}."]),
    ("trip", 2.0, 1440, "travel", &["Day trip with {w} to {p}.", "Hiked with {w} up to {p}."]),
    ("visit", 2.0, 240, "", &["Visited {w}.", "{w} came to stay."]),
    ("letter", 1.0, 20, "post", &["Wrote a letter to {w}.", "A parcel from {w} arrived."]),
];
/// What a text goes on with: `{f}` stands for a first name, `{t}` for a topic, `{c}` for a city.
pub const FOLLOWS: &[&str] = &[
    "Talked about {t}.",
    "{f} is worried about {t}.",
    "{f} is excited about {t}.",
    "We spoke for a while about {t}.",
    "{f} asked me about {t}.",
    "I promised {f} to send something on {t}.",
    "Must ask {f} about {t} next time.",
    "{f}'s mother is ill; be gentle.",
    "{f} lent me a book about {t}.",
    "We laughed a lot.",
    "{f} seemed tired.",
    "{f} may move to {c} next spring.",
    "{f} starts the new job on 3 March.",
];
pub const TOPICS: &[&str] = &[
    "the new job",
    "moving house",
    "beekeeping",
    "a broken bicycle",
    "the sourdough starter",
    "the thesis",
    "learning Portuguese",
    "the allotment",
    "a difficult boss",
    "chess openings",
    "the choir concert",
    "a peanut allergy",
    "night photography",
    "the renovation",
    "solar panels",
    "the wedding",
    "an old quarrel",
    "mushroom picking",
    "the half-marathon",
    "insomnia",
    "the clarinet",
    "woodworking",
    "the telescope",
    "a housewarming",
];
/// Words and value.
pub const FEELINGS: &[(&str, i8)] = &[
    ("warm", 2),
    ("content", 1),
    ("neutral", 0),
    ("energised", 2),
    ("curious", 1),
    ("awkward", -1),
    ("tired", -1),
    ("drained", -2),
];
