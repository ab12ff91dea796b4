//! Public systems coded from memory before the rules were seen to answer: how often what leads is acceptable, and how surely.
//!
//! `UPDATE_DOCS=1 cargo test --test rule_bases` writes the figures of `docs/coded.md` anew.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::sync::Arc;

use archfit::engine::base::steps::Steps;
use archfit::engine::robust::chances::chances;
use archfit::engine::situation::Situation;
use archfit::engine::{Advisor, Budget};
use archfit::load::{Library, Locations, Source, load, read_answers_text};
use archfit::model::{Answers, AnswersFile, OutcomeKind};
use serde::Deserialize;

use crate::rule_base_figures;

/// The sets, each with the name by which the document calls it.
const SETS: [(&str, &str); 16] = [
    ("first set", include_str!("first.toml")),
    ("second set", include_str!("second.toml")),
    ("third set", include_str!("third.toml")),
    ("fourth set", include_str!("fourth.toml")),
    ("fifth set", include_str!("fifth.toml")),
    ("sixth set", include_str!("sixth.toml")),
    ("seventh set", include_str!("seventh.toml")),
    ("eighth set", include_str!("eighth.toml")),
    ("ninth set", include_str!("ninth.toml")),
    ("tenth set", include_str!("tenth.toml")),
    ("eleventh set", include_str!("eleventh.toml")),
    ("twelfth set", include_str!("twelfth.toml")),
    ("thirteenth set", include_str!("thirteenth.toml")),
    ("fourteenth set", include_str!("fourteenth.toml")),
    ("fifteenth set", include_str!("fifteenth.toml")),
    ("sixteenth set", include_str!("sixteenth.toml")),
];

/// The work allowed for the chances of one case.
const FOR_CHANCES: Budget = Budget { steps: 500_000 };

/// Even odds: less is no recommendation.
const EVEN: f64 = 0.5;

/// The decision whose chances are worked out; that takes a while.
const WITH_CHANCES: &str = "backend-runtime";

/// What the columns of a table are called, and those of chances.
const HEAD: &str = "| set | coded | leading option acceptable | of clear leads |";
const HEAD_OF_CHANCES: &str =
    " of those recommended | chance of the acceptable options together, where it is worked out |";

/// A file of coded cases.
#[derive(Deserialize)]
struct Set {
    case: Vec<RawCase>,
}

/// One case as it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCase {
    id: String,
    #[expect(dead_code, reason = "for people who read the file")]
    facts: String,
    answers: toml::Table,
    acceptable: BTreeMap<String, Vec<String>>,
}

/// One public system: what is told of it, and what is acceptable for each decision.
pub struct Coded {
    /// The answers that what was told allows.
    pub file: AnswersFile,
    acceptable: BTreeMap<String, Vec<String>>,
}

/// How one decision of one case came out.
struct Came {
    acceptable: bool,
    /// Whether the lead is no close call.
    clear: bool,
    chances: Option<Chances>,
}

/// What is said of the chances of one decision.
struct Chances {
    of_leading: f64,
    of_acceptable: f64,
    /// Whether the leading option is the likeliest to win.
    likeliest: bool,
}

/// All cases of all sets, by set.
pub fn sets(library: &mut Library) -> Vec<(&'static str, Vec<Coded>)> {
    SETS.iter().map(|(name, text)| (*name, read_set(text, library))).collect()
}

fn read_set(text: &str, library: &mut Library) -> Vec<Coded> {
    let set: Set = toml::from_str(text).unwrap();
    set.case.into_iter().map(|case| read_case(case, library)).collect()
}

fn read_case(case: RawCase, library: &mut Library) -> Coded {
    let answers = toml::Table::from_iter([(String::from("answers"), toml::Value::Table(case.answers))]);
    let text = format!("format = 1\nquestionnaire = \"backend\"\n{answers}");
    let read = read_answers_text(Source { name: case.id.clone(), path: None, text }, library).unwrap();
    assert!(read.findings.is_empty(), "`{}` does not fit the questionnaire: {:?}", case.id, read.findings);
    Coded { file: read.file, acceptable: case.acceptable }
}

impl Coded {
    /// Whether it says what is acceptable for a decision.
    fn is_asked(&self, decision: &str) -> bool {
        self.acceptable.contains_key(decision)
    }

    /// The same with everything left out that gives the choice away: languages, code, people, parts.
    fn without_team(&self, library: &Library) -> AnswersFile {
        let questionnaire = &library.subject("backend").unwrap().questionnaire;
        let is_team = |id: &str| questionnaire.question(id).is_some_and(|question| question.section == "Team");
        let kept = self.file.answers.0.iter().filter(|(id, _)| !is_team(id.as_str()));
        AnswersFile { answers: Answers(kept.map(|(id, a)| (id.clone(), a.clone())).collect()), ..self.file.clone() }
    }
}

fn came(situation: &Situation, acceptable: &[String], with_chances: bool) -> Came {
    let apart = match situation.outcome() {
        OutcomeKind::OutOfScope => Some("out-of-scope"),
        OutcomeKind::NothingToDecide => Some("nothing-to-decide"),
        _ => None,
    };
    let base = situation.base();
    let names = |name: &str| acceptable.iter().any(|other| other == name);
    let leads = || situation.winner().is_some_and(|winner| names(base.options[winner.get()].id.as_str()));
    Came {
        acceptable: apart.map_or_else(leads, names),
        clear: situation.outcome() == OutcomeKind::Recommended,
        chances: (with_chances && apart.is_none()).then(|| chances_of(situation, names)).flatten(),
    }
}

fn chances_of(situation: &Situation, names: impl Fn(&str) -> bool) -> Option<Chances> {
    let wins = chances(situation, &mut Steps::new(FOR_CHANCES))?.wins;
    let of_leading = wins[situation.winner()?.get()];
    let options = &situation.base().options;
    let of_acceptable =
        wins.iter().zip(options).filter(|(_, option)| names(option.id.as_str())).map(|(chance, _)| chance).sum();
    Some(Chances { of_leading, of_acceptable, likeliest: wins.iter().all(|other| *other <= of_leading) })
}

/// How the cases came out for one decision.
fn all_came(files: &[(AnswersFile, &Coded)], decision: &str, advisor: &Advisor) -> Vec<Came> {
    let one = |(file, coded): &(AnswersFile, &Coded)| {
        let acceptable = coded.acceptable.get(decision)?;
        Some(came(advisor.consider_alone(file).situation(decision)?, acceptable, decision == WITH_CHANCES))
    };
    files.iter().filter_map(one).collect()
}

/// How many of these came out acceptable.
fn right(all: &[&Came]) -> String {
    format!("{} of {}", all.iter().filter(|came| came.acceptable).count(), all.len())
}

fn row(name: &str, how: &str, all: &[Came]) -> String {
    let clear: Vec<&Came> = all.iter().filter(|came| came.clear).collect();
    let chances: Vec<&Chances> = all.iter().filter_map(|came| came.chances.as_ref()).collect();
    let mut cells = vec![right(&all.iter().collect::<Vec<_>>()), right(&clear)];
    if !chances.is_empty() {
        let is_recommended = |came: &&&Came| came.chances.as_ref().is_some_and(|c| c.likeliest && c.of_leading >= EVEN);
        cells.push(right(&clear.iter().filter(is_recommended).copied().collect::<Vec<_>>()));
        let mean = chances.iter().map(|chances| chances.of_acceptable).sum::<f64>() / chances.len() as f64;
        cells.push(format!("{mean:.2}, of {}", chances.len()));
    }
    format!("| {name} | {how} | {} |\n", cells.join(" | "))
}

fn figures(library: &mut Library) -> String {
    let sets = sets(library);
    let subject = Arc::clone(library.subject("backend").unwrap());
    let advisor = Advisor::new(Arc::clone(&subject));
    let mut text = String::new();
    for base in &subject.rule_bases {
        let decision = base.decision.id.as_str();
        let (more, rule) = if decision == WITH_CHANCES { (HEAD_OF_CHANCES, " --- | --- |") } else { ("", "") };
        text += &format!("\n{}:\n\n{HEAD}{more}\n| --- | --- | --- | --- |{rule}\n", base.decision.title);
        for (name, cases) in sets.iter().filter(|(_, cases)| cases.iter().any(|case| case.is_asked(decision))) {
            let whole: Vec<_> = cases.iter().map(|coded| (coded.file.clone(), coded)).collect();
            let hidden: Vec<_> = cases.iter().map(|coded| (coded.without_team(library), coded)).collect();
            text += &row(name, "as told", &all_came(&whole, decision, &advisor));
            text += &row(name, "team hidden", &all_came(&hidden, decision, &advisor));
        }
    }
    text + "\n"
}

#[test]
fn the_figures_of_cases_coded_from_memory_are_current() {
    let mut library = load(&Locations::default());
    rule_base_figures::are_current("docs/coded.md", &figures(&mut library));
}
