//! String, binary, regular expression, URL, IP, UUID, color and session functions.

mod binary;
mod color;
mod format;
mod ip;
mod regexp;
mod session;
mod string;
mod support;
mod table;
mod url;

#[cfg(test)]
mod tests;

pub use table::SCALARS;
