//! What may go wrong with the option chosen, what to do first, and what to measure before committing.

use ratatui::text::Span;

use crate::report::percent;
use crate::tui::screen::report::page::{Page, Target};
use crate::tui::widget::sheet::{Pen, Sheet};

/// The page.
pub fn sheet(page: &Page) -> Sheet<Target> {
    let mut pen = page.pen();
    let theme = pen.theme;
    cautions(page, &mut pen);
    let chosen = page.report.chosen.as_ref();
    let Some(option) = chosen.and_then(|c| page.report.standings.iter().find(|s| s.option == c.option)) else {
        pen.say("No option is left, so there is nothing to guard against.", theme.quiet);
        return pen.done();
    };
    if !option.risks.is_empty() {
        pen.heading(&format!("What may go wrong with {}", option.name));
        for risk in &option.risks {
            pen.hang(Span::styled("!", theme.warn), 2, &risk.risk, theme.text);
            if let Some(mitigation) = &risk.mitigation {
                pen.hang(Span::styled("  →", theme.good), 4, mitigation, theme.quiet);
            }
        }
    }
    measure(page, &mut pen);
    list(&mut pen, "First steps", option.first_steps.iter().map(String::as_str));
    list(&mut pen, "Because of the rules that hold", page.report.follow_ups.iter().map(String::as_str));
    if pen.columns > 0 && page.report.cautions.is_empty() && option.risks.is_empty() && page.report.measure.is_empty() {
        pen.say("The rule base names no risks for this option.", theme.quiet);
    }
    pen.done()
}

fn cautions(page: &Page, pen: &mut Pen<Target>) {
    let theme = pen.theme;
    if page.report.cautions.is_empty() {
        return;
    }
    pen.heading("Mind this");
    for caution in &page.report.cautions {
        let Some(rule) = page.base.rule_idx(caution.rule.as_str()) else { continue };
        pen.stop(Target::Rule(rule), |pen| {
            let chance = (caution.chance < 1.0).then(|| format!(" (chance {})", percent(caution.chance)));
            let text = format!("{}{}", caution.text, chance.unwrap_or_default());
            pen.hang(Span::styled("▲", theme.warn), 2, &text, theme.text);
            pen.hang(Span::raw(""), 2, &caution.because, theme.quiet);
            if page.is_unfolded(&Target::Rule(rule)) {
                super::rules::details(page, pen, rule);
            }
        });
    }
}

fn measure(page: &Page, pen: &mut Pen<Target>) {
    let theme = pen.theme;
    if page.report.measure.is_empty() {
        return;
    }
    pen.heading("Measure before you commit");
    for measure in &page.report.measure {
        pen.point(&measure.what, theme.text);
        if let Some(target) = &measure.target {
            pen.hang(Span::styled("  target", theme.quiet), 10, target, theme.good);
        }
        if let Some(seen) = &measure.seen {
            let style = if seen.reached == Some(false) { theme.warn } else { theme.text };
            pen.hang(Span::styled("  seen", theme.quiet), 10, &seen.said, style);
        }
    }
}

fn list<'a>(pen: &mut Pen<Target>, heading: &str, texts: impl Iterator<Item = &'a str>) {
    let theme = pen.theme;
    let mut texts = texts.peekable();
    if texts.peek().is_some() {
        pen.heading(heading);
        texts.for_each(|text| pen.point(text, theme.text));
    }
}
