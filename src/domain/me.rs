//! Who I am: what tells me from the others in what machines recorded.

use super::words;

/// What stands for me.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MeKind {
    Email,
    Phone,
    Name,
}
words!(MeKind, "kind of what stands for me", Email = "email", Phone = "phone", Name = "name");

impl MeKind {
    /// Returns what a text is: an address, a number, or a name.
    pub fn of(text: &str) -> MeKind {
        let digits = text.chars().filter(char::is_ascii_digit).count();
        if text.contains('@') {
            MeKind::Email
        } else if digits >= 5 && !text.chars().any(char::is_alphabetic) {
            MeKind::Phone
        } else {
            MeKind::Name
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_tells_what_it_is() {
        assert_eq!(MeKind::of("sari@example.org"), MeKind::Email);
        assert_eq!(MeKind::of("+62 (812) 3456"), MeKind::Phone);
        assert_eq!(MeKind::of("Sari Putri"), MeKind::Name);
        assert_eq!(MeKind::of("王小明"), MeKind::Name);
    }
}
