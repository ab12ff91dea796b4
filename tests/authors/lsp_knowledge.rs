//! What the language server knows, asked without the protocol: at every place of every text, however broken.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::planted::Project;
use archfit::load::{Kept, Unsaved};
use archfit::lsp::{Known, Loaded, Proposal, complete, hover, load_project, locations_of, play};

struct Opened {
    _folder: tempfile::TempDir,
    texts: BTreeMap<PathBuf, String>,
    loaded: Loaded,
}

fn opened() -> Opened {
    let project = Project::starter();
    let folder = project.write();
    let texts: BTreeMap<PathBuf, String> =
        project.files.iter().map(|(path, text)| (folder.path().join(path), text.clone())).collect();
    let any = texts.keys().next().expect("a file");
    let loaded = load_project(&locations_of(any), &Unsaved::new(), &mut Kept::default());
    Opened { _folder: folder, texts, loaded }
}

/// What is proposed at the `|` of a text that stands in the rules.
fn proposals(opened: &Opened, text: &str) -> Vec<Proposal> {
    let (path, _) = opened.texts.iter().find(|(path, _)| path.ends_with("rules.toml")).expect("the rules");
    let known = Known { now: Some(&opened.loaded), ..Known::default() };
    complete(&text.replacen('|', "", 1), path, text.find('|').expect("a mark"), known)
}

#[test]
fn no_place_of_any_text_is_too_much_and_every_proposal_replaces_a_part_of_it() {
    let opened = opened();
    let played = play(&opened.loaded);
    let known = Known { now: Some(&opened.loaded), played: Some(&played), ..Known::default() };
    let (mut n_proposals, mut n_hovers) = (0, 0);
    for (path, whole) in &opened.texts {
        let mangled = whole.replace("\"\n", "\n").replace('ü', "😀");
        for text in [whole.clone(), mangled, whole.replace(['{', ']'], "\"\"\"")] {
            for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                for proposal in complete(&text, path, at, known) {
                    assert!(
                        text.get(proposal.replace.clone()).is_some_and(|word| !word.contains('\n')),
                        "{proposal:?}"
                    );
                    n_proposals += 1;
                }
                n_hovers += usize::from(hover(&text, path, at, known).expect("all is read").is_some());
            }
        }
    }
    assert!(n_proposals > 10_000 && n_hovers > 5_000, "{n_proposals} {n_hovers}");
}

#[test]
fn a_text_that_ends_anywhere_is_answered() {
    let opened = opened();
    let known = Known { now: Some(&opened.loaded), ..Known::default() };
    for (path, whole) in &opened.texts {
        for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
            complete(&whole[..end], path, end, known);
            hover(&whole[..end], path, end, known).expect("all is read");
        }
    }
}

#[test]
fn what_is_written_fits_where_it_is_written() {
    let opened = opened();
    let inserted = |text: &str, label: &str| {
        let found = proposals(&opened, text);
        let found = found.into_iter().find(|one| one.label == label).unwrap_or_else(|| panic!("{label} in {text}"));
        let plain = text.replacen('|', "", 1);
        format!("{}{}{}", &plain[..found.replace.start], found.insert, &plain[found.replace.end..])
    };
    for (before, label, after) in [
        ("[[rule]]\npoints = { in-|", "in-process", "[[rule]]\npoints = { in-process = "),
        ("[[rule]]\npoints = { in-| = 2 }", "in-process", "[[rule]]\npoints = { in-process = 2 }"),
        ("[[rule]]\ncriterion = |", "speed", "[[rule]]\ncriterion = \"speed\""),
        ("[[rule]]\ncriterion = sp|", "speed", "[[rule]]\ncriterion = \"speed\""),
        ("[[rule]]\ncriterion = \"sp|\"", "speed", "[[rule]]\ncriterion = \"speed\""),
        ("[[rule]]\nevidence = [|]", "own-trial", "[[rule]]\nevidence = [\"own-trial\"]"),
        ("[[rule]]\nwhen = \"copies =|\"", "==", "[[rule]]\nwhen = \"copies ==\""),
        ("[[rule]]\nwhen = \"copies == o|\"", "one", "[[rule]]\nwhen = \"copies == one\""),
        ("[[rule]]\nwh|", "when", "[[rule]]\nwhen = "),
        ("[[ru|", "[[rule]]", "[[rule]]"),
        ("[[ru|]]", "[[rule]]", "[[rule]]"),
    ] {
        assert_eq!(inserted(before, label), after, "{before}");
    }
}

#[test]
fn names_that_are_used_and_not_there_yet_are_proposed_as_ids() {
    let mut project = Project::starter();
    let path = "archfit/rules/caching/rules.toml";
    project.files.insert(path.into(), project.files[path].replacen("littles-law", "queueing-theory", 1));
    let folder = project.write();
    let evidence = folder.path().join("archfit/rules/caching/evidence.toml");
    let loaded = load_project(&locations_of(&evidence), &Unsaved::new(), &mut Kept::default());
    let text = format!("{}\n[[evidence]]\nid = \"\"\n", project.files["archfit/rules/caching/evidence.toml"]);
    let known = Known { now: Some(&loaded), ..Known::default() };
    let found = complete(&text, &evidence, text.len() - 2, known);
    assert_eq!(found.iter().map(|one| one.label.as_str()).collect::<Vec<_>>(), ["queueing-theory"]);
}

#[test]
fn a_criterion_tells_which_rules_add_to_its_weight() {
    let mut project = Project::starter();
    project.merge(
        "archfit/rules/caching/rules.toml",
        "[[rule]]\nid = \"pressure-counts\"\nper-level = \"pressure\"\nweighs = { speed = 5 }\nbecause = \"So.\"\nevidence = [\"own-trial\"]\n",
    );
    let folder = project.write();
    let path = folder.path().join("archfit/rules/caching/decision.toml");
    let loaded = load_project(&locations_of(&path), &Unsaved::new(), &mut Kept::default());
    let text = &project.files["archfit/rules/caching/decision.toml"];
    let at = text.find("id = \"speed\"").expect("the criterion") + 7;
    let said = hover(text, &path, at, Known { now: Some(&loaded), ..Known::default() });
    let (_, said) = said.expect("all is read").expect("it is known");
    assert!(said.contains("4 rules give points on it."), "{said}");
    assert!(said.contains("Rules add to its weight where they hold: `pressure-counts` +5 for each level."), "{said}");
}
