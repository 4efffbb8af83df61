//! Layouts of objects and the tables that come of them, on a lake in a temporary folder.

mod encoded;
mod formats;
mod golden;
mod grouping;
mod house;
mod lifecycle;
mod policies;
mod properties;
mod schedules;
mod texts;
mod written;
