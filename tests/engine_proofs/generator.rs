//! Random questionnaires, rule bases and answers, made from a seed: every part of the model occurs, and everything stays small
//! enough to enumerate unless asked otherwise.

use archfit::model::{
    Accepted, Answer, AnswerValue, AnswersFile, ArchOption, Atom, Band, Choice, CloseCall, Comparison, Condition,
    Confidence, Criterion, CriterionIdx, Decision, Effect, Expr, Interval, Level, NumberSpec, OptionIdx, Place,
    Quantity, QuantityIdx, Question, QuestionIdx, QuestionKind, Questionnaire, Rule, RuleBase, Start, Subject, Tenths,
    Trait, TraitIdx, Withheld,
};

/// A small random number generator (splitmix64), so that a seed is all there is to a case.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    /// A number from `low` to `high`.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + (self.next() % (high - low + 1) as u64) as i64
    }

    /// True in `percent` of cases.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }
}

/// How large a case is.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub n_questions: usize,
    pub n_choices: usize,
    pub n_traits: usize,
    pub n_quantities: usize,
    pub n_options: usize,
    pub n_criteria: usize,
    pub n_rules: usize,
    /// The percentage of rules that are vetoes.
    pub vetoes: u64,
    /// The percentage of rules that are no veto by which no option is named.
    pub withheld: u64,
    /// The percentage of rules that are neither that weigh criteria.
    pub weighs: u64,
    /// The percentage of questions with an `ask-if`.
    pub skips: u64,
    /// The percentage of questions that are numbers.
    pub numbers: u64,
    /// The percentage of questions with several choices.
    pub several: u64,
    /// How deep conditions nest.
    pub depth: usize,
}

/// A random subject with one decision.
pub fn subject(random: &mut Random, shape: &Shape) -> Subject {
    let mut questionnaire = Questionnaire { id: "random".into(), ..Questionnaire::default() };
    for position in 0..shape.n_questions {
        let kind = kind(random, shape, position);
        let ask_if = (position > 0 && random.chance(shape.skips)).then(|| {
            let expr = condition(random, &questionnaire, 1, position);
            Condition { text: String::new(), expr }
        });
        questionnaire.questions.push(question(random, position, kind, ask_if));
    }
    quantities(random, shape, &mut questionnaire);
    for position in 0..shape.n_traits {
        let of = trait_of(random, &questionnaire, position);
        questionnaire.traits.push(of);
    }
    let base = rule_base(random, shape, &questionnaire);
    Subject { questionnaire, rule_bases: vec![base] }
}

/// A random question of this kind.
pub fn question(random: &mut Random, position: usize, kind: QuestionKind, ask_if: Option<Condition>) -> Question {
    Question {
        name: None,
        id: format!("q{position}").into(),
        section: String::new(),
        ask: String::new(),
        why: None,
        help: None,
        kind,
        ask_if,
        fixed: random.chance(15),
        likely_because: None,
        likely_when: Vec::new(),
        settled_by: None,
        holds_for: None,
        observe: Vec::new(),
        accept: Accepted::new(),
        place: Place::default(),
    }
}

fn kind(random: &mut Random, shape: &Shape, position: usize) -> QuestionKind {
    let roll = random.next() % 100;
    if roll < shape.numbers || (shape.n_quantities > 0 && position == 0) {
        let max = 2 + random.below(9) as i64;
        let bands = if random.chance(60) || position == 0 { bands(random, max) } else { Vec::new() };
        QuestionKind::Number(NumberSpec { min: 0, max, unit: None, suggest: Vec::new(), bands })
    } else if roll < shape.numbers + shape.several {
        several(random)
    } else {
        let n_choices = 2 + random.below(shape.n_choices - 1);
        QuestionKind::Choice { choices: choices(random, n_choices), ordered: random.chance(50) }
    }
}

/// Several choices that may hold together; at times one excludes the others, and at times one has to hold.
fn several(random: &mut Random) -> QuestionKind {
    let at_least_one = random.chance(30);
    let mut choices = choices(random, 2);
    if random.chance(30) {
        choices.extend(self::choices(random, 1).into_iter().map(|choice| Choice { id: "c2".into(), ..choice }));
        let alone = random.below(3);
        choices[alone].exclusive = true;
    }
    QuestionKind::Several { choices, at_least_one }
}

/// Which choices hold where these are said: one that excludes the others by itself, the first one of them; where none is said and one
/// has to hold, the one that stands in, counted among those that exclude no other.
pub fn together(choices: &[Choice], at_least_one: bool, said: &[bool], stands_in: usize) -> Vec<bool> {
    let ordinary: Vec<usize> = (0..choices.len()).filter(|c| !choices[*c].exclusive).collect();
    let mut holds = vec![false; choices.len()];
    if let Some(alone) = (0..choices.len()).find(|c| choices[*c].exclusive && said[*c]) {
        holds[alone] = true;
        return holds;
    }
    ordinary.iter().for_each(|c| holds[*c] = said[*c]);
    if at_least_one && !holds.contains(&true) {
        holds[ordinary[stands_in % ordinary.len()]] = true;
    }
    holds
}

fn choices(random: &mut Random, n_choices: usize) -> Vec<Choice> {
    let choice = |position: usize| Choice {
        id: format!("c{position}").into(),
        label: String::new(),
        short: None,
        help: None,
        link: None,
        improve: None,
        exclusive: false,
        likely: 1 + random.below(3) as u32,
        options: Vec::new(),
        place: Place::default(),
    };
    (0..n_choices).map(choice).collect()
}

fn bands(random: &mut Random, max: i64) -> Vec<Band> {
    let middle = random.between(1, max);
    let band = |position: usize, from: i64, to: i64, random: &mut Random| Band {
        id: format!("b{position}").into(),
        label: String::new(),
        from,
        to,
        reading: random.between(from, to),
        likely: 1 + random.below(3) as u32,
    };
    vec![band(0, 0, middle - 1, random), band(1, middle, max, random)]
}

fn quantities(random: &mut Random, shape: &Shape, questionnaire: &mut Questionnaire) {
    let banded: Vec<QuestionIdx> = questionnaire
        .questions
        .iter()
        .enumerate()
        .filter(|(_, q)| q.kind.number().is_some_and(|spec| !spec.bands.is_empty()))
        .map(|(position, _)| QuestionIdx::from(position))
        .collect();
    let counted: Vec<QuestionIdx> = questionnaire
        .questions
        .iter()
        .enumerate()
        .filter(|(_, q)| !q.kind.choices().is_empty())
        .map(|(position, _)| QuestionIdx::from(position))
        .collect();
    for position in 0..shape.n_quantities {
        let mut pick = |percent| -> Vec<QuestionIdx> {
            let n = usize::from(random.chance(percent));
            (0..n).map(|_| banded[random.below(banded.len())]).collect()
        };
        let (mut over, under) = (pick(60), pick(30));
        over.push(banded[0]);
        if random.chance(40) {
            let sum = counted.iter().copied().filter(|_| random.chance(50)).collect();
            questionnaire.quantities.push(sum_of(position, sum, banded[0]));
            continue;
        }
        questionnaire.quantities.push(Quantity {
            id: format!("quantity{position}").into(),
            name: String::new(),
            formula: String::new(),
            unit: None,
            help: None,
            times: 1 + random.below(3) as i64,
            divided_by: 1 + random.below(2) as i64,
            over,
            under,
            sum: Vec::new(),
            accept: Accepted::new(),
            place: Place::default(),
        });
    }
}

/// A sum of some questions; where there are none, a question's number.
fn sum_of(position: usize, sum: Vec<QuestionIdx>, otherwise: QuestionIdx) -> Quantity {
    let over = if sum.is_empty() { vec![otherwise] } else { Vec::new() };
    Quantity {
        id: format!("quantity{position}").into(),
        name: String::new(),
        formula: String::new(),
        unit: None,
        help: None,
        times: 1,
        divided_by: 1,
        over,
        under: Vec::new(),
        sum,
        accept: Accepted::new(),
        place: Place::default(),
    }
}

fn trait_of(random: &mut Random, questionnaire: &Questionnaire, position: usize) -> Trait {
    let n_questions = questionnaire.questions.len();
    let level = |level: usize, random: &mut Random| Level {
        id: format!("l{level}").into(),
        label: String::new(),
        when: (level > 0).then(|| {
            let expr = condition(random, questionnaire, 1, n_questions);
            Condition { text: String::new(), expr }
        }),
        place: Place::default(),
    };
    Trait {
        id: format!("trait{position}").into(),
        name: String::new(),
        help: None,
        levels: (0..3).map(|l| level(l, random)).collect(),
        accept: Accepted::new(),
        place: Place::default(),
    }
}

/// A random condition that reads only questions before `n_questions`.
pub fn condition(random: &mut Random, questionnaire: &Questionnaire, depth: usize, n_questions: usize) -> Expr {
    let roll = random.below(10);
    if depth == 0 || roll < 4 {
        return atom(random, questionnaire, n_questions);
    }
    let mut part = || condition(random, questionnaire, depth - 1, n_questions);
    match roll {
        4..=6 => Expr::And(vec![part(), part()]),
        7..=8 => Expr::Or(vec![part(), part()]),
        _ => Expr::Not(Box::new(part())),
    }
}

fn atom(random: &mut Random, questionnaire: &Questionnaire, n_questions: usize) -> Expr {
    let all = n_questions == questionnaire.questions.len();
    if all && !questionnaire.traits.is_empty() && random.chance(20) {
        let of = random.below(questionnaire.traits.len());
        let mask = 1 + random.next() % ((1 << questionnaire.traits[of].levels.len()) - 2);
        return Expr::Atom(Atom::Trait { of: TraitIdx::from(of), mask });
    }
    if all && !questionnaire.quantities.is_empty() && random.chance(15) {
        let of = QuantityIdx::from(random.below(questionnaire.quantities.len()));
        let all = [Comparison::Less, Comparison::GreaterOrEqual, Comparison::Equal, Comparison::NotEqual];
        let comparison = all[random.below(all.len())];
        let most = if questionnaire.quantities[of.get()].sum.is_empty() { 40 } else { 5 };
        return Expr::Atom(Atom::Quantity { of, comparison, bound: random.between(1, most) });
    }
    let position = random.below(n_questions);
    let question = QuestionIdx::from(position);
    if questionnaire.questions[position].ask_if.is_some() && random.chance(15) {
        return Expr::Atom(Atom::IsNa { question });
    }
    Expr::Atom(match &questionnaire.questions[position].kind {
        QuestionKind::Choice { choices, .. } => {
            let mask = 1 + random.next() % ((1 << choices.len()) - 2).max(1);
            Atom::Choice { question, mask }
        }
        QuestionKind::Several { choices, .. } => Atom::Includes { question, choice: random.below(choices.len()) },
        QuestionKind::Number(spec) => {
            let cut = random.between(spec.min + 1, spec.max);
            let interval = if random.chance(50) {
                Interval { low: i64::MIN, high: cut - 1 }
            } else {
                Interval { low: cut, high: i64::MAX }
            };
            Atom::Number { question, intervals: vec![interval] }
        }
    })
}

/// A random rule base.
pub fn rule_base(random: &mut Random, shape: &Shape, questionnaire: &Questionnaire) -> RuleBase {
    let criteria = (0..shape.n_criteria).map(|position| {
        let low = -(1 + random.below(4) as i32);
        Criterion {
            id: format!("k{position}").into(),
            name: String::new(),
            about: None,
            // Whatever rules take away, none is left below zero.
            weight: random.below(40) as u32 + if shape.weighs > 0 { 2 * shape.n_rules as u32 } else { 0 },
            scale_low: low,
            scale_high: low + 2 + random.below(9) as i32,
            accept: Accepted::new(),
            place: Place::default(),
        }
    });
    let criteria: Vec<Criterion> = criteria.collect();
    let options = (0..shape.n_options).map(|position| {
        let base = if random.chance(40) {
            let criterion = CriterionIdx::from(random.below(shape.n_criteria));
            vec![Start { criterion, points: random.between(-2, 2) as i32, cause: None }]
        } else {
            Vec::new()
        };
        ArchOption { id: format!("o{position}").into(), base, ..ArchOption::default() }
    });
    let options: Vec<ArchOption> = options.collect();
    let rules = (0..shape.n_rules).map(|position| rule(random, shape, questionnaire, position)).collect();
    let decision = Decision {
        id: "choice".into(),
        questionnaire: questionnaire.id.clone(),
        close_call: if random.chance(70) {
            CloseCall::Points(Tenths(10 * random.below(6) as u32))
        } else {
            CloseCall::ShareOfFit(Tenths(10 * random.below(12) as u32))
        },
        ..Decision::default()
    };
    RuleBase { decision, options, criteria, rules, ..RuleBase::default() }
}

/// A random rule.
pub fn rule(random: &mut Random, shape: &Shape, questionnaire: &Questionnaire, position: usize) -> Rule {
    let expr = condition(random, questionnaire, shape.depth, questionnaire.questions.len());
    let effect = if random.chance(shape.vetoes) {
        Effect::Excludes(vec![OptionIdx::from(random.below(shape.n_options))])
    } else if shape.withheld > 0 && random.chance(shape.withheld) {
        let options = (0..shape.n_options).map(OptionIdx::from).collect();
        Effect::Withholds { why: Withheld::OutOfScope, text: String::new(), options }
    } else if shape.weighs > 0 && random.chance(shape.weighs) {
        let amount = |random: &mut Random| if random.chance(30) { -2 } else { 1 + random.below(50) as i32 };
        let first = random.below(shape.n_criteria);
        let criteria = (0..shape.n_criteria).filter(|criterion| *criterion == first || *criterion == 0);
        Effect::Weighs(criteria.map(|criterion| (CriterionIdx::from(criterion), amount(random))).collect())
    } else {
        let mut points: Vec<(OptionIdx, i32)> = Vec::new();
        for option in 0..shape.n_options {
            if random.chance(if shape.n_options > 4 { 35 } else { 60 }) {
                let sign = if random.chance(35) { -1 } else { 1 };
                points.push((OptionIdx::from(option), sign * (1 + random.below(3) as i32)));
            }
        }
        if points.is_empty() {
            points.push((OptionIdx::from(0), 1));
        }
        Effect::Points { criterion: CriterionIdx::from(random.below(shape.n_criteria)), points }
    };
    Rule {
        cause: None,
        id: format!("r{position}").into(),
        when: Condition { text: String::new(), expr },
        own: None,
        group: None,
        effect,
        because: String::new(),
        evidence: Vec::new(),
        confidence: Confidence::default(),
        follow_up: None,
        origin: archfit::model::Origin::Written,
        accept: Accepted::new(),
        place: Place::default(),
    }
}

/// Random answers: `known` percent of the questions are answered for certain, some of the others in part.
pub fn answers(random: &mut Random, subject: &Subject, known: u64) -> AnswersFile {
    let mut file = AnswersFile { questionnaire: subject.questionnaire.id.clone(), ..AnswersFile::default() };
    for question in &subject.questionnaire.questions {
        let answer = if random.chance(known) { Some(definite(random, question)) } else { partial(random, question) };
        if let Some(answer) = answer {
            file.answers.0.insert(question.id.clone(), answer);
        }
    }
    file
}

/// A definite answer.
pub fn definite(random: &mut Random, question: &Question) -> Answer {
    Answer::plain(match &question.kind {
        QuestionKind::Choice { choices, .. } => {
            AnswerValue::OneOf(vec![choices[random.below(choices.len())].id.clone()])
        }
        QuestionKind::Several { choices, at_least_one } => {
            let said: Vec<bool> = choices.iter().map(|_| random.chance(50)).collect();
            let holds = together(choices, *at_least_one, &said, random.below(choices.len()));
            AnswerValue::Several(
                choices.iter().zip(holds).filter(|(_, holds)| *holds).map(|(c, _)| c.id.clone()).collect(),
            )
        }
        QuestionKind::Number(spec) if !spec.bands.is_empty() && random.chance(50) => {
            AnswerValue::Band(spec.bands[random.below(spec.bands.len())].id.clone())
        }
        QuestionKind::Number(spec) => AnswerValue::Number(random.between(spec.min, spec.max)),
    })
}

fn partial(random: &mut Random, question: &Question) -> Option<Answer> {
    match random.below(5) {
        0 => Some(Answer::plain(AnswerValue::Unknown)),
        1 => Some(Answer { sure: 60, ..definite(random, question) }),
        2 => match &question.kind {
            QuestionKind::Number(spec) => {
                let low = random.between(spec.min, spec.max);
                Some(Answer::plain(AnswerValue::Range(low, random.between(low, spec.max))))
            }
            QuestionKind::Choice { choices, .. } if choices.len() > 2 => {
                Some(Answer::plain(AnswerValue::OneOf(vec![choices[0].id.clone(), choices[1].id.clone()])))
            }
            _ => None,
        },
        _ => None,
    }
}
