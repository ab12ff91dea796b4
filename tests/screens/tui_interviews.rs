//! Three interviews as somebody holds them who sees archfit for the first time: rows by arrow keys, one by one, and Enter. Each ends
//! on the first page, all decisions settled, before eighty keys are pressed.
//!
//! Fewer answers than some twenty prove nothing here: taking away what can be missed, one by one, leaves 20 of the chat product's
//! answers and 17 of the reporting product's. Each interview is held to a few more: the decision on hosting takes one or two.

use archfit::load::Locations;
use archfit::model::{Question, QuestionKind};

use crate::tui_harness::Tui;

/// The most keys until everything is settled.
const MOST_KEYS: usize = 80;

/// An interview at the real questions, and what it took so far.
struct Held {
    tui: Tui,
    /// The questions answered, in the order in which they were asked.
    asked: Vec<String>,
    n_keys: usize,
}

impl Held {
    fn begin() -> Self {
        let mut held = Self { tui: Tui::with(Locations::default(), 80, 24), asked: Vec::new(), n_keys: 0 };
        held.press("Enter z");
        held
    }

    fn press(&mut self, keys: &str) {
        self.n_keys += keys.split_whitespace().count();
        self.tui.press(keys);
    }

    /// The question on the screen.
    fn question(&self) -> Question {
        let shown = self.tui.text().split_whitespace().collect::<Vec<_>>().join(" ");
        let interview = self.tui.model.app.interview.as_ref().expect("an interview");
        let questions = &interview.subject.questionnaire.questions;
        let is_shown = |question: &&Question| {
            let ask = question.ask.split_whitespace().collect::<Vec<_>>().join(" ");
            shown.contains(&ask)
        };
        questions.iter().find(is_shown).unwrap_or_else(|| panic!("no question:\n{}", self.tui.text())).clone()
    }

    /// Answers with the row of a choice or a band, several of them with Space, or says that it is not known.
    fn answer(&mut self, question: &Question, said: Option<&str>) {
        self.asked.push(question.id.to_string());
        let Some(said) = said else { return self.press("d") };
        let rows: Vec<&str> = match &question.kind {
            QuestionKind::Number(spec) => spec.bands.iter().map(|band| band.id.as_str()).collect(),
            QuestionKind::Choice { choices, .. } | QuestionKind::Several { choices, .. } => {
                choices.iter().map(|choice| choice.id.as_str()).collect()
            }
        };
        let is_several = matches!(question.kind, QuestionKind::Several { .. });
        let mut row = 0;
        for id in said.split(' ') {
            let wanted = rows.iter().position(|row| *row == id).unwrap_or_else(|| panic!("{}: {id}", question.id));
            self.press(&"↓ ".repeat(wanted - row));
            row = wanted;
            if is_several {
                self.press("Space");
            }
        }
        self.press("Enter");
    }

    fn is_done(&self) -> bool {
        self.tui.text().contains("the first page")
    }
}

/// Answers what is asked until the first page is there. What is not listed is not known.
fn hold(truth: &[(&str, &str)]) -> Held {
    let mut held = Held::begin();
    while !held.is_done() && held.asked.len() < 45 {
        let question = held.question();
        let said = truth.iter().find(|(id, _)| question.id == **id).map(|(_, said)| *said);
        held.answer(&question, said);
    }
    held
}

/// Everything is settled within so many answers, of some forty questions.
fn assert_short(held: &Held, most: usize) {
    let (n_answers, n_keys) = (held.asked.len(), held.n_keys);
    assert!(
        held.is_done() && n_answers <= most && n_keys <= MOST_KEYS,
        "{n_answers} answers, {n_keys} keys: {:?}",
        held.asked
    );
}

#[test]
fn a_chat_product_is_settled_within_eighty_keys() {
    let mut held = hold(&[
        ("requests-per-second", "under-500"),
        ("load-shape", "daily"),
        ("response-time", "usual"),
        ("waits-for", "own-database"),
        ("wait-ms", "under-30"),
        ("database-connections", "under-200"),
        ("realtime", "conversation"),
        ("realtime-role", "product"),
        ("live-connections", "under-100k"),
        ("events-per-second", "under-300"),
        ("receivers-per-event", "under-300"),
        ("update-delay", "interactive"),
        ("who-listens", "own"),
        ("client-network", "open"),
        ("relational-data", "simple"),
        ("lost-write", "ticket"),
        ("reporting", "none"),
        ("heavy-cpu-ms", "under-5"),
        ("deferred-work", "none"),
        ("staff-screens", "some"),
        ("frontend", "api"),
        ("security", "personal-data"),
        ("first-release", "under-9-months"),
        ("team-languages", "python javascript"),
        ("existing-code", "none"),
        ("engineers", "under-10"),
        ("separate-parts", "none"),
        ("operations", "some"),
        ("who-operates", "us"),
        ("runs-on", "servers"),
        ("hosting", "servers"),
    ]);
    assert_short(&held, 20);
    // A decision that was wanted and has not to be made is told.
    held.tui.resize(120, 60);
    held.tui.assert_shows("Work for later: nothing to decide.");
}

#[test]
fn an_audited_back_office_is_settled_within_eighty_keys() {
    let held = hold(&[
        ("requests-per-second", "under-50"),
        ("load-shape", "daily"),
        ("response-time", "usual"),
        ("waits-for", "own-database"),
        ("wait-ms", "under-30"),
        ("database-connections", "under-200"),
        ("realtime", "server-push"),
        ("realtime-role", "extra"),
        ("live-connections", "under-1k"),
        ("events-per-second", "under-30"),
        ("receivers-per-event", "under-30"),
        ("update-delay", "relaxed"),
        ("who-listens", "own"),
        ("client-network", "open"),
        // The transport is not known: it follows the decision on it.
        ("relational-data", "deep"),
        ("lost-write", "audited"),
        ("reporting", "some"),
        ("heavy-cpu-ms", "under-50"),
        ("heavy-per-minute", "under-10"),
        ("cpu-kind", "own-code"),
        ("caller-waits", "yes"),
        ("deferred-work", "some"),
        ("deferred-per-minute", "under-60"),
        ("deferred-ms", "under-5s"),
        ("deferred-steps", "one"),
        ("staff-screens", "extensive"),
        ("frontend", "server-pages"),
        ("security", "regulated"),
        ("first-release", "under-9-months"),
        ("team-languages", "python"),
        ("existing-code", "none"),
        ("engineers", "under-10"),
        ("separate-parts", "none"),
        ("operations", "minimal"),
        ("who-operates", "us"),
        ("runs-on", "servers"),
        ("hosting", "servers"),
    ]);
    assert_short(&held, 23);
}

#[test]
fn a_reporting_product_is_settled_within_eighty_keys() {
    let held = hold(&[
        ("requests-per-second", "under-50"),
        ("load-shape", "daily"),
        ("response-time", "seconds"),
        ("waits-for", "own-database"),
        ("wait-ms", "under-300"),
        ("database-connections", "under-200"),
        ("realtime", "own-answer"),
        ("realtime-role", "extra"),
        ("live-connections", "under-1k"),
        ("events-per-second", "under-30"),
        ("receivers-per-event", "under-3"),
        ("update-delay", "interactive"),
        ("client-network", "open"),
        ("relational-data", "moderate"),
        ("lost-write", "ticket"),
        ("reporting", "heavy"),
        ("heavy-cpu-ms", "over-500"),
        ("heavy-per-minute", "under-100"),
        ("cpu-kind", "numeric"),
        ("caller-waits", "no"),
        ("deferred-work", "some"),
        ("deferred-per-minute", "under-60"),
        ("deferred-ms", "under-15min"),
        ("deferred-steps", "one"),
        ("staff-screens", "some"),
        ("frontend", "api"),
        ("security", "personal-data"),
        ("first-release", "under-9-months"),
        ("team-languages", "python"),
        ("existing-code", "none"),
        ("engineers", "under-10"),
        ("separate-parts", "none"),
        ("operations", "some"),
        ("who-operates", "us"),
        ("runs-on", "servers"),
        ("hosting", "servers"),
    ]);
    assert_short(&held, 21);
}
