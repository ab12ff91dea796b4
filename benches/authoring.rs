//! What rule authors wait for: `check` on a large rule base, scenarios per second, and a comparison of two versions.

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use archfit::audit::change::{Versions, over_space};
use archfit::audit::lint::lint;
use archfit::audit::scenarios::Runner;
use archfit::load::{Files, Library, Source, load_files};
use archfit::model::Day;

const TODAY: Day = Day { year: 2026, month: 11, day: 24 };

#[expect(clippy::print_stdout, reason = "a bench prints its figures")]
fn main() {
    println!("check: questions  rules      load      lint  findings");
    for (n_questions, n_rules) in [(20, 100), (40, 250), (40, 500), (40, 1_000)] {
        let (load, library) = fastest(|| library(n_questions, n_rules, 0, false));
        let (linted, findings) = fastest(|| lint(&library.subjects, &library.sources, Some(TODAY), true));
        assert!(!library.has_errors(), "{:?}", library.diagnostics.first());
        println!("{n_questions:16}  {n_rules:5}  {load:8.1?}  {linted:8.1?}  {:8}", findings.len());
    }
    println!("scenarios: rules  answers    per second");
    for (n_rules, typed, name) in [(100, false, "bands"), (500, false, "bands"), (100, true, "typed")] {
        let library = library(40, n_rules, 2_000, typed);
        let subject = &library.subjects[0];
        let base = &subject.rule_bases[0];
        assert_eq!(base.scenarios.len(), 2_000);
        let (time, _) = fastest(|| Runner::new(subject).run(base, |_| true));
        println!("{n_rules:16}  {name:7}  {:12.0}", 2_000.0 / time.as_secs_f64());
    }
    let (before, after) = (library(40, 500, 0, false), library(40, 499, 0, false));
    let versions = Versions::of(&before.subjects[0], &after.subjects[0]);
    let (time, change) = fastest(|| over_space(&versions[0]));
    println!("comparison over the space, 500 rules: {time:.0?} for {} points", change.n_points);
}

/// The least time of five runs, and what the last one gave.
fn fastest<T>(run: impl Fn() -> T) -> (Duration, T) {
    let mut least = Duration::MAX;
    let mut given = None;
    for _ in 0..5 {
        let start = Instant::now();
        given = Some(black_box(run()));
        least = least.min(start.elapsed());
    }
    (least, given.expect("it ran"))
}

/// Numbers that look random and are the same every time.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

fn library(n_questions: usize, n_rules: usize, n_scenarios: usize, typed: bool) -> Library {
    let mut random = Random(7);
    let file = |name: &str, text: String| -> Files {
        [(name.to_owned(), Source { name: name.into(), path: None, text })].into_iter().collect()
    };
    let questions = questionnaire(n_questions);
    let rules = rules(&mut random, n_questions, n_rules) + &scenarios(&mut random, n_questions, n_scenarios, typed);
    load_files(file("q.toml", questions), file("d/d.toml", rules), Files::new())
}

fn questionnaire(n_questions: usize) -> String {
    let mut text = String::from("format = 1\nid = \"q\"\ntitle = \"Q\"\n");
    for n in 0..n_questions {
        let _ = write!(text, "[[question]]\nid = \"q{n}\"\nask = \"How is it?\"\n");
        text.push_str(match n % 4 {
            0 => {
                "[question.integer]\nmin = 0\nmax = 100_000\nbands = [ { id = \"a\", below = 10, reading = 3 }, { id = \"b\", below = 1_000, reading = 90 }, { id = \"c\", below = 20_000, reading = 5_000 }, { id = \"d\", reading = 40_000 } ]\n"
            }
            1 => "choices = [ { id = \"a\" }, { id = \"b\" } ]\n",
            _ => "ordered = true\nchoices = [ { id = \"a\" }, { id = \"b\" }, { id = \"c\" }, { id = \"d\" } ]\n",
        });
    }
    for n in 0..n_questions / 8 {
        let _ = write!(
            text,
            "[[quantity]]\nid = \"n{n}\"\nformula = \"q{} * q{} / 100\"\n[[trait]]\nid = \"t{n}\"\notherwise = \"a\"\nlevels = [ {{ id = \"c\", when = \"n{n} >= 50k or q{} == d\" }}, {{ id = \"b\", when = \"n{n} >= 100\" }} ]\n",
            n * 8,
            n * 8 + 4,
            n * 8 + 2
        );
    }
    text
}

fn rules(random: &mut Random, n_questions: usize, n_rules: usize) -> String {
    let mut text = String::from(
        "format = 1\n[decision]\nid = \"d\"\ntitle = \"D\"\nquestionnaire = \"q\"\n\
         [[evidence]]\nid = \"e\"\nkind = \"opinion\"\ntitle = \"E\"\nlink = \"https://example.org/\"\nchecked = 2026-11-01\n",
    );
    for n in 0..10 {
        let _ = write!(text, "[[criterion]]\nid = \"k{n}\"\nweight = {}\nscale = [-20, 20]\n", 5 + n);
    }
    for n in 0..4 {
        let _ = write!(text, "[[option]]\nid = \"o{n}\"\nname = \"O\"\nsummary = \"One of them.\"\n");
    }
    for n in 0..n_rules {
        let atoms: Vec<String> = (0..=random.below(3)).map(|_| atom(random, n_questions)).collect();
        let when = atoms.join(if random.below(4) == 0 { " or " } else { " and " });
        let _ =
            write!(text, "[[rule]]\nid = \"r{n}\"\nwhen = \"{when}\"\nbecause = \"It is so.\"\nevidence = [\"e\"]\n");
        let (first, second) = (random.below(4), random.below(3));
        if n % 50 == 49 {
            let _ = writeln!(text, "excludes = [\"o{first}\"]");
        } else {
            let other = (first + 1 + second) % 4;
            let (a, b) = (1 + random.below(3), 1 + random.below(2));
            let criterion = random.below(10);
            let _ = writeln!(text, "criterion = \"k{criterion}\"\npoints = {{ o{first} = {a}, o{other} = -{b} }}");
        }
    }
    text
}

fn atom(random: &mut Random, n_questions: usize) -> String {
    if random.below(4) == 0 {
        return format!("t{} >= {}", random.below(n_questions / 8), ["b", "c"][random.below(2)]);
    }
    let n = random.below(n_questions);
    match n % 4 {
        0 => format!("q{n} >= {}", [10, 500, 1_000, 20_000][random.below(4)]),
        1 => format!("q{n} == {}", ["a", "b"][random.below(2)]),
        _ => format!("q{n} >= {}", ["b", "c", "d"][random.below(3)]),
    }
}

fn scenarios(random: &mut Random, n_questions: usize, n_scenarios: usize, typed: bool) -> String {
    (0..n_scenarios).fold(String::new(), |mut text, n| {
        let answers: Vec<String> = (0..n_questions)
            .map(|question| match question % 4 {
                0 if typed => format!("q{question} = {}", random.below(100_000)),
                1 => format!("q{question} = \"{}\"", ["a", "b"][random.below(2)]),
                _ => format!("q{question} = \"{}\"", ["a", "b", "c", "d"][random.below(4)]),
            })
            .collect();
        let answers = answers.join(", ");
        let _ =
            write!(text, "[[scenario]]\nid = \"s{n}\"\nanswers = {{ {answers} }}\nexpect = {{ winner = \"o0\" }}\n");
        text
    })
}
