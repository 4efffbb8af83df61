//! The numbers that stand for names in binary Ion.

use super::Broken;

/// Names that every Ion file knows, from 1.
const SYSTEM: [&str; 9] = [
    "$ion",
    "$ion_1_0",
    "$ion_symbol_table",
    "name",
    "version",
    "imports",
    "symbols",
    "max_id",
    "$ion_shared_symbol_table",
];
pub(super) const SYMBOL_TABLE: u64 = 3;
pub(super) const IMPORTS: u64 = 6;
pub(super) const SYMBOLS: u64 = 7;
pub(super) const MAX_ID: u64 = 8;
/// More names than a file of rows has.
const SYMBOLS_MAX: u64 = 1 << 20;

/// Names of this file, after those that every file knows and those of other tables.
#[derive(Debug, Clone, Default)]
pub(crate) struct Symbols {
    /// Numbers that tables outside the file take, between the system's and `own`.
    imported: u64,
    own: Vec<String>,
}

impl Symbols {
    /// Forgets everything, as a new symbol table does.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    pub fn push(&mut self, name: String) -> Result<(), Broken> {
        if self.own.len() as u64 >= SYMBOLS_MAX {
            return Err(Broken::wrong(format!("it has more than {SYMBOLS_MAX} names")));
        }
        self.own.push(name);
        Ok(())
    }

    /// Makes room for the names of a table that is not in the file.
    pub fn import(&mut self, names: u64) -> Result<(), Broken> {
        self.imported = self.imported.saturating_add(names);
        if self.imported > SYMBOLS_MAX { Err(Broken::wrong("a shared symbol table is too large")) } else { Ok(()) }
    }

    pub fn name(&self, number: u64) -> Result<String, Broken> {
        let system = SYSTEM.len() as u64;
        if number == 0 {
            return Err(Broken::wrong("a field has no name"));
        }
        if number <= system {
            return Ok(SYSTEM[usize::try_from(number - 1).unwrap_or(0)].to_owned());
        }
        let own = (number - system).checked_sub(self.imported + 1);
        let Some(own) = own else {
            return Err(Broken::wrong("a field's name is in a shared symbol table, which is not in the file"));
        };
        let name = usize::try_from(own).ok().and_then(|own| self.own.get(own));
        name.cloned().ok_or_else(|| Broken::wrong(format!("the symbol {number} is not defined")))
    }
}
