//! Date and time functions.

mod calendar;
mod clock;
mod column;
mod current;
mod date_add;
mod date_diff;
mod date_trunc;
mod duration;
mod format;
mod iso8601;
mod kernels;
mod parts;
mod scalars;
mod unit;
mod unixtime;
mod zone_parts;
mod zones;

pub use scalars::SCALARS;

#[cfg(test)]
mod tests;
