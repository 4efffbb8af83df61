//! Values as the text Athena shows: result files, result pages and the command line share it.

mod column;
mod number;
mod temporal;

pub(crate) use column::ColumnText;

#[cfg(test)]
mod tests;
