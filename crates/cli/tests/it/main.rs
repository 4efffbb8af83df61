//! The binary itself.

mod bad_input;
mod commands;
mod demo;
mod harness;
mod serve;
