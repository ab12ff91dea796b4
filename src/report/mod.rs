//! Reports: what the engine says, put into one serialisable value and rendered as text, Markdown, HTML or JSON.
//!
//! Everything that is shown stands in [`Report`]; templates arrange it and compute nothing. Its field names are the names that
//! templates and readers of the JSON use: renaming one is a change of format. Knows the engine's values and the templates; knows
//! no command line, screen, clock or file.

mod agreement;
mod build;
mod capacity;
mod caveat;
mod changes;
mod condition_parts;
mod decision;
mod evidence;
mod farewell;
mod filters;
mod first_page;
mod growth;
mod hinge;
mod map;
mod names;
mod observed;
mod origins;
mod reasons;
mod render;
mod robust;
mod schema;
mod settled;
mod summary;
mod tame;
mod unread;
mod verdict;
mod weighing;
mod why;
mod workload;

pub use agreement::{ClashInfo, DisagreementInfo, disagreements, warnings};
pub use build::{
    AnswersInfo, NothingToDecide, Origin, QuestionnaireInfo, Report, build, build_decision, build_essence,
    build_outlook, build_scores, build_until, warnings_of,
};
pub use capacity::{CapacityInfo, CostInfo, MoneyInfo, NeedInfo};
pub use caveat::{caveat, doubts, withheld_texts};
pub use changes::{
    ChangeInfo, ConflictInfo, ConflictVeto, FlipInfo, FlipsInfo, GivenInfo, RelaxationInfo, SufficientInfo, change_info,
};
pub use condition_parts::{ConditionPart, condition_parts};
pub use decision::{
    Chosen, ContributionInfo, CriterionInfo, DecisionReport, MeasureInfo, OutOfScopeInfo, OverrideInfo, SeenInfo,
};
pub use evidence::EvidenceInfo;
pub use farewell::{farewell, left_to_ask, settled_whatever, what_is_open};
pub use filters::{lead, listed, percent, unbroken};
pub use first_page::{Ahead, FirstPage, one_of};
pub use growth::GrowthInfo;
pub use hinge::HingeInfo;
pub use map::{AxisInfo, CellInfo, MapInfo, MarkInfo, axis_name, counts_by_reading, letter, step_name};
pub use observed::ObservedInfo;
pub use origins::{OriginKind, OriginsInfo};
pub use reasons::{
    CautionInfo, CriterionLead, ExcludedInfo, OptionAmount, Reason, RiskInfo, RuleInfo, RulePoints, StandingInfo,
    WhyNot,
};
pub(crate) use render::render_with;
pub use render::{Format, RenderError, TEMPLATE_THREAD, render, render_template};
pub use robust::{
    ChancesInfo, IfAnswered, InvestigateInfo, MethodKind, OutcomeIf, PairInfo, RankInfo, RanksInfo, StableInfo,
    WeightsInfo, WinInfo, say_gain,
};
pub use schema::schema;
pub use settled::{AskNext, CounterexampleInfo, ProofKind, ProofPart, RivalInfo, SettledInfo, SettledStatus};
pub use summary::Summary;
pub use unread::UnreadInfo;
pub use why::{Explanation, Why, all_rules, explanations, option, rule, unknown_topic};
pub use workload::{
    AnswerInfo, ChoiceInfo, KnownKind, LevelInfo, OpenInfo, QuantityInfo, StakeInfo, StakeKind, TraitInfo, VoteInfo,
    origins,
};
