//! What editors are told of names: who reads them, what may be written where, and lists and groups as names of their own.

use std::collections::BTreeMap;

use archfit::audit::names::Index;
use archfit::audit::rename::{Wish, find, rename};
use archfit::load::{Kept, Unsaved};
use archfit::lsp::{Known, Loaded, complete, definitions, hover, load_project, locations_of, references, what_changes};

use crate::shop::{QUESTIONS, STORE_RULES, Shop};

fn loaded(shop: &Shop, unsaved: &Unsaved) -> Loaded {
    load_project(&locations_of(&shop.path(QUESTIONS)), unsaved, &mut Kept::default())
}

/// What is told of the place of a text that stands in a file.
fn told(shop: &Shop, path: &str, of: &str) -> String {
    let loaded = loaded(shop, &Unsaved::new());
    let text = shop.text(path);
    let known = Known { now: Some(&loaded), ..Known::default() };
    let at = text.find(of).unwrap_or_else(|| panic!("{of} in {text}")) + of.len() - 1;
    hover(&text, &shop.path(path), at, known).expect("all is read").map(|(_, said)| said).unwrap_or_default()
}

/// What may be written at the `|` that stands in the place of a text.
fn proposed(shop: &Shop, path: &str, old: &str, new: &str) -> Vec<String> {
    let loaded = loaded(shop, &Unsaved::new());
    let text = shop.text(path).replacen(old, new, 1);
    let at = text.find('|').unwrap_or_else(|| panic!("{old} in {text}"));
    let known = Known { now: Some(&loaded), ..Known::default() };
    complete(&text.replacen('|', "", 1), &shop.path(path), at, known).into_iter().map(|one| one.label).collect()
}

#[test]
fn a_question_and_a_trait_tell_all_that_read_them_as_files_write_it() {
    let shop = Shop::new();
    let said = told(&shop, QUESTIONS, "id = \"report-depth");
    assert!(said.contains("Read by rules of `store`: `deep-reports`\n"), "{said}");
    let said = told(&shop, QUESTIONS, "id = \"load");
    assert!(said.contains("Read by rules of `store`: `load-hurts-files`\n"), "{said}");
    assert!(said.contains("Read by rules of `cachepolicy`: `busy`"), "{said}");
    let said = told(&shop, QUESTIONS, "id = \"orders");
    assert!(said.contains("Decides whether these have to be decided: `cachepolicy`"), "{said}");
    let said = told(&shop, STORE_RULES, "points = { postgres");
    assert!(said.contains("4 rules give it points, 0 exclude it."), "{said}");
    let said = told(&shop, STORE_RULES, "points = { files");
    assert!(said.contains("2 rules give it points, 1 excludes it."), "{said}");
}

#[test]
fn what_is_proposed_is_what_the_schema_of_the_decision_has() {
    let shop = Shop::new();
    let (_, schema, _) = shop.run(&["schema", "rules", "--for", "store"]);
    let schema: serde_json::Value = serde_json::from_str(&schema).expect("a schema");
    let of_schema = &schema["definitions"]["Rule"]["properties"]["per-level"]["enum"];
    let mut of_schema: Vec<&str> = of_schema.as_array().expect("names").iter().filter_map(|of| of.as_str()).collect();
    let mut levels = proposed(&shop, STORE_RULES, "per-level = \"load\"", "per-level = \"|\"");
    levels.sort_unstable();
    of_schema.sort_unstable();
    assert_eq!(levels, of_schema);
    let options = proposed(&shop, QUESTIONS, "options = [\"postgres\"]", "options = [\"|\"]");
    assert_eq!(options, ["postgres", "mongo", "files"], "those of the decision that the question follows");
    assert_eq!(proposed(&shop, STORE_RULES, "group = \"knows\"", "group = \"|\""), ["knows"]);
    let answers = proposed(&shop, "archfit/rules/store/scenarios.toml", "orders = \"few\"", "|");
    assert!(answers.contains(&"orders".to_owned()) && !answers.contains(&"load".to_owned()), "{answers:?}");
}

#[test]
fn lists_and_groups_are_names_that_are_told_found_and_renamed() {
    let shop = Shop::new();
    let said = told(&shop, QUESTIONS, "choices = \"grade");
    assert!(
        said.contains("Its choices: `no`, `partly`, `yes`") && said.contains("Taken by: `tests-run`, `reviews-done`"),
        "{said}"
    );
    let said = told(&shop, STORE_RULES, "group = \"knows");
    assert!(said.contains("Its rules: `g-both`, `g-pg`, `g-mongo`, `g-else`"), "{said}");
    let loaded = loaded(&shop, &Unsaved::new());
    let at = |path: &str, of: &str| {
        let file = loaded.file(&shop.path(path)).expect("it is loaded");
        (file, shop.text(path).find(of).expect("it stands there") + of.len() - 1)
    };
    let (file, offset) = at(QUESTIONS, "choices = \"grade");
    assert_eq!(definitions(&loaded, file, offset).len(), 1);
    assert_eq!(references(&loaded, file, offset, true).len(), 3);
    let (file, offset) = at(STORE_RULES, "group = \"knows");
    assert_eq!(references(&loaded, file, offset, false).len(), 4);
    // A choice of the list is given once, whatever number of questions takes it.
    let (file, offset) = at(QUESTIONS, "grade = [ { id = \"no");
    assert_eq!(definitions(&loaded, file, offset).len(), 1);

    let sources = &loaded.library.sources;
    let index = Index::of(sources);
    for (what, old, new, n) in [("list", "grade", "how-far", 3), ("group", "knows", "who-knows", 4)] {
        let name = find(&index, &Wish { what, old, decision: None }).expect("it is there");
        assert_eq!(rename(sources, &index, &name, new).expect("it can be renamed").len(), n, "{what}");
    }
    assert_eq!(shop.run(&["rename", "list", "grade", "how-far"]).0, 0);
    assert_eq!(shop.run(&["rename", "group", "knows", "who-knows"]).0, 0);
    assert_eq!(shop.run(&["test", "archfit"]).0, 0);
}

#[test]
fn an_edit_that_makes_a_winner_a_close_call_says_so() {
    let shop = Shop::new();
    let path = "archfit/rules/store/decision.toml";
    let edited =
        shop.text(path).replacen("about = \"How fast.\"\nweight = 30", "about = \"How fast.\"\nweight = 70", 1);
    let unsaved: Unsaved = BTreeMap::from([(shop.path(path), edited)]);
    let loaded = loaded(&shop, &unsaved);
    let said = what_changes(&locations_of(&shop.path(path)), &loaded, "store");
    assert!(said.contains("docs: MongoDB (recommended) -> MongoDB (close-call)"), "{said}");
}
