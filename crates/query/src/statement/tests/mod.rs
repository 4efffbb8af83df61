//! Statements by cases.

mod alter;
mod create;
mod describe;
mod msck;
mod refusals;
mod show;
mod views;
