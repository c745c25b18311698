//! A line as a screen shows it, whatever is typed.

use proptest::prelude::*;

use super::*;

/// A screen that never scrolls, and that waits at the end of a row as most terminals do.
struct Screen {
    columns: usize,
    rows: Vec<Vec<char>>,
    place: Place,
}

/// What fills the second column of a wide letter.
const REST: char = '\0';

impl Screen {
    fn new(columns: usize) -> Screen {
        Screen { columns, rows: vec![Vec::new()], place: Place::default() }
    }

    fn show(&mut self, text: &str) {
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            match c {
                '\r' => self.place.column = 0,
                '\n' => self.place.row += 1,
                '\x1b' => {
                    assert_eq!(chars.next(), Some('['));
                    let rest: String = chars.clone().take_while(char::is_ascii_digit).collect();
                    let number = rest.parse().unwrap_or(1);
                    match chars.nth(rest.len()) {
                        Some('A') => self.place.row = self.place.row.checked_sub(number).expect("no row above"),
                        Some('C') => self.place.column += number,
                        Some('J') => {
                            self.rows.truncate(self.place.row + 1);
                            let column = self.place.column;
                            self.row().truncate(column);
                        }
                        other => panic!("{other:?}"),
                    }
                }
                c => self.put(c),
            }
            self.row();
        }
    }

    fn row(&mut self) -> &mut Vec<char> {
        self.rows.resize(self.rows.len().max(self.place.row + 1), Vec::new());
        &mut self.rows[self.place.row]
    }

    fn put(&mut self, c: char) {
        let width = c.width().unwrap_or(0);
        if self.place.column + width > self.columns {
            self.place = Place { row: self.place.row + 1, column: 0 };
        }
        let column = self.place.column;
        let row = self.row();
        row.resize(row.len().max(column + width), ' ');
        row[column] = c;
        row[column + 1..column + width].fill(REST);
        self.place.column += width;
    }

    fn text(&self) -> String {
        self.rows.iter().flatten().filter(|c| **c != REST).collect::<String>()
    }
}

fn key() -> impl Strategy<Value = Key> {
    let letters = prop::sample::select("ab cd e1é王 さ🥭".chars().map(Key::Char).collect::<Vec<_>>());
    let keys = vec![
        Key::Backspace,
        Key::Del,
        Key::Char(END_OF_INPUT),
        Key::Char(KILL_AFTER),
        Key::Char(KILL_BEFORE),
        Key::Char(KILL_WORD),
        Key::ArrowLeft,
        Key::ArrowLeft,
        Key::ArrowRight,
        Key::Home,
        Key::End,
        Key::ArrowUp,
        Key::UnknownEscSeq(vec!['b']),
        Key::UnknownEscSeq(vec!['f']),
    ];
    prop_oneof![4 => letters, 1 => prop::sample::select(keys)]
}

proptest! {
    #[test]
    fn the_screen_shows_the_line_once_and_the_cursor_in_it(columns in 2..30_usize, keys in prop::collection::vec(key(), 0..120)) {
        let mut line = Line { prompt: asked("Who?"), ..Line::default() };
        let mut screen = Screen::new(columns);
        screen.show(&line.drawn(columns));
        for key in keys {
            match key {
                Key::Char(c) if !c.is_control() => screen.show(&line.insert(c, columns)),
                key => if line.edit(&key) {
                    screen.show(&line.drawn(columns));
                },
            }
            let typed: String = line.chars.iter().collect();
            // Where a wide letter does not fit any more, a space is left; and one leads to the next row.
            let plain = |text: &str| text.replace(' ', "");
            prop_assert_eq!(plain(&screen.text()), plain(&format!("Who? {typed}")), "{:?}", screen.rows);
            prop_assert_eq!(screen.place, line.cursor);
            let before: String = line.chars[..line.at].iter().collect();
            let rows = rows_of(&format!("Who? {before}"), columns);
            prop_assert!(line.cursor.row + 1 == rows || line.cursor == Place { row: rows, column: 0 }, "{:?}", line);
        }
    }
}

#[test]
fn words_are_gone_over_and_cut() {
    let mut line = Line { chars: "coffee with Grace".chars().collect(), at: 17, ..Line::default() };
    let text = |line: &Line| line.chars.iter().collect::<String>();
    line.edit(&Key::Char(KILL_WORD));
    assert_eq!((text(&line).as_str(), line.at), ("coffee with ", 12));
    line.edit(&Key::UnknownEscSeq(vec!['b']));
    assert_eq!(line.at, 7);
    line.edit(&Key::Char(KILL_BEFORE));
    assert_eq!(text(&line), "with ");
    line.edit(&Key::UnknownEscSeq(vec!['f']));
    line.edit(&Key::Char(KILL_AFTER));
    assert_eq!(text(&line), "with");
}
