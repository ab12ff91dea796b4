//! A public model whose answers say what criteria weigh: its own scores, gaps and close calls come out.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use archfit::audit::scenarios::Runner;
use archfit::engine::Advisor;
use archfit::load::{Library, Locations, Source, load, read_answers_text};
use archfit::model::{OptionIdx, OutcomeKind};

fn library() -> Library {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples/advisor-model");
    let at = |name: &str| -> Option<PathBuf> { Some(folder.join(name)) };
    load(&Locations { questionnaires: at("questionnaires"), rules: at("rules"), ..Locations::default() })
}

#[test]
fn every_case_that_the_model_pins_comes_out_as_it_says() {
    let library = library();
    let of_the_model = |subject: &&Arc<archfit::model::Subject>| subject.questionnaire.id == *"advisor-factors";
    let subject = library.subjects.iter().find(of_the_model).expect("it is read");
    assert_eq!(subject.rule_bases.len(), 5);
    let runner = Runner::new(subject);
    let mut n = 0;
    for base in &subject.rule_bases {
        for result in runner.run(base, |_| true) {
            assert!(!result.failed(), "{}: {:?}", base.scenarios[result.scenario].id, result.failures);
            n += 1;
        }
    }
    assert_eq!(n, 45, "nine cases in five dimensions");
}

#[test]
fn a_larger_system_scores_thirty_sevenths_with_a_gap_of_a_twelfth() {
    let mut library = library();
    let text = "format = 1\nquestionnaire = \"advisor-factors\"\n[answers]\nteam = \"much\"\ndistribution = \"much\"\nttm = \"none\"\nbudget = \"much\"\nlifespan = \"none\"\nscale = \"much\"\ndata-volume = \"none\"\nasync = \"none\"\nrealtime = \"none\"\ndomain = \"none\"\nconsistency = \"none\"\nsecurity = \"none\"\nlegacy = \"none\"\ndevops = \"much\"\n";
    let source = Source { name: "a.toml".to_owned(), path: None, text: text.to_owned() };
    let read = read_answers_text(source, &mut library).expect("answers");
    let situation = Advisor::new(Arc::clone(&read.subject)).situation(&read.file, "advisor-d1").expect("it is made");
    let base = situation.base();
    let score = |id: &str| situation.scores[base.option_idx(id).map_or(0, OptionIdx::get)];
    let whole = situation.weights.units_per_point * 100.0;
    // As exact as its fractions: 30/7 of 5, and behind it 11/12 of that.
    assert!((score("microservices") * 35.0 - 30.0 * whole).abs() < 1e-6);
    assert!((score("serverless") * 12.0 - 11.0 * score("microservices")).abs() < 1e-6);
    assert_eq!(situation.outcome(), OutcomeKind::CloseCall, "8.33 % is less than 10 %");
    // The weights that it shows, in per cent: 7, 22, 7, 14, 36, 7, 7 of performance, scalability, availability, and so on.
    let weighs =
        |id: &str| f64::from(situation.weights.shares[base.criterion_idx(id).expect("it is there").get()]) / 100.0;
    for (id, share) in [("performance", 7.0), ("scalability", 22.0), ("maintainability", 14.0), ("deployability", 36.0)]
    {
        assert!((weighs(id) - share).abs() < 1.0, "{id}: {}", weighs(id));
    }
}
