//! Avro's schema resolution: whether data written with one schema can be read with another.

use std::collections::{HashMap, HashSet};

use super::{Avro, Field, Logical, Named, NamedKind, Primitive, Schema, simple_name};
use crate::definition::DEPTH_MAX;

/// Pairs of types that one comparison may look at; schemas that need more are found incompatible.
const STEPS_MAX: usize = 2_000_000;

/// Whether a reader with `reader` understands everything that was written with `writer`.
///
/// # Errors
/// The first thing that it does not.
pub(crate) fn readable(reader: &Avro, writer: &Avro) -> Result<(), String> {
    let mut resolver = Resolver {
        reader,
        writer,
        assumed: Vec::new(),
        known: HashSet::new(),
        failed: HashMap::new(),
        steps: 0,
        depth: 0,
    };
    resolver.schema(&reader.root, &writer.root)
}

/// A reader's and a writer's type by name.
type Pair = (String, String);

struct Resolver<'a> {
    reader: &'a Avro,
    writer: &'a Avro,
    /// Pairs that are taken to fit, oldest first: those under way, and those that were found to fit while
    /// an older one was under way. When a pair fails, all that was found since is open again.
    assumed: Vec<Pair>,
    known: HashSet<Pair>,
    failed: HashMap<Pair, String>,
    steps: usize,
    depth: usize,
}

impl Resolver<'_> {
    fn schema(&mut self, reader: &Schema, writer: &Schema) -> Result<(), String> {
        self.steps += 1;
        if self.steps > STEPS_MAX || self.depth > DEPTH_MAX {
            return Err("the schemas are too large to be compared".to_owned());
        }
        self.depth += 1;
        let outcome = self.any(reader, writer);
        self.depth -= 1;
        outcome
    }

    fn any(&mut self, reader: &Schema, writer: &Schema) -> Result<(), String> {
        match (reader, writer) {
            // Every branch may have been written, so each must be readable.
            (_, Schema::Union(branches)) => branches.iter().try_for_each(|branch| self.schema(reader, branch)),
            (Schema::Union(branches), _) => {
                let found = branches.iter().any(|branch| self.schema(branch, writer).is_ok());
                if found { Ok(()) } else { Err(format!("no branch of the reader's union takes {}", name(writer))) }
            }
            (Schema::Array(reader), Schema::Array(writer)) | (Schema::Map(reader), Schema::Map(writer)) => {
                self.schema(reader, writer)
            }
            (Schema::Primitive(reader, new), Schema::Primitive(writer, old)) => {
                primitives(*reader, *writer)?;
                decimals(*new, *old)
            }
            (Schema::Named(reader), Schema::Named(writer)) => self.named(reader, writer),
            _ => Err(mismatch(reader, writer)),
        }
    }

    fn named(&mut self, reader: &str, writer: &str) -> Result<(), String> {
        let pair = (reader.to_owned(), writer.to_owned());
        if self.known.contains(&pair) {
            return Ok(());
        }
        if let Some(why) = self.failed.get(&pair) {
            return Err(why.clone());
        }
        let before = self.assumed.len();
        self.assumed.push(pair.clone());
        self.known.insert(pair.clone());
        let outcome = self.definitions(reader, writer);
        if let Err(why) = &outcome {
            for open in self.assumed.drain(before..) {
                self.known.remove(&open);
            }
            self.failed.insert(pair, why.clone());
        }
        outcome
    }

    fn definitions(&mut self, reader: &str, writer: &str) -> Result<(), String> {
        let (Some(new), Some(old)) = (self.reader.named.get(reader), self.writer.named.get(writer)) else {
            return Err(format!("{reader} or {writer} is not defined"));
        };
        match (&new.kind, &old.kind) {
            (NamedKind::Record(new_fields), NamedKind::Record(old_fields)) => {
                same_name(reader, new, writer)?;
                self.records(reader, new_fields, old_fields)
            }
            (NamedKind::Enum { symbols, default }, NamedKind::Enum { symbols: written, .. }) => {
                same_name(reader, new, writer)?;
                let known: HashSet<&String> = symbols.iter().collect();
                match written.iter().find(|symbol| !known.contains(symbol)) {
                    Some(symbol) if default.is_none() => {
                        Err(format!("the enum {reader} has no symbol {symbol} and no default"))
                    }
                    _ => Ok(()),
                }
            }
            (NamedKind::Fixed { size, logical }, NamedKind::Fixed { size: written, logical: old_logical }) => {
                same_name(reader, new, writer)?;
                if size != written {
                    return Err(format!("the fixed {reader} has {size} bytes and was written with {written}"));
                }
                decimals(*logical, *old_logical)
            }
            _ => Err(format!("{reader} and {writer} are types of different kinds")),
        }
    }

    fn records(&mut self, record: &str, reader: &[Field], writer: &[Field]) -> Result<(), String> {
        for field in reader {
            let written = writer.iter().find(|written| written.name == field.name);
            let written = written.or_else(|| writer.iter().find(|written| field.aliases.contains(&written.name)));
            match written {
                Some(written) => {
                    self.schema(&field.schema, &written.schema).map_err(|why| within(record, &field.name, &why))?;
                }
                None if field.default.is_some() => {}
                None => return Err(within(record, &field.name, "it was not written and has no default")),
            }
        }
        Ok(())
    }
}

/// Reasons stay short however deep they come from.
const REASON_CHARS_MAX: usize = 1_000;

fn within(record: &str, field: &str, why: &str) -> String {
    if why.len() > REASON_CHARS_MAX { why.to_owned() } else { format!("{record}.{field}: {why}") }
}

/// Types fit when the last parts of their names are the same, or the reader knows the other as an alias.
fn same_name(reader: &str, named: &Named, writer: &str) -> Result<(), String> {
    if simple_name(reader) == simple_name(writer) || named.aliases.iter().any(|alias| alias == writer) {
        return Ok(());
    }
    Err(format!("{writer} was written where {reader} is read"))
}

fn primitives(reader: Primitive, writer: Primitive) -> Result<(), String> {
    use Primitive::{Bytes, Double, Float, Int, Long, String};
    let promoted = matches!(
        (writer, reader),
        (Int, Long | Float | Double) | (Long, Float | Double) | (Float, Double) | (String, Bytes) | (Bytes, String)
    );
    if reader == writer || promoted {
        return Ok(());
    }
    Err(format!("{} was written where {} is read", writer.name(), reader.name()))
}

/// Two decimals fit when their scales and precisions are the same.
fn decimals(reader: Option<Logical>, writer: Option<Logical>) -> Result<(), String> {
    match (reader, writer) {
        (Some(new @ Logical::Decimal { .. }), Some(old @ Logical::Decimal { .. })) if new != old => {
            Err("decimals of another precision or scale".to_owned())
        }
        _ => Ok(()),
    }
}

fn mismatch(reader: &Schema, writer: &Schema) -> String {
    format!("{} was written where {} is read", name(writer), name(reader))
}

fn name(schema: &Schema) -> &str {
    match schema {
        Schema::Primitive(primitive, _) => primitive.name(),
        Schema::Array(_) => "array",
        Schema::Map(_) => "map",
        Schema::Union(_) => "union",
        Schema::Named(name) => name,
    }
}
