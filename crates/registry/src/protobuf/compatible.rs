//! Whether messages written with one definition can be read with another. Fields are known by their numbers.
//! The rules are in `docs/src/schema-registry.md`.

use std::collections::{BTreeMap, HashSet};

use super::{Field, File, Kind, Label, Message, Reference, Scalar, Syntax};

/// Whether a reader with `reader` understands every message of `writer`'s.
///
/// # Errors
/// The first thing that it does not.
pub(crate) fn readable(reader: &File, writer: &File) -> Result<(), String> {
    for (name, written) in &writer.messages {
        let Some(read) = reader.messages.get(name) else { return Err(format!("the message {name} is gone")) };
        let pair = Pair { reader, writer };
        pair.messages(read, written).map_err(|why| format!("message {name}: {why}"))?;
    }
    Ok(())
}

struct Pair<'a> {
    reader: &'a File,
    writer: &'a File,
}

impl Pair<'_> {
    fn messages(&self, read: &Message, written: &Message) -> Result<(), String> {
        let old: BTreeMap<i64, &Field> = written.fields.iter().map(|field| (field.number, field)).collect();
        let new: BTreeMap<i64, &Field> = read.fields.iter().map(|field| (field.number, field)).collect();
        for field in &read.fields {
            match old.get(&field.number) {
                Some(old) => self.fields(field, old).map_err(|why| format!("field {}: {why}", field.name))?,
                None if field.label == Label::Required => {
                    return Err(format!("the required field {} was not written", field.name));
                }
                None if is_reserved(written, field.number) => {
                    return Err(format!("field {} uses the number {}, which was reserved", field.name, field.number));
                }
                None => {}
            }
        }
        oneofs(read, written, &new, &old)
    }

    fn fields(&self, new: &Field, old: &Field) -> Result<(), String> {
        if new.label == Label::Required && old.label != Label::Required {
            return Err("it is required now and was not".to_owned());
        }
        self.kinds(&new.kind, &old.kind)?;
        // A packed list cannot be read as one number. Of texts and messages the last one counts.
        let list_read_as_one = old.label == Label::Repeated && new.label != Label::Repeated;
        let packable = !matches!(old.kind, Kind::Scalar(Scalar::String | Scalar::Bytes) | Kind::Message(_));
        if list_read_as_one && packable {
            return Err("it was repeated and is not any more".to_owned());
        }
        Ok(())
    }

    fn kinds(&self, new: &Kind, old: &Kind) -> Result<(), String> {
        match (new, old) {
            (Kind::Scalar(new), Kind::Scalar(old)) if family(*new) == family(*old) => Ok(()),
            // An open enum takes any number. A closed one may lose it.
            (Kind::Scalar(new), Kind::Enum(_)) if family(*new) == Family::Varint => Ok(()),
            (Kind::Enum(_), Kind::Scalar(old))
                if family(*old) == Family::Varint && self.reader.syntax == Syntax::Proto3 =>
            {
                Ok(())
            }
            (Kind::Enum(new), Kind::Enum(old)) => self.enums(new, old),
            // The messages themselves are compared once for the whole file.
            (Kind::Message(new), Kind::Message(old)) if new == old => Ok(()),
            (Kind::Scalar(Scalar::Bytes), Kind::Message(_)) => Ok(()),
            (Kind::Map(new_key, new_value), Kind::Map(old_key, old_value)) => {
                self.kinds(&Kind::Scalar(*new_key), &Kind::Scalar(*old_key))?;
                self.kinds(new_value, old_value)
            }
            _ => Err("its type changed".to_owned()),
        }
    }

    fn enums(&self, new: &Reference, old: &Reference) -> Result<(), String> {
        let (Reference::Here(new_name), Reference::Here(old_name)) = (new, old) else {
            return if new == old { Ok(()) } else { Err("its type changed".to_owned()) };
        };
        if self.reader.syntax == Syntax::Proto3 {
            return Ok(());
        }
        let (Some(new), Some(old)) = (self.reader.enums.get(new_name), self.writer.enums.get(old_name)) else {
            return Err("its type changed".to_owned());
        };
        let known: HashSet<i64> = new.values.iter().map(|(_, number)| *number).collect();
        match old.values.iter().find(|(_, number)| !known.contains(number)) {
            Some((name, number)) => Err(format!("the enum {new_name} has no value {number} ({name})")),
            None => Ok(()),
        }
    }
}

/// Encodings that can be read as each other.
#[derive(Debug, PartialEq, Eq)]
enum Family {
    Varint,
    Zigzag,
    Fixed32,
    Fixed64,
    Float,
    Double,
    Delimited,
}

fn family(scalar: Scalar) -> Family {
    match scalar {
        Scalar::Int32 | Scalar::Int64 | Scalar::Uint32 | Scalar::Uint64 | Scalar::Bool => Family::Varint,
        Scalar::Sint32 | Scalar::Sint64 => Family::Zigzag,
        Scalar::Fixed32 | Scalar::Sfixed32 => Family::Fixed32,
        Scalar::Fixed64 | Scalar::Sfixed64 => Family::Fixed64,
        Scalar::Float => Family::Float,
        Scalar::Double => Family::Double,
        Scalar::String | Scalar::Bytes => Family::Delimited,
    }
}

fn is_reserved(message: &Message, number: i64) -> bool {
    message.reserved.ranges.iter().any(|(from, to)| (*from..=*to).contains(&number))
}

/// Of the fields of a oneof only the last one that was set is kept.
fn oneofs(
    read: &Message,
    written: &Message,
    new: &BTreeMap<i64, &Field>,
    old: &BTreeMap<i64, &Field>,
) -> Result<(), String> {
    for (index, name) in read.oneofs.iter().enumerate() {
        // Which oneof each known member was in; outside of one, every field stands for itself.
        let members = read.fields.iter().filter(|field| field.oneof == Some(index));
        let before: Vec<Option<usize>> =
            members.filter_map(|field| old.get(&field.number)).map(|field| field.oneof).collect();
        let together = before.iter().all(|oneof| oneof.is_some() && Some(oneof) == before.first());
        if before.len() > 1 && !together {
            return Err(format!("several fields moved into the oneof {name}"));
        }
    }
    for (index, name) in written.oneofs.iter().enumerate() {
        let gone = |field: &&Field| field.oneof == Some(index) && !new.contains_key(&field.number);
        if read.oneofs.contains(name) && written.fields.iter().any(|field| gone(&field)) {
            return Err(format!("the oneof {name} lost a field"));
        }
    }
    Ok(())
}
