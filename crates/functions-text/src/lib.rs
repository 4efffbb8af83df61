//! String, binary, regular expression, URL, IP, UUID, color and session functions.

mod binary;
mod format;
mod misc;
mod regexp;
mod string;
mod support;
mod table;
mod url;

#[cfg(test)]
mod tests;

pub use table::SCALARS;
