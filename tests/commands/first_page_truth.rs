//! Every sentence of the first page is derived anew from the report below it: over the shipped examples, the scenarios of the shipped
//! rule bases, and answers drawn at random, a part of them left open.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use archfit::engine::{Advisor, Axis, AxisStep, Budget, MapCell};
use archfit::load::{Library, Locations, load, read_answers};
use archfit::model::{Answer, AnswerValue, Answers, AnswersFile, Question, QuestionKind, RuleBase, Subject};
use archfit::report::{Origin, build, build_decision};
use rayon::prelude::*;
use serde_json::Value;

/// How many sets of answers are drawn.
const N_DRAWN: u64 = 30;
/// Of how many scenarios one is looked at; all of them with `ALL_STATES=1`, which takes some minutes.
const ONE_OF: usize = 3;

fn library() -> Library {
    load(&Locations::default())
}

/// The decisions of an answers file as the JSON report has them; one of them, or all.
fn decisions(advisor: &Advisor, file: &AnswersFile, only: Option<&str>) -> Vec<Value> {
    // A clone shares what is compiled.
    let mut advisor = advisor.clone();
    let subject = Arc::clone(advisor.subject());
    let advice = advisor.advise(file);
    let outlooks = advisor.outlook(file, Budget::LIVE);
    let one = |made: &archfit::engine::DecisionAdvice| {
        let outlook = outlooks.iter().find(|outlook| outlook.decision == made.decision);
        let analysis = advisor.analyse(file, made.decision.as_str(), Budget::LIVE, &AtomicBool::new(false));
        serde_json::to_value(build_decision(&subject, made, outlook, file, analysis.as_ref()).unwrap()).unwrap()
    };
    advice.decisions.iter().filter(|made| only.is_none_or(|only| made.decision == *only)).map(one).collect()
}

/// Draws the same answers for the same seed: about every fifth question stays open, some are not known.
pub(super) fn drawn(subject: &Subject, seed: u64) -> AnswersFile {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    let mut value = |question: &Question| match &question.kind {
        _ if next(5) == 0 => None,
        _ if next(9) == 0 => Some(AnswerValue::Unknown),
        QuestionKind::Choice { choices, .. } => Some(AnswerValue::OneOf(vec![choices[next(choices.len())].id.clone()])),
        QuestionKind::Several { choices, .. } => {
            Some(AnswerValue::Several(choices.iter().filter(|_| next(2) == 0).map(|c| c.id.clone()).collect()))
        }
        QuestionKind::Number(spec) => Some(AnswerValue::Band(spec.bands.get(next(spec.bands.len()))?.id.clone())),
    };
    let answers = subject.questionnaire.questions.iter().filter_map(|q| Some((q.id.clone(), Answer::plain(value(q)?))));
    let answers = Answers(answers.collect());
    AnswersFile { questionnaire: subject.questionnaire.id.clone(), answers, ..AnswersFile::default() }
}

pub(super) fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

pub(super) fn number(value: &Value, key: &str) -> f64 {
    value[key].as_f64().unwrap()
}

/// A lead as it is said.
pub(super) fn lead(points: f64) -> String {
    if points < 0.05 { "under 0.1".to_owned() } else { format!("{points:.1}") }
}

pub(super) fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn percent(chance: f64) -> String {
    archfit::report::percent(chance)
}

/// Checks all sentences of a decision. What is wrong is told with the sentence.
pub(super) fn check(made: &Value) {
    let page = &made["summary"];
    if made["outcome"] == "nothing-to-decide" || made["outcome"] == "out-of-scope" {
        assert_eq!((page["price"].clone(), text(page, "firm")), (Value::Null, text(made, "verdict")));
        return;
    }
    if made["chosen"]["override"]["needed"] == true {
        return check_own_choice(made, page);
    }
    check_answer(made, page);
    if number(made, "applies") < 0.5 && made["winner"].is_string() {
        // Of what most likely need not be decided no reasons, price and flip are told.
        let chance = percent(1.0 - number(made, "applies"));
        assert_eq!(text(page, "firm"), format!("The chance that there is nothing to decide is {chance}."));
        let others = ["cause", "price", "capacity", "flip", "lead", "sure"].map(|part| page[part].is_null());
        assert_eq!(others, [true; 6], "{page}");
        return;
    }
    if made["runner_up"].is_string() {
        check_cause(made, page);
    }
    check_price(made, page);
    check_capacity(made, page);
    check_flip(made, page);
    check_firm(made, page);
}

/// What the team chose otherwise says whose choice it is, why, and what it gives up.
fn check_own_choice(made: &Value, page: &Value) {
    let own = &made["chosen"]["override"];
    let whose = format!("This is the team's own choice: by the rules {} leads.", text(made, "winner_name"));
    assert!(text(page, "answer").ends_with(&whose), "{page}");
    let because = text(own, "because");
    let stop = if because.ends_with(['.', '!', '?']) { "" } else { "." };
    assert_eq!(text(page, "cause"), format!("Their reason: {because}{stop}"));
    assert!(text(page, "price").starts_with(&format!("Price: {:.1} of 100 fit points", number(own, "cost"))), "{page}");
    check_flip(made, page);
}

/// The chance of the leading option, and the likeliest option with its chance; both absent where the winner is proven.
fn chances(made: &Value) -> Option<(f64, &str, f64)> {
    let own = made["chance_to_stay"].as_f64().filter(|_| made["proven"] == false)?;
    let wins = list(&made["chances"], "wins");
    let best = wins
        .iter()
        .max_by(|a, b| number(a, "chance").total_cmp(&number(b, "chance")).then(std::cmp::Ordering::Greater))?;
    Some((own, text(best, "name"), number(best, "chance")))
}

/// The first two questions that something hangs on, with what is known of them.
fn hinges(of: &Value) -> String {
    let of = of.as_array().unwrap().iter().take(2);
    let name = |hinge: &Value| hinge["name"].as_str().map_or(format!("\"{}\"", text(hinge, "ask")), str::to_owned);
    of.map(|hinge| format!("{} ({})", name(hinge), text(hinge, "known"))).collect::<Vec<_>>().join(" and ")
}

fn check_answer(made: &Value, page: &Value) {
    let said = text(page, "answer");
    let winner = text(made, "winner_name");
    let likelier =
        chances(made).filter(|(own, name, best)| best > own && percent(*best) != percent(*own) && *name != winner);
    let below_even = chances(made).filter(|(own, ..)| *own < 0.5);
    let is_idle = number(made, "applies") < 0.5;
    if let [first, .., last] = list(made, "level") {
        let (first, last) = (first.as_str().unwrap(), last.as_str().unwrap());
        assert!(said.ends_with(&format!(" and {last} are level.")), "{said}");
        assert!(said.starts_with(first) || is_idle && said.contains(&format!("where there is, {first}")), "{said}");
        return;
    }
    let likelier_said = likelier.map(|(own, other, best)| {
        format!(
            "{other} is likelier to win ({}) than {winner} ({}), which leads as things stand",
            percent(best),
            percent(own)
        )
    });
    let leads = likelier_said.clone().unwrap_or_else(|| format!("{winner} leads"));
    let is_outside = list(made, "out_of_scope").iter().any(|outside| number(outside, "chance") > 0.5);
    if made["winner"].is_null() {
        assert_eq!(said, "No option is left.");
    } else if is_idle {
        let on = hinges(&made["applies_hangs_on"]);
        let first = "Not decided yet: most likely there is nothing to decide, which hangs on ";
        assert_eq!(said, format!("{first}{on}; where there is, {leads}."));
    } else if is_outside {
        assert!(
            said.contains("none of these options is for such a case, which hangs on ")
                && said.ends_with(&format!("; otherwise {leads}.")),
            "{said}"
        );
    } else if let Some(likelier) = likelier_said {
        assert_eq!(said, format!("Not decided yet: {likelier}."));
    } else if let Some((own, ..)) = below_even {
        assert!(said.starts_with("Not decided yet: ") && said.contains(&percent(own)), "{said}");
    } else if made["outcome"] == "close-call" && made["runner_up"].is_string() {
        check_within(made, said);
    } else {
        let chosen = list(made, "standings").iter().find(|s| s["option"] == made["winner"]).unwrap();
        let plain = format!("{winner}.");
        assert_eq!(said, chosen["advice"].as_str().unwrap_or(&plain));
        assert!(made["outcome"] == "close-call" || made["recommended"] == true);
    }
    if made["recommended"] == true {
        assert!(likelier.is_none() && below_even.is_none() && made["outcome"] == "recommended", "{said}");
        assert!(!is_idle && !is_outside, "{said}");
    }
}

/// All options within the close call are named: the leading one, the next one, and whoever is no further behind and not likely out.
fn check_within(made: &Value, said: &str) {
    let names: Vec<String> = list(made, "within").iter().map(|name| name.as_str().unwrap().to_owned()).collect();
    assert_eq!(said, format!("Too close to call: {}.", archfit::report::one_of(&names)));
    assert_eq!([names[0].as_str(), names[1].as_str()], [text(made, "winner_name"), text(made, "runner_up_name")]);
    let best = number(&list(made, "standings")[0], "fit");
    for standing in list(made, "standings").iter().filter(|standing| standing["excluded"] == false) {
        let is_near = best - number(standing, "fit") <= number(made, "close_call") + 1e-9;
        let is_named = names.iter().any(|name| name == text(standing, "name"));
        let is_next = standing["option"] == made["runner_up"];
        assert!(!is_named || is_near || is_next, "{standing}");
        assert!(is_named || !is_near || standing["may_be_excluded"] == true, "{standing}");
    }
}

fn check_cause(made: &Value, page: &Value) {
    let said = text(page, "cause");
    if !list(made, "level").is_empty() {
        assert!(said.ends_with("sets them apart."), "{said}");
        return;
    }
    let why = list(made, "why_not").iter().find(|why| why["option"] == made["runner_up"]).unwrap();
    // The list of differences is sorted by their size; the runner-up's are turned round.
    let ahead: Vec<&Value> = list(why, "criteria").iter().filter(|on| number(on, "lead") < 0.0).collect();
    if ahead.is_empty() {
        assert!(said.is_empty(), "{said}");
        return;
    }
    // Of equal differences any.
    let most = number(ahead[0], "lead");
    let first = ahead.iter().filter(|on| number(on, "lead") <= most);
    let reasons: Vec<String> = first
        .flat_map(|on| {
            let criterion = list(made, "criteria").iter().find(|c| c["criterion"] == on["criterion"]).unwrap();
            reasons_on(made, criterion)
        })
        .collect();
    assert!(reasons.iter().any(|reason| said == reason), "{said}\n{reasons:?}");
}

/// What may be told of why the leading option is ahead on a criterion: its strongest rules, or what it starts with.
fn reasons_on(made: &Value, criterion: &Value) -> Vec<String> {
    let name = text(criterion, "name");
    let is_alone = made["recommended"] == true
        || (text(&made["summary"], "answer").starts_with("Not decided yet")
            && !text(&made["summary"], "answer").contains("likelier to win"));
    let whose = if is_alone { "It" } else { text(made, "winner_name") };
    let lead_in = if made["recommended"] == true { String::new() } else { format!("{whose} leads on {name}: ") };
    // By the points it gives, whatever the program makes of them.
    let given = |rule: &Value| {
        let of = list(rule, "options").iter().find(|of| of["option"] == made["winner"]);
        of.map_or(0, |of| of["points"].as_i64().unwrap())
    };
    let ahead: Vec<&Value> = list(criterion, "rules").iter().filter(|rule| number(rule, "lead") > 0.0).collect();
    let likely: Vec<&Value> = ahead.iter().copied().filter(|rule| number(rule, "chance") >= 0.5).collect();
    let start_lead = number(criterion, "start_lead");
    let is_unsure = likely.is_empty() && start_lead <= 0.0;
    let told = if is_unsure { &ahead } else { &likely };
    let most = told.iter().map(|rule| number(rule, "lead")).fold(0.0, f64::max);
    let is_start_said = criterion["start_cause"].is_string() && start_lead > most;
    if most > 0.0 && !is_start_said {
        let strongest = told.iter().filter(|rule| number(rule, "lead") >= most);
        let say = |rule: &&&Value| {
            let chance = number(rule, "chance");
            let likely =
                if chance < 1.0 { format!(" This is {} likely to apply.", percent(chance)) } else { String::new() };
            let lead_in = match (given(rule) > 0, is_unsure) {
                (false, _) => format!("{} loses more on {name}: ", text(made, "runner_up_name")),
                (true, true) => format!("{whose} leads on {name} by what is unsure: "),
                (true, false) => lead_in.clone(),
            };
            format!("{lead_in}{}{likely}", text(rule, "cause"))
        };
        return strongest.map(|rule| say(&rule)).collect();
    }
    match criterion["start_cause"].as_str() {
        _ if start_lead <= 0.0 => Vec::new(),
        Some(cause) => vec![format!("{lead_in}{cause}")],
        None => vec![format!("{whose} is ahead on {name} before any answer counts.")],
    }
}

fn check_price(made: &Value, page: &Value) {
    let Some(chosen) = list(made, "standings").iter().find(|s| s["option"] == made["chosen"]["option"]) else { return };
    if !list(made, "level").is_empty() {
        assert_eq!(page["price"], Value::Null);
        return;
    }
    let costs = list(chosen, "costs");
    let price = chosen["price"].as_str().or_else(|| costs.first()?.as_str());
    let word = if made["recommended"] == true { "Price" } else { "Its price" };
    assert_eq!(page["price"].as_str(), price.map(|price| format!("{word}: {price}")).as_deref());
}

/// What is needed at peak is told as the sheet has it, and only where one needs at least twice as much.
fn check_capacity(made: &Value, page: &Value) {
    let Some(said) = page["capacity"].as_str() else { return };
    let of = |option: &Value| list(made, "capacity").iter().find(|sheet| sheet["option"] == *option).unwrap();
    let (own, other) = (of(&made["chosen"]["option"]), of(&made["runner_up"]));
    assert!(said.contains(&format!("; {} ", text(other, "name"))), "{said}");
    for what in ["cores", "memory"] {
        let (own, other) = (&own[what], &other[what]);
        let is_told = own["brief"].is_string() && said.contains(text(own, "brief"));
        let (a, b) = (own["expected"].as_f64().unwrap_or(0.0), other["expected"].as_f64().unwrap_or(0.0));
        assert!(!is_told || (said.contains(text(other, "brief")) && a.max(b) >= 2.0 * a.min(b)), "{said}");
    }
}

fn check_flip(made: &Value, page: &Value) {
    // What the team goes for already is no change.
    let own =
        Some(&made["chosen"]).filter(|chosen| chosen["override"]["needed"] == true).map(|chosen| &chosen["option"]);
    let flips: Vec<&Value> = list(made, "flips").iter().filter(|flips| Some(&flips["option"]) != own).collect();
    let Some(said) = page["flip"].as_str() else {
        assert!(flips.is_empty() || made["winner"].is_null() || own.is_some(), "{page}");
        return;
    };
    if made["winner"].is_null() {
        assert!(list(made, "relaxations").iter().any(|r| said.starts_with(text(r, "name"))), "{said}");
        return;
    }
    let fewest = flips.iter().filter_map(|f| list(f, "ways").first()).map(|way| list(way, "changes").len()).min();
    let is_told = |flip: &Value| {
        list(flip, "ways").first().is_some_and(|way| {
            said == format!("If {}: {}.", text(way, "brief"), text(flip, "name"))
                && Some(list(way, "changes").len()) == fewest
        })
    };
    assert!(fewest.is_none() || flips.iter().any(|flip| is_told(flip)), "{said}");
    assert!(fewest.is_some() || said.starts_with("No change"), "{said}");
}

fn check_firm(made: &Value, page: &Value) {
    let said = text(page, "firm");
    if made["winner"].is_null() {
        assert!(said.contains("every option is excluded"), "{said}");
        return;
    }
    let (proven, settled) = (made["proven"] == true, made["outcome_proven"] == true);
    let sure = page["sure"].as_str();
    assert!(sure.is_none_or(|sure| sure == "No open answer can change this."), "{page}");
    assert_eq!(said.contains("nothing to decide"), number(made, "applies") < 1.0, "{said}");
    let is_made = made["outcome"] == "recommended" && number(made, "applies") >= 0.5;
    let is_close = made["outcome"] == "close-call" && list(made, "level").is_empty();
    assert_eq!(sure.is_some(), settled && (is_made || is_close) && made["hangs_on_open"] == true, "{page}");
    assert_eq!(said.starts_with("Firm"), settled && is_made, "{said}");
    assert_eq!(said.starts_with("First in any case"), proven && !settled && is_made, "{said}");
    assert_eq!(said.starts_with("Close"), made["outcome"] == "close-call", "{said}");
    let is_likely = made["recommended"] == true && made["chance_to_stay"].as_f64().is_some_and(|chance| chance >= 0.95);
    assert!(!said.starts_with("Nearly firm") || (is_likely && !proven), "{said}");
    if !list(made, "level").is_empty() {
        let n = match list(made, "level").len() {
            2 => "both".to_owned(),
            n => format!("all {n}"),
        };
        assert!(said.contains(&format!("{n} have the same fit")), "{said}");
        assert!(!said.contains("Open answers") || made["hangs_on_open"] == true, "{said}");
        return;
    }
    if made["runner_up"].is_string() {
        let (lead, close) = (number(made, "lead"), number(made, "close_call"));
        let ahead = said.split_once(&format!("{} points ahead", self::lead(lead))).expect(said);
        // A lead that is greater than the close call says so where rounding makes them the same.
        let is_just_over = made["outcome"] == "recommended" && lead <= close;
        assert_eq!(ahead.0.ends_with("just over "), is_just_over, "{said}");
        let ahead = ahead.1;
        // A chance stands where open answers can change what wins, and nowhere else; without one the words say what is known.
        let is_open = !proven && made["hangs_on_open"] == true;
        let stays = percent(made["chance_to_stay"].as_f64().unwrap_or(0.0).min(0.999));
        let chance = format!(", {stays} likely to stay ahead");
        let still = match (proven && !settled, made["outcome"] == "close-call") {
            (true, true) => "; it leads in any case",
            (true, false) => ", to which open answers may still bring it",
            (false, _) => "",
        };
        let close = format!("; up to {close} is too close to call{still}.");
        let is_undecided = ahead.contains("cut short");
        let is_told = is_open && made["chance_to_stay"].is_number() && !is_undecided;
        let expected = if is_told { format!("{chance}{close}") } else { close };
        assert!(ahead.starts_with(&expected), "{said}\n{expected}");
        // What no open answer can change is said where the word for how firm it is does not.
        let is_sure = proven && made["hangs_on_open"] == true;
        assert_eq!(said.starts_with("Close and firm"), settled && is_sure && made["outcome"] == "close-call", "{said}");
        let is_unsaid = is_sure && !said.starts_with("Firm") && !said.starts_with("Close and firm");
        assert_eq!(ahead.contains("No open answer can change this."), is_unsaid && settled, "{said}");
    }
    if let (false, Some(chance)) = (proven, made["chance_to_stay"].as_f64()) {
        assert!(said.contains(&percent(chance.min(0.999))) || said.contains("cut short"), "{said}");
    }
}

#[test]
fn the_first_page_of_the_shipped_examples_is_short() {
    let mut library = library();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples");
    for (name, most) in [("chat-product", 175), ("audited-back-office", 175), ("reporting-product", 285)] {
        let read = read_answers(&folder.join(format!("{name}.toml")), &mut library).unwrap();
        let report = build(&mut Advisor::new(Arc::clone(&read.subject)), &read.file, &Origin::default());
        let n_words = report.first_page.text(80).split_whitespace().count();
        assert!(n_words <= most, "{name}: {n_words} words");
    }
}

#[test]
fn every_cell_of_a_map_between_questions_is_what_its_answers_decide() {
    let mut library = library();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples");
    let mut n_cells = 0;
    for name in ["audited-back-office", "chat-product", "reporting-product"] {
        let read = read_answers(&folder.join(format!("{name}.toml")), &mut library).unwrap();
        let mut advisor = Advisor::new(Arc::clone(&read.subject));
        // Half of what was said is open, so that odds hang on other answers and decisions on each other.
        for half in 0..2 {
            let mut file = AnswersFile { decisions: Vec::new(), ..read.file.clone() };
            let mut at = 0;
            file.answers.0.retain(|_, _| {
                at += 1;
                at % 2 == half
            });
            for base in &read.subject.rule_bases {
                n_cells += check_map(&mut advisor, &file, base, &format!("{name}, half {half}"));
            }
        }
    }
    assert!(n_cells > 100, "{n_cells}");
}

/// Decides anew for the cells of a decision's map over two questions with choices; how many there were.
fn check_map(advisor: &mut Advisor, file: &AnswersFile, base: &RuleBase, of: &str) -> usize {
    let (never, id) = (AtomicBool::new(false), base.decision.id.as_str());
    let axes = advisor.axes(file, id, &never);
    let subject = Arc::clone(advisor.subject());
    let is_choice = |axis: &&Axis| match axis {
        Axis::Question(idx) => {
            matches!(subject.questionnaire.questions[idx.get()].kind, QuestionKind::Choice { .. })
        }
        _ => false,
    };
    let questions: Vec<Axis> = axes.iter().filter(is_choice).copied().take(2).collect();
    let [x, y] = questions.as_slice() else { return 0 };
    let map = advisor.decision_map(file, id, *x, *y, &never).unwrap();
    let mut n_cells = 0;
    for (row, upward) in map.cells.iter().zip(&map.y.1) {
        for (cell, across) in row.iter().zip(&map.x.1) {
            let MapCell::Outcome { winner, lead, changes, .. } = cell else { continue };
            let mut answers = file.answers.clone();
            for (axis, step) in [(map.x.0, across), (map.y.0, upward)] {
                let (Axis::Question(idx), AxisStep::Answer(value)) = (axis, step) else { panic!("{axis:?}") };
                answers = answers.with(&subject.questionnaire.questions[idx.get()].id, value.clone());
            }
            assert!(changes.is_empty(), "{changes:?}");
            let situation = advisor.situation(&AnswersFile { answers, ..file.clone() }, id).unwrap();
            let there = (situation.winner(), situation.shown_lead());
            assert_eq!((*winner, *lead), there, "{of}, {id}: {across:?} x {upward:?}");
            n_cells += 1;
        }
    }
    n_cells
}

#[test]
fn what_hardly_has_to_be_decided_is_not_recommended() {
    let text = "format = 1\nquestionnaire = \"backend\"\n[answers]\nexisting-code = \"django\"\n\
                team-languages = [\"python\"]\nrealtime = { value = \"none\", sure = 0.9 }\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sold.toml");
    std::fs::write(&path, text).unwrap();
    let read = read_answers(&path, &mut library()).unwrap();
    let made = &decisions(&Advisor::new(Arc::clone(&read.subject)), &read.file, Some("realtime-transport"))[0];
    assert!(number(made, "applies") < 0.2, "{}", made["applies"]);
    assert_eq!(made["recommended"], false);
    // What makes it so, and the question that settles it.
    let why = "Not decided yet: most likely there is nothing to decide, which hangs on who hears of changes (answered \"Nobody\", 90 % sure)";
    assert!(text_of_page(made).starts_with(why), "{}", made["summary"]);
    check(made);
}

fn text_of_page(made: &Value) -> &str {
    text(&made["summary"], "answer")
}

#[test]
fn what_stays_on_the_main_screen_fits_its_width_and_tells_what_has_not_to_be_decided() {
    let mut library = library();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples/chat-product.toml");
    let read = read_answers(&path, &mut library).unwrap();
    let file = AnswersFile { decisions: Vec::new(), ..read.file };
    let text = archfit::report::farewell(&mut Advisor::new(Arc::clone(&read.subject)), &file, 60, |_, _| ());
    assert!(text.contains("\nWork for later: nothing to decide. "), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 60), "{text}");
}

#[test]
fn every_sentence_follows_from_the_body_in_the_shipped_examples() {
    let mut library = library();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples");
    for name in [
        "auction-night",
        "audited-back-office",
        "chat-product",
        "front-for-services",
        "internal-tool",
        "reporting-product",
    ] {
        let read = read_answers(&folder.join(format!("{name}.toml")), &mut library).unwrap();
        decisions(&Advisor::new(Arc::clone(&read.subject)), &read.file, None).iter().for_each(check);
    }
}

#[test]
fn every_sentence_follows_from_the_body_in_the_shipped_scenarios() {
    let library = library();
    for subject in &library.subjects {
        let advisor = Advisor::new(Arc::clone(subject));
        let of = |base: &RuleBase| {
            let id = base.decision.id.clone();
            base.scenarios.iter().map(move |scenario| (id.clone(), scenario.answers.clone())).collect::<Vec<_>>()
        };
        let scenarios: Vec<_> = subject.rule_bases.iter().flat_map(of).collect();
        assert!(scenarios.len() > 50);
        let step = if std::env::var_os("ALL_STATES").is_none() { ONE_OF } else { 1 };
        let scenarios: Vec<_> = scenarios.into_iter().step_by(step).collect();
        scenarios.into_par_iter().for_each(|(decision, answers)| {
            let questionnaire = subject.questionnaire.id.clone();
            let file = AnswersFile { questionnaire, answers, ..AnswersFile::default() };
            decisions(&advisor, &file, Some(decision.as_str())).iter().for_each(check);
        });
    }
}

#[test]
fn every_sentence_follows_from_the_body_of_answers_drawn_at_random() {
    let library = library();
    let subject = library.subject("backend").unwrap();
    let advisor = Advisor::new(Arc::clone(subject));
    (1..=N_DRAWN).into_par_iter().for_each(|seed| {
        let decision = &subject.rule_bases[seed as usize % subject.rule_bases.len()].decision.id;
        decisions(&advisor, &drawn(subject, seed), Some(decision.as_str())).iter().for_each(check);
    });
}
