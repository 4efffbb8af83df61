//! The binary itself.
#![expect(clippy::expect_used, clippy::panic, reason = "what a test cannot do without may end it")]

mod bad_input;
mod catalog;
mod commands;
mod crawl;
mod demo;
mod harness;
mod serve;
