//! Who brought whom: the tree below a person, and the whole forest.

use std::collections::HashSet;

use serde_json::json;

use super::trace::{Deal, Hand, Line, Node, Worth};
use super::{Doc, Page, Role, Rows, Text, View, words};
use crate::domain::id::Id;

/// A place in a tree.
#[derive(Debug, Clone)]
pub struct Branch {
    pub id: Id,
    pub name: String,
    /// On whose hand the person hangs, where that is another: then this is only a word of it, and nothing is counted.
    pub under: Option<String>,
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

impl Branch {
    /// Returns somebody with nothing below.
    pub fn leaf(id: Id) -> Branch {
        Branch {
            id,
            name: String::new(),
            under: None,
            depth: 0,
            last: true,
            hand: None,
            deals: Vec::new(),
            own: Worth::default(),
            sum: Worth::default(),
            people: 0,
            clients: 0,
        }
    }
}

/// What trees grow from. Their branches are made when they are asked for, so that no forest is whole in memory.
pub trait Grown {
    /// Returns every branch: a root, followed by all that grew from it.
    fn branches(&self) -> Box<dyn Iterator<Item = Branch> + '_>;

    /// Returns further referrals between two who stand in the tree one below the other: whom they brought, and how.
    fn edges(&self) -> Box<dyn Iterator<Item = (Id, Hand)> + '_>;
}

/// Trees, the greatest first.
pub struct Tree {
    /// Whose tree it is; `None` for the whole forest.
    pub of: Option<String>,
    pub grown: Box<dyn Grown>,
    /// How many roots were left out.
    pub more: usize,
}

impl Tree {
    /// As [`super::trace::Chain::drawing`].
    pub fn drawing(&self) -> (Vec<Node>, Vec<Line>) {
        let edge = |(to, hand): (Id, Hand)| (hand.by.to_string(), to.to_string(), hand.label());
        (self.nodes().map(|b| (b.id.to_string(), b.name)).collect(), self.all_edges().map(edge).collect())
    }

    /// Returns everybody once: those who stand here, and those of whom there is only a word.
    fn nodes(&self) -> impl Iterator<Item = Branch> {
        let mut seen: HashSet<Id> =
            self.grown.branches().filter(|branch| branch.under.is_none()).map(|branch| branch.id).collect();
        self.grown.branches().filter(move |branch| branch.under.is_none() || seen.insert(branch.id))
    }

    /// Returns every referral once: whom it brought, and how.
    fn all_edges(&self) -> impl Iterator<Item = (Id, Hand)> {
        let hands = self.grown.branches().filter_map(|branch| Some((branch.id, branch.hand?)));
        hands.chain(self.grown.edges())
    }
}

impl View for Tree {
    fn json(&self) -> Doc<'_> {
        let node = |b: Branch| {
            json!({
                "id": b.id.to_string(), "name": b.name, "under": b.under, "depth": b.depth, "people": b.people, "clients": b.clients,
                "worth": b.own.json(), "worth_below": b.sum.json(), "engagements": b.deals.iter().map(Deal::json).collect::<Vec<_>>(),
            })
        };
        let roots = self.grown.branches().filter(|b| b.depth == 0).map(|b| b.name.into());
        let mut fields = vec![
            ("roots", Doc::list(roots)),
            ("nodes", Doc::list(self.nodes().map(node))),
            ("edges", Doc::list(self.all_edges().map(|(to, hand)| hand.edge(to)))),
        ];
        fields.extend(self.of.as_deref().map(|name| ("person", name.into())));
        Doc::Object(fields)
    }

    fn rows(&self) -> Rows<'_> {
        let row = |b: Branch| {
            let (kind, on) = b.hand.as_ref().map_or((String::new(), String::new()), |hand| {
                (hand.kind.to_string(), hand.on.map(|on| on.to_string()).unwrap_or_default())
            });
            vec![b.depth.to_string(), b.name, kind, on, b.own.plain(), b.sum.plain()]
        };
        Rows::of(self.nodes().map(row))
    }

    fn human(&self, page: &mut Page<'_>) {
        let mut branches = self.grown.branches().peekable();
        if branches.peek().is_none() {
            page.line("nobody has brought anybody yet, as far as is written down");
            page.line(Text::new().dim("a friend recommended you? `auld refer CLIENT --by FRIEND`"));
            return;
        }
        let mut rails = Rails::new(page.width());
        for branch in branches {
            if branch.depth == 0 {
                page.blank();
            }
            let (lead, under) = rails.leads(&branch);
            let mut text = Text::new().name(branch.name.as_str());
            if let Some(hand) = &branch.hand {
                text.push(Role::Dim, format!("  {}", hand.short(page.today())));
            }
            if let Some(under) = &branch.under {
                text.push(Role::Dim, format!("  (counted under {under})"));
            }
            if !branch.own.is_empty() {
                text.push(Role::Plain, "  ").push(Role::Good, branch.own.shown());
            }
            if branch.people > 0 {
                text.push(Role::Dim, format!("  {}", grown(&branch)));
            }
            page.railed(&lead, &under, &text);
        }
        if self.more > 0 {
            page.blank();
            let more = words::count(self.more, "tree");
            page.line(Text::new().dim(format!("and {more} more: `auld trace`")));
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
