//! All functions by name.

use std::collections::HashMap;

use boathouse_types::Result;

use crate::{Aggregate, Function, Signature, Window};

/// The functions a query can call.
///
/// A name may have several declarations: `concat` of text is one family's, that of arrays another's.
#[derive(Debug, Default)]
pub struct Library {
    pub(crate) scalars: HashMap<&'static str, Vec<Declared<Function>>>,
    pub(crate) aggregates: HashMap<&'static str, Vec<Declared<Aggregate>>>,
    pub(crate) windows: HashMap<&'static str, Vec<Declared<Window>>>,
}

/// A declaration with its signatures read.
#[derive(Debug, Clone)]
pub(crate) struct Declared<T: 'static> {
    pub(crate) declaration: &'static T,
    pub(crate) signatures: Vec<Signature>,
}

impl Library {
    /// Adds scalar functions.
    ///
    /// # Errors
    /// Internal error when a signature cannot be read.
    pub fn add_scalars(&mut self, functions: &'static [&'static Function]) -> Result<()> {
        for declaration in functions {
            let signatures = parse(declaration.overloads.iter().map(|o| o.signature))?;
            for name in std::iter::once(&declaration.name).chain(declaration.aliases) {
                let declared = Declared { declaration: *declaration, signatures: signatures.clone() };
                self.scalars.entry(name).or_default().push(declared);
            }
        }
        Ok(())
    }

    /// Adds aggregate functions.
    ///
    /// # Errors
    /// Internal error when a signature cannot be read.
    pub fn add_aggregates(&mut self, functions: &'static [&'static Aggregate]) -> Result<()> {
        for declaration in functions {
            let signatures = parse(declaration.overloads.iter().map(|o| o.signature))?;
            for name in std::iter::once(&declaration.name).chain(declaration.aliases) {
                let declared = Declared { declaration: *declaration, signatures: signatures.clone() };
                self.aggregates.entry(name).or_default().push(declared);
            }
        }
        Ok(())
    }

    /// Adds window functions.
    ///
    /// # Errors
    /// Internal error when a signature cannot be read.
    pub fn add_windows(&mut self, functions: &'static [&'static Window]) -> Result<()> {
        for declaration in functions {
            let signatures = parse(declaration.overloads.iter().map(|o| o.signature))?;
            let declared = Declared { declaration: *declaration, signatures };
            self.windows.entry(declaration.name).or_default().push(declared);
        }
        Ok(())
    }

    /// Whether a scalar function has this name, in lower case.
    pub fn has_scalar(&self, name: &str) -> bool {
        self.scalars.contains_key(name)
    }

    /// The first scalar function of this name, for syntax that binds its call itself.
    pub fn scalar(&self, name: &str) -> Option<&'static Function> {
        self.scalars.get(name).and_then(|declared| declared.first()).map(|d| d.declaration)
    }

    /// Whether an aggregate function has this name, in lower case.
    pub fn has_aggregate(&self, name: &str) -> bool {
        self.aggregates.contains_key(name)
    }

    /// Whether a window function has this name, in lower case.
    pub fn has_window(&self, name: &str) -> bool {
        self.windows.contains_key(name)
    }

    /// The scalar functions in order of name, operators included.
    pub fn scalars(&self) -> Vec<&'static Function> {
        in_order(&self.scalars)
    }

    /// The aggregate functions in order of name.
    pub fn aggregates(&self) -> Vec<&'static Aggregate> {
        in_order(&self.aggregates)
    }

    /// The window functions in order of name.
    pub fn windows(&self) -> Vec<&'static Window> {
        in_order(&self.windows)
    }
}

fn parse<'a>(signatures: impl Iterator<Item = &'a str>) -> Result<Vec<Signature>> {
    signatures.map(Signature::parse).collect()
}

fn in_order<T>(table: &HashMap<&'static str, Vec<Declared<T>>>) -> Vec<&'static T> {
    let mut names: Vec<_> = table.keys().collect();
    names.sort_unstable();
    names.into_iter().flat_map(|name| table[name].iter().map(|d| d.declaration)).collect()
}
