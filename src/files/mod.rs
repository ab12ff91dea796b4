//! Writing files without ever leaving half of one, and knowing which paths lie in a project: what answers files, records and reports on disk
//! stand on. Knows no format.

mod kept;
mod whole;
mod within;

pub use kept::{Kept, Written, recover, stand_in, torn};
pub use whole::{
    SMALL, append, create, folder_of, inside, open_regular, read_regular, refuse_pointer, replace, sync_folder,
    text_of_regular, text_of_small,
};
pub use within::{real, slashed, within_project};
