//! Shares of all answers, compared with every single answer: choices and bands as likely as each other, and each number of a band, or of a
//! question without bands, as likely as any other.

use std::fmt::Write as _;
use std::sync::Arc;

use archfit::audit::change::{Versions, over_space};
use archfit::audit::scenarios::Runner;
use archfit::audit::tune::{applied, tune};
use archfit::load::{Files, Source, load_files};
use archfit::load::{Kept, Unsaved};
use archfit::lsp::{load_project, locations_of, play};
use archfit::model::{AnswerValue, Answers, OptionId, Question, Subject};

/// Numbers that look drawn and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// A question for a number: what may be answered, and where its bands begin.
#[derive(Clone, Debug)]
struct Number {
    min: u64,
    max: u64,
    bands: Vec<u64>,
}

impl Number {
    fn drawn(dice: &mut Dice) -> Self {
        let (min, size) = (dice.below(4), 8 + dice.below(8));
        let mut bands = Vec::new();
        for _ in 0..dice.below(3) {
            bands.push(min + 1 + dice.below(size - 2));
        }
        bands.sort_unstable();
        bands.dedup();
        Self { min, max: min + size, bands }
    }

    fn text(&self, id: &str) -> String {
        let mut text = format!(
            "[[question]]\nid = \"{id}\"\nask = \"How many?\"\n[question.integer]\nmin = {}\nmax = {}\n",
            self.min, self.max
        );
        if !self.bands.is_empty() {
            text.push_str("bands = [");
            for (at, below) in self.bands.iter().enumerate() {
                let _ = write!(text, "{{ id = \"b{at}\", below = {below}, reading = {} }}, ", below - 1);
            }
            let _ = writeln!(text, "{{ id = \"b{}\", reading = {} }}]", self.bands.len(), self.max);
        }
        text
    }
}

/// Two questions for numbers, one of choices, and rules over them.
#[derive(Clone, Debug)]
struct Base {
    numbers: [Number; 2],
    conditions: Vec<(String, i64)>,
    scenarios: String,
}

impl Base {
    fn drawn(dice: &mut Dice) -> Self {
        let numbers = [Number::drawn(dice), Number::drawn(dice)];
        let conditions = (0..3).map(|_| {
            (condition(dice, &numbers), 2 * (1 + dice.below(3) as i64) * if dice.below(3) == 0 { -1 } else { 1 })
        });
        let conditions = conditions.collect();
        Self { numbers, conditions, scenarios: String::new() }
    }

    fn questions(&self) -> String {
        let [a, b] = &self.numbers;
        format!(
            "format = 1\nid = \"q\"\ntitle = \"Q\"\n{}{}[[question]]\nid = \"c\"\nask = \"Which?\"\nchoices = [{{ id = \"x\" }}, {{ id = \"y\" }}]\n",
            a.text("a"),
            b.text("b")
        )
    }

    /// What `one` gets is even and what `two` starts with is odd, so that neither is level with the other.
    fn rules(&self) -> String {
        let mut text = String::from(
            "format = 1\n[decision]\nid = \"d\"\ntitle = \"D\"\nquestionnaire = \"q\"\nclose-call = 1\n[[criterion]]\nid = \"k\"\nweight = 1\nscale = [-20, 20]\n\
             [[option]]\nid = \"one\"\nname = \"One\"\nsummary = \"One.\"\n[[option]]\nid = \"two\"\nname = \"Two\"\nsummary = \"Two.\"\nbase = { k = 3 }\n",
        );
        for (at, (when, points)) in self.conditions.iter().enumerate() {
            let _ = write!(
                text,
                "[[rule]]\nid = \"r{at}\"\nwhen = \"{when}\"\ncriterion = \"k\"\npoints = {{ one = {points} }}\nbecause = \"So.\"\n"
            );
        }
        text + &self.scenarios
    }

    fn subject(&self) -> Arc<Subject> {
        let one = |name: &str, text: String| -> Files {
            [(name.to_owned(), Source { name: name.to_owned(), path: None, text })].into()
        };
        let library = load_files(
            one("questionnaires/q.toml", self.questions()),
            one("rules/d/rules.toml", self.rules()),
            Files::new(),
        );
        assert!(!library.has_errors(), "{:#?}\n{}{}", library.diagnostics, self.questions(), self.rules());
        Arc::clone(&library.subjects[0])
    }
}

/// A comparison of a number, alone or with another one.
fn condition(dice: &mut Dice, numbers: &[Number; 2]) -> String {
    let one = |dice: &mut Dice| {
        let which = dice.below(2) as usize;
        let (id, number) = (["a", "b"][which], &numbers[which]);
        let at = number.min + 1 + dice.below(number.max - number.min - 1);
        match dice.below(5) {
            0 => format!("{id} == {at}"),
            1 => format!("{id} < {at}"),
            2 if !number.bands.is_empty() => format!("{id} >= b{}", number.bands.len()),
            _ => format!("{id} >= {at}"),
        }
    };
    match dice.below(4) {
        0 => format!("{} and {}", one(dice), one(dice)),
        1 => format!("{} and c == x", one(dice)),
        _ => one(dice),
    }
}

/// Every answer to a question with its share.
fn all_of(question: &Question) -> Vec<(AnswerValue, f64)> {
    let Some(spec) = question.kind.number() else {
        let choices = question.kind.choices();
        return choices
            .iter()
            .map(|of| (AnswerValue::OneOf(vec![of.id.clone()]), 1.0 / choices.len() as f64))
            .collect();
    };
    let share = |number: i64| match spec.bands.iter().find(|band| band.from <= number && number <= band.to) {
        Some(band) => 1.0 / spec.bands.len() as f64 / (band.to - band.from + 1) as f64,
        None => 1.0 / (spec.max - spec.min + 1) as f64,
    };
    (spec.min..=spec.max).map(|number| (AnswerValue::Number(number), share(number))).collect()
}

/// Every combination of answers with its share.
fn all_answers(subject: &Subject) -> Vec<(Answers, f64)> {
    let mut all = vec![(Answers::default(), 1.0)];
    for question in &subject.questionnaire.questions {
        let each = all_of(question);
        let with = |(answers, share): &(Answers, f64)| {
            let (answers, share) = (answers.clone(), *share);
            let one = |(value, of): &(AnswerValue, f64)| (answers.with(&question.id, value.clone()), share * of);
            each.iter().map(one).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(with).collect();
    }
    all
}

fn winner(runner: &Runner, subject: &Subject, answers: &Answers) -> Option<OptionId> {
    let base = &subject.rule_bases[0];
    let winner = runner.play(base, answers).outcome().winner;
    winner.map(|winner| base.options[winner.get()].id.clone())
}

fn same(told: f64, counted: f64) -> bool {
    (told - counted).abs() < 1e-9
}

/// Whether every number that is answered may be answered in this version too.
fn is_possible(subject: &Subject, answers: &Answers, read: &[&str]) -> bool {
    subject.questionnaire.questions.iter().filter(|question| read.contains(&question.id.as_str())).all(
        |question| match (question.kind.number(), answers.value(question.id.as_str())) {
            (Some(spec), Some(AnswerValue::Number(number))) => spec.min <= *number && *number <= spec.max,
            _ => true,
        },
    )
}

#[test]
fn what_diff_says_of_all_answers_is_what_each_of_them_comes_to() {
    let mut dice = Dice(1);
    let mut n_changed = 0;
    for n in 0..24 {
        let old = Base::drawn(&mut dice);
        let mut new = old.clone();
        let at = dice.below(3) as usize;
        match n % 4 {
            0 => new.conditions[at].0 = condition(&mut dice, &new.numbers),
            1 => new.conditions[at].1 = -new.conditions[at].1,
            // Other bands, or another end of what may be answered; conditions stay, and so do the bands that they name.
            2 => new.numbers[0].bands.iter_mut().for_each(|below| *below = (*below + 1).min(old.numbers[0].max)),
            _ => {
                new.numbers[1].max += dice.below(3);
                new.numbers[0].max -=
                    u64::from(new.numbers[0].bands.last().is_none_or(|last| last + 1 < new.numbers[0].max));
            }
        }
        new.numbers[0].bands.dedup();
        if new.numbers[0].bands.len() != old.numbers[0].bands.len() {
            continue;
        }
        let (before, after) = (old.subject(), new.subject());
        let versions = Versions::of(&before, &after);
        let told = over_space(&versions[0]);
        assert!(told.is_exact);
        let read: Vec<&str> =
            ["a", "b", "c"].into_iter().filter(|id| old.conditions.iter().any(|(when, _)| reads(when, id))).collect();
        let (runner_before, runner_after) = (Runner::new(&before), Runner::new(&after));
        let (mut other, mut unknown) = (0.0, 0.0);
        for (answers, share) in all_answers(&after) {
            if !is_possible(&before, &answers, &read) {
                unknown += share;
            } else if winner(&runner_before, &before, &answers) != winner(&runner_after, &after, &answers) {
                other += share;
            }
        }
        let gone: f64 = all_answers(&before)
            .iter()
            .filter(|(answers, _)| !is_possible(&after, answers, &read))
            .map(|(_, share)| share)
            .sum();
        let said = format!("{n}: {told:?} for {other} {unknown} {gone}\n{old:?}\n{new:?}");
        assert!(same(told.other_winner, other) && same(told.not_comparable, unknown), "{said}");
        assert!(same(told.no_longer_possible, gone), "{said}");
        n_changed += u32::from(other > 0.0);
    }
    assert!(n_changed >= 8, "{n_changed}");
}

/// Whether a condition names a question.
fn reads(when: &str, id: &str) -> bool {
    when.split(' ').any(|word| word == id)
}

#[test]
fn one_number_more_in_a_thousand_is_one_in_a_thousand() {
    let base = |bands: Vec<u64>, at: u64| Base {
        numbers: [Number { min: 0, max: 1_000, bands }, Number { min: 0, max: 3, bands: Vec::new() }],
        conditions: vec![(format!("a >= {at}"), 6)],
        scenarios: String::new(),
    };
    for (bands, wanted) in [(vec![], 1.0 / 1_001.0), (vec![50], 0.5 / 50.0)] {
        let (before, after) = (base(bands.clone(), 10).subject(), base(bands, 11).subject());
        let told = over_space(&Versions::of(&before, &after)[0]);
        assert!(told.is_exact && same(told.other_winner, wanted), "{told:?}");
    }
}

#[test]
fn what_a_repair_changes_over_all_answers_is_what_each_of_them_comes_to() {
    let mut dice = Dice(3);
    let mut n_repairs = 0;
    for n in 0..8 {
        let mut base = Base::drawn(&mut dice);
        let subject = base.subject();
        let all = all_answers(&subject);
        let (answers, _) = &all[dice.below(all.len() as u64) as usize];
        let now = winner(&Runner::new(&subject), &subject, answers);
        let wanted = if now.is_some_and(|now| now == *"one") { "two" } else { "one" };
        let said: Vec<String> = answers
            .0
            .iter()
            .map(|(id, answer)| match &answer.value {
                AnswerValue::Number(number) => format!("{id} = {number}"),
                AnswerValue::OneOf(ids) => format!("{id} = \"{}\"", ids[0]),
                _ => unreachable!("numbers and choices only"),
            })
            .collect();
        base.scenarios = format!(
            "[[scenario]]\nid = \"s\"\nanswers = {{ {} }}\nexpect = {{ winner = \"{wanted}\" }}\n",
            said.join(", ")
        );
        let subject = base.subject();
        let tuned = tune(&subject, &subject.rule_bases[0]);
        let runner = Runner::new(&subject);
        for repair in tuned.repairs.iter().take(2) {
            let edited = applied(&subject, &subject.rule_bases[0], &repair.edits);
            let after = Runner::new(&edited);
            let is_other = |answers: &Answers| winner(&runner, &subject, answers) != winner(&after, &edited, answers);
            let counted: f64 = all.iter().filter(|(answers, _)| is_other(answers)).map(|(_, share)| share).sum();
            assert!(same(repair.share, counted), "{n}: {repair:?} for {counted}\n{base:?}");
            n_repairs += 1;
        }
    }
    assert!(n_repairs > 4, "{n_repairs}");
}

#[test]
fn the_share_in_which_a_rule_holds_is_that_of_all_answers() {
    let mut dice = Dice(5);
    for _ in 0..6 {
        let base = Base::drawn(&mut dice);
        let folder = tempfile::tempdir().expect("a folder");
        for (path, text) in
            [("archfit/questionnaires/q.toml", base.questions()), ("archfit/rules/d/rules.toml", base.rules())]
        {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
            std::fs::write(path, text).expect("a file");
        }
        let path = folder.path().join("archfit/rules/d/rules.toml");
        let loaded = load_project(&locations_of(&path), &Unsaved::new(), &mut Kept::default());
        let played = play(&loaded);
        let subject = base.subject();
        let runner = Runner::new(&subject);
        let mut counted = [0.0; 3];
        for (answers, share) in all_answers(&subject) {
            for rule in runner.play(&subject.rule_bases[0], &answers).fired() {
                counted[rule.get()] += share;
            }
        }
        for (rule, counted) in subject.rule_bases[0].rules.iter().zip(counted) {
            let told = played.shares["d"][rule.id.as_str()];
            assert!(same(told, counted), "{}: {told} for {counted}\n{base:?}", rule.id);
        }
    }
}
