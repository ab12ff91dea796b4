//! What rule authors wait for: loading, `check`, scenarios, coverage, a reload after a save, and a comparison of two versions.

use std::fmt::Write as _;
use std::fs;
use std::sync::Arc;

use archfit::audit::change::{Versions, over_space};
use archfit::audit::coverage::measure;
use archfit::audit::lint::lint;
use archfit::audit::mutate::mutate;
use archfit::audit::scenarios::Runner;
use archfit::audit::tune::tune;
use archfit::engine::Advisor;
use archfit::load::Watch;
use archfit::load::{Files, Library, Locations, Source, load, load_files};
use archfit::model::{AnswersFile, Day, Effect, Subject};
use divan::Bencher;
use divan::counter::ItemsCount;

const TODAY: Day = Day { year: 2026, month: 11, day: 24 };

/// Numbers of questions and rules.
const SIZES: [(usize, usize); 4] = [(20, 100), (40, 250), (40, 500), (40, 1_000)];

/// Numbers of rules, with numbers answered by their band or typed.
const ANSWERED: [(usize, &str); 4] = [(100, "bands"), (100, "typed"), (500, "bands"), (500, "typed")];

const N_SCENARIOS: usize = 1_000;

fn main() {
    divan::main();
}

#[divan::bench(args = SIZES)]
fn load_from_text(bencher: Bencher, (n_questions, n_rules): (usize, usize)) {
    let (questions, rules) = texts(n_questions, n_rules, 0, false);
    bencher.bench_local(|| library(&questions, &rules));
}

/// What `archfit check` does after loading.
#[divan::bench(args = SIZES)]
fn check(bencher: Bencher, (n_questions, n_rules): (usize, usize)) {
    let (questions, rules) = texts(n_questions, n_rules, 0, false);
    let library = library(&questions, &rules);
    bencher.bench_local(|| lint(&library.subjects, &library.sources, Some(TODAY), true));
}

/// The counter says how many scenarios are run per second.
#[divan::bench(args = ANSWERED)]
fn scenarios(bencher: Bencher, (n_rules, answered): (usize, &str)) {
    let (questions, rules) = texts(40, n_rules, N_SCENARIOS, answered == "typed");
    let library = library(&questions, &rules);
    let (subject, base) = (&library.subjects[0], &library.subjects[0].rule_bases[0]);
    assert_eq!(base.scenarios.len(), N_SCENARIOS);
    let runner = Runner::new(subject);
    bencher.counter(ItemsCount::new(N_SCENARIOS)).bench_local(|| runner.run(base, |_| true));
}

/// The same with every rule that fires left out in turn.
#[divan::bench(args = ANSWERED)]
fn coverage(bencher: Bencher, (n_rules, answered): (usize, &str)) {
    let (questions, rules) = texts(40, n_rules, N_SCENARIOS, answered == "typed");
    let library = library(&questions, &rules);
    let (subject, base) = (&library.subjects[0], &library.subjects[0].rule_bases[0]);
    bencher.counter(ItemsCount::new(N_SCENARIOS)).bench_local(|| measure(subject, base));
}

/// What a running screen does after a save: it notices, loads from disk, and compiles what it needs for the answers it shows.
#[divan::bench(args = [100, 500, 1_000])]
fn reload(bencher: Bencher, n_rules: usize) {
    let folder = tempfile::tempdir().expect("there is room");
    let (questions, rules) = texts(40, n_rules, 200, true);
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("rules/d")).and_then(|()| fs::create_dir_all(at("questionnaires"))).expect("folders");
    fs::write(at("questionnaires/q.toml"), questions).expect("it is written");
    let locations =
        Locations { questionnaires: Some(at("questionnaires")), rules: Some(at("rules")), ..Locations::default() };
    let mut watch = Watch::of(&locations);
    let mut n_saves = 0;
    let file = AnswersFile { questionnaire: "q".into(), ..AnswersFile::default() };
    bencher.bench_local(|| {
        n_saves += 1;
        fs::write(at("rules/d/d.toml"), format!("{rules}# {n_saves}\n")).expect("it is written");
        assert_eq!(watch.changed().len(), 1);
        let library = load(&locations);
        assert!(!library.has_errors(), "{:?}", library.diagnostics.first());
        Advisor::new(library.subject("q").expect("it is there").clone()).advise(&file)
    });
}

/// What an edit changes over all answers.
#[divan::bench(args = [100, 500])]
fn difference(bencher: Bencher, n_rules: usize) {
    let [before, after] = [n_rules, n_rules - 1].map(|n_rules| {
        let (questions, rules) = texts(40, n_rules, 0, false);
        library(&questions, &rules)
    });
    let versions = Versions::of(&before.subjects[0], &after.subjects[0]);
    bencher.bench_local(|| over_space(&versions[0]));
}

/// What no scenario notices, for the largest rule base at hand. The counter says how many changes are tried per second; compare it
/// with `mutation_by_running`, which does the same for a few of them as one would by hand.
#[divan::bench(args = [false, true])]
fn mutations(bencher: Bencher, propose: bool) {
    let (subject, position) = largest();
    let base = &subject.rule_bases[position];
    let n_changes = mutate(&subject, base, false).mutations.len();
    bencher.counter(ItemsCount::new(n_changes)).bench_local(|| mutate(&subject, base, propose));
}

/// One rule changed, the subject compiled and all scenarios run: what a script around `archfit test` pays for each change, loading aside.
#[divan::bench]
fn mutation_by_running(bencher: Bencher) {
    let (subject, position) = largest();
    let decision = subject.rule_bases[position].decision.id.clone();
    let mut nth = 0;
    bencher.counter(ItemsCount::new(1_usize)).bench_local(|| {
        let mut changed = (*subject).clone();
        let rules = &mut changed.rule_bases[position].rules;
        nth = (nth + 1) % rules.len();
        if let Effect::Points { points, .. } = &mut rules[nth].effect {
            points.iter_mut().for_each(|(_, points)| *points = -*points);
        }
        let changed = Arc::new(changed);
        let base = changed.rule_base(decision.as_str()).expect("it is there");
        Runner::new(&changed).run(base, |_| true)
    });
}

/// Solving for the numbers of the largest rule base at hand; with one planted wrong, so that repairs are looked for, or as it is.
#[divan::bench(args = [false, true])]
fn tuning(bencher: Bencher, planted: bool) {
    let (subject, position) = largest();
    let mut changed = (*subject).clone();
    if planted {
        let points = changed.rule_bases[position].rules.iter_mut().find_map(|rule| match &mut rule.effect {
            Effect::Points { points, .. } => points.first_mut(),
            _ => None,
        });
        points.expect("some rule gives points").1 *= -9;
    }
    let changed = Arc::new(changed);
    bencher.bench_local(|| tune(&changed, &changed.rule_bases[position]));
}

/// The same for a generated one of 500 rules whose scenarios all pass.
#[divan::bench]
fn tuning_500_rules(bencher: Bencher) {
    let (questions, rules) = texts(40, 500, 100, true);
    let played = library(&questions, &rules);
    let mut subject = (*played.subjects[0]).clone();
    let results = Runner::new(&played.subjects[0]).run(&played.subjects[0].rule_bases[0], |_| true);
    for (scenario, result) in subject.rule_bases[0].scenarios.iter_mut().zip(results) {
        scenario.expect.acceptable = result.winner.into_iter().collect();
    }
    let subject = Arc::new(subject);
    bencher.bench_local(|| tune(&subject, &subject.rule_bases[0]));
}

/// The rule base at hand with the most scenarios.
fn largest() -> (Arc<Subject>, usize) {
    let subject = load(&Locations::default()).subjects[0].clone();
    let bases = subject.rule_bases.iter().enumerate();
    let position = bases.max_by_key(|(_, base)| base.scenarios.len()).map_or(0, |(position, _)| position);
    (subject, position)
}

/// Numbers that look random and are the same every time.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

/// A questionnaire and a rule base over it.
fn texts(n_questions: usize, n_rules: usize, n_scenarios: usize, typed: bool) -> (String, String) {
    let mut random = Random(7);
    let rules =
        rules(&mut random, n_questions, n_rules) + &scenarios_text(&mut random, n_questions, n_scenarios, typed);
    (questionnaire(n_questions), rules)
}

fn library(questions: &str, rules: &str) -> Library {
    let file = |name: &str, text: &str| -> Files {
        [(name.to_owned(), Source { name: name.into(), path: None, text: text.to_owned() })].into_iter().collect()
    };
    let library = load_files(file("q.toml", questions), file("d/d.toml", rules), Files::new());
    assert!(!library.has_errors(), "{:?}", library.diagnostics.first());
    library
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

fn scenarios_text(random: &mut Random, n_questions: usize, n_scenarios: usize, typed: bool) -> String {
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
