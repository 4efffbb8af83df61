//! Whether every value that a writer's schema allows is allowed by a reader's. It says yes only where that
//! can be shown; the rules are in `docs/src/schema-registry.md`.
//!
//! The writer's side is a conjunction: all of several schemas of the writer's document hold. References and
//! `allOf` are unfolded into it; `anyOf` and `oneOf` are tried branch by branch where the whole does not do.

mod arrays;
mod combined;
mod facts;
mod numbers;
mod objects;
mod strings;

use std::collections::{HashMap, HashSet};

use super::accept::accepts;
use super::{Document, Id, Rules, Schema, Types};
use crate::definition::DEPTH_MAX;
use facts::Facts;

/// Schemas that one comparison may look at; definitions that need more are found incompatible.
const STEPS_MAX: usize = 100_000;

/// Whether a reader with `reader` takes everything that `writer` allows.
///
/// # Errors
/// The first thing that it may not take.
pub(crate) fn readable(reader: &Document, writer: &Document) -> Result<(), String> {
    let mut subset = Subset::new(reader, writer, STEPS_MAX, 0);
    subset.within(&[Atom::Schema(writer.root, false)], reader.root)
}

/// One member of the writer's conjunction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Atom {
    /// A schema of the writer's document, and whether one of its alternatives was taken already.
    Schema(Id, bool),
    /// The value is of these types.
    Types(Types),
}

/// A conjunction and the schema that is to hold.
type Question = (Vec<Atom>, Id);

struct Subset<'a> {
    reader: &'a Document,
    writer: &'a Document,
    /// Questions that are taken to be answered with yes, oldest first: those under way, and those answered
    /// so while an older one was under way. When one fails, all that was found since is open again.
    assumed: Vec<Question>,
    known: HashSet<Question>,
    failed: HashMap<Question, String>,
    /// What is left of the work that may be done.
    steps: usize,
    depth: usize,
}

impl<'a> Subset<'a> {
    fn new(reader: &'a Document, writer: &'a Document, steps: usize, depth: usize) -> Self {
        Self { reader, writer, assumed: Vec::new(), known: HashSet::new(), failed: HashMap::new(), steps, depth }
    }

    /// Whether all values of the conjunction are valid for the reader's schema.
    fn within(&mut self, all: &[Atom], reader: Id) -> Result<(), String> {
        let Some(all) = self.unfold(all) else { return Ok(()) };
        self.charge(all.len() + 1)?;
        let document = self.reader;
        match document.schemas.get(reader) {
            None | Some(Schema::Always) => Ok(()),
            Some(Schema::Never) => self.nothing(&all),
            Some(Schema::Reference(target)) => self.deeper(|subset| subset.within(&all, *target)),
            Some(Schema::Remote(address)) => self.remote(&all, address),
            Some(Schema::Rules(rules)) => {
                let question = (all, reader);
                if self.known.contains(&question) {
                    return Ok(());
                }
                if let Some(why) = self.failed.get(&question) {
                    return Err(why.clone());
                }
                self.ask(question, rules)
            }
        }
    }

    /// Takes work from what may be done.
    fn charge(&mut self, cost: usize) -> Result<(), String> {
        if self.steps < cost || self.depth > DEPTH_MAX {
            return Err("the schemas are too large to be compared".to_owned());
        }
        self.steps -= cost;
        Ok(())
    }

    fn ask(&mut self, question: Question, rules: &Rules) -> Result<(), String> {
        let before = self.assumed.len();
        self.assumed.push(question.clone());
        self.known.insert(question.clone());
        let outcome = self.deeper(|subset| match subset.rules(&question.0, rules) {
            Ok(()) => Ok(()),
            Err(why) => subset.by_alternatives(&question.0, question.1, why),
        });
        if let Err(why) = &outcome {
            for open in self.assumed.drain(before..) {
                self.known.remove(&open);
            }
            self.failed.insert(question, why.clone());
        }
        outcome
    }

    fn deeper<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        self.depth += 1;
        let outcome = work(self);
        self.depth -= 1;
        outcome
    }

    /// One alternative of the writer's holds at least: it is enough when each does, with all the rest.
    fn by_alternatives(&mut self, all: &[Atom], reader: Id, why: String) -> Result<(), String> {
        for (at, atom) in all.iter().enumerate() {
            let Atom::Schema(id, false) = *atom else { continue };
            let Some(Schema::Rules(rules)) = self.writer.schemas.get(id) else { continue };
            let alternatives = if rules.any_of.is_empty() { &rules.one_of } else { &rules.any_of };
            if alternatives.is_empty() {
                continue;
            }
            for alternative in alternatives {
                let mut narrowed = all.to_vec();
                narrowed[at] = Atom::Schema(id, true);
                narrowed.push(Atom::Schema(*alternative, false));
                self.within(&narrowed, reader)?;
            }
            return Ok(());
        }
        Err(why)
    }

    /// The conjunction without references and `allOf`, in order; `None` when nothing can satisfy it.
    fn unfold(&mut self, all: &[Atom]) -> Option<Vec<Atom>> {
        let mut unfolded = std::collections::BTreeSet::new();
        let mut open: Vec<Atom> = all.to_vec();
        while let Some(atom) = open.pop() {
            let Atom::Schema(id, taken) = atom else {
                unfolded.insert(atom);
                continue;
            };
            match self.writer.schemas.get(id) {
                None | Some(Schema::Always) => {}
                Some(Schema::Never) => return None,
                Some(Schema::Reference(target)) => {
                    // A reference that was followed stays in the set, so that none goes round.
                    if unfolded.insert(atom) {
                        open.push(Atom::Schema(*target, taken));
                    }
                }
                Some(Schema::Remote(_)) => drop(unfolded.insert(atom)),
                Some(Schema::Rules(rules)) => {
                    let other_half = Atom::Schema(id, true);
                    if !unfolded.contains(&other_half) && unfolded.insert(atom) {
                        if taken {
                            unfolded.remove(&Atom::Schema(id, false));
                        }
                        open.extend(rules.all_of.iter().map(|id| Atom::Schema(*id, false)));
                    }
                }
            }
        }
        unfolded.retain(|atom| match atom {
            Atom::Schema(id, _) => !matches!(self.writer.schemas.get(*id), Some(Schema::Reference(_))),
            Atom::Types(_) => true,
        });
        let atoms: Vec<Atom> = unfolded.into_iter().collect();
        let empty = Facts::gather(self.writer, &atoms).types == Types::NONE;
        (!empty).then_some(atoms)
    }

    fn nothing(&mut self, all: &[Atom]) -> Result<(), String> {
        let facts = Facts::gather(self.writer, all);
        let impossible = facts
            .values()
            .is_some_and(|values| values.iter().all(|value| self.writer_takes(all, value) == Some(false)));
        if impossible { Ok(()) } else { Err("it is not allowed any more".to_owned()) }
    }

    /// Another document is the same only when its address is.
    fn remote(&self, all: &[Atom], address: &str) -> Result<(), String> {
        let there = all.iter().any(|atom| match atom {
            Atom::Schema(id, _) => {
                matches!(self.writer.schemas.get(*id), Some(Schema::Remote(written)) if written == address)
            }
            Atom::Types(_) => false,
        });
        if there { Ok(()) } else { Err(format!("{address} cannot be looked into")) }
    }

    fn rules(&mut self, all: &[Atom], rules: &Rules) -> Result<(), String> {
        let writer = self.writer;
        let facts = Facts::gather(writer, all);
        if let Some(listed) = facts.values() {
            self.steps = self.steps.saturating_sub(listed.len());
            match self.one_by_one(all, &listed, rules) {
                Some(true) => return Ok(()),
                Some(false) => return Err("a value is not allowed any more".to_owned()),
                None => {}
            }
        }
        if let Some(types) = rules.types.filter(|types| !facts.types.within(*types)) {
            return Err(format!("the types {} became {}", facts.types, types));
        }
        if !rules.values.is_empty() {
            return Err("only listed values are allowed now".to_owned());
        }
        if facts.types.has(Types::NUMBER) {
            numbers::check(&facts, &rules.number)?;
        }
        if facts.types.has(Types::STRING) {
            strings::check(&facts, &rules.string)?;
        }
        if facts.types.has(Types::ARRAY) {
            self.arrays(&facts, &rules.array)?;
        }
        if facts.types.has(Types::OBJECT) {
            self.objects(all, &facts, &rules.object)?;
        }
        self.combined(all, &facts, rules)
    }

    /// Answers for values that are listed, as far as each can be told.
    fn one_by_one(&mut self, all: &[Atom], listed: &[serde_json::Value], rules: &Rules) -> Option<bool> {
        let mut certain = true;
        for value in listed {
            let written = self.writer_takes(all, value);
            if written == Some(false) {
                continue;
            }
            match super::accept::accepts_rules(self.reader, rules, value, &mut self.steps) {
                Some(true) => {}
                Some(false) if written == Some(true) => return Some(false),
                _ => certain = false,
            }
        }
        certain.then_some(true)
    }

    fn writer_takes(&mut self, all: &[Atom], value: &serde_json::Value) -> Option<bool> {
        let mut certain = true;
        for atom in all {
            let taken = match atom {
                Atom::Schema(id, _) => accepts(self.writer, *id, value, &mut self.steps),
                Atom::Types(types) => Some(Types::of(value).within(*types)),
            };
            match taken {
                Some(true) => {}
                Some(false) => return Some(false),
                None => certain = false,
            }
        }
        certain.then_some(true)
    }

    /// The opposite question: whether the reader's schema allows only what the writer's allows.
    fn opposite(&mut self, writer: Id, reader: Id) -> Result<(), String> {
        let mut subset = Subset::new(self.writer, self.reader, self.steps, self.depth + 1);
        let outcome = subset.within(&[Atom::Schema(reader, false)], writer);
        self.steps = subset.steps;
        outcome
    }
}

/// Reasons stay short however deep they come from.
const REASON_CHARS_MAX: usize = 1_000;

fn inside(place: &str, why: String) -> String {
    if why.len() > REASON_CHARS_MAX { why } else { format!("{place}: {why}") }
}
