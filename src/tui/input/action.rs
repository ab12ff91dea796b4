//! What keys can ask for.

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
    /// To the row in which a number is typed.
    Number,
    /// The digit typed: a row's number.
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
    /// Hide the standings, or show them again.
    Standings,
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
    /// The first page.
    FirstPage,
    /// Write the report to a file.
    Page,
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
    /// Show several people's answers side by side.
    Compare,
    /// Make one answers file from several people's.
    Merge,
    /// To the selected question, in the interview it is answered in.
    Visit,
    /// Switch the mouse on or off.
    Mouse,
    /// Name the system decided for.
    Name,
    /// Look at what is here.
    Look,
    /// Take over what was observed.
    Observed,
    /// Open the file in the person's editor.
    Editor,
    /// The findings about the files read.
    Findings,
    /// Write the answers somewhere else.
    SaveAs,
    /// Keep the answers as a scenario of the rule base.
    KeepScenario,
    /// Send what is shown to the terminal's clipboard.
    Copy,
    /// Read the files anew.
    Reload,
    /// Yes.
    Yes,
    /// No.
    No,
}
