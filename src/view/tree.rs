//! Who brought whom: the tree below a person, and the whole forest.

use serde_json::{Value, json};

use super::trace::{Deal, Hand, Line, Node, Worth};
use super::{Page, Role, Text, View, words};
use crate::domain::id::Id;

/// A place in a tree.
#[derive(Debug, Clone)]
pub struct Branch {
    pub id: Id,
    pub name: String,
    /// Steps from the root; 0 for a root.
    pub depth: usize,
    /// Nobody else of the same hand comes after.
    pub last: bool,
    /// `None` for a root.
    pub hand: Option<Hand>,
    pub deals: Vec<Deal>,
    /// What the person's own engagements are worth.
    pub own: Worth,
    /// The same, with those of everybody below.
    pub sum: Worth,
    /// How many people stand below.
    pub people: u32,
    /// How many of them are clients.
    pub clients: u32,
}

/// Trees, every root followed by all that grew from it.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// Whose tree it is; `None` for the whole forest.
    pub of: Option<(Id, String)>,
    pub branches: Vec<Branch>,
    /// How many roots were left out.
    pub more: usize,
}

impl Tree {
    /// Keeps the first so many roots with what grew from them.
    pub fn keep_roots(&mut self, most: usize) {
        let roots: Vec<usize> = (0..self.branches.len()).filter(|at| self.branches[*at].depth == 0).collect();
        if let Some(cut) = roots.get(most) {
            self.more = roots.len() - most;
            self.branches.truncate(*cut);
        }
    }

    /// As [`super::trace::Chain::drawing`].
    pub fn drawing(&self) -> (Vec<Node<'_>>, Vec<Line>) {
        let nodes = self.branches.iter().map(|b| (b.id.to_string(), b.name.as_str())).collect();
        let edge = |b: &Branch| Some((b.hand.as_ref()?.by.to_string(), b.id.to_string(), b.hand.as_ref()?.label()));
        (nodes, self.branches.iter().filter_map(edge).collect())
    }
}

impl View for Tree {
    fn json(&self) -> Value {
        let node = |b: &Branch| {
            json!({
                "id": b.id.to_string(), "name": b.name, "depth": b.depth, "people": b.people, "clients": b.clients,
                "worth": b.own.json(), "worth_below": b.sum.json(), "engagements": b.deals.iter().map(Deal::json).collect::<Vec<_>>(),
            })
        };
        let mut document = json!({
            "roots": self.branches.iter().filter(|b| b.depth == 0).map(|b| b.name.as_str()).collect::<Vec<_>>(),
            "nodes": self.branches.iter().map(node).collect::<Vec<_>>(),
            "edges": self.branches.iter().filter_map(|b| Some(b.hand.as_ref()?.edge(b.id))).collect::<Vec<_>>(),
        });
        if let (Value::Object(map), Some((_, name))) = (&mut document, &self.of) {
            map.insert("person".into(), name.as_str().into());
        }
        document
    }

    fn rows(&self) -> Vec<Vec<String>> {
        let row = |b: &Branch| {
            let (kind, on) = b.hand.as_ref().map_or((String::new(), String::new()), |hand| {
                (hand.kind.to_string(), hand.on.map(|on| on.to_string()).unwrap_or_default())
            });
            vec![b.depth.to_string(), b.name.clone(), kind, on, b.own.plain(), b.sum.plain()]
        };
        self.branches.iter().map(row).collect()
    }

    fn human(&self, page: &mut Page<'_>) {
        if self.branches.is_empty() {
            page.line("nobody has brought anybody yet, as far as is written down");
            page.line(Text::new().dim("a friend recommended you? `auld refer CLIENT --by FRIEND`"));
            return;
        }
        let mut rails = Rails::new(page.width());
        for branch in &self.branches {
            if branch.depth == 0 {
                page.blank();
            }
            let (lead, under) = rails.leads(branch);
            let mut text = Text::new().name(branch.name.clone());
            if let Some(hand) = &branch.hand {
                text.push(Role::Dim, format!("  {}", hand.short(page.today())));
            }
            if !branch.own.is_empty() {
                text.push(Role::Plain, "  ").push(Role::Good, branch.own.shown());
            }
            if branch.people > 0 {
                text.push(Role::Dim, format!("  {}", grown(branch)));
            }
            page.railed(&lead, &under, &text);
        }
        if self.more > 0 {
            page.blank();
            page.line(Text::new().dim(format!("and {} more", words::count(self.more, "root"))));
        }
    }
}

/// Returns what grew below: `3 below, 2 of them clients, 8,700 EUR in all`.
fn grown(branch: &Branch) -> String {
    let mut out = format!("{} below", branch.people);
    match branch.clients {
        0 => {}
        1 => out += ", 1 client",
        n => out += &format!(", {n} clients"),
    }
    if branch.sum != branch.own {
        out += &format!(", {} in all", branch.sum.shown());
    }
    out
}

/// The lines that lead down a tree.
struct Rails {
    /// For each depth whether more comes below it.
    open: Vec<bool>,
    /// The depth that still fits.
    most: usize,
}

/// Columns a step to the right takes.
const STEP: usize = 3;

impl Rails {
    fn new(width: usize) -> Rails {
        Rails { open: Vec::new(), most: (width / 2 / STEP).clamp(1, 24) }
    }

    /// Returns what stands before a name, and before later lines of the same. Deeper than half the page the depth
    /// stands as a number.
    fn leads(&mut self, branch: &Branch) -> (String, String) {
        let down = if branch.people > 0 { "│ " } else { "  " };
        if branch.depth == 0 {
            self.open.clear();
            return (String::new(), down.into());
        }
        self.open.truncate(branch.depth - 1);
        self.open.push(!branch.last);
        let shown = branch.depth.min(self.most);
        let mut lead = String::new();
        for open in self.open.get(..shown - 1).unwrap_or_default() {
            lead.push_str(if *open { "│  " } else { "   " });
        }
        let under = format!("{lead}{}{down}", if branch.last { "   " } else { "│  " });
        lead.push_str(if branch.last { "└─ " } else { "├─ " });
        if branch.depth > self.most {
            lead.push_str(&format!("({}) ", branch.depth));
        }
        (lead, under)
    }
}
