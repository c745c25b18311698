//! Indonesian words.

use super::Language;
use crate::domain::meeting::Kind;

pub(super) const INDONESIAN: Language = Language {
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
    attempts: "gak sempat ketemu|gak sempet ketemu|gak bisa ketemu|nggak sempat ketemu|nggak sempet ketemu|\
        nggak bisa ketemu|ngga sempat ketemu|ngga sempet ketemu|ngga bisa ketemu|ga sempat ketemu|\
        ga sempet ketemu|ga bisa ketemu|enggak sempat ketemu|enggak sempet ketemu|enggak bisa ketemu|\
        tidak sempat ketemu|tidak sempet ketemu|tidak bisa ketemu|tak sempat ketemu|tak sempet ketemu|\
        tak bisa ketemu|\
        panggilan tak terjawab|missed call|miscall|misscall|gak keangkat|nggak keangkat|ga keangkat|gak bisa dihubungi|\
        tidak bisa dihubungi|nggak bisa dihubungi|ninggalin pesan suara|pesan suara|voicemail|nggak diangkat|tidak diangkat|gak diangkat|ga diangkat|ngga diangkat|nggak dijawab|tidak dijawab|gak dijawab|\
        nggak dibalas|tidak dibalas|gak dibalas|nggak dibales|gak dibales|nyoba nelpon|coba nelpon|coba telepon|coba telpon|nyoba telepon|\
        coba hubungi|gak jadi ketemu|nggak jadi ketemu|tidak jadi ketemu|ga jadi ketemu|batal ketemu|nggak nyambung|gak nyambung|tidak ada jawaban|nggak ada jawaban|gak ada jawaban",
    modals: "mau akan bakal harus perlu bisa tolong jangan nomor no minta",
    requests: "aku saya gue gw balik lagi kalau kalo",
    things: "nomor alamat seluler genggam",
    with: "sama dengan bareng bersama ama sm dgn",
    and: "dan",
    meets: "ketemu bertemu nelpon nelepon menelepon menelpon mengunjungi ngunjungin chatan",
    bumps: "",
    into: "",
    i: "aku gue gw gua saya ku",
    me: "aku gue gw gua saya ku",
    we: "kami kita",
    they: "dia ia beliau mereka",
    them: "dia beliau mereka",
    it: "itu ini",
    pointers: "itu ini",
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
    negations: "tidak tak nggak ngga gak ga enggak bukan belum jangan jarang",
    causes_me: "membuatku buatku bikinku ngebuatku meninggalkanku",
    made_to: "dibuat dibikin",
    gives: "kirim ngirim mengirim kirimin ngirimin nulis",
    nothings: "",
    media: "lewat via melalui pakai pake",
    times: "",
    replies: "jawaban",
    fails: "gagal",
    helpers: "",
    ends: "berhenti",
    tools: "telepon telpon",
    adverbs: "juga selalu emang memang sudah udah masih lagi pun sering tetap benar bener sempat baru tadi kayaknya",
    felt_tails: "sama dengan oleh bareng ke",
    because: "karena soalnya waktu pas ketika saat sejak setelah sebelum sampai kalau kalo yang di gara",
    not_feelings: "di ke sama dengan untuk dari yang itu ini sebuah",
    degrees: "",
    joints: "dan tapi terus lalu jadi atau trus",
    measures: "sangat sekali banget agak sedikit cukup terlalu amat lumayan makin lebih paling begitu bgt bener benar juga sekaligus",
    likes: "seperti kayak kaya seakan seolah akan olah bahwa",
    everyone: "semua semuanya keduanya berdua bertiga",
    plural: "mereka",
    theirs: "",
    strangers: "seseorang orang pelayan sopir supir tamu dokter suster satpam bos atasan teman temen pacar istri suami anak rekan \
        tetangga sepupu mantan",
    matters: "musik makanan hujan cuaca alam hidup kabar cerita obrolan suasana semuanya rasanya itu ini acara pesta",
    goods: "uang duit makanan bunga kunci pesan kue oleh",
    promised: "janji|berjanji|janjiin|utang|hutang|ngutang|berutang|nawarin|menawarkan|menawari|janji mau|janji akan|janji bakal",
    said: "bilang mau|bilang akan|bilang bakal|katanya mau|katanya akan|katanya bakal",
    own_deeds: "datang|jemput|tulis|nulis|cari|masak|beli|membeli",
    comes: "",
    events: "mulai|pindah|berangkat|terbang|pulang|ujian|nikah|menikah|kawin|lahiran|melahirkan|wisuda|ultah|ulang tahun|tunangan|\
        pensiun|resign|libur|cuti|liburan|operasi|sidang|lulus|balik|pergi|ada|jadwal|rencana|rencananya|acara",
    tells: "bilang|cerita|ngomong|katanya|kata|ngasih tahu|ngasih tau|kasih tahu|kasih tau|mengatakan|memberi tahu",
    invites: "ngajak|ngajakin|mengajak|ngundang|mengundang|undang|diundang|diajak|pesan tiket|beli tiket|nunggu|menunggu",
    clauses: "karena|bahwa|yang|soalnya|kalau|kalo|jika|setelah|sebelum|sejak|walaupun|meskipun",
    owners: "",
    several: "mereka|keduanya|berdua",
    plans: "rencana|rencananya|berencana|mau|ingin|pengen|pengin|kepengen|akan|bakal|bakalan|harus|perlu|mesti|nanti|berharap|\
        niat|hendak|rencana mau|mau coba",
    cancels: "batal|batalin|dibatalkan|batalkan|dibatalin|membatalkan|ngebatalin|gak jadi|nggak jadi|tidak jadi|ga jadi",
    will: "mau|akan|bakal|bakalan",
    through: "lewat|melalui|dari rekomendasi|atas rekomendasi|rekomendasi dari|rekomendasi|kenal dari|kenalan dari",
    touch: "",
    deeds: "kirim kirimin ngirim ngirimin mengirim bawa bawain bawakan membawa kasih kasihin kasi memberi pinjam pinjamin minjemin \
        pinjamkan beli beliin belikan membeli telepon telpon nelpon hubungi kenalin kenalkan mengenalkan bantu bantuin membantu cari \
        cariin carikan traktir bayar bayarin balikin kembaliin kembalikan ajak ngajak kabari kabarin ngabarin undang ngundang jemput \
        masakin masak bikinin buatkan buatin antar anterin jenguk datang ajarin ngajarin tulis nulis share oper titip titipin",
    introductions: "kenalin kenalkan mengenalkan",
    fillers: "untuk mau akan bakal bahwa kalau kalo buat",
    introduced: "ngenalin ngenalkan kenalin kenalkan mengenalkan memperkenalkan",
    connected: "nyambungin menyambungkan menghubungkan merekomendasikan rekomendasiin",
    puts: "",
    introduced_by: "dikenalin dikenalkan diperkenalkan",
    connected_by: "disambungin disambungkan dihubungkan direkomendasiin direkomendasikan",
    by: "oleh sama ama",
    be: "",
    ours: "aku saya gue gw gua kami kita",
    us: "kami kita",
    onto: "ke dengan dgn sama ama kepada pada",
    which: "yang",
    acquainted: "kenal kenalan ketemu",
    unreal: "kalau kalo jika andai seandainya semoga supaya biar",
    unmet: "mau ingin pengen pengin kepengen kepingin akan bakal bakalan hendak berharap harap harus perlu berencana rencana coba \
        nyoba mencoba batal gagal",
    kin: "teman temen sahabat kakak adik istri suami saudara sepupu pacar tetangga rekan kolega anak paman tante dosen",
    own_kin: "temanku temannya temenku temennya sahabatku sahabatnya kakakku kakaknya adikku adiknya istriku istrinya suamiku \
        suaminya ibuku ibunya bapakku bapaknya ayahku ayahnya anakku anaknya saudaraku saudaranya sepupuku sepupunya pacarku \
        pacarnya bosku bosnya tetanggaku tetangganya rekanku rekannya pamanku pamannya tanteku tantenya dosenku dosennya",
    brings: "bawain membawakan bawakan ngasih kasih",
    tails: "di ke dari dengan sama untuk buat oleh lewat melalui sambil sebagai juga bareng bersama habis abis selama dalam",
    motions: "jalan naik muter keliling lari nyetir",
    clients: "klien pelanggan",
    jobs: "kerjaan pekerjaan",
    roles: "sebagai untuk buat jadi",
    role_fillers: "sebagai untuk buat jadi calon seorang",
    due: "sebelum sampai paling lambat pada hari",
    not_due: "dari tentang sejak setelah",
    articles: "sebuah satu dua",
    date_leads: "bulan pada sejak sampai sebelum setelah awal akhir hari tiap setiap di",
    undated: "sejak sampai sebelum setelah dari lahir ultah ulang untuk",
    links: "pada tahun tanggal",
    not_lengths: "lalu telat lagi perjalanan",
    places: "di",
    towns: "aceh ambon amerika balikpapan bandung banjarmasin banten banyuwangi batam bekasi belanda bogor bromo bukittinggi cikarang cilacap \
        cirebon denpasar depok eropa garut gorontalo inggris jambi jateng jatim jawa jepang jerman jogja jogjakarta kalimantan \
        karawang kediri kendari kudus kupang kuta lampung lombok madiun madura magelang makassar malang manado mataram medan mesir padang \
        palembang palu papua pekalongan pekanbaru perancis prancis purwokerto salatiga samarinda sanur semarang serang seminyak sidoarjo \
        singapura solo sukabumi sulawesi sumatera sumatra sumba surabaya surakarta tangerang tasikmalaya tegal ternate toraja ubud \
        yogya yogyakarta",
    life: "pindah|nikah|menikah|kawin|lahiran|melahirkan|wisuda|resign|pensiun|lulus|tunangan|meninggal|cerai|putus",
    excepts: "bukan|tanpa|kecuali|semua kecuali",
    missing: "gak bisa datang|nggak bisa datang|ga bisa datang|tidak bisa datang|gak bisa dateng|nggak bisa dateng|gak datang|\
        nggak datang|ga datang|tidak datang|gak dateng|nggak dateng|gak ikut|nggak ikut|ga ikut|tidak ikut|gak bisa ikut|\
        nggak bisa ikut|tidak bisa ikut|absen",
    unwell: "sakit|lagi sakit|sedang sakit",
    arranged: "janjian|bikin janji|buat janji|ingatkan|ingetin|ingatkan aku|ingetin aku|jangan lupa",
    plain_days: "",
    questions: "apa bagaimana gimana kenapa mengapa waktu ketika yang",
    at_first: "pertama",
    upcoming: "nanti",
    coming: "datang dateng mampir",
    greetings: "salam",
    bound: "tunangan nikah menikah pacaran",
    works: "buku novel puisi lagu film",
    not_names: "aku saya gue gw kita kami dia mereka semua orang teman temen keluarga anak ini itu yang di ke dari dan atau tapi terus \
        lalu hari rumah kantor banyak jalan jl gang",
};
