//! Which overload a call means: Trino's rules.
//!
//! First an overload that takes the arguments as they are, then the most specific one that takes them after
//! coercion. Lambdas are typed in between, by the caller, once the other arguments have bound the variables
//! of their parameters.

use std::collections::{BTreeMap, BTreeSet};

use boathouse_types::{TrinoError, Type, can_coerce, common_super_type};

use crate::library::Declared;
use crate::signature::{Constraint, Number, Pattern};
use crate::{Aggregate, Bindings, Function, Library, Signature, Window};

/// An argument of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    /// An expression of this type.
    Typed(Type),
    /// A lambda of so many parameters.
    Lambda(usize),
}

/// Types the body of a lambda, given its parameters' types.
pub type LambdaTyper<'a, E> = dyn FnMut(usize, &[Type]) -> Result<Type, E> + 'a;

/// The overload a call means.
#[derive(Debug, Clone)]
pub struct Resolved<T: 'static> {
    /// The declaration.
    pub declaration: &'static T,
    /// Which of its overloads.
    pub overload: usize,
    /// The types the arguments are to be coerced to.
    pub arguments: Vec<Type>,
    /// The result type.
    pub returns: Type,
    /// What the signature's variables stand for.
    pub bindings: Bindings,
}

/// Why a call means no overload.
#[derive(Debug)]
pub enum ResolveError<E> {
    /// No function has the name.
    NoFunction,
    /// None takes these arguments; the text says what would be taken, as Trino words it.
    Parameters(String),
    /// Several do.
    Ambiguous,
    /// A lambda's body is wrong.
    Lambda(E),
    /// The result type cannot be computed.
    Returns(TrinoError),
}

impl Library {
    /// The overload of a scalar function; `name` is lower case.
    ///
    /// # Errors
    /// When no overload takes the arguments, or a lambda's body is wrong.
    pub fn resolve_scalar<E>(
        &self,
        name: &str,
        arguments: &[Argument],
        typer: &mut LambdaTyper<'_, E>,
    ) -> Result<Resolved<Function>, ResolveError<E>> {
        let declared = self.scalars.get(name).ok_or(ResolveError::NoFunction)?;
        resolve(name, declared, arguments, typer, |d, i| d.overloads.get(i).and_then(|o| o.returns))
    }

    /// The overload of an aggregate function; `name` is lower case.
    ///
    /// # Errors
    /// When no overload takes the arguments, or a lambda's body is wrong.
    pub fn resolve_aggregate<E>(
        &self,
        name: &str,
        arguments: &[Argument],
        typer: &mut LambdaTyper<'_, E>,
    ) -> Result<Resolved<Aggregate>, ResolveError<E>> {
        let declared = self.aggregates.get(name).ok_or(ResolveError::NoFunction)?;
        resolve(name, declared, arguments, typer, |d, i| d.overloads.get(i).and_then(|o| o.returns))
    }

    /// The overload of a window function; `name` is lower case.
    ///
    /// # Errors
    /// When no overload takes the arguments.
    pub fn resolve_window<E>(
        &self,
        name: &str,
        arguments: &[Argument],
        typer: &mut LambdaTyper<'_, E>,
    ) -> Result<Resolved<Window>, ResolveError<E>> {
        let declared = self.windows.get(name).ok_or(ResolveError::NoFunction)?;
        resolve(name, declared, arguments, typer, |_, _| None)
    }
}

type Returns = fn(&Bindings) -> boathouse_types::Result<Type>;

struct Candidate<'s, T: 'static> {
    declaration: &'static T,
    signature: &'s Signature,
    overload: usize,
    arguments: Vec<Type>,
    bindings: Bindings,
    returns: Type,
}

fn resolve<T, E>(
    name: &str,
    declared: &[Declared<T>],
    arguments: &[Argument],
    typer: &mut LambdaTyper<'_, E>,
    returns: impl Fn(&T, usize) -> Option<Returns>,
) -> Result<Resolved<T>, ResolveError<E>> {
    let (mut lambda_error, mut no_type) = (None, None);
    for (coerce, generic) in [(false, Some(false)), (false, Some(true)), (true, None)] {
        let mut found: Vec<Candidate<'_, T>> = Vec::new();
        for entry in declared {
            for (overload, signature) in entry.signatures.iter().enumerate() {
                if generic.is_some_and(|wanted| wanted == signature.variables.is_empty()) {
                    continue;
                }
                match bind(signature, arguments, coerce, typer) {
                    Ok(Some((bindings, arguments))) => {
                        let returns = match returns(entry.declaration, overload) {
                            Some(compute) => compute(&bindings),
                            None => signature.returns.substitute(&bindings),
                        };
                        let declaration = entry.declaration;
                        match returns {
                            Ok(returns) => {
                                found.push(Candidate {
                                    declaration,
                                    signature,
                                    overload,
                                    arguments,
                                    bindings,
                                    returns,
                                });
                            }
                            // What coercion made impossible is no candidate where there is another.
                            Err(error) if coerce => no_type = Some(error),
                            Err(error) => return Err(ResolveError::Returns(error)),
                        }
                    }
                    Ok(None) => {}
                    Err(error) => lambda_error = Some(error),
                }
            }
        }
        if let Some(best) = most_specific(found, arguments, typer)? {
            let Candidate { declaration, overload, arguments, bindings, returns, .. } = best;
            return Ok(Resolved { declaration, overload, arguments, returns, bindings });
        }
    }
    Err(match (lambda_error, no_type) {
        (Some(error), _) => ResolveError::Lambda(error),
        (None, Some(error)) => ResolveError::Returns(error),
        (None, None) => ResolveError::Parameters(unexpected(name, declared, arguments)),
    })
}

/// The candidate whose arguments every other one would take too.
fn most_specific<'s, T, E>(
    mut found: Vec<Candidate<'s, T>>,
    arguments: &[Argument],
    typer: &mut LambdaTyper<'_, E>,
) -> Result<Option<Candidate<'s, T>>, ResolveError<E>> {
    if found.len() < 2 {
        return Ok(found.pop());
    }
    let mut best = Vec::new();
    for (i, candidate) in found.iter().enumerate() {
        let taken: Vec<_> =
            candidate.arguments.iter().zip(arguments).map(|(taken, given)| taken_as(taken, given)).collect();
        let mut specific = true;
        for (j, other) in found.iter().enumerate() {
            specific &= i == j || matches!(bind(other.signature, &taken, true, typer), Ok(Some(_)));
        }
        if specific {
            best.push(i);
        }
    }
    if let Some(first) = best.first() {
        return Ok(Some(found.swap_remove(*first)));
    }
    // With nothing but NULLs to tell them apart, overloads of the same result are as good as each other.
    let unknown = arguments.contains(&Argument::Typed(Type::Unknown));
    let same = found.windows(2).all(|pair| pair[0].returns == pair[1].returns);
    if unknown || same {
        return Ok(Some(found.swap_remove(0)));
    }
    Err(ResolveError::Ambiguous)
}

/// What a candidate takes, as an argument for the others.
fn taken_as(taken: &Type, given: &Argument) -> Argument {
    match given {
        Argument::Typed(_) => Argument::Typed(taken.clone()),
        Argument::Lambda(count) => Argument::Lambda(*count),
    }
}

fn unexpected<T>(name: &str, declared: &[Declared<T>], arguments: &[Argument]) -> String {
    let given: Vec<_> = arguments
        .iter()
        .map(|argument| match argument {
            Argument::Typed(data_type) => data_type.to_string(),
            Argument::Lambda(_) => "<function>".to_owned(),
        })
        .collect();
    let mut expected: Vec<_> = declared.iter().flat_map(|d| &d.signatures).map(|s| s.describe(name)).collect();
    expected.sort_unstable();
    format!("Unexpected parameters ({}) for function {name}. Expected: {}", given.join(", "), expected.join(", "))
}

/// Binds the variables of a signature to a call; nothing when it does not take the call.
fn bind<E>(
    signature: &Signature,
    arguments: &[Argument],
    coerce: bool,
    typer: &mut LambdaTyper<'_, E>,
) -> Result<Option<(Bindings, Vec<Type>)>, E> {
    let Some(patterns) = signature.patterns(arguments.len()) else { return Ok(None) };
    let mut binder =
        Binder { bindings: Bindings::default(), parametric: BTreeMap::new(), unknown: BTreeSet::new(), coerce };
    for (pattern, argument) in patterns.iter().zip(arguments) {
        let fits = match argument {
            Argument::Typed(data_type) => !matches!(pattern, Pattern::Function(..)) && binder.unify(pattern, data_type),
            // A lambda of other parameters is an error of its own, which typing it tells.
            Argument::Lambda(_) => matches!(pattern, Pattern::Function(..)),
        };
        if !fits {
            return Ok(None);
        }
    }
    binder.settle();
    for (index, (pattern, argument)) in patterns.iter().zip(arguments).enumerate() {
        let (Pattern::Function(parameters, result), Argument::Lambda(_)) = (pattern, argument) else { continue };
        let types: boathouse_types::Result<Vec<_>> =
            parameters.iter().map(|p| p.substitute(&binder.bindings)).collect();
        let Ok(types) = types else { return Ok(None) };
        let found = typer(index, &types)?;
        // A lambda's result may be coerced to a type the signature names, but is what a variable stands for.
        let fits = match result.substitute(&binder.bindings) {
            Ok(bound) if bound != Type::Unknown && matches!(**result, Pattern::Variable(_)) => {
                found == bound || found == Type::Unknown
            }
            Ok(bound) if bound != Type::Unknown => can_coerce(&found, &bound),
            _ => {
                binder.forget_unknown(result);
                binder.unify(result, &found)
            }
        };
        if !fits {
            return Ok(None);
        }
        binder.settle();
    }
    let bindings = binder.bindings;
    let satisfied = |(name, constraint): (&String, &Constraint)| match (bindings.types.get(name), constraint) {
        (None, _) => false,
        (Some(found), Constraint::Comparable) => found.is_comparable(),
        (Some(found), Constraint::Orderable) => found.is_orderable(),
        (Some(_), Constraint::None) => true,
    };
    if !signature.variables.iter().all(satisfied) {
        return Ok(None);
    }
    let target = |(pattern, argument): (&&Pattern, &Argument)| match (pattern, argument) {
        (Pattern::Any, Argument::Typed(given)) => Ok(given.clone()),
        _ => pattern.substitute(&bindings),
    };
    let targets: boathouse_types::Result<Vec<_>> = patterns.iter().zip(arguments).map(target).collect();
    let Ok(targets) = targets else { return Ok(None) };
    let taken = targets.iter().zip(arguments).all(|(target, argument)| match argument {
        Argument::Lambda(_) => true,
        Argument::Typed(given) => given == target || (coerce && can_coerce(given, target)),
    });
    Ok(taken.then_some((bindings, targets)))
}

struct Binder {
    bindings: Bindings,
    /// Common types of the parametric patterns, by the pattern's text: `decimal(p,s)` twice is one type.
    parametric: BTreeMap<String, (Vec<Number>, Type)>,
    /// Type variables that only NULLs were given for.
    unknown: BTreeSet<String>,
    coerce: bool,
}

impl Binder {
    fn unify(&mut self, pattern: &Pattern, given: &Type) -> bool {
        match (pattern, given) {
            (Pattern::Fixed(wanted), _) => wanted == given || (self.coerce && can_coerce(given, wanted)),
            (Pattern::Variable(name), _) => self.unify_variable(name, given),
            (Pattern::Any, _) => true,
            (_, Type::Unknown) if self.coerce => {
                self.mark_unknown(pattern);
                true
            }
            (Pattern::Parametric(name, numbers), _) => self.unify_parametric(name, numbers, given),
            (Pattern::Array(element), Type::Array(of)) => self.unify(element, of),
            (Pattern::QDigest(element), Type::QDigest(of)) => self.unify(element, of),
            (Pattern::Map(key, value), Type::Map(k, v)) => self.unify(key, k) && self.unify(value, v),
            (Pattern::Row(patterns), Type::Row(fields)) => {
                patterns.len() == fields.len()
                    && patterns.iter().zip(fields.iter()).all(|(p, f)| self.unify(p, &f.data_type))
            }
            _ => false,
        }
    }

    fn unify_variable(&mut self, name: &str, given: &Type) -> bool {
        if *given == Type::Unknown && self.coerce {
            self.unknown.insert(name.to_owned());
            return true;
        }
        match self.bindings.types.get(name) {
            None => drop(self.bindings.types.insert(name.to_owned(), given.clone())),
            Some(bound) if bound == given => {}
            Some(bound) if self.coerce => match common_super_type(bound, given) {
                Some(common) => drop(self.bindings.types.insert(name.to_owned(), common)),
                None => return false,
            },
            Some(_) => return false,
        }
        true
    }

    fn unify_parametric(&mut self, name: &str, numbers: &[Number], given: &Type) -> bool {
        let key = format!("{name}{numbers:?}");
        let sample = sample_of(name);
        let Some(sample) = sample else { return false };
        let given = if given.base_name() == name {
            given.clone()
        } else {
            // The narrowest type of the wanted base that holds the argument.
            match common_super_type(given, &sample) {
                Some(common) if self.coerce && common.base_name() == name && can_coerce(given, &common) => common,
                _ => return false,
            }
        };
        let merged = match self.parametric.get(&key) {
            None => given,
            Some((_, bound)) if *bound == given => given,
            Some((_, bound)) if self.coerce => match common_super_type(bound, &given) {
                Some(common) if common.base_name() == name => common,
                _ => return false,
            },
            Some(_) => return false,
        };
        self.parametric.insert(key, (numbers.to_vec(), merged));
        true
    }

    fn mark_unknown(&mut self, pattern: &Pattern) {
        match pattern {
            Pattern::Variable(name) => drop(self.unknown.insert(name.clone())),
            Pattern::Array(inner) | Pattern::QDigest(inner) => self.mark_unknown(inner),
            Pattern::Map(key, value) => {
                self.mark_unknown(key);
                self.mark_unknown(value);
            }
            Pattern::Row(fields) => fields.iter().for_each(|f| self.mark_unknown(f)),
            Pattern::Parametric(name, numbers) => {
                if let Some(sample) = sample_of(name) {
                    self.parametric.entry(format!("{name}{numbers:?}")).or_insert((numbers.clone(), sample));
                }
            }
            Pattern::Fixed(_) | Pattern::Any | Pattern::Function(..) => {}
        }
    }

    /// Binds the numbers of the common types, and what only NULLs stand for to unknown.
    fn settle(&mut self) {
        for (numbers, data_type) in self.parametric.values() {
            let values = numbers_of(data_type);
            for (number, value) in numbers.iter().zip(values) {
                if let Number::Variable(name) = number {
                    self.bindings.numbers.insert(name.clone(), value);
                }
            }
        }
        for name in &self.unknown {
            self.bindings.types.entry(name.clone()).or_insert(Type::Unknown);
        }
    }

    fn forget_unknown(&mut self, pattern: &Pattern) {
        if let Pattern::Variable(name) = pattern
            && self.bindings.types.get(name) == Some(&Type::Unknown)
        {
            self.bindings.types.remove(name);
        }
    }
}

/// The narrowest type of a parametric base.
fn sample_of(name: &str) -> Option<Type> {
    Some(match name {
        "varchar" => Type::Varchar(Some(0)),
        "char" => Type::Char(0),
        "decimal" => Type::decimal(1, 0),
        "time" => Type::Time(0),
        "timestamp" => Type::Timestamp(0),
        "time with time zone" => Type::TimeTz(0),
        "timestamp with time zone" => Type::TimestampTz(0),
        _ => return None,
    })
}

fn numbers_of(data_type: &Type) -> Vec<Option<u32>> {
    match data_type {
        Type::Varchar(length) => vec![*length],
        Type::Char(length) => vec![Some(*length)],
        Type::Decimal { precision, scale } => vec![Some(u32::from(*precision)), Some(u32::from(*scale))],
        Type::Time(p) | Type::TimeTz(p) | Type::Timestamp(p) | Type::TimestampTz(p) => vec![Some(u32::from(*p))],
        _ => Vec::new(),
    }
}

#[cfg(test)]
#[path = "resolve_tests.rs"]
mod tests;
