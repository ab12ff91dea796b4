//! Lenses made here: what they become says the same as they do, and what is wrong with them is said at its place.

use super::names::Names;
use super::read::read;
use super::toml::files;
use crate::engine::Advisor;
use crate::load::{Files, Library, Source, load_files};
use crate::model::{Answer, AnswerValue, AnswersFile};

const LENS: &str = r#"{
  "schemaVersion": "2021-11-01",
  "name": "Small Lens",
  "description": "For tests.",
  "pillars": [
    { "id": "run", "name": "Running it", "questions": [
      { "id": "RUN1", "title": "How do you make images?", "choices": [
        { "id": "RUN1_1", "title": "From one place", "improvementPlan": { "displayText": "Store it.", "url": "https://example.org/" } },
        { "id": "RUN1_2", "title": "With libraries inside" },
        { "id": "RUN1_no", "title": "None of these" } ],
        "riskRules": [
          { "condition": "RUN1_1 && RUN1_2", "risk": "NO_RISK" },
          { "condition": "RUN1_no || (RUN1_2 && (!RUN1_1))", "risk": "HIGH_RISK" },
          { "condition": "default", "risk": "MEDIUM_RISK" } ] } ] },
    { "id": "cost", "name": "Cost", "questions": [
      { "id": "COST1", "title": "Do you count?", "choices": [
        { "id": "c1", "title": "Yes" }, { "id": "c2", "title": "Often" }, { "id": "c3", "title": "Never asked" } ],
        "riskRules": [
          { "condition": "c1", "risk": "NO_RISK" },
          { "condition": "c1 && c2", "risk": "MEDIUM_RISK" },
          { "condition": "!c2 && c9", "risk": "HIGH_RISK" },
          { "condition": "c2", "risk": "HIGH_RISK" } ] } ] }
  ]
}"#;

fn library(text: &str) -> Library {
    let (lens, _) = read(text).expect("a lens");
    let written = files(&lens, "small", &Names::of(&lens, Names::default()), None);
    let of = |folder: &str| -> Files {
        let files = written.files.iter().filter_map(|(path, text)| Some((path.strip_prefix(folder)?, text)));
        let source = |(name, text): (&str, &String)| {
            (name.to_owned(), Source { name: name.to_owned(), path: None, text: text.clone() })
        };
        files.map(source).collect()
    };
    load_files(of("questionnaires/"), of("rules/"), Files::new())
}

/// The level of a trait where these choices hold.
fn level(library: &Library, question: &str, chosen: &[&str], of: &str) -> String {
    let choices = chosen.iter().map(|id| (*id).into()).collect();
    let mut file = AnswersFile { questionnaire: "small".into(), ..AnswersFile::default() };
    file.answers.0.insert(question.into(), Answer::plain(AnswerValue::Several(choices)));
    let subject = &library.subjects[0];
    let advice = Advisor::new(subject.clone()).advise(&file);
    let at = subject.questionnaire.trait_idx(of).expect("the trait is there").get();
    let level = advice.traits[at].decided().expect("all is answered");
    subject.questionnaire.traits[at].levels[level].id.to_string()
}

#[test]
fn a_lens_says_the_same_once_it_is_a_questionnaire() {
    let library = library(LENS);
    assert!(library.diagnostics.is_empty(), "{:#?}", library.diagnostics);
    for (chosen, risk) in [
        (&["from-one-place", "with-libraries-inside"][..], "none"),
        (&["from-one-place"], "medium"),
        (&["with-libraries-inside"], "high"),
        (&["none-of-these"], "high"),
    ] {
        assert_eq!(level(&library, "how-do-you-make-images", chosen, "how-do-you-make-images-risk"), risk);
    }
    // What meets no rule counts as no risk, and a rule that cannot be read is left out.
    for (chosen, risk) in
        [(&["yes"][..], "none"), (&["often"], "high"), (&["never-asked"], "none"), (&["yes", "often"], "none")]
    {
        assert_eq!(level(&library, "do-you-count", chosen, "do-you-count-risk"), risk);
    }
}

#[test]
fn what_is_wrong_is_said_at_its_line() {
    let (lens, mut defects) = read(LENS).expect("a lens");
    defects.extend(files(&lens, "small", &Names::of(&lens, Names::default()), None).defects);
    let line = |at: usize| LENS[..at].matches('\n').count() + 1;
    let mut said: Vec<(usize, &str)> = defects.iter().map(|defect| (line(defect.at), defect.said.as_str())).collect();
    said.sort_unstable();
    assert_eq!(
        said,
        [
            (16, "`COST1` has no `default`, and some choices meet no rule: they count as no risk"),
            (17, "no rule of `COST1` asks for the choice `c3`"),
            (20, "this rule of `COST1` is never the first that is met, whatever is chosen"),
            (21, "a rule of `COST1` cannot be read: `c9` is no choice of the question; the rule is left out"),
        ]
    );
}

#[test]
fn one_choice_and_none_of_these_are_two_choices() {
    let one = LENS.replacen("{ \"id\": \"RUN1_2\", \"title\": \"With libraries inside\" },", "", 1);
    let one = one.replacen("RUN1_1 && RUN1_2", "RUN1_1", 1).replacen("RUN1_no || (RUN1_2 && (!RUN1_1))", "RUN1_no", 1);
    let library = library(&one);
    assert!(library.diagnostics.is_empty(), "{:#?}", library.diagnostics);
    let question = &library.subjects[0].questionnaire.questions[0];
    let ids: Vec<&str> = question.kind.choices().iter().map(|choice| choice.id.as_str()).collect();
    assert_eq!(ids, ["from-one-place", "none-of-these"]);
    let high = library.subjects[0].questionnaire.traits[0].levels.last().and_then(|level| level.when.as_ref());
    let high = high.expect("a condition").text.as_str();
    assert!(high.contains("how-do-you-make-images == none-of-these"), "{high}");
}

#[test]
fn what_is_no_json_is_said_at_its_place() {
    let text = LENS.replacen("\"https://example.org/\"", "NaN", 1);
    let defect = read(&text).expect_err("it is no JSON");
    assert!(text[defect.at..].starts_with("NaN"), "{defect:?}");
    assert_eq!(defect.said, "`NaN` is no value of JSON; write `null`, or leave the key out");
    let missing = read(&LENS.replacen("\"pillars\"", "\"pilars\"", 1)).expect_err("it has no pillars");
    assert!(missing.said.contains("missing field `pillars`"), "{missing:?}");
    for empty in [
        "{ \"name\": \"L\", \"pillars\": [] }",
        "{ \"name\": \"L\", \"pillars\": [ { \"id\": \"a\", \"name\": \"A\", \"questions\": [] } ] }",
    ] {
        let nothing = read(empty).expect_err("it asks nothing");
        assert!(nothing.said.contains("asks nothing") && nothing.at > 0, "{nothing:?}");
    }
    for (text, what) in [(" []", "a list"), ("\"x\"", "a text"), ("null", "nothing"), ("3", "a single value")] {
        let none = read(text).expect_err("it is no object");
        assert!(none.said.contains("a lens is an object") && none.said.ends_with(what), "{none:?}");
    }
}

#[test]
fn ids_are_kept_where_titles_or_ids_change() {
    let (lens, _) = read(LENS).expect("a lens");
    let first = Names::of(&lens, Names::default());
    let retitled = LENS.replacen("How do you make images?", "How are images made?", 1);
    let renumbered = LENS.replace("RUN1", "RUN7");
    for changed in [retitled, renumbered] {
        let (lens, _) = read(&changed).expect("a lens");
        let again = Names::of(&lens, first.clone());
        let ids = |names: &Names| -> Vec<String> { names.question.iter().map(|named| named.id.clone()).collect() };
        assert_eq!(ids(&again), ids(&first));
        assert_eq!(again.question[0].choice[0].id, "from-one-place");
        assert_eq!(files(&lens, "small", &again, None).files[1].1.matches("how-do-you-make-images-risk").count(), 2);
    }
}

#[test]
fn a_risk_that_is_there_whatever_is_chosen_counts_where_its_pillar_starts() {
    let always = LENS.replacen("\"c1\", \"risk\": \"NO_RISK\"", "\"c1 || !c1\", \"risk\": \"HIGH_RISK\"", 1);
    assert_ne!(always, LENS);
    let library = library(&always);
    assert!(library.diagnostics.is_empty(), "{:#?}", library.diagnostics);
    let subject = &library.subjects[0];
    let base = &subject.rule_bases[0];
    assert!(subject.questionnaire.trait_idx("do-you-count-risk").is_none(), "it has one level only");
    let starts = |option: &str| {
        let of = base.options.iter().find(|of| of.id == *option).expect("the option");
        of.base.iter().map(|start| start.points).sum::<i32>()
    };
    assert_eq!((starts("cost"), starts("running-it")), (3, 0));
    // Both have a high risk then, and without the other one cost goes first.
    let leader = |chosen: &[&str]| {
        let mut file = AnswersFile { questionnaire: "small".into(), ..AnswersFile::default() };
        let choices = chosen.iter().map(|id| (*id).into()).collect();
        file.answers.0.insert("how-do-you-make-images".into(), Answer::plain(AnswerValue::Several(choices)));
        let advice = Advisor::new(subject.clone()).advise(&file);
        let fits: Vec<_> = advice.decisions[0].standings.iter().map(|standing| standing.fit).collect();
        (advice.decisions[0].standings[0].option, fits)
    };
    let cost = base.option_idx("cost").expect("the option");
    assert_eq!(leader(&["from-one-place", "with-libraries-inside"]).0, cost);
    let (_, level) = leader(&["none-of-these"]);
    assert_eq!(level[0], level[1]);
}

#[test]
fn a_lens_of_one_pillar_says_which_question_to_begin_with() {
    let one = LENS.replacen(" ] },\n    { \"id\": \"cost\", \"name\": \"Cost\", \"questions\": [", ",", 1);
    let (lens, _) = read(&one).expect("a lens");
    assert_eq!(lens.pillars.len(), 1);
    let library = library(&one);
    assert!(library.diagnostics.is_empty(), "{:#?}", library.diagnostics);
    let base = &library.subjects[0].rule_bases[0];
    let ids: Vec<&str> = base.options.iter().map(|option| option.id.as_str()).collect();
    assert_eq!(ids, ["how-do-you-make-images", "do-you-count"]);
    assert_eq!(base.rules.len(), 3, "two risks of one question, one of the other");
}

#[test]
fn conditions_that_nest_too_deeply_are_left_out_and_said() {
    for pairs in [15, 16, 10_000] {
        let condition = format!("{}RUN1_1{}", "(!".repeat(pairs), ")".repeat(pairs));
        let text = LENS.replacen("RUN1_1 && RUN1_2", &condition, 1);
        let (_, defects) = read(&text).expect("a lens");
        let said: Vec<&str> = defects.iter().map(|defect| defect.said.as_str()).collect();
        let is_said = said.iter().any(|said| said.contains("nest more than 30 deep"));
        assert_eq!(is_said, pairs > 15, "{pairs}: {said:?}");
        let library = library(&text);
        assert!(!library.diagnostics.iter().any(|finding| finding.code == "bad-condition"), "{pairs}");
    }
    let (_, defects) = read(&LENS.replacen("RUN1_1 && RUN1_2", &"(".repeat(20_000), 1)).expect("a lens");
    assert!(defects.iter().any(|defect| defect.said.contains("nest more than 30 deep")), "{defects:?}");
}

#[test]
fn questions_that_stand_twice_or_have_no_choices_are_left_out_and_said_at_their_place() {
    let more = r#", { "id": "RUN1", "title": "Again?", "choices": [ { "id": "x", "title": "X" } ], "riskRules": [] },
      { "id": "RUN2", "title": "Nothing to choose?", "choices": [], "riskRules": [] } ] },
    { "id": "cost""#;
    let text = LENS.replacen(" ] },\n    { \"id\": \"cost\"", more, 1);
    let (_, defects) = read(&text).expect("a lens");
    let said = |what: &str| defects.iter().find(|defect| defect.said.contains(what)).map(|defect| defect.at);
    assert_eq!(said("`RUN1` stands twice"), text.rfind("\"RUN1\""));
    assert_eq!(said("`RUN2` has no choices"), text.find("\"RUN2\""));
    let library = library(&text);
    assert!(library.diagnostics.iter().all(|finding| !["duplicate-id", "choice-count"].contains(&finding.code)));
}
