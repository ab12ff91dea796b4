//! What the shipped rules advise for workloads drawn at random from the priors of the questionnaire: the figures of the reviews.
//!
//! `UPDATE_DOCS=1 cargo test --test rule_bases population` writes them into `docs/reviews.md`, and how far chances come true into
//! `docs/calibration.md`.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::sync::Arc;

use archfit::audit::scenarios::Runner;
use archfit::engine::Budget;
use archfit::engine::base::steps::Steps;
use archfit::engine::considered::Considered;
use archfit::engine::facts::Facts;
use archfit::engine::facts::knowledge::Knowledge;
use archfit::engine::meaning::compile::Compiled;
use archfit::engine::meaning::cuts::Cuts;
use archfit::engine::meaning::space::Space;
use archfit::engine::meaning::weights::Weights;
use archfit::engine::robust::chances::chances;
use archfit::engine::situation::Situation;
use archfit::engine::{Advisor, Applies};
use archfit::load::{Library, Locations, load};
use archfit::model::{AnswerValue, Answers, AnswersFile, EvidenceKind, OutcomeKind, QuestionKind, Subject};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

/// How many workloads are drawn.
const N_WORKLOADS: usize = 2_000;

/// How many of them are asked about again with half of their answers hidden.
const N_HALF_TOLD: usize = 80;

/// The bounds of the chances that are counted together, in hundredths.
const BUCKETS: [(u32, u32); 6] = [(0, 25), (25, 45), (45, 65), (65, 80), (80, 95), (95, 101)];

/// The work allowed for the chances of one workload.
const FOR_CHANCES: Budget = Budget { steps: 500_000 };

/// Of so many single steps of one answer at most one may turn a clear winner into another.
const STEPS_FOR_A_JUMP: usize = 80;

/// The options by the runtime they are built on; a split system is built on two.
const DJANGO: [&str; 3] = ["django-wsgi", "django-tasks", "django-realtime"];
const NODE: [&str; 2] = ["node", "node-tasks"];
const SPLIT: [&str; 4] = ["django-node-gateway", "specialised-tier", "django-api-node-front", "managed-live-service"];
const PYTHON: [&str; 1] = ["python-async"];
const CORE: [&str; 1] = ["inside-the-core"];

/// Draws workloads and has them considered. Every run draws the same ones.
struct Population {
    subject: Arc<Subject>,
    space: Arc<Space>,
    advisor: Advisor,
    runner: TestRunner,
}

/// What was answered, and what follows.
struct Workload {
    answers: Answers,
    considered: Considered,
}

impl Population {
    fn new(library: &Library) -> Self {
        let subject = Arc::clone(library.subject("backend").unwrap());
        let space = Compiled::new(&subject, &Cuts::new()).space;
        Self { advisor: Advisor::new(Arc::clone(&subject)), subject, space, runner: TestRunner::deterministic() }
    }

    /// Workloads that have these answers, the others drawn.
    fn draw(&mut self, fixed: &[(&str, AnswerValue)]) -> Vec<Workload> {
        let drawn: Vec<Answers> = (0..N_WORKLOADS).map(|_| self.draw_answers(fixed)).collect();
        drawn.into_iter().map(|answers| self.consider(answers)).collect()
    }

    fn consider(&self, answers: Answers) -> Workload {
        let questionnaire = self.subject.questionnaire.id.clone();
        let file = AnswersFile { questionnaire, answers: answers.clone(), ..AnswersFile::default() };
        Workload { answers, considered: self.advisor.consider_alone(&file) }
    }

    /// One answer to each question, but for those that a decision settles. Nobody hears of an event who is not connected.
    fn draw_answers(&mut self, fixed: &[(&str, AnswerValue)]) -> Answers {
        loop {
            let subject = Arc::clone(&self.subject);
            let mut answers = Answers::default();
            for (id, value) in fixed {
                answers = answers.with(&(*id).into(), value.clone());
            }
            for (position, question) in subject.questionnaire.questions.iter().enumerate() {
                if question.settled_by.is_none() && answers.get(question.id.as_str()).is_none() {
                    let value = self.draw_value(position, &answers);
                    answers = answers.with(&question.id, value);
                }
            }
            if self.least("receivers-per-event", &answers) <= self.most("live-connections", &answers) {
                return answers;
            }
        }
    }

    /// An answer to a question, as likely as it is beside those that are drawn already.
    fn draw_value(&mut self, question: usize, so_far: &Answers) -> AnswerValue {
        let subject = Arc::clone(&self.subject);
        let space = Arc::clone(&self.space);
        let odds = |part: usize| {
            let known = Knowledge::new(&space, &space.variables, &subject.questionnaire, so_far);
            let chances = &known.chances[usize::from(space.first_variable[question]) + part];
            chances.iter().map(|chance| (chance * 1e6).round() as u32).collect::<Vec<u32>>()
        };
        match &subject.questionnaire.questions[question].kind {
            QuestionKind::Choice { choices, .. } => AnswerValue::OneOf(vec![choices[self.pick(&odds(0))].id.clone()]),
            QuestionKind::Several { choices, .. } => {
                let chosen = choices.iter().enumerate().filter(|(part, _)| self.pick(&odds(*part)) == 1);
                AnswerValue::Several(chosen.map(|(_, choice)| choice.id.clone()).collect())
            }
            QuestionKind::Number(spec) => {
                let likely: Vec<u32> = spec.bands.iter().map(|band| band.likely).collect();
                AnswerValue::Band(spec.bands[self.pick(&likely)].id.clone())
            }
        }
    }

    /// A position drawn by weights.
    fn pick(&mut self, weights: &[u32]) -> usize {
        let mut left = (0..weights.iter().sum()).new_tree(&mut self.runner).unwrap().current();
        weights.iter().position(|weight| left.checked_sub(*weight).map(|rest| left = rest).is_none()).unwrap()
    }

    fn least(&self, question: &str, answers: &Answers) -> i64 {
        self.band(question, answers).0
    }

    fn most(&self, question: &str, answers: &Answers) -> i64 {
        self.band(question, answers).1
    }

    fn band(&self, question: &str, answers: &Answers) -> (i64, i64) {
        let Some(AnswerValue::Band(id)) = answers.value(question) else { unreachable!("numbers are drawn as bands") };
        let kind = &self.subject.questionnaire.questions.iter().find(|q| q.id.as_str() == question).unwrap().kind;
        let band = kind.number().unwrap().bands.iter().find(|band| band.id == *id).unwrap();
        (band.from, band.to)
    }

    /// The workload with one of the answers that count moved by one step.
    fn moved(&mut self, workload: &Workload) -> Workload {
        let states = workload.considered.question_states(&self.subject);
        let subject = Arc::clone(&self.subject);
        let counts = |position: &usize| {
            states[*position].applies == Applies::Yes && subject.questionnaire.questions[*position].settled_by.is_none()
        };
        let counting: Vec<usize> = (0..states.len()).filter(counts).collect();
        let question = &subject.questionnaire.questions[counting[self.pick(&vec![1; counting.len()])]];
        let value = self.step(&question.kind, workload.answers.value(question.id.as_str()).unwrap());
        self.consider(workload.answers.with(&question.id, value))
    }

    /// The value beside this one: the next, or the one before for the last; one of several chosen or no longer chosen.
    fn step(&mut self, kind: &QuestionKind, value: &AnswerValue) -> AnswerValue {
        let beside = |position: usize, n: usize| if position + 1 < n { position + 1 } else { position - 1 };
        match (kind, value) {
            (QuestionKind::Choice { choices, .. }, AnswerValue::OneOf(ids)) => {
                let at = choices.iter().position(|choice| choice.id == ids[0]).unwrap();
                AnswerValue::OneOf(vec![choices[beside(at, choices.len())].id.clone()])
            }
            (QuestionKind::Number(spec), AnswerValue::Band(id)) => {
                let at = spec.bands.iter().position(|band| band.id == *id).unwrap();
                AnswerValue::Band(spec.bands[beside(at, spec.bands.len())].id.clone())
            }
            (QuestionKind::Several { choices, .. }, AnswerValue::Several(ids)) => {
                let other = &choices[self.pick(&vec![1; choices.len()])].id;
                let mut chosen: Vec<_> = ids.iter().filter(|id| *id != other).cloned().collect();
                if chosen.len() == ids.len() {
                    chosen.push(other.clone());
                }
                AnswerValue::Several(chosen)
            }
            _ => unreachable!("values are drawn by kind"),
        }
    }
}

impl Workload {
    fn situation(&self, decision: &str) -> &Arc<Situation> {
        self.considered.situation(decision).unwrap()
    }

    fn runtime(&self) -> &Arc<Situation> {
        self.situation("backend-runtime")
    }

    fn n_asked(&self, subject: &Subject) -> usize {
        self.considered.question_states(subject).iter().filter(|state| state.applies == Applies::Yes).count()
    }
}

/// The options that lead, best first.
fn leaders(situation: &Situation) -> Vec<&str> {
    situation.in_play().map(|option| situation.base().options[option.get()].id.as_str()).collect()
}

fn is_clear(situation: &Situation) -> bool {
    situation.outcome() == OutcomeKind::Recommended
}

/// The decision with one criterion's weight taken away.
fn without(situation: &Situation, criterion: usize) -> Situation {
    let kept = |(position, weight): (usize, u32)| if position == criterion { 0 } else { weight };
    let declared: Vec<u32> = situation.base().criteria.iter().map(|c| c.weight).enumerate().map(kept).collect();
    let (subject, compiled, at) = (&situation.subject, &situation.compiled, situation.position);
    let weights = Weights::new(&declared, &compiled.decisions[at]);
    let (answers, knowledge) = (&situation.answers, &situation.knowledge);
    Situation::new(Facts::new(subject, compiled, at, answers, weights, knowledge, &situation.readings))
}

/// How many of a hundred a condition holds for.
fn percent<T>(all: &[T], holds: impl Fn(&T) -> bool) -> String {
    shown(all.iter().filter(|one| holds(one)).count(), all.len())
}

/// A share in whole hundredths, and not as none where it is some.
fn shown(n: usize, of: usize) -> String {
    match (n * 100 + of / 2) / of {
        0 if n > 0 => String::from("under 1"),
        hundredths => hundredths.to_string(),
    }
}

fn runtimes(workloads: &[Workload]) -> String {
    let led_by = |options: &[&str]| {
        percent(workloads, |w| leaders(w.runtime()).first().is_some_and(|led| options.contains(led)))
    };
    let (django, node, split) = (led_by(&DJANGO), led_by(&NODE), led_by(&SPLIT));
    let (python, core) = (led_by(&PYTHON), led_by(&CORE));
    format!(
        "Django on its own {django}, Node.js on its own {node}, asynchronous Python {python}, a split or rented system {split}, \
         inside the core that is called {core}"
    )
}

fn close_calls(workloads: &[Workload]) -> String {
    let close = |w: &Workload| w.runtime().outcome() == OutcomeKind::CloseCall;
    let of_one_runtime = |w: &Workload| {
        let first_two = &leaders(w.runtime())[..2];
        [&DJANGO[..], &NODE[..]].iter().any(|options| first_two.iter().all(|option| options.contains(option)))
    };
    let within = percent(workloads, |w| close(w) && of_one_runtime(w));
    format!("{}, of which {within} between options of one runtime", percent(workloads, close))
}

fn criteria(workloads: &[Workload]) -> String {
    let criteria = &workloads[0].runtime().base().criteria;
    let n_changed = |criterion: usize| {
        workloads.iter().filter(|w| without(w.runtime(), criterion).winner() != w.runtime().winner()).count()
    };
    let mut changed: Vec<(usize, &str)> =
        criteria.iter().enumerate().map(|(at, criterion)| (n_changed(at), criterion.name.as_str())).collect();
    changed.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
    let named = changed.iter().map(|(n, name)| format!("{name} {}", shown(*n, workloads.len())));
    named.collect::<Vec<_>>().join(", ")
}

fn jumps(population: &mut Population, workloads: &[Workload]) -> String {
    let moved: Vec<Workload> = workloads.iter().map(|workload| population.moved(workload)).collect();
    let pairs: Vec<_> = workloads.iter().zip(&moved).map(|(a, b)| (a.runtime(), b.runtime())).collect();
    let changes = percent(&pairs, |(a, b)| a.winner() != b.winner());
    let jumps = pairs.iter().filter(|(a, b)| a.winner() != b.winner() && is_clear(a) && is_clear(b)).count();
    assert!(
        jumps * STEPS_FOR_A_JUMP <= pairs.len(),
        "{jumps} of {} steps turn a clear winner into another",
        pairs.len()
    );
    let in_hundred = (jumps * 1_000 + pairs.len() / 2) / pairs.len();
    format!(
        "{changes}; from one clear winner to another, no close call on either side: {}.{}",
        in_hundred / 10,
        in_hundred % 10
    )
}

fn deployables(workloads: &[Workload]) -> String {
    let base = workloads[0].situation("service-topology").base();
    let share = |id: &str| percent(workloads, |w| leaders(w.situation("service-topology"))[0] == id);
    base.options.iter().map(|o| format!("{} {}", o.name, share(o.id.as_str()))).collect::<Vec<_>>().join(", ")
}

fn questions_asked(subject: &Subject, workloads: &[Workload]) -> String {
    let mut asked: Vec<usize> = workloads.iter().map(|w| w.n_asked(subject)).collect();
    asked.sort_unstable();
    format!("{} at least, {} in the middle, {} at most", asked[0], asked[asked.len() / 2], asked[asked.len() - 1])
}

fn evidence(subject: &Subject) -> String {
    let cited: BTreeMap<&str, EvidenceKind> =
        subject.rule_bases.iter().flat_map(|base| &base.evidence).map(|e| (e.id.as_str(), e.kind)).collect();
    let count = |kind| cited.values().filter(|of| **of == kind).count();
    format!(
        "{}: {} measurements of our own, {} documentation or standards, {} papers, {} public cases, {} opinions",
        cited.len(),
        count(EvidenceKind::Measurement),
        count(EvidenceKind::Documentation),
        count(EvidenceKind::Paper),
        count(EvidenceKind::Case),
        count(EvidenceKind::Opinion)
    )
}

fn figures() -> String {
    let library = load(&Locations::default());
    let mut population = Population::new(&library);
    let subject = Arc::clone(&population.subject);
    let all = population.draw(&[]);
    let both = AnswerValue::Several(vec!["python".into(), "javascript".into()]);
    let new = AnswerValue::OneOf(vec!["none".into()]);
    let new_and_both = population.draw(&[("team-languages", both), ("existing-code", new)]);
    let rows = [
        ("What leads, all teams", runtimes(&all)),
        ("What leads, new systems of teams that run both runtimes", runtimes(&new_and_both)),
        ("Too close to call", close_calls(&all)),
        ("Another winner when a criterion is taken away", criteria(&all)),
        ("Another winner when one answer moves by one step", jumps(&mut population, &all)),
        ("Number of deployables", deployables(&all)),
        ("Questions asked", questions_asked(&subject, &all)),
        ("Pieces of evidence", evidence(&subject)),
    ];
    let rows = rows.map(|(what, figures)| format!("| {what} | {figures} |")).join("\n");
    format!("\n| what | of 100 workloads, or in numbers |\n| --- | --- |\n{rows}\n\n")
}

#[test]
fn the_figures_of_the_reviews_are_current() {
    crate::rule_base_figures::are_current("docs/reviews.md", &figures());
}

/// A chance that was told, and whether it came true.
type Told = (f64, bool);

/// The leading option with its chance to win; absent where the work allowed did not suffice.
fn leader_told(situation: &Situation) -> Option<(String, f64)> {
    let winner = situation.winner()?;
    let wins = chances(situation, &mut Steps::new(FOR_CHANCES))?.wins;
    Some((situation.base().options[winner.get()].id.to_string(), wins[winner.get()]))
}

/// Workloads of which half of the answers are hidden: what was said of the leading option, and whether it leads with all answers.
fn of_workloads(population: &mut Population, decision: &str) -> Vec<Told> {
    let mut told = Vec::new();
    for _ in 0..N_HALF_TOLD {
        let answers = population.draw_answers(&[]);
        let kept = answers.0.iter().filter(|_| population.pick(&[1, 1]) == 1).map(|(id, a)| (id.clone(), a.clone()));
        let kept = Answers(kept.collect());
        let half = population.consider(kept);
        let whole = population.consider(answers);
        let made = |workload: &Workload| workload.considered.situation(decision).cloned();
        let (Some(half), Some(whole)) = (made(&half), made(&whole)) else { continue };
        if let Some((leader, chance)) = leader_told(&half) {
            told.push((chance, leaders(&whole).first() == Some(&leader.as_str())));
        }
    }
    told
}

/// The coded public cases: what was said of the leading option, and whether it is acceptable.
fn of_cases(subject: &Arc<Subject>) -> Vec<Told> {
    let base = subject.rule_bases.iter().find(|base| base.decision.id.as_str() == "backend-runtime").unwrap();
    let runner = Runner::new(subject);
    let cases = base.scenarios.iter().filter(|scenario| !scenario.cites.is_empty());
    let told = cases.filter_map(|case| {
        let acceptable: Vec<&str> =
            case.expect.acceptable.iter().map(|option| base.options[option.get()].id.as_str()).collect();
        let (leader, chance) = leader_told(&runner.play(base, &case.answers).situation)?;
        Some((chance, acceptable.contains(&leader.as_str())))
    });
    told.collect()
}

fn reliability(of: &str, told: &[Told]) -> String {
    let row = |(from, below): (u32, u32)| {
        let within = |(chance, _): &&Told| (f64::from(from)..f64::from(below)).contains(&(chance * 100.0));
        let found: Vec<&Told> = told.iter().filter(within).collect();
        if found.is_empty() {
            return String::new();
        }
        let said = found.iter().map(|(chance, _)| chance).sum::<f64>() / found.len() as f64;
        let true_ones = found.iter().filter(|(_, came_true)| *came_true).count();
        let until = below.min(100);
        let came = shown(true_ones, found.len());
        format!("| {of} | {from} to {until} % | {} | {:.0} % | {came} % |\n", found.len(), said * 100.0)
    };
    BUCKETS.map(row).concat()
}

#[test]
fn what_is_said_with_a_chance_comes_true_about_as_often() {
    let library = load(&Locations::default());
    let mut population = Population::new(&library);
    let subject = Arc::clone(&population.subject);
    let runtime = of_workloads(&mut population, "backend-runtime");
    let topology = of_workloads(&mut population, "service-topology");
    let rows = [
        reliability("drawn workloads, runtime", &runtime),
        reliability("drawn workloads, deployables", &topology),
        reliability("coded public cases, runtime", &of_cases(&subject)),
    ];
    let head =
        "| of | said of the leading option | how many | said on average | came true |\n| --- | --- | --- | --- | --- |";
    crate::rule_base_figures::are_current("docs/calibration.md", &format!("\n{head}\n{}\n", rows.concat()));
    let said: f64 = runtime.iter().map(|(chance, _)| chance).sum();
    let came = runtime.iter().filter(|(_, came_true)| *came_true).count() as f64;
    let off = (said - came).abs() / runtime.len() as f64;
    assert!(off < 0.1, "on average the chances are {off:.2} off");
}
