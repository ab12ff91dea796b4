//! A small questionnaire with one decision, in a folder of its own, for tests of interviews.
#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses its part")]
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use archfit::load::{Library, Locations, load};
use archfit::model::Subject;
use archfit::session::Session;
use tempfile::TempDir;

const QUESTIONNAIRE: &str = r#"
format = 1
id = "pets"
title = "Pets"
version = "1.0.0"
[aliases]
"n-legs" = "legs"
[[question]]
id = "legs"
section = "Body"
ask = "How many legs?"
integer = { min = 0, max = 1_000_000, unit = "legs", suggest = [2, 4] }
[[question]]
id = "fur"
section = "Body"
ask = "Is there fur?"
why = "Fur is warm."
help = "Touch it."
ordered = true
choices = [
  { id = "none", label = "Not a hair" },
  { id = "some", label = "Some", help = "Short hair counts." },
  { id = "much", label = "Much" },
]
[[question]]
id = "grooming"
section = "Body"
ask = "How many minutes of grooming a day?"
ask-if = "fur != none"
[question.integer]
min = 0
max = 1_440
unit = "min"
bands = [
  { id = "little", label = "under 10 minutes", below = 10, reading = 5 },
  { id = "lots", label = "10 minutes and more", reading = 30 },
]
[[question]]
id = "sounds"
section = "Noise"
ask = "Which sounds?"
several = true
choices = [{ id = "meow", label = "Meow" }, { id = "bark", label = "Bark" }]
"#;

const RULES: &str = r#"
format = 1
[decision]
id = "animal"
title = "Animal"
ask = "Which animal?"
about = "About it."
questionnaire = "pets"
version = "1.0.0"
close-call = 1
evidence-max-age-months = 24
[[criterion]]
id = "calm"
name = "Calm"
about = "Calm."
weight = 20
scale = [-6, 9]
[[criterion]]
id = "cost"
name = "Cost"
about = "Cost."
weight = 10
scale = [-6, 9]
[[option]]
id = "cat"
name = "Cat"
summary = "Purrs."
right-when = "Always."
[[option]]
id = "dog"
name = "Dog"
summary = "Barks."
right-when = "Often."
[[rule]]
id = "fur-suits-cats"
when = "fur >= some or legs > 3 or sounds includes meow"
criterion = "calm"
points = { cat = 3 }
because = "Cats like fur."
[[rule]]
id = "grooming-takes-time"
when = "grooming >= lots"
criterion = "cost"
points = { cat = -4 }
because = "Somebody has to brush."
[[rule]]
id = "barking-is-for-dogs"
when = "sounds includes bark"
excludes = ["cat"]
because = "Cats do not bark."
"#;

/// A folder with a questionnaire, and the library that reads it.
pub struct Place {
    pub folder: TempDir,
    pub library: Library,
    pub subject: Arc<Subject>,
}

pub fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("questionnaires")).unwrap();
    fs::create_dir_all(folder.path().join("rules/animal")).unwrap();
    fs::write(folder.path().join("questionnaires/pets.toml"), QUESTIONNAIRE).unwrap();
    fs::write(folder.path().join("rules/animal/rules.toml"), RULES).unwrap();
    let locations = Locations {
        questionnaires: Some(folder.path().join("questionnaires")),
        rules: Some(folder.path().join("rules")),
        templates: Some(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("templates")),
        without_embedded: true,
        ..Locations::default()
    };
    let library = load(&locations);
    assert!(library.subject("pets").is_some_and(|s| s.rule_bases.len() == 1), "{:?}", library.diagnostics);
    let subject = Arc::clone(library.subject("pets").unwrap());
    Place { folder, library, subject }
}

impl Place {
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, text: &str) -> PathBuf {
        let path = self.path("answers.toml");
        fs::write(&path, text).unwrap();
        path
    }

    pub fn open(&mut self, text: &str) -> Session {
        let path = self.write(text);
        Session::open(&path, &mut self.library).unwrap()
    }
}
