//! The rules that fire or may fire, those that move the lead most first.

use ratatui::Frame;
use ratatui::layout::Rect;
use tui_input::Input;

use crate::engine::RuleReading;
use crate::model::{Effect, RuleIdx};
use crate::tui::input::Action;
use crate::tui::screen::report::page::{Page, Target};
use crate::tui::state::app::App;
use crate::tui::widget::input_line::field_over_page;
use crate::tui::widget::rule_entry::{Rules, details as rule_details, entry};
use crate::tui::widget::sheet::{Pen, Sheet};

/// Which rules are listed.
#[derive(Default)]
pub struct Listing {
    /// What they must contain.
    pub filter: Input,
    is_typing: bool,
    show: Show,
}

/// Which rules are listed, by how they stand or what they do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Show {
    #[default]
    All,
    Certain,
    Perhaps,
    WithoutPoints,
}

impl Show {
    fn next(self) -> Self {
        match self {
            Self::All => Self::Certain,
            Self::Certain => Self::Perhaps,
            Self::Perhaps => Self::WithoutPoints,
            Self::WithoutPoints => Self::All,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::All => "that fire or may fire",
            Self::Certain => "that fire",
            Self::Perhaps => "that may fire",
            Self::WithoutPoints => "that exclude or caution",
        }
    }
}

impl Listing {
    /// Whether the filter is being typed.
    pub fn is_typing(&self) -> bool {
        self.is_typing
    }

    /// Whether a filter is set.
    pub fn is_filtered(&self) -> bool {
        !self.filter.value().is_empty()
    }

    /// Takes the filter away.
    pub fn clear(&mut self) {
        self.filter.reset();
        self.is_typing = false;
    }

    /// What a key does to the list.
    pub fn act(&mut self, action: Action) {
        match action {
            Action::Filter => self.is_typing = true,
            Action::Accept => self.is_typing = false,
            Action::Close => self.clear(),
            Action::Cycle => self.show = self.show.next(),
            _ => {}
        }
    }

    /// Draws the filter while it is typed, over the first line of the page.
    pub fn draw_field(&self, app: &App, frame: &mut Frame, area: Rect) {
        if self.is_typing {
            field_over_page(app, frame, area, "  Filter  ", &self.filter);
        }
    }

    fn is_listed(&self, rules: &Rules, rule: RuleIdx) -> bool {
        let reading = rules.reading(rule).unwrap_or(RuleReading::CannotHold);
        let has_points = matches!(rules.base.rules[rule.get()].effect, Effect::Points { .. });
        let shown = match self.show {
            Show::All => reading != RuleReading::CannotHold,
            Show::Certain => reading == RuleReading::Holds,
            Show::Perhaps => matches!(reading, RuleReading::Perhaps(_)),
            Show::WithoutPoints => reading != RuleReading::CannotHold && !has_points,
        };
        shown && rules.text(rule).contains(&self.filter.value().trim().to_lowercase())
    }
}

/// The page.
pub fn sheet(page: &Page, listing: &Listing) -> Sheet<Target> {
    let mut pen = page.pen();
    let theme = pen.theme;
    let rules = Rules { base: page.base, advice: Some(page.advice) };
    let all = (0..page.base.rules.len()).map(RuleIdx::from);
    let mut listed: Vec<RuleIdx> = all.filter(|rule| listing.is_listed(&rules, *rule)).collect();
    listed.sort_by_key(|rule| -rules.lead(*rule).0.abs());
    let filter = match listing.filter.value().trim() {
        "" => String::new(),
        text => format!(", with \"{text}\""),
    };
    let head = format!("{} of {} rules {}{filter}", listed.len(), page.base.rules.len(), listing.show.words());
    pen.say(&head, theme.strong);
    rules.lead_note().iter().for_each(|note| pen.say(note, theme.quiet));
    pen.blank();
    for rule in listed {
        pen.stop(Target::Rule(rule), |pen| {
            entry(&rules, pen, rule);
            if page.is_unfolded(&Target::Rule(rule)) {
                rule_details(&rules, pen, rule);
                pen.blank();
            }
        });
    }
    pen.done()
}

/// Everything about a rule, below what names it.
pub fn details(page: &Page, pen: &mut Pen<Target>, rule: RuleIdx) {
    rule_details(&Rules { base: page.base, advice: Some(page.advice) }, pen, rule);
    pen.blank();
}
