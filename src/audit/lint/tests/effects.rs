//! Findings about pairs of rules, turns and criteria against truth tables: small rule bases over three questions and a trait.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use proptest::prelude::*;

use super::{QUESTIONS, files, lint};
use crate::diagnostic::Diagnostic;
use crate::load::{Files, Library, load_files};

/// Whether something holds at each of the 27 points; question `n` is the `n`th digit to the base of three.
type Table = [bool; 27];

/// A comparison: what it names, how it is written, and how it comes to hold: the trait's levels taken apart.
const ATOMS: [(&str, &str, &[&str]); 12] = [
    ("q0", "q0 >= b", &[]),
    ("q0", "q0 == b", &[]),
    ("q0", "q0 == c", &[]),
    ("q1", "q1 >= b", &[]),
    ("q1", "q1 == b", &[]),
    ("q1", "q1 == c", &[]),
    ("q2", "q2 >= b", &[]),
    ("q2", "q2 == c", &[]),
    ("t", "t == high", &["q0 == c"]),
    ("t", "t >= mid", &["q0 == c", "q0 >= b and q1 == c"]),
    ("t", "t == mid", &[]),
    ("t", "t == low", &[]),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    One,
    And,
    Or,
}

#[derive(Clone, Debug)]
struct RawRule {
    shape: Shape,
    atoms: [usize; 2],
    criterion: usize,
    option: usize,
    points: i32,
    /// Whether the same stands on the other criterion too, for twice the points.
    mirrored: bool,
}

impl RawRule {
    fn atoms(&self) -> &[usize] {
        if self.shape == Shape::One { &self.atoms[..1] } else { &self.atoms }
    }

    fn when(&self) -> String {
        let word = if self.shape == Shape::Or { " or " } else { " and " };
        self.atoms().iter().map(|atom| ATOMS[*atom].1).collect::<Vec<_>>().join(word)
    }

    fn table(&self) -> Table {
        let tables = self.atoms().iter().map(|atom| atom_table(ATOMS[*atom].1));
        let join = |a: Table, b: Table| {
            std::array::from_fn(|at| if self.shape == Shape::Or { a[at] || b[at] } else { a[at] && b[at] })
        };
        tables.reduce(join).expect("a rule has an atom")
    }

    /// The ways it comes to hold: the table, and the atoms as written.
    fn ways(&self) -> Vec<(Table, Vec<usize>)> {
        if self.shape == Shape::And {
            let mut atoms = self.atoms.to_vec();
            atoms.dedup();
            return vec![(self.table(), atoms)];
        }
        let of = |atom: &usize| {
            let behind = ATOMS[*atom].2;
            let texts = if behind.is_empty() { &[ATOMS[*atom].1][..] } else { behind };
            texts.iter().map(|text| (all_of(text), vec![*atom])).collect::<Vec<_>>()
        };
        self.atoms().iter().flat_map(of).collect()
    }
}

fn all_of(text: &str) -> Table {
    let tables = text.split(" and ").map(atom_table);
    tables.reduce(|a, b| std::array::from_fn(|at| a[at] && b[at])).expect("there is an atom")
}

fn atom_table(text: &str) -> Table {
    let words: Vec<&str> = text.split(' ').collect();
    std::array::from_fn(|point| {
        let digit = |question: usize| point / 3_usize.pow(question as u32) % 3;
        let (value, wanted) = if words[0] == "t" {
            let level = match (digit(0), digit(1)) {
                (2, _) => 2,
                (1, 2) => 1,
                _ => 0,
            };
            (level, ["low", "mid", "high"].iter().position(|l| *l == words[2]))
        } else {
            let question = words[0][1..].parse().expect("a number");
            (digit(question), ["a", "b", "c"].iter().position(|c| *c == words[2]))
        };
        let wanted = wanted.expect("a value");
        if words[1] == ">=" { value >= wanted } else { value == wanted }
    })
}

fn scope(table: &Table) -> BTreeSet<usize> {
    let reads = |question: &usize| {
        let step = 3_usize.pow(*question as u32);
        (0..27).any(|point| point / step % 3 < 2 && table[point] != table[point + step])
    };
    (0..3).filter(reads).collect()
}

fn implies(a: &Table, b: &Table) -> bool {
    (0..27).all(|point| !a[point] || b[point])
}

fn is_constant(table: &Table) -> bool {
    table.iter().all(|holds| *holds == table[0])
}

/// Whether two rules count one thing twice, by what the documentation says.
fn counts_twice(a: &RawRule, b: &RawRule) -> bool {
    let (first, second) = (a.table(), b.table());
    let graded = implies(&first, &second) || implies(&second, &first);
    let names = |own: &[usize], than: &[usize]| -> BTreeSet<&str> {
        own.iter().filter(|atom| !than.contains(atom)).map(|atom| ATOMS[*atom].0).collect()
    };
    let for_one_reason = a.ways().iter().filter(|way| !is_constant(&way.0)).any(|(table, atoms)| {
        b.ways().iter().filter(|way| !is_constant(&way.0)).any(|(other, others)| {
            let (own, theirs) = (names(atoms, others), names(others, atoms));
            let hidden = !own.is_empty() && !theirs.is_empty() && own.is_disjoint(&theirs);
            let derived = (implies(table, other) && scope(table).is_subset(&scope(other)))
                || (implies(other, table) && scope(other).is_subset(&scope(table)));
            (table == other && (hidden || !graded)) || (hidden && derived)
        })
    });
    !is_constant(&first) && !is_constant(&second) && (first == second || for_one_reason)
}

fn written(rules: &[RawRule]) -> Vec<RawRule> {
    let copies = |rule: &RawRule| {
        let mirror = RawRule { criterion: 1 - rule.criterion, points: rule.points * 2, ..rule.clone() };
        [Some(rule.clone()), rule.mirrored.then_some(mirror)]
    };
    rules.iter().flat_map(copies).flatten().collect()
}

fn library(rules: &[RawRule]) -> Library {
    let mut questions = String::from(QUESTIONS);
    questions
        .push_str("[[trait]]\nid = \"t\"\notherwise = \"low\"\nlevels = [ { id = \"high\", when = \"q0 == c\" }, ");
    questions.push_str("{ id = \"mid\", when = \"q0 >= b and q1 == c\" } ]\n");
    let mut text = String::from("format = 1\n[decision]\nid = \"d\"\ntitle = \"D\"\nquestionnaire = \"q\"\n");
    for n in 0..2 {
        let _ = write!(text, "[[criterion]]\nid = \"k{n}\"\nweight = 1\nscale = [-3, 3]\n");
        let _ = write!(text, "[[option]]\nid = \"o{n}\"\nname = \"O\"\nsummary = \"One.\"\n");
    }
    for (n, rule) in rules.iter().enumerate() {
        let _ = write!(text, "[[rule]]\nid = \"r{n}\"\nwhen = \"{}\"\nbecause = \"So.\"\n", rule.when());
        let _ =
            writeln!(text, "criterion = \"k{}\"\npoints = {{ o{} = {} }}", rule.criterion, rule.option, rule.points);
    }
    load_files(files("q.toml", questions), files("d/d.toml", text), Files::new())
}

fn found(library: &Library, code: &str) -> Vec<Diagnostic> {
    let findings = lint(&library.subjects, &library.sources, None, true);
    findings.into_iter().filter(|finding| finding.code == code).collect()
}

/// The names in a title, in its order.
fn names(title: &str) -> Vec<String> {
    title.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The points of an option on a criterion at each point.
fn sums(rules: &[RawRule], criterion: usize, option: usize) -> [i32; 27] {
    let mine = rules.iter().filter(|rule| rule.criterion == criterion && rule.option == option);
    let tables: Vec<(Table, i32)> = mine.map(|rule| (rule.table(), rule.points)).collect();
    std::array::from_fn(|point| tables.iter().filter(|(table, _)| table[point]).map(|(_, points)| points).sum())
}

/// Whether an option gains and loses on a criterion while a question rises, somewhere.
fn turns(rules: &[RawRule], criterion: usize, option: usize, question: usize) -> bool {
    let (sums, step) = (sums(rules, criterion, option), 3_usize.pow(question as u32));
    let starts = (0..27).filter(|point| point / step % 3 == 0);
    starts.map(|at| (sums[at + step] - sums[at], sums[at + 2 * step] - sums[at + step])).any(|(a, b)| a * b < 0)
}

/// Whether what the options gain on one criterion is always the same share of what they gain on the other.
fn together(rules: &[RawRule]) -> bool {
    let gains: Vec<(i32, i32)> = (0..2)
        .flat_map(|option| {
            let (a, b) = (sums(rules, 0, option), sums(rules, 1, option));
            (0..27).map(move |point| (a[point] - a[0], b[point] - b[0]))
        })
        .collect();
    let Some((x, y)) = gains.iter().find(|(a, b)| a * b > 0) else { return false };
    gains.iter().all(|(a, b)| a * y == b * x)
}

fn rules() -> impl Strategy<Value = Vec<RawRule>> {
    let shape = prop_oneof![3 => Just(Shape::One), 1 => Just(Shape::And), 2 => Just(Shape::Or)];
    let atoms = [0..ATOMS.len(), 0..ATOMS.len()];
    let points = prop_oneof![-2..=-1, 1..=2];
    let rule = (shape, atoms, 0..2_usize, 0..2_usize, points, prop::bool::weighted(0.7));
    let rule = rule.prop_map(|(shape, atoms, criterion, option, points, mirrored)| RawRule {
        shape,
        atoms,
        criterion,
        option,
        points,
        mirrored,
    });
    proptest::collection::vec(rule, 1..5)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_is_counted_twice_is_what_truth_tables_show(rules in rules()) {
        let rules = written(&rules);
        let library = library(&rules);
        prop_assert!(!library.has_errors(), "{:?}", library.diagnostics);
        let mut expected = BTreeSet::new();
        for (j, later) in rules.iter().enumerate() {
            for (i, earlier) in rules[..j].iter().enumerate() {
                let both = earlier.criterion == later.criterion && earlier.option == later.option;
                let same = earlier.table() == later.table() && earlier.points == later.points;
                if both && earlier.points * later.points > 0 && !same && counts_twice(earlier, later) {
                    expected.insert(vec![format!("r{i}"), format!("r{j}"), format!("o{}", later.option)]);
                }
            }
        }
        let findings = found(&library, "counted-twice");
        prop_assert_eq!(findings.iter().map(|finding| names(&finding.title)).collect::<BTreeSet<_>>(), expected);
        for finding in findings {
            prop_assert!(finding.notes.iter().any(|note| note.contains("for example with")), "{:?}", finding);
        }
    }

    #[test]
    fn an_effect_turns_where_looking_at_every_point_shows_it(rules in rules()) {
        let rules = written(&rules);
        let library = library(&rules);
        let digit = |name: &str| name[1..].parse::<usize>().expect("a number");
        let mut named = BTreeSet::new();
        for finding in found(&library, "not-monotone") {
            let names = names(&finding.title);
            prop_assert!(turns(&rules, digit(&names[0]), digit(&names[1]), digit(&names[2])), "{:?}", finding);
            named.insert(digit(&names[2]));
        }
        let turning = |question: &usize| (0..4).any(|at| turns(&rules, at / 2, at % 2, *question));
        prop_assert_eq!(named, (0..3).filter(turning).collect::<BTreeSet<_>>());
    }

    #[test]
    fn criteria_move_together_where_every_point_says_so(rules in rules()) {
        let rules = written(&rules);
        prop_assert_eq!(!found(&library(&rules), "criteria-together").is_empty(), together(&rules));
    }
}
