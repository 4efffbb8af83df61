//! Layouts of objects and the tables that come of them, on a lake in a temporary folder.

mod applied_targets;
mod catalog_events;
mod cut_off;
mod delta_checkpoints;
mod encoded;
mod formats;
mod golden;
mod grouping;
mod hostile;
mod house;
mod incremental;
mod lake_tables;
mod later;
mod lifecycle;
mod lints;
mod policies;
mod precise;
mod properties;
mod schedules;
mod texts;
mod undone_manifests;
mod written;
