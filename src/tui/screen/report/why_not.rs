//! Why it is none of the other options: what excluded or outweighed each of them.

use ratatui::text::Span;

use crate::report::WhyNot;
use crate::tui::screen::report::page::{Page, Target, reason, row};
use crate::tui::widget::figures::{fit, signed};
use crate::tui::widget::sheet::{Pen, Sheet};
use crate::tui::widget::text::pad_left;

/// How many reasons on either side are shown of an option that is folded.
const N_REASONS: usize = 2;

/// The page.
pub fn sheet(page: &Page) -> Sheet<Target> {
    let mut pen = page.pen();
    let theme = pen.theme;
    let chosen = page.report.chosen.as_ref().map(|c| c.name.as_str());
    match chosen {
        Some(name) => pen.say(&format!("Compared with {name}; Enter shows all reasons."), theme.quiet),
        None => pen.say("Every option is excluded.", theme.bad),
    }
    for other in &page.report.why_not {
        let Some(option) = page.option(&other.option) else { continue };
        pen.blank();
        let target = Target::WhyNot(option);
        let is_unfolded = page.is_unfolded(&target);
        pen.stop(target, |pen| block(pen, other, is_unfolded));
    }
    pen.done()
}

fn block(pen: &mut Pen<Target>, other: &WhyNot, is_unfolded: bool) {
    let theme = pen.theme;
    let style = if other.excluded {
        theme.bad
    } else if other.behind < 0.0 {
        theme.good
    } else {
        theme.text
    };
    row(pen, 0, &other.name, theme.strong, &[Span::styled(pad_left(&other.stands, 22), style)]);
    let most = if is_unfolded { usize::MAX } else { N_REASONS };
    other.against.iter().take(most).for_each(|r| reason(pen, r));
    rest(pen, other.against.iter().skip(most).map(|r| r.amount));
    if !other.ahead.is_empty() {
        pen.say("but", theme.quiet);
        other.ahead.iter().take(most).for_each(|r| reason(pen, r));
        rest(pen, other.ahead.iter().skip(most).map(|r| r.amount));
    }
    if let Some(right_when) = &other.right_when {
        pen.say(&format!("It would be right when: {right_when}"), theme.quiet);
    }
}

/// What is folded away, as one line with its sum.
fn rest(pen: &mut Pen<Target>, amounts: impl Iterator<Item = f64>) {
    let amounts: Vec<i64> = amounts.map(|a| fit(a).0).collect();
    if !amounts.is_empty() {
        let sum = crate::engine::Fit(amounts.iter().sum());
        let mark = Span::styled(pad_left(&signed(sum), 6), pen.theme.quiet);
        pen.hang(mark, 8, &format!("and {} more", amounts.len()), pen.theme.quiet);
    }
}
