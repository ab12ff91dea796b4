//! Many complete answers at once come to the same as each by itself, and as the naive reading of the rules says.

use std::sync::Arc;

use archfit::engine::bulk::{Block, Everything, Keep, LANES, Numbers, Portfolio, Ready, Run, Sample};
use archfit::engine::considered::{Considered, weights_of};
use archfit::engine::facts::knowledge::Knowledge;
use archfit::engine::meaning::compile::Compiled;
use archfit::engine::meaning::cuts::Cuts;
use archfit::engine::meaning::variable::{Cells, variables_of};
use archfit::engine::meaning::weights::Weights;
use archfit::engine::{Advisor, RuleReading};
use archfit::model::{Answers, AnswersFile, Choice, OutcomeKind, Place, QuestionKind, RuleIdx, Subject};

use crate::generator::{Random, Shape, answers, rule, subject, together};
use crate::naive::{self, Said};
use crate::settled::SMALL;

/// More questions of every kind than can be enumerated, quantities and skips included.
const WIDE: Shape =
    Shape { n_questions: 14, n_traits: 3, n_quantities: 3, n_rules: 60, numbers: 50, several: 20, ..SMALL };

/// Many options and rules, large sums.
const HIGH: Shape = Shape { n_questions: 9, n_options: 9, n_rules: 300, n_quantities: 2, vetoes: 3, ..SMALL };

#[test]
fn every_lane_comes_to_what_the_rules_say() {
    for shape in [SMALL, WIDE, HIGH] {
        for seed in 0..60 {
            let mut random = Random(seed);
            let subject = subject(&mut random, &shape);
            let compiled = Compiled::new(&subject, &Cuts::new());
            let declared: Vec<u32> = subject.rule_bases[0].criteria.iter().map(|c| c.weight).collect();
            let weights = Weights::new(&declared, &compiled.decisions[0]);
            let ready = Ready::new(&subject, &compiled, 0, &weights, (Numbers::ByCell, Keep::Rules));
            // Few lanes are worked out in another way than many.
            let n_lanes = 1 + random.below([LANES, 64, 8][seed as usize % 3]);
            let mut block = Block::new(&compiled.space.variables);
            block.n_lanes = n_lanes;
            let points: Vec<Vec<u8>> = compiled
                .space
                .variables
                .iter()
                .map(|variable| (0..n_lanes).map(|_| random.below(variable.cells.len()) as u8).collect())
                .collect();
            points.iter().enumerate().for_each(|(var, cells)| block.set_column(var, cells));
            let mut run = Run::default();
            ready.run(&mut block, &mut run);
            for lane in (0..n_lanes).step_by(1 + n_lanes / 40) {
                let at = said(&subject, &compiled, |var| usize::from(points[var][lane]));
                same_as_naive(&subject, (&compiled, &weights), (&run, lane), &at, seed);
            }
        }
    }
}

/// What a point of the space says to every question.
fn said(subject: &Subject, compiled: &Compiled, cell: impl Fn(usize) -> usize) -> Vec<Said> {
    let of = |(position, question): (usize, &archfit::model::Question)| {
        let vars = variables_of(&compiled.space.variables, position.into());
        match (&question.kind, &compiled.space.variables[vars.start].cells) {
            (QuestionKind::Several { choices, at_least_one }, _) => {
                let said: Vec<bool> = (0..choices.len()).map(|c| cell(vars.start + c) == 1).collect();
                let stands_in = if *at_least_one { cell(vars.end - 1) } else { 0 };
                Said::Several(together(choices, *at_least_one, &said, stands_in))
            }
            (_, Cells::Numbers(cells)) => {
                let cell = cells[cell(vars.start)];
                Said::Number { low: cell.low, high: cell.high, reading: cell.reading }
            }
            _ => Said::Choice(cell(vars.start)),
        }
    };
    subject.questionnaire.questions.iter().enumerate().map(of).collect()
}

fn same_as_naive(
    subject: &Subject,
    (compiled, weights): (&Compiled, &Weights),
    (run, lane): (&Run, usize),
    at: &[Said],
    seed: u64,
) {
    let (base, q) = (&subject.rule_bases[0], &subject.questionnaire);
    for (position, rule) in base.rules.iter().enumerate() {
        let holds = naive::holds(q, &rule.when.expr, at);
        assert_eq!(run.rule(RuleIdx::from(position)).has(lane), holds, "seed {seed}, rule {position}");
    }
    let whole: i128 = base.criteria.iter().map(|c| i128::from(c.swing())).product();
    let units = whole / i128::from(compiled.decisions[0].common_swing);
    let scores = naive::scores(base, q, &weights.parts, at);
    let out = naive::excluded(base, q, at);
    for option in 0..base.options.len() {
        assert_eq!(i128::from(run.score(option, lane)) * units, scores[option], "seed {seed}");
        assert_eq!(run.excluded(option).has(lane), out[option], "seed {seed}");
    }
    let winner = naive::winner(&scores, &out);
    assert_eq!(run.winner(lane).map(archfit::model::OptionIdx::get), winner, "seed {seed}");
    let others = (0..scores.len()).filter(|o| !out[*o] && Some(*o) != winner).map(|o| scores[o]).max();
    let lead = winner.zip(others).map(|(winner, other)| (scores[winner] - other) / units);
    assert_eq!(run.lead(lane).map(i128::from), lead, "seed {seed}");
    let all: i128 = naive::weights(base, q, &weights.parts, at).iter().sum();
    let whole = all * i128::from(compiled.decisions[0].common_swing);
    let close = naive::thousandths_of_close(base, whole, winner.map_or(0, |winner| scores[winner] / units));
    let is_close = lead.is_some_and(|lead| lead * 1_000 <= close);
    assert_eq!(run.kind(lane) == OutcomeKind::CloseCall, winner.is_some() && is_close, "seed {seed}");
}

#[test]
fn many_answers_files_come_to_the_same_as_each_by_itself() {
    let (mut n_complete, mut n_settled) = (0, 0);
    for shape in [SMALL, WIDE] {
        for seed in 0..60 {
            let mut random = Random(1_000 + seed);
            let subject = Arc::new(with_a_second_decision(&mut random, &shape));
            let advisor = Advisor::new(Arc::clone(&subject));
            let compiled = Compiled::new(&subject, &Cuts::new());
            let file = AnswersFile::default();
            let weights = |p: usize| weights_of(&subject.rule_bases[p], &file, &compiled.decisions[p]);
            let portfolio = Portfolio::new(&subject, &compiled, &[], Keep::Rules, weights);
            let files: Vec<AnswersFile> = (0..40)
                .map(|n| {
                    let mut file = answers(&mut random, &subject, [100, 100, 100, 90][n % 4]);
                    if random.chance(70) {
                        file.answers.0.remove("settled");
                    }
                    file
                })
                .collect();
            let alone: Vec<Considered> = files.iter().map(|file| advisor.consider_alone(file)).collect();
            let given: Vec<&Answers> = files.iter().map(|file| &file.answers).collect();
            let mut desk = portfolio.desk();
            // All side by side, then each by itself on a desk that was used before.
            portfolio.consider(&mut desk, &given, |position, run, complete| {
                n_complete += complete.count();
                for lane in complete.lanes() {
                    same_as_alone(&alone[lane], position, (run, lane), seed);
                }
            });
            for (given, alone) in given.iter().zip(&alone) {
                portfolio.consider(&mut desk, &[given], |position, run, complete| {
                    if complete.has(0) {
                        same_as_alone(alone, position, (run, 0), seed);
                    }
                });
            }
            n_settled +=
                alone.iter().filter(|alone| alone.followed.iter().any(archfit::engine::Followed::is_answered)).count();
        }
    }
    assert!(n_complete > 2_000 && n_settled > 400, "{n_complete} decisions, {n_settled} with something settled");
}

fn same_as_alone(alone: &Considered, position: usize, (run, lane): (&Run, usize), seed: u64) {
    let situation = &alone.decisions.iter().find(|made| made.situation.position == position).expect("made").situation;
    assert_eq!(run.winner(lane), situation.winner(), "seed {seed}");
    assert_eq!(run.kind(lane), situation.outcome(), "seed {seed}");
    assert_eq!(run.lead(lane).map(|lead| lead as f64), situation.lead(), "seed {seed}");
    for (option, score) in situation.scores.iter().enumerate() {
        assert_eq!(run.score(option, lane), *score as i64, "seed {seed}");
        assert_eq!(run.excluded(option).has(lane), situation.exclusions[option].is_certain(), "seed {seed}");
    }
    for (rule, reading) in situation.rules.iter().enumerate() {
        assert_eq!(run.rule(RuleIdx::from(rule)).has(lane), *reading == RuleReading::Holds, "seed {seed}");
    }
}

/// A subject whose first decision settles a question that rules of the second one read.
fn with_a_second_decision(random: &mut Random, shape: &Shape) -> Subject {
    let mut subject = subject(random, shape);
    let mut question = subject.questionnaire.questions[0].clone();
    let choice = |position: usize| Choice {
        id: format!("c{position}").into(),
        label: String::new(),
        short: None,
        help: None,
        link: None,
        improve: None,
        exclusive: false,
        likely: 1,
        options: if position == 2 { Vec::new() } else { vec![format!("o{position}").into()] },
        place: Place::default(),
    };
    question.id = "settled".into();
    question.kind = QuestionKind::Choice { choices: (0..3).map(choice).collect(), ordered: false };
    question.ask_if = None;
    question.settled_by = Some("choice".into());
    subject.questionnaire.questions.push(question);
    let mut second = subject.rule_bases[0].clone();
    second.decision.id = "second".into();
    let rule = |n| rule(random, shape, &subject.questionnaire, n);
    second.rules = (0..shape.n_rules).map(rule).collect();
    subject.rule_bases.insert(0, second);
    subject
}

#[test]
fn a_sample_takes_every_cell_as_often_as_its_chance_says_and_everything_takes_every_point_once() {
    let subject = subject(&mut Random(5), &WIDE);
    let compiled = Compiled::new(&subject, &Cuts::new());
    let variables = &compiled.space.variables;
    let chances = Knowledge::new(&compiled.space, variables, &subject.questionnaire, &Answers::default()).chances;
    let vars: Vec<usize> = (0..variables.len()).collect();
    let sample = Sample::new(&subject.questionnaire, variables, &chances, &vars);
    let mut block = Block::new(variables);
    let mut counts: Vec<Vec<u32>> = chances.iter().map(|chances| vec![0; chances.len()]).collect();
    for position in 0..32 {
        sample.fill(position, &mut block);
        for (var, counts) in counts.iter_mut().enumerate() {
            counts.iter_mut().enumerate().for_each(|(cell, count)| *count += block.cell(var, cell).count());
        }
    }
    for (counts, chances) in counts.iter().zip(&chances) {
        for (count, chance) in counts.iter().zip(chances) {
            assert!((f64::from(*count) - chance * 16_384.0).abs() <= 1.0, "{count} of {chance}");
        }
    }
    let few = Everything::within(10_000, variables, &vars[..3]).expect("few enough");
    let mut seen = std::collections::BTreeSet::new();
    let mut total = 0.0;
    for position in 0.. {
        if !few.fill(position, &mut block) {
            break;
        }
        for lane in 0..block.n_lanes {
            let cell = |var: usize| (0..chances[var].len()).find(|cell| block.cell(var, *cell).has(lane));
            seen.insert((cell(0), cell(1), cell(2)));
            total += few.chance(position * LANES + lane, &chances);
        }
    }
    assert_eq!(seen.len(), few.n_points());
    assert!((total - 1.0).abs() < 1e-9);
}
