//! Ties between two people, read from either side.

/// Whom I introduced to each other.
pub const INTRODUCED: &str = "introduced_to";

/// Each kind of relation with the word for the way back. A kind that is its own inverse stands once.
const INVERSES: &[(&str, &str)] = &[
    ("partner", "partner"),
    ("sibling", "sibling"),
    ("friend", "friend"),
    ("colleague", "colleague"),
    ("neighbour", "neighbour"),
    ("parent", "child"),
    ("grandparent", "grandchild"),
    ("aunt_or_uncle", "niece_or_nephew"),
    ("manager", "report"),
    ("mentor", "mentee"),
    ("teacher", "student"),
    ("client", "supplier"),
    ("introduced", "introduced_by"),
    (INTRODUCED, INTRODUCED),
];

/// Returns the word that describes the relation from the other side; an unknown kind is its own inverse.
pub fn inverse(kind: &str) -> &str {
    INVERSES
        .iter()
        .find_map(|(a, b)| {
            if *a == kind {
                Some(*b)
            } else if *b == kind {
                Some(*a)
            } else {
                None
            }
        })
        .unwrap_or(kind)
}

/// Returns every known kind, both sides.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    INVERSES.iter().flat_map(|(a, b)| if a == b { vec![*a] } else { vec![*a, *b] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_and_back_again() {
        for kind in kinds() {
            assert_eq!(inverse(inverse(kind)), kind);
        }
        assert_eq!(inverse("parent"), "child");
        assert_eq!(inverse("drummer"), "drummer");
    }
}
