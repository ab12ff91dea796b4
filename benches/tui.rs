//! What the screens cost: the first frame against a minimal program's, and one key press to the next frame, with everything that
//! is derived from the answers, at 40 questions, 8 options and 200 rules.

use std::sync::Arc;

use archfit::load::{Library, Locations, load};
use archfit::model::Subject;
use archfit::tui::Model;
use archfit::tui::input::{Action, Context};
use archfit::tui::state::message::{Changed, ChangedBy, Msg};
use archfit::tui::theme::Theme;
use archfit::tui::view::view;
use archfit::tui::world::{World, settle};
use divan::Bencher;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::widgets::{Block, Paragraph};

#[path = "../tests/engine_proofs/generator.rs"]
#[expect(dead_code, reason = "whole random answers files are not needed here")]
mod generator;
#[path = "../tests/engine_proofs/structured.rs"]
mod structured;

fn main() {
    divan::main();
}

fn screen() -> Terminal<TestBackend> {
    Terminal::new(TestBackend::new(80, 24)).expect("a screen")
}

fn subject() -> Arc<Subject> {
    Arc::new(structured::structured(&mut generator::Random(7), 40, 200, 8))
}

/// An interview under way, at its first question.
struct Tui {
    model: Model,
    world: World,
    screen: Terminal<TestBackend>,
    _folder: tempfile::TempDir,
}

impl Tui {
    fn begun() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut library = Library::default();
        library.subjects.push(subject());
        let world = World::keeping_in(folder.path().to_owned(), Locations::default());
        let model = Model::new(library, Theme::COLOUR, false);
        let mut tui = Self { model, world, screen: screen(), _folder: folder };
        tui.key(Action::Accept);
        tui
    }

    fn key(&mut self, action: Action) {
        settle(&mut self.model, &mut self.world, Msg::Do(action));
        self.screen.draw(|frame| drop(view(&self.model, frame))).expect("a frame");
    }
}

/// The floor: what a program that shows one sentence in a box pays for its first frame.
#[divan::bench]
fn a_minimal_first_frame(bencher: Bencher) {
    bencher.with_inputs(screen).bench_local_values(|mut screen| {
        screen.draw(|frame| frame.render_widget(Paragraph::new("hello").block(Block::bordered()), frame.area())).is_ok()
    });
}

#[divan::bench]
fn the_first_frame(bencher: Bencher) {
    let library = load(&Locations::default());
    bencher.with_inputs(|| (screen(), library.clone())).bench_local_values(|(mut screen, library)| {
        let model = Model::new(library, Theme::COLOUR, false);
        screen.draw(|frame| drop(view(&model, frame))).is_ok()
    });
}

/// What comes before the first frame: reading all that is built in.
#[divan::bench]
fn reading_the_built_in_files() -> usize {
    load(&Locations::default()).subjects.len()
}

#[divan::bench]
fn a_move_to_its_frame(bencher: Bencher) {
    let mut tui = Tui::begun();
    let mut down = false;
    bencher.bench_local(|| {
        down = !down;
        tui.key(if down { Action::Down } else { Action::Up });
    });
}

/// One answer: advice, outlook and the frame, without the disk; every answer differs from the one before.
#[divan::bench]
fn an_answer_to_its_frame(bencher: Bencher) {
    let mut tui = Tui::begun();
    let interview = tui.model.app.interview.as_ref().expect("an interview");
    let (path, mut file) = (interview.path.clone(), interview.file.clone());
    let subject = Arc::clone(&interview.subject);
    let mut random = generator::Random(3);
    let mut turn = 0;
    bencher.bench_local(|| {
        let question = &subject.questionnaire.questions[turn % subject.questionnaire.questions.len()];
        turn += 1;
        file.answers.0.insert(question.id.clone(), generator::definite(&mut random, question));
        let changed = Changed {
            file: file.clone(),
            moved: None,
            by: ChangedBy::Change,
            path: path.clone(),
            is_merged: false,
            is_saved: true,
            failure: None,
        };
        settle(&mut tui.model, &mut tui.world, Msg::Changed(Box::new(changed)));
        tui.screen.draw(|frame| drop(view(&tui.model, frame))).expect("a frame");
    });
}

/// One answer as a person gives it: also written, and safe on the disk before the frame.
#[divan::bench]
fn an_answer_to_disk_and_its_frame(bencher: Bencher) {
    let mut tui = Tui::begun();
    bencher.bench_local(|| {
        tui.key(Action::Down);
        tui.key(Action::Accept);
        if tui.model.top().context() == Context::Review {
            tui.key(Action::First);
            tui.key(Action::Accept);
        }
    });
}
