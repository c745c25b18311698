use super::*;

fn known(id: i64, name: &str, hint: Option<&str>, names: &[(NameKind, &str)]) -> Known {
    let names = names.iter().map(|(k, n)| (*k, (*n).to_owned())).collect();
    Known { id: Id(id), name: name.to_owned(), hint: hint.map(str::to_owned), names }
}

fn index() -> NameIndex {
    NameIndex::new(vec![
        known(1, "Grace Hopper", None, &[(NameKind::Nick, "Amazing"), (NameKind::Former, "Grace Murray")]),
        known(2, "John Kim", Some("Riga, brewer"), &[]),
        known(3, "John Kim", Some("Oslo"), &[]),
        known(4, "José Ozols", None, &[]),
        known(5, "Will Sari", None, &[]),
        known(6, "Ada Byron", None, &[(NameKind::Nick, "José")]),
        known(7, "王小明", None, &[]),
        known(8, "Иван Ozols", None, &[]),
        known(9, "Al Ozols", None, &[]),
        known(10, "Fiona O'Brien", None, &[]),
        known(11, "Anne-Marie Duval", None, &[]),
        known(12, "Grace Brewster Lind", None, &[]),
        known(13, "Pak Budi Santoso", None, &[]),
        known(14, "Kim Novak", None, &[]),
        known(15, "田中さくら", None, &[]),
        known(16, "マリア・シルバ", None, &[]),
        known(17, "김민수", None, &[]),
        known(18, "Ann Lee", Some("added 2026-11-02"), &[]),
        known(20, "山本 健", None, &[]),
        known(19, "Ann Lee", Some("Riga (old town), choir"), &[]),
    ])
}

#[test]
fn a_name_argument_is_resolved_by_the_ladder() {
    let index = index();
    let one = |id, how| Resolution::One(Id(id), how);
    let several = |ids: &[i64]| Resolution::Several(ids.iter().copied().map(Id).collect());
    for (query, meant) in [
        ("grace hopper", one(1, How::Full)),
        ("Grace H.", one(1, How::FirstAndInitial)),
        ("grace h", one(1, How::FirstAndInitial)),
        ("Grace L", one(12, How::FirstAndInitial)),
        ("Grace Lind", one(12, How::FirstAndInitial)),
        ("Grace", several(&[12, 1])),
        ("gra", several(&[12, 1])),
        ("Grace Murray", one(1, How::Former)),
        ("amazing", one(1, How::Nick)),
        ("Amazing Hopper", one(1, How::FirstAndInitial)),
        ("hopper", one(1, How::Part)),
        ("hop", one(1, How::Prefix)),
        ("gr ho", one(1, How::Prefix)),
        ("John Kim", several(&[2, 3])),
        ("John Kim Riga", one(2, How::FullAndHint)),
        ("Kim (Riga)", one(2, How::FullAndHint)),
        ("john (oslo)", one(3, How::FullAndHint)),
        ("Kim", one(14, How::First)),
        ("jose", one(6, How::Nick)),
        ("José Ozols", one(4, How::Full)),
        ("小明", one(7, How::First)),
        ("wang xiao ming", one(7, How::Full)),
        ("wangxiaoming", one(7, How::Full)),
        ("ivan", one(8, How::First)),
        ("Budi", one(13, How::First)),
        ("budi santoso", one(13, How::Full)),
        ("Dr. Ada", one(6, How::First)),
        ("obrien", one(10, How::Part)),
        ("Anne-Marie", one(11, How::First)),
    ] {
        assert_eq!(index.resolve(query), meant, "{query}");
    }
}

#[test]
fn a_slip_of_the_finger_is_offered() {
    let index = index();
    let Resolution::None { close } = index.resolve("Grcae Hopper") else { panic!("no match") };
    assert_eq!(close.first(), Some(&Id(1)));
    assert_eq!(index.resolve("zzz"), Resolution::None { close: vec![] });
    assert_eq!(index.resolve(" -- "), Resolution::None { close: vec![] });
}

fn found(text: &str) -> Vec<(&str, Vec<i64>)> {
    let mentions = index().find(text);
    mentions.into_iter().map(|m| (&text[m.span], m.candidates.iter().map(|id| id.0).collect())).collect()
}

#[test]
fn names_are_found_in_sentences() {
    for (text, names) in [
        ("coffee with Grace Hopper.", vec![("Grace Hopper", vec![1])]),
        ("coffee with grace hopper's cat", vec![("grace hopper", vec![1])]),
        ("Grace H. and Ada’s dog", vec![("Grace H", vec![1]), ("Ada", vec![6])]),
        ("with Grace I talked", vec![("Grace", vec![12, 1])]),
        ("lunch with John Kim (Riga) today", vec![("John Kim (Riga)", vec![2])]),
        ("lunch with John Kim", vec![("John Kim", vec![2, 3])]),
        ("Fiona O’Brien called", vec![("Fiona O’Brien", vec![10])]),
        ("met anne-marie", vec![("anne-marie", vec![11])]),
        ("与王小明吃饭", vec![("王小明", vec![7])]),
        ("跟小明吃饭", vec![("小明", vec![7])]),
        ("与李小明吃饭", vec![]),
        ("さくらと散歩", vec![("さくら", vec![15])]),
        ("今日はさくらちゃんと会った", vec![("さくら", vec![15])]),
        ("田中さんが来た", vec![("田中", vec![15])]),
        ("田中さくらは元気", vec![("田中さくら", vec![15])]),
        ("さくらんぼを食べた", vec![]),
        ("マリアと会った", vec![("マリア", vec![16])]),
        ("マリア・シルバと会った", vec![("マリア・シルバ", vec![16])]),
        ("マリアシルバと会った", vec![("マリアシルバ", vec![16])]),
        ("マリア・シルバは元気", vec![("マリア・シルバ", vec![16])]),
        ("マリアンヌと会った", vec![]),
        ("민수와 산책", vec![("민수", vec![17])]),
        ("어제 김민수랑 커피", vec![("김민수", vec![17])]),
        ("민수연과 커피", vec![]),
        ("健くんとラーメン", vec![("健", vec![20])]),
        ("健康診断", vec![]),
        ("保健くん", vec![]),
        ("Ann Lee (added 2026-11-02) called", vec![("Ann Lee (added 2026-11-02)", vec![18])]),
        ("Ann Lee (Riga (old town), choir), late", vec![("Ann Lee (Riga (old town), choir)", vec![19])]),
        ("Ann Lee (choir) and Ada", vec![("Ann Lee (choir)", vec![19]), ("Ada", vec![6])]),
        ("Ann Lee (Oslo)", vec![("Ann Lee", vec![18, 19])]),
        ("Ann Lee (Riga today)", vec![("Ann Lee (Riga", vec![19])]),
        ("кофе с Иван", vec![("Иван", vec![8])]),
        ("lunch with ivan", vec![("ivan", vec![8])]),
        ("ketemu Pak Budi kemarin", vec![("Pak Budi", vec![13])]),
    ] {
        let names: Vec<(&str, Vec<i64>)> = names;
        let expected: Vec<_> = names.into_iter().map(|(n, ids)| (n.strip_prefix("Pak ").unwrap_or(n), ids)).collect();
        assert_eq!(found(text), expected, "{text}");
    }
}

#[test]
fn common_and_short_words_need_a_place_for_names() {
    for (text, names) in [
        ("I will see", vec![]),
        ("Budi sakit", vec!["Budi"]),
        ("Budi utang 50 ribu", vec!["Budi"]),
        ("budi pekerti", vec![]),
        ("Will sick", vec!["Will"]),
        ("Will danced", vec!["Will"]),
        ("Will there be cake", vec![]),
        ("saw the doctor. Will told me", vec!["Will"]),
        ("Will do", vec![]),
        ("Will called", vec!["Will"]),
        ("coffee with will", vec!["will"]),
        ("coffee w/ will", vec!["will"]),
        ("coffee w/will at noon", vec!["will"]),
        ("coffee and/ will", vec![]),
        ("coffee and will send it", vec![]),
        ("coffee with Ada and will", vec!["Ada", "will"]),
        ("coffee with Ada, will send it", vec!["Ada"]),
        ("I saw Will there", vec!["Will"]),
        ("coffee with Will. Will is well", vec!["Will", "Will"]),
        ("coffee. Will tomorrow? Sent it to Will", vec!["Will", "Will"]),
        ("al dente with Al", vec!["Al"]),
        ("1:1 with Al: good", vec!["Al"]),
        (r"said \Will and \Ada", vec![]),
        ("Ada-like", vec![]),
        ("ada_b", vec![]),
        ("Adamant", vec![]),
    ] {
        let names: Vec<&str> = names;
        assert_eq!(found(text).into_iter().map(|(n, _)| n).collect::<Vec<_>>(), names, "{text}");
    }
}

#[test]
fn evidence_settles_only_when_it_is_clear() {
    let settle = |counts: &[(i64, u32)]| settle(&counts.iter().map(|(id, n)| (Id(*id), *n)).collect::<Vec<_>>());
    assert_eq!(settle(&[(1, 6), (2, 2)]), Some(Id(1)));
    assert_eq!(settle(&[(2, 0), (1, 2)]), Some(Id(1)));
    assert_eq!(settle(&[(1, 5), (2, 2)]), None);
    assert_eq!(settle(&[(1, 1), (2, 0)]), None);
    assert_eq!(settle(&[]), None);
    assert_eq!(settle(&[(1, u32::MAX), (2, u32::MAX)]), None);
}

#[test]
fn a_whole_name_means_the_same_among_few_and_many() {
    let index = index();
    for query in
        ["grace hopper", "Grace H", "Grace", "John Kim", "Kim", "jose", "小明", "wang xiao ming", "Budi", "Al Ozols"]
    {
        assert_eq!(index.whole(&fold::words(query)), Some(index.resolve(query)), "{query}");
    }
    for query in ["gra", "hop", "John Kim Riga", "Dr. Ada", "hopper", "nobody", ""] {
        assert_eq!(index.whole(&fold::words(query)), None, "{query}");
    }
}
