//! What must hold of a whole file: names have types, numbers are free and in their ranges.

use std::collections::BTreeSet;

use super::parser::FIELD_NUMBER_MAX;
use super::{Enum, Field, File, Kind, Label, Message, Reference, Reserved, Syntax, known_types};

/// Numbers that Protocol Buffers keeps for itself.
const RESERVED_NUMBERS: std::ops::RangeInclusive<i64> = 19_000..=19_999;

/// Gives every name its type.
pub(super) fn resolve(file: &mut File) -> Result<(), String> {
    if let Some(import) = file.imports.iter().find(|import| !known_types::is_file(import)) {
        return Err(format!("the import {import} is not known"));
    }
    let mut resolved = Vec::new();
    for (name, message) in &file.messages {
        let kinds = message.fields.iter().map(|field| resolve_kind(file, name, &field.kind));
        let kinds = kinds.collect::<Result<Vec<_>, _>>()?;
        resolved.push(kinds);
    }
    for calls in file.services.values() {
        for name in calls.iter().flat_map(|(input, output)| [input, output]) {
            match resolve_name(file, "", name)? {
                Kind::Message(_) => {}
                _ => return Err(format!("{name} is not a message")),
            }
        }
    }
    for (message, kinds) in file.messages.values_mut().zip(resolved) {
        for (field, kind) in message.fields.iter_mut().zip(kinds) {
            field.kind = kind;
        }
    }
    Ok(())
}

fn resolve_kind(file: &File, message: &str, kind: &Kind) -> Result<Kind, String> {
    match kind {
        Kind::Unresolved(name) => resolve_name(file, message, name),
        Kind::Map(key, value) => Ok(Kind::Map(*key, Box::new(resolve_kind(file, message, value)?))),
        other => Ok(other.clone()),
    }
}

/// Looks for a name in the message, in what is around it, in the packages, and in the imports.
fn resolve_name(file: &File, message: &str, name: &str) -> Result<Kind, String> {
    let whole = if file.package.is_empty() { String::new() } else { format!("{}.", file.package) };
    let absolute = name.strip_prefix('.');
    let mut scope = format!("{whole}{message}");
    loop {
        let full = match absolute {
            Some(full) => full.to_owned(),
            None if scope.is_empty() => name.to_owned(),
            None => format!("{}.{name}", scope.trim_end_matches('.')),
        };
        if let Some(local) = full.strip_prefix(&whole) {
            let here = || Reference::Here(local.to_owned());
            if file.messages.contains_key(local) {
                return Ok(Kind::Message(here()));
            }
            if file.enums.contains_key(local) {
                return Ok(Kind::Enum(here()));
            }
        }
        if let Some(kind) = known_types::kind(&full, &file.imports) {
            return Ok(kind);
        }
        if scope.is_empty() || absolute.is_some() {
            return Err(format!("\"{name}\" is not defined"));
        }
        scope.truncate(scope.trim_end_matches('.').rfind('.').unwrap_or(0));
    }
}

/// Checks a file whose names are resolved.
pub(super) fn check(file: &File) -> Result<(), String> {
    if let Some(name) = file.messages.keys().find(|name| file.enums.contains_key(*name)) {
        return Err(format!("\"{name}\" is defined twice"));
    }
    for (name, message) in &file.messages {
        check_message(message).map_err(|why| format!("message {name}: {why}"))?;
    }
    let mut values = BTreeSet::new();
    for (name, made) in &file.enums {
        check_enum(made, file.syntax).map_err(|why| format!("enum {name}: {why}"))?;
        // Values stand beside their enum, not inside it.
        let around = name.rsplit_once('.').map_or("", |(around, _)| around);
        for (value, _) in &made.values {
            if !values.insert((around, value.as_str())) {
                return Err(format!("enum {name}: the value {value} is defined twice"));
            }
        }
    }
    for (name, message) in &file.messages {
        check_fields(file, message).map_err(|why| format!("message {name}: {why}"))?;
    }
    Ok(())
}

fn check_message(message: &Message) -> Result<(), String> {
    let mut names = BTreeSet::new();
    let mut numbers = BTreeSet::new();
    check_reserved(&message.reserved)?;
    for Field { name, number, .. } in &message.fields {
        if !(1..=FIELD_NUMBER_MAX).contains(number) || RESERVED_NUMBERS.contains(number) {
            return Err(format!("field {name} cannot have the number {number}"));
        }
        if !names.insert(name) {
            return Err(format!("the field {name} is defined twice"));
        }
        if !numbers.insert(number) {
            return Err(format!("the number {number} is used twice"));
        }
        check_free(&message.reserved, name, *number)?;
    }
    match message.oneofs.iter().find(|oneof| !names.insert(oneof)) {
        Some(oneof) => Err(format!("the name {oneof} is defined twice")),
        None => Ok(()),
    }
}

fn check_enum(made: &Enum, syntax: Syntax) -> Result<(), String> {
    let Some((_, first)) = made.values.first() else { return Err("it has no value".to_owned()) };
    if syntax == Syntax::Proto3 && *first != 0 {
        return Err("the first value must be 0 in proto3".to_owned());
    }
    check_reserved(&made.reserved)?;
    let mut numbers = BTreeSet::new();
    for (name, number) in &made.values {
        if i32::try_from(*number).is_err() {
            return Err(format!("the value {name} is out of range"));
        }
        if !numbers.insert(number) && !made.alias_allowed {
            return Err(format!("the number {number} is used twice without allow_alias"));
        }
        check_free(&made.reserved, name, *number)?;
    }
    Ok(())
}

fn check_reserved(reserved: &Reserved) -> Result<(), String> {
    let mut ranges = reserved.ranges.clone();
    ranges.sort_unstable();
    if ranges.windows(2).any(|pair| matches!(pair, [(_, end), (start, _)] if start <= end)) {
        return Err("reserved ranges overlap".to_owned());
    }
    let mut names = BTreeSet::new();
    match reserved.names.iter().find(|name| !names.insert(*name)) {
        Some(name) => Err(format!("the name {name} is reserved twice")),
        None => Ok(()),
    }
}

fn check_free(reserved: &Reserved, name: &str, number: i64) -> Result<(), String> {
    if reserved.ranges.iter().any(|(from, to)| (*from..=*to).contains(&number)) {
        return Err(format!("{name} uses the reserved number {number}"));
    }
    if reserved.names.iter().any(|reserved| reserved == name) {
        return Err(format!("the name {name} is reserved"));
    }
    Ok(())
}

/// Rules that need the types of fields.
fn check_fields(file: &File, message: &Message) -> Result<(), String> {
    for field in &message.fields {
        if let Kind::Map(_, value) = &field.kind
            && let Kind::Enum(Reference::Here(name)) = value.as_ref()
            && file.enums.get(name).and_then(|made| made.values.first()).is_some_and(|(_, first)| *first != 0)
        {
            return Err(format!("field {}: the first value of a map's enum must be 0", field.name));
        }
        if field.oneof.is_some() && field.label != Label::Singular {
            return Err(format!("field {} of a oneof has a label", field.name));
        }
    }
    Ok(())
}
