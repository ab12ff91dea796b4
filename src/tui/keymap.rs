//! The one table of keys. Dispatch, footer, help screen and `docs/keys.md` all read it, so they cannot disagree.
//!
//! A [`Context`] is where the person is; it looks a key up in a few [`Layer`]s of the table. Knows no screen and no state.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// What a key asks for. What it means is up to the screen that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Leave the program.
    Quit,
    /// Stop the program until the shell resumes it.
    Suspend,
    /// Draw everything anew.
    Redraw,
    /// Show what the keys do.
    Help,
    /// Close what is on top, or go back to the screen before.
    Close,
    /// To the row above.
    Up,
    /// To the row below.
    Down,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// To the first row.
    First,
    /// To the last row.
    Last,
    /// To the row at this position.
    Row(usize),
    /// Take the selected row.
    Accept,
    /// Mark or unmark the selected row.
    Toggle,
    /// To what comes before: the question, the tab.
    Back,
    /// To what comes after.
    Forward,
    /// Take the last change back.
    Undo,
    /// Make it again.
    Redo,
    /// Type a filter.
    Filter,
    /// Cycle what a list shows.
    Cycle,
    /// The digit typed: a choice's number, or the start of a number.
    Digit(u8),
    /// The person does not know.
    Unknown,
    /// Take the answer back.
    Clear,
    /// Write a note on the answer.
    Note,
    /// Everything there is to read about what is selected.
    Details,
    /// Say how sure the answer is.
    Sure,
    /// The open question that matters most.
    MostUseful,
    /// Ask in file order or the most useful first.
    Order,
    /// Show the next decision's standings.
    NextDecision,
    /// The list of all questions.
    Review,
    /// The priorities.
    Priorities,
    /// One step more.
    More,
    /// One step less.
    Less,
    /// One rank up.
    RankUp,
    /// One rank down.
    RankDown,
    /// The report.
    Report,
    /// The rules of a decision.
    Rules,
    /// Try another answer or weight.
    Try,
    /// Write the record.
    Write,
    /// Copy what is selected.
    CopyThis,
    /// Compare with another option.
    Rival,
    /// Choose what varies from left to right.
    AxisX,
    /// Choose what varies from bottom to top.
    AxisY,
    /// To the column at the left.
    Left,
    /// To the column at the right.
    Right,
    /// Switch the mouse on or off.
    Mouse,
    /// Name the system decided for.
    Name,
    /// Open the file in the person's editor.
    Editor,
    /// The findings about the files read.
    Findings,
    /// Write the answers somewhere else.
    SaveAs,
    /// Send what is shown to the terminal's clipboard.
    Copy,
    /// Read the files anew.
    Reload,
    /// Yes.
    Yes,
    /// No.
    No,
}

/// A key, without the modifiers that only tell how it was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    code: KeyCode,
    control: bool,
}

const fn key(code: KeyCode) -> Key {
    Key { code, control: false }
}

const fn char(c: char) -> Key {
    key(KeyCode::Char(c))
}

const fn control(c: char) -> Key {
    Key { code: KeyCode::Char(c), control: true }
}

impl From<KeyEvent> for Key {
    fn from(event: KeyEvent) -> Self {
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        // With Ctrl, terminals differ in the case they report.
        let code = match event.code {
            KeyCode::Char(c) if control => KeyCode::Char(c.to_ascii_lowercase()),
            KeyCode::BackTab => KeyCode::BackTab,
            code => code,
        };
        Self { code, control }
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.control {
            f.write_str("Ctrl-")?;
        }
        match self.code {
            KeyCode::Up => f.write_str("↑"),
            KeyCode::Down => f.write_str("↓"),
            KeyCode::Left => f.write_str("←"),
            KeyCode::Right => f.write_str("→"),
            KeyCode::Enter => f.write_str("Enter"),
            KeyCode::Esc => f.write_str("Esc"),
            KeyCode::Tab => f.write_str("Tab"),
            KeyCode::BackTab => f.write_str("Shift-Tab"),
            KeyCode::PageUp => f.write_str("PgUp"),
            KeyCode::PageDown => f.write_str("PgDn"),
            KeyCode::Home => f.write_str("Home"),
            KeyCode::End => f.write_str("End"),
            KeyCode::Delete => f.write_str("Del"),
            KeyCode::Backspace => f.write_str("Backspace"),
            KeyCode::Char(' ') => f.write_str("Space"),
            KeyCode::Char(c) if self.control => write!(f, "{}", c.to_ascii_uppercase()),
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::F(n) => write!(f, "F{n}"),
            other => write!(f, "{other:?}"),
        }
    }
}

/// A group of bindings that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Layer {
    /// Everywhere, also while typing.
    Always,
    /// Everywhere but while typing.
    Everywhere,
    /// Wherever rows can be moved over.
    List,
    /// While typing.
    Typing,
    /// The start screen.
    Start,
    /// A question.
    Question,
    /// The screens of an interview: to each other.
    Interview,
    /// The list of questions.
    Review,
    /// The priorities.
    Priorities,
    /// The findings about files.
    Findings,
    /// A short list to pick from.
    Pick,
    /// The report: over its page.
    Report,
    /// The report: from tab to tab, and what is the same on all of them.
    Tabs,
    /// The decision map.
    Map,
    /// The rules of a decision.
    Rules,
    /// Trying another answer or weight.
    Try,
    /// A text to read.
    Reading,
    /// A question to be answered by yes or no.
    Confirm,
}

/// Where the person is: which layers of the table are in force, and under which heading help shows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Context {
    /// The start screen.
    Start,
    /// A question.
    Question,
    /// A question, in its field for a typed number.
    Number,
    /// The list of questions.
    Review,
    /// The priorities.
    Priorities,
    /// The findings about files.
    Findings,
    /// The report.
    Report,
    /// The decision map of the report.
    Map,
    /// The rules of a decision.
    Rules,
    /// Trying another answer or weight.
    Try,
    /// A short list to pick from.
    Pick,
    /// A field.
    Field,
    /// A text to read.
    Reading,
    /// A question to be answered by yes or no.
    Confirm,
}

impl Context {
    /// All contexts with their headings, in the order of the help screen.
    pub const ALL: [(Self, &str); 14] = [
        (Self::Start, "Start"),
        (Self::Question, "A question"),
        (Self::Number, "Typing"),
        (Self::Review, "All questions"),
        (Self::Priorities, "Priorities"),
        (Self::Findings, "Findings about files"),
        (Self::Report, "The report"),
        (Self::Map, "The decision map"),
        (Self::Rules, "Rules"),
        (Self::Try, "Trying another answer or weight"),
        (Self::Pick, "Picking from a list"),
        (Self::Field, "Typing"),
        (Self::Reading, "Reading"),
        (Self::Confirm, "Yes or no"),
    ];

    /// The layers in force, the most particular first.
    pub fn layers(self) -> &'static [Layer] {
        use Layer::{
            Always, Confirm, Everywhere, Findings, Interview, List, Map, Pick, Priorities, Question, Reading, Report,
            Review, Rules, Start, Tabs, Try, Typing,
        };
        match self {
            Self::Start => &[Start, List, Everywhere, Always],
            Self::Question => &[Question, Interview, List, Everywhere, Always],
            Self::Number | Self::Field => &[Typing, Always],
            Self::Review => &[Review, Interview, List, Everywhere, Always],
            Self::Priorities => &[Priorities, Interview, List, Everywhere, Always],
            Self::Findings => &[Findings, List, Everywhere, Always],
            Self::Pick => &[Pick, List, Everywhere, Always],
            Self::Report => &[Report, Tabs, List, Everywhere, Always],
            Self::Map => &[Map, Tabs, Everywhere, Always],
            Self::Rules => &[Rules, List, Everywhere, Always],
            Self::Try => &[Try, List, Always],
            Self::Reading => &[Reading, Everywhere, Always],
            Self::Confirm => &[Confirm, Always],
        }
    }

    /// Whether what no binding takes is text.
    pub fn is_typing(self) -> bool {
        self.layers().contains(&Layer::Typing)
    }

    /// What a key asks for here.
    pub fn action(self, key: Key) -> Option<Action> {
        self.bindings().find(|b| b.keys.contains(&key)).map(|b| b.action)
    }

    /// The bindings in force, the most particular first.
    pub fn bindings(self) -> impl Iterator<Item = &'static Binding> {
        self.layers().iter().flat_map(|layer| KEYMAP.iter().filter(move |b| b.layer == *layer))
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// Where it is in force.
    pub layer: Layer,
    /// The keys; the first is the one the footer names.
    pub keys: &'static [Key],
    /// What they ask for.
    pub action: Action,
    /// The word in the footer; empty: not shown there.
    pub short: &'static str,
    /// What help says; empty: not shown there, because a row beside it speaks for both.
    pub help: &'static str,
}

const fn bind(layer: Layer, keys: &'static [Key], action: Action, short: &'static str, help: &'static str) -> Binding {
    Binding { layer, keys, action, short, help }
}

/// The table. The footer shows the rows with a word in this order, as many as fit.
pub static KEYMAP: &[Binding] = &[
    // Start
    bind(Layer::Start, &[key(KeyCode::Enter)], Action::Accept, "begin", "begin, resume or open what is selected"),
    bind(Layer::Start, &[char(' ')], Action::Toggle, "choose", "take a decision in or leave it out"),
    bind(Layer::Start, &[char('s')], Action::Name, "name", "name the system decided for"),
    bind(Layer::Start, &[char('R')], Action::Rules, "rules", "all rules, as they stand in their files"),
    bind(Layer::Start, &[char('!')], Action::Findings, "", "show what is wrong with the files read"),
    // Question
    bind(Layer::Question, &[key(KeyCode::Enter)], Action::Accept, "answer", "answer with the selected row and go on"),
    bind(Layer::Question, &[char(' ')], Action::Toggle, "mark", "mark a row: several may hold, or one of several"),
    bind(Layer::Question, &[key(KeyCode::Left), char('h')], Action::Back, "back", "to the question before"),
    bind(
        Layer::Question,
        &[key(KeyCode::Right), char('l')],
        Action::Forward,
        "skip",
        "to the next question, unanswered",
    ),
    bind(Layer::Question, &[char('d')], Action::Unknown, "don't know", "answer that you do not know, and go on"),
    bind(Layer::Question, &[char('n')], Action::Note, "note", "write a note on the answer"),
    bind(Layer::Question, &[char('c')], Action::Sure, "", "say how sure the answer is"),
    bind(Layer::Question, &[char('i')], Action::Details, "", "all there is to read about this question"),
    bind(Layer::Question, &[char('x'), key(KeyCode::Delete)], Action::Clear, "", "take the answer back"),
    bind(Layer::Question, &[char('m')], Action::MostUseful, "", "to the open question that matters most"),
    bind(Layer::Question, &[char('o')], Action::Order, "", "ask in file order, or the most useful first"),
    bind(Layer::Question, &[char('s')], Action::Name, "", "name the system decided for"),
    bind(Layer::Question, &[char('e')], Action::Editor, "", "open the answers file in your editor"),
    bind(Layer::Question, &[char('!')], Action::Findings, "", "show what is wrong with the files read"),
    bind(
        Layer::Question,
        &[char('1')],
        Action::Digit(1),
        "",
        "select a row by its number; in a number question: type it",
    ),
    bind(Layer::Question, &[char('0')], Action::Digit(0), "", ""),
    bind(Layer::Question, &[char('2')], Action::Digit(2), "", ""),
    bind(Layer::Question, &[char('3')], Action::Digit(3), "", ""),
    bind(Layer::Question, &[char('4')], Action::Digit(4), "", ""),
    bind(Layer::Question, &[char('5')], Action::Digit(5), "", ""),
    bind(Layer::Question, &[char('6')], Action::Digit(6), "", ""),
    bind(Layer::Question, &[char('7')], Action::Digit(7), "", ""),
    bind(Layer::Question, &[char('8')], Action::Digit(8), "", ""),
    bind(Layer::Question, &[char('9')], Action::Digit(9), "", ""),
    // Review
    bind(Layer::Review, &[key(KeyCode::Enter)], Action::Accept, "go there", "to the selected question"),
    bind(Layer::Review, &[char('/')], Action::Filter, "filter", "show only what contains a text"),
    bind(Layer::Review, &[char('f')], Action::Cycle, "show", "show all, the unanswered, or what still matters"),
    bind(Layer::Review, &[char('x'), key(KeyCode::Delete)], Action::Clear, "", "take the answer back"),
    // Priorities
    bind(Layer::Priorities, &[key(KeyCode::Right), char('l'), char('+')], Action::More, "more", "more points"),
    bind(Layer::Priorities, &[key(KeyCode::Left), char('h'), char('-')], Action::Less, "less", "fewer points"),
    bind(
        Layer::Priorities,
        &[char('K')],
        Action::RankUp,
        "rank",
        "rank higher: all points then follow from the ranking",
    ),
    bind(Layer::Priorities, &[char('J')], Action::RankDown, "", "rank lower"),
    bind(Layer::Priorities, &[key(KeyCode::Enter)], Action::Accept, "type", "type the points"),
    bind(
        Layer::Priorities,
        &[char('x'), key(KeyCode::Delete)],
        Action::Clear,
        "declared",
        "back to the declared points",
    ),
    // Findings
    bind(Layer::Findings, &[key(KeyCode::Enter), char('e')], Action::Editor, "edit", "open the place in your editor"),
    bind(
        Layer::Findings,
        &[char('r')],
        Action::Reload,
        "read anew",
        "read the files anew; they are also when they change",
    ),
    // Report
    bind(
        Layer::Report,
        &[key(KeyCode::Enter)],
        Action::Accept,
        "open",
        "try another answer or weight, edit, or unfold",
    ),
    bind(Layer::Report, &[char(' ')], Action::Toggle, "unfold", "unfold or fold what is selected"),
    bind(Layer::Report, &[key(KeyCode::Right), char('l')], Action::Forward, "", "to the next tab"),
    bind(Layer::Report, &[key(KeyCode::Left), char('h')], Action::Back, "", "to the tab before"),
    bind(Layer::Report, &[char('o')], Action::Rival, "", "compare with another option"),
    bind(Layer::Report, &[char('/')], Action::Filter, "", "show only rules that contain a text"),
    bind(Layer::Report, &[char('f')], Action::Cycle, "", "show all rules that fire, or some of them"),
    bind(Layer::Report, &[char('y')], Action::CopyThis, "copy", "copy what is selected, by way of the terminal"),
    bind(Layer::Report, &[char('w')], Action::Write, "", "show the record; there, write it"),
    bind(Layer::Map, &[char('x')], Action::AxisX, "across", "another question or trait from left to right"),
    bind(Layer::Map, &[char('y')], Action::AxisY, "upward", "another question or trait from bottom to top"),
    bind(Layer::Map, &[key(KeyCode::Up), char('k')], Action::Up, "", "a cell up"),
    bind(Layer::Map, &[key(KeyCode::Down), char('j')], Action::Down, "", "a cell down"),
    bind(Layer::Map, &[key(KeyCode::Left), char('h')], Action::Left, "", "a cell to the left"),
    bind(Layer::Map, &[key(KeyCode::Right), char('l')], Action::Right, "", "a cell to the right"),
    bind(Layer::Map, &[key(KeyCode::Home), char('g')], Action::First, "", "to where your answers are"),
    bind(Layer::Map, &[char('w')], Action::Write, "", "show the record"),
    bind(Layer::Tabs, &[key(KeyCode::Tab)], Action::Forward, "next tab", "to the next tab"),
    bind(Layer::Tabs, &[key(KeyCode::BackTab)], Action::Back, "", "to the tab before"),
    bind(Layer::Tabs, &[char('1')], Action::Digit(1), "", "to a tab by its number"),
    bind(Layer::Tabs, &[char('2')], Action::Digit(2), "", ""),
    bind(Layer::Tabs, &[char('3')], Action::Digit(3), "", ""),
    bind(Layer::Tabs, &[char('4')], Action::Digit(4), "", ""),
    bind(Layer::Tabs, &[char('5')], Action::Digit(5), "", ""),
    bind(Layer::Tabs, &[char('6')], Action::Digit(6), "", ""),
    bind(Layer::Tabs, &[char('7')], Action::Digit(7), "", ""),
    bind(Layer::Tabs, &[char('8')], Action::Digit(8), "", ""),
    bind(Layer::Tabs, &[char('9')], Action::Digit(9), "", ""),
    bind(Layer::Tabs, &[char('d')], Action::NextDecision, "decision", "the report on the next decision"),
    bind(Layer::Tabs, &[char('R')], Action::Rules, "rules", "all rules: which fire, which do not, and why"),
    bind(Layer::Tabs, &[char('v')], Action::Review, "", "all questions, and what is unanswered"),
    bind(Layer::Tabs, &[char('u')], Action::Undo, "undo", "take the last change back"),
    bind(Layer::Tabs, &[char('U'), control('r')], Action::Redo, "", "make it again"),
    // Rules
    bind(Layer::Rules, &[key(KeyCode::Enter), char(' ')], Action::Toggle, "unfold", "unfold or fold the selected rule"),
    bind(Layer::Rules, &[char('/')], Action::Filter, "filter", "show only rules that contain a text"),
    bind(Layer::Rules, &[char('f')], Action::Cycle, "show", "show all, or those that fire, may fire, cannot fire"),
    bind(Layer::Rules, &[char('e')], Action::Editor, "edit", "open the rule in your editor, at its line"),
    bind(Layer::Rules, &[char('d'), key(KeyCode::Tab)], Action::NextDecision, "decision", "the next decision's rules"),
    bind(Layer::Rules, &[char('y')], Action::CopyThis, "copy", "copy the selected rule, by way of the terminal"),
    bind(Layer::Rules, &[char('!')], Action::Findings, "", "show what is wrong with the files read"),
    // What if
    bind(Layer::Try, &[key(KeyCode::Enter)], Action::Accept, "keep", "keep this answer or weight"),
    bind(
        Layer::Try,
        &[key(KeyCode::Esc), key(KeyCode::Backspace)],
        Action::Close,
        "put back",
        "leave everything as it was",
    ),
    bind(Layer::Try, &[key(KeyCode::Right), char('l'), char('+')], Action::Right, "", "more weight"),
    bind(Layer::Try, &[key(KeyCode::Left), char('h'), char('-')], Action::Left, "", "less weight"),
    bind(Layer::Try, &[char(' ')], Action::Toggle, "", "mark a choice: several may hold"),
    bind(Layer::Try, &[char('d')], Action::NextDecision, "", "the standings of the next decision"),
    // From one screen of an interview to another
    bind(Layer::Interview, &[char('t')], Action::Try, "", "try an answer without giving it"),
    bind(Layer::Interview, &[char('R')], Action::Rules, "", "all rules: which fire, which do not, and why"),
    bind(Layer::Interview, &[char('r')], Action::Report, "report", "what follows from the answers, and why"),
    bind(Layer::Interview, &[char('v')], Action::Review, "review", "all questions, and what is unanswered"),
    bind(
        Layer::Interview,
        &[char('p')],
        Action::Priorities,
        "priorities",
        "say what matters to your team, in points or by rank",
    ),
    bind(Layer::Interview, &[key(KeyCode::Tab)], Action::NextDecision, "", "show the next decision's standings"),
    bind(Layer::Interview, &[char('u')], Action::Undo, "undo", "take the last change back"),
    bind(Layer::Interview, &[char('U'), control('r')], Action::Redo, "", "make it again"),
    bind(Layer::Interview, &[char('w')], Action::SaveAs, "", "write the answers to another file"),
    bind(Layer::Interview, &[char('y')], Action::Copy, "", "copy the path of the answers file"),
    // Lists
    bind(Layer::List, &[key(KeyCode::Up), char('k')], Action::Up, "", "to the row above"),
    bind(Layer::List, &[key(KeyCode::Down), char('j')], Action::Down, "", "to the row below"),
    bind(Layer::List, &[key(KeyCode::PageUp)], Action::PageUp, "", "a page up"),
    bind(Layer::List, &[key(KeyCode::PageDown)], Action::PageDown, "", "a page down"),
    bind(Layer::List, &[key(KeyCode::Home), char('g')], Action::First, "", "to the first row"),
    bind(Layer::List, &[key(KeyCode::End), char('G')], Action::Last, "", "to the last row"),
    // A short list
    bind(Layer::Pick, &[key(KeyCode::Enter)], Action::Accept, "take", "take the selected row"),
    // Reading
    bind(Layer::Reading, &[key(KeyCode::Down), char('j')], Action::Down, "scroll", "a line down"),
    bind(Layer::Reading, &[key(KeyCode::Up), char('k')], Action::Up, "", "a line up"),
    bind(Layer::Reading, &[key(KeyCode::PageDown), char(' ')], Action::PageDown, "", "a page down"),
    bind(Layer::Reading, &[key(KeyCode::PageUp)], Action::PageUp, "", "a page up"),
    bind(Layer::Reading, &[key(KeyCode::Home), char('g')], Action::First, "", "to the top"),
    bind(Layer::Reading, &[key(KeyCode::End), char('G')], Action::Last, "", "to the end"),
    // Typing
    bind(Layer::Typing, &[key(KeyCode::Enter)], Action::Accept, "done", "take what is typed"),
    bind(Layer::Typing, &[key(KeyCode::Esc)], Action::Close, "leave", "leave the field"),
    bind(Layer::Typing, &[key(KeyCode::Up)], Action::Up, "", "to the row above"),
    bind(Layer::Typing, &[key(KeyCode::Down)], Action::Down, "", "to the row below"),
    // Yes or no
    bind(Layer::Confirm, &[char('y')], Action::Yes, "yes", "yes"),
    bind(Layer::Confirm, &[char('n'), key(KeyCode::Esc)], Action::No, "no", "no"),
    // Everywhere
    bind(
        Layer::Everywhere,
        &[key(KeyCode::Esc), key(KeyCode::Backspace)],
        Action::Close,
        "",
        "close, or back to the screen before",
    ),
    bind(Layer::Everywhere, &[char('?'), key(KeyCode::F(1))], Action::Help, "help", "show what the keys do"),
    bind(Layer::Everywhere, &[char('M')], Action::Mouse, "", "switch the mouse on or off"),
    bind(Layer::Everywhere, &[char('q')], Action::Quit, "quit", "leave; everything is saved"),
    bind(Layer::Always, &[control('c')], Action::Quit, "", ""),
    bind(Layer::Always, &[control('z')], Action::Suspend, "", "stop until the shell's `fg`"),
    bind(Layer::Always, &[control('l')], Action::Redraw, "", "draw the screen anew"),
];

/// The table as a page of the documentation.
pub fn markdown() -> String {
    let mut text = String::from(
        "# Keys\n\nGenerated from the program's own table of keys; `?` shows the part that is in force.\n\n\
         Everywhere, also while typing, `Ctrl-C` leaves. Every answer is on disk before the next key is read.\n",
    );
    let shared = [
        (Layer::List, "In every list"),
        (Layer::Interview, "On every screen of an interview"),
        (Layer::Everywhere, "Everywhere but while typing"),
        (Layer::Always, "Everywhere"),
    ];
    let is_shared = |layer: &Layer| matches!(layer, Layer::List | Layer::Interview | Layer::Everywhere | Layer::Always);
    let mut told = Vec::new();
    for (context, heading) in Context::ALL {
        let own: Vec<Layer> = context.layers().iter().copied().filter(|l| !is_shared(l) && !told.contains(l)).collect();
        own.iter().for_each(|layer| section(&mut text, heading, *layer));
        told.extend(own);
    }
    shared.into_iter().for_each(|(layer, heading)| section(&mut text, heading, layer));
    text
}

fn section(text: &mut String, heading: &str, layer: Layer) {
    let rows = KEYMAP.iter().filter(|b| b.layer == layer && !b.help.is_empty()).map(|binding| {
        let keys: Vec<String> = binding.keys.iter().map(|key| format!("`{key}`")).collect();
        format!("| {} | {} |\n", keys.join(" "), binding.help)
    });
    text.extend(["\n## ", heading, "\n\n| keys | what they do |\n|---|---|\n"]);
    text.extend(rows);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn no_key_means_two_things_in_one_place() {
        for (context, heading) in Context::ALL {
            let mut seen = BTreeMap::new();
            for binding in context.bindings() {
                for key in binding.keys {
                    let first = seen.insert(key.to_string(), binding.action);
                    assert_eq!(first, None, "{key} in `{heading}` is bound twice");
                }
            }
        }
    }

    #[test]
    fn every_binding_is_in_force_somewhere_and_every_place_can_be_left() {
        for binding in KEYMAP {
            assert!(Context::ALL.iter().any(|(c, _)| c.layers().contains(&binding.layer)), "{:?}", binding.layer);
        }
        for (context, heading) in Context::ALL {
            assert_eq!(context.action(control('c')), Some(Action::Quit), "{heading}");
        }
    }
}
