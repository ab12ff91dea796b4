//! Rule bases such as people write, at any size.

use archfit::model::{
    Accepted, Atom, Condition, Expr, Level, Place, QuestionIdx, Questionnaire, Rule, Subject, Trait, TraitIdx,
};

use crate::generator::{Random, Shape, rule, subject};

/// A rule base such as people write: sections of questions, traits over a few questions of a section, most rules about one trait
/// or question, some about two or three, points for some of the options, a few vetoes.
pub fn structured(random: &mut Random, n_questions: usize, n_rules: usize, n_options: usize) -> Subject {
    let shape = Shape {
        n_questions,
        n_choices: 4,
        n_traits: 0,
        n_quantities: 0,
        n_options,
        n_criteria: 10,
        n_rules: 0,
        vetoes: 6,
        withheld: 0,
        weighs: 0,
        skips: 0,
        numbers: 0,
        several: 0,
        depth: 0,
    };
    let mut subject = subject(random, &shape);
    let q = &mut subject.questionnaire;
    for position in 0..n_questions {
        if position % 4 == 3 && random.chance(40) {
            let parent = QuestionIdx::from(position - 1 - random.below(3));
            let mask = if random.chance(50) { 0b0001 } else { 0b1110 };
            let expr = Expr::Not(Box::new(Expr::Atom(Atom::Choice { question: parent, mask })));
            q.questions[position].ask_if = Some(Condition { text: String::new(), expr });
        }
    }
    for section in 0..n_questions / 5 {
        let level = |level: usize, random: &mut Random| Level {
            id: format!("l{level}").into(),
            label: String::new(),
            when: (level > 0).then(|| {
                let part = |random: &mut Random| {
                    let question = QuestionIdx::from(section * 5 + random.below(5));
                    Expr::Atom(Atom::Choice { question, mask: 0b1110 << random.below(3) & 0b1111 })
                };
                let parts = vec![part(random), part(random)];
                let expr = if random.chance(60) { Expr::Or(parts) } else { Expr::And(parts) };
                Condition { text: String::new(), expr }
            }),
            place: Place::default(),
        };
        q.traits.push(Trait {
            id: format!("trait{section}").into(),
            name: String::new(),
            help: None,
            levels: (0..4).map(|l| level(l, random)).collect(),
            accept: Accepted::new(),
            place: Place::default(),
        });
    }
    let base = &mut subject.rule_bases[0];
    base.rules = (0..n_rules)
        .map(|position| {
            let n_parts = [1, 1, 1, 1, 1, 1, 2, 2, 2, 3][random.below(10)];
            let parts: Vec<Expr> = (0..n_parts).map(|_| trait_or_question(random, q)).collect();
            let expr = if n_parts == 1 { parts[0].clone() } else { Expr::And(parts) };
            Rule { when: Condition { text: String::new(), expr }, ..rule(random, &shape, q, position) }
        })
        .collect();
    subject
}

fn trait_or_question(random: &mut Random, q: &Questionnaire) -> Expr {
    if random.chance(50) && !q.traits.is_empty() {
        let mask = [0b1000, 0b1100, 0b1110, 0b0011][random.below(4)];
        return Expr::Atom(Atom::Trait { of: TraitIdx::from(random.below(q.traits.len())), mask });
    }
    let question = QuestionIdx::from(random.below(q.questions.len()));
    Expr::Atom(Atom::Choice { question, mask: 1 << random.below(4) })
}
