//! How robust the result is: over weights, and over what is not known.

use ratatui::text::{Line, Span};

use crate::engine::{Chances, Method, PairShares, RankShares, Stability};
use crate::load::display_number;
use crate::model::OptionIdx;
use crate::tui::screen::report::page::{Page, Target};
use crate::tui::widget::figures::{percent, percent_short};
use crate::tui::widget::gauge;
use crate::tui::widget::sheet::{Pen, Sheet};
use crate::tui::widget::text::{pad, pad_left, width};

/// The page.
pub fn sheet(page: &Page) -> Sheet<Target> {
    let mut pen = page.pen();
    let theme = pen.theme;
    let Some(analysis) = page.analysis(&mut pen) else { return pen.done() };
    match &analysis.weights {
        None => pen.say("Fewer than two options are left, so weights change nothing.", theme.text),
        Some(weights) => {
            stability(page, &mut pen, &weights.criteria);
            pairs(page, &mut pen, &weights.rivals);
            if let Some(ranks) = &weights.ranks {
                rank_table(page, &mut pen, ranks);
            }
        }
    }
    if let Some(chances) = &analysis.chances {
        chance_bars(page, &mut pen, chances);
    }
    pen.done()
}

/// Columns of the figures beside a bar of stability.
const FIGURES: usize = 24;

fn stability(page: &Page, pen: &mut Pen<Target>, criteria: &[Stability]) {
    let theme = pen.theme;
    let Some(winner) = page.advice.winner else { return };
    let name = page.name(winner);
    let is_level = !page.advice.level.is_empty();
    let (holds, bar) = if is_level {
        (format!("nothing is ahead of {name}"), "where that holds")
    } else {
        (format!("{name} stays ahead"), "where the winner stays the same")
    };
    pen.heading(&format!("Each weight alone: where {holds}"));
    pen.say(&format!("● the weight now, ━ {bar}, from 0 to 100\u{a0}%"), theme.quiet);
    let longest = page.base.criteria.iter().map(|c| width(&c.name)).max().unwrap_or(0);
    let name_columns = longest.min(pen.columns / 3);
    for found in criteria {
        let columns = pen.columns.saturating_sub(name_columns + 1 + FIGURES);
        pen.stop(Target::Criterion(found.criterion), |pen| {
            let name = pad(&page.base.criteria[found.criterion.get()].name, name_columns);
            let share = |weight: f64| weight * 100.0;
            let is_free = found.below.is_none() && found.above.is_none();
            let style = if is_free { theme.good } else { theme.warn };
            let mut spans = vec![Span::styled(name, theme.text), Span::raw(" ")];
            spans.extend(gauge::range(theme, columns, share(found.low), share(found.weight), share(found.high), style));
            let now = format!("{:.1}", share(found.weight));
            let text = if is_free {
                "  any weight".to_owned()
            } else {
                format!("  {:.1} to {:.1}", share(found.low), share(found.high))
            };
            spans.push(Span::styled(pad_left(&now, 6), theme.strong));
            spans.push(Span::styled(text, theme.quiet));
            pen.line(Line::from(spans));
            let ends = [("below that,", found.below), ("above that,", found.above)];
            for (which, other) in ends {
                if let Some(other) = other {
                    let text = format!("{which} {} is ahead", page.name(other));
                    pen.hang(Span::raw(""), name_columns + 1, &text, theme.quiet);
                }
            }
        });
    }
}

fn pairs(page: &Page, pen: &mut Pen<Target>, rivals: &[PairShares]) {
    let theme = pen.theme;
    if rivals.is_empty() {
        return;
    }
    pen.heading("All weights together: over which share of them it is ahead");
    // A part of the whole that is spread anew: a size chosen or found, which is rounded as such.
    let part = |drift: f64| format!("±{:.0}\u{a0}%", drift * 100.0);
    let drift = part(rivals.first().map_or(0.0, |r| r.drift));
    let head = [pad_left("any", 8), pad_left("ranked so", 11), pad_left(&drift, 8), pad_left("level at", 10)];
    let name_columns = pen.columns.saturating_sub(8 + 11 + 8 + 10);
    let mut line = vec![Span::styled(pad("of", name_columns), theme.quiet)];
    line.extend(head.map(|h| Span::styled(h, theme.quiet)));
    pen.line(Line::from(line));
    for rival in rivals {
        let tipping = rival.tipping_drift.map_or_else(|| "never".to_owned(), part);
        pen.line(Line::from(vec![
            Span::styled(pad(page.name(rival.rival), name_columns), theme.text),
            Span::styled(pad_left(&percent_short(rival.all), 8), theme.text),
            Span::styled(pad_left(&percent_short(rival.same_ranking), 11), theme.text),
            Span::styled(pad_left(&percent_short(rival.within_drift), 8), theme.text),
            Span::styled(pad_left(&tipping, 10), theme.text),
        ]));
    }
    let text = format!(
        "\"ranked so\": weights that rank the criteria as now; {drift}: that part of the whole is spread anew; \
         \"level at\": the least such part at which the other one can draw level"
    );
    pen.say(&text, theme.quiet);
}

/// Columns of a rank in the table.
const RANK: usize = 7;

fn rank_table(page: &Page, pen: &mut Pen<Target>, ranks: &RankShares) {
    let theme = pen.theme;
    pen.heading("How often each option takes each rank, over all weights");
    let n_ranks = ranks.options.len().min(pen.columns / 2 / RANK);
    let name_columns = pen.columns.saturating_sub(n_ranks * RANK);
    let mut head = vec![Span::styled(pad("rank", name_columns), theme.quiet)];
    head.extend((1..=n_ranks).map(|rank| Span::styled(pad_left(&rank.to_string(), RANK), theme.quiet)));
    pen.line(Line::from(head));
    let mut options: Vec<&(OptionIdx, Vec<f64>)> = ranks.options.iter().collect();
    options.sort_by(|a, b| b.1.first().unwrap_or(&0.0).total_cmp(a.1.first().unwrap_or(&0.0)));
    for (option, shares) in options {
        let mut line = vec![Span::styled(pad(page.name(*option), name_columns), theme.text)];
        line.extend(shares.iter().take(n_ranks).map(|share| {
            let is_never = *share <= 0.0;
            let style = if is_never { theme.quiet } else { theme.text };
            let text = if is_never { "·".to_owned() } else { percent_short(*share) };
            Span::styled(pad_left(&text, RANK), style)
        }));
        pen.line(Line::from(line));
    }
    let text = format!(
        "from {} weights drawn evenly; standard error at most {:.1}\u{a0}%",
        display_number(ranks.n_weights as i64),
        ranks.error * 100.0
    );
    pen.say(&text, theme.quiet);
}

fn chance_bars(page: &Page, pen: &mut Pen<Target>, chances: &Chances) {
    let theme = pen.theme;
    pen.heading("What is not known: each option's chance to win");
    let longest = page.base.options.iter().map(|o| width(&o.name)).max().unwrap_or(0);
    let name_columns = longest.min(pen.columns / 2);
    let columns = pen.columns.saturating_sub(name_columns + 1 + 7).min(40);
    let mut wins: Vec<(usize, f64)> = chances.wins.iter().copied().enumerate().collect();
    wins.sort_by(|a, b| b.1.total_cmp(&a.1));
    for (option, chance) in wins {
        let option = OptionIdx::from(option);
        let style = if page.advice.winner == Some(option) { theme.accent } else { theme.text };
        let mut line = vec![Span::styled(pad(page.name(option), name_columns), style), Span::raw(" ")];
        line.extend(gauge::share(theme, columns, chance, style));
        line.push(Span::styled(pad_left(&percent_short(chance), 7), style));
        pen.line(Line::from(line));
    }
    if chances.none_left > 0.0 {
        pen.say(&format!("With a chance of {} no option is left.", percent(chances.none_left)), theme.warn);
    }
    let how = match chances.method {
        Method::Exact { n_completions: 1 } => "exact: nothing is open".to_owned(),
        Method::Exact { n_completions } => format!("exact, over {n_completions} completions of the open answers"),
        Method::Sampled { n_samples, error } => {
            format!(
                "from {n_samples} completions drawn by their chance; standard error at most {:.1}\u{a0}%",
                error * 100.0
            )
        }
    };
    pen.say(&how, theme.quiet);
}
