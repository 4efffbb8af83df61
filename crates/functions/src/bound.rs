//! An overload bound to the types of one call.

use std::collections::BTreeMap;
use std::sync::Arc;

use boathouse_types::{Result, TrinoError, Type};

use crate::{Lambda, Session};

/// What a signature's variables stand for in one call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bindings {
    /// Type variables.
    pub types: BTreeMap<String, Type>,
    /// Lengths, precisions and scales; `None` is the length of unbounded varchar.
    pub numbers: BTreeMap<String, Option<u32>>,
}

impl Bindings {
    /// The type a variable stands for.
    ///
    /// # Errors
    /// Internal error when the signature has no such variable.
    pub fn get(&self, variable: &str) -> Result<&Type> {
        self.types.get(variable).ok_or_else(|| TrinoError::internal(format!("type variable {variable} is not bound")))
    }

    /// The number a variable stands for.
    ///
    /// # Errors
    /// Internal error when the signature has no such variable, or it is the length of unbounded varchar.
    pub fn number(&self, variable: &str) -> Result<u32> {
        let found = self.numbers.get(variable).copied().flatten();
        found.ok_or_else(|| TrinoError::internal(format!("number variable {variable} is not bound")))
    }
}

/// What the maker of a kernel sees of the call.
#[derive(Debug, Clone)]
pub struct Bound {
    /// The types the arguments are given in, after coercion; lambdas are [`Type::Function`].
    pub arguments: Vec<Type>,
    /// The type the result must have.
    pub returns: Type,
    /// What the signature's variables stand for.
    pub bindings: Bindings,
    /// The lambdas, in the order of the arguments that are.
    pub lambdas: Vec<Arc<Lambda>>,
    /// The session: zone, start, user.
    pub session: Arc<Session>,
}

impl Bound {
    /// The type of an argument.
    ///
    /// # Errors
    /// Internal error when there are not so many.
    pub fn argument(&self, index: usize) -> Result<&Type> {
        self.arguments.get(index).ok_or_else(|| TrinoError::internal(format!("there is no argument {index}")))
    }
}
