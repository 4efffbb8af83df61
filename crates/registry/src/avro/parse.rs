//! Reading a definition as the Avro specification has it, strictly.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Avro, Field, Named, NamedKind, Primitive, Schema, defaults, logical};
use crate::json;

/// A long namespace would be part of every name in it.
const NAME_BYTES_MAX: usize = 4_096;

/// Reads a definition.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn parse(text: &str) -> Result<Avro, String> {
    let value = json::parse(text)?;
    let mut parser = Parser::default();
    let root = parser.schema(&value, "")?;
    let avro = Avro { root, named: parser.named };
    defaults::check(&avro)?;
    Ok(avro)
}

#[derive(Default)]
struct Parser {
    named: BTreeMap<String, Named>,
}

impl Parser {
    fn schema(&mut self, value: &Value, namespace: &str) -> Result<Schema, String> {
        match value {
            Value::String(name) => self.reference(name, namespace),
            Value::Array(branches) => self.union(branches, namespace),
            Value::Object(object) => self.object(object, namespace),
            _ => Err(format!("a schema is a name, an object or a list, not {value}")),
        }
    }

    fn reference(&self, name: &str, namespace: &str) -> Result<Schema, String> {
        if let Some(primitive) = Primitive::of(name) {
            return Ok(Schema::Primitive(primitive, None));
        }
        // A simple name that the namespace does not have may be one without a namespace.
        let candidates = [full_name(name, namespace), name.to_owned()];
        match candidates.into_iter().find(|candidate| self.named.contains_key(candidate)) {
            Some(found) => Ok(Schema::Named(found)),
            None => Err(format!("\"{name}\" is not a defined name")),
        }
    }

    fn union(&mut self, branches: &[Value], namespace: &str) -> Result<Schema, String> {
        let mut parsed = Vec::with_capacity(branches.len());
        let mut kinds = std::collections::BTreeSet::new();
        for branch in branches {
            let branch = self.schema(branch, namespace)?;
            let kind = match &branch {
                Schema::Union(_) => return Err("a union may not immediately contain another union".to_owned()),
                Schema::Primitive(primitive, _) => primitive.name().to_owned(),
                Schema::Array(_) => "array".to_owned(),
                Schema::Map(_) => "map".to_owned(),
                Schema::Named(name) => format!("{name} (named)"),
            };
            if !kinds.insert(kind.clone()) {
                return Err(format!("a union has {kind} twice"));
            }
            parsed.push(branch);
        }
        Ok(Schema::Union(parsed))
    }

    fn object(&mut self, object: &Map<String, Value>, namespace: &str) -> Result<Schema, String> {
        let name = match object.get("type") {
            Some(Value::String(name)) => name.as_str(),
            Some(nested @ (Value::Object(_) | Value::Array(_))) => return self.schema(nested, namespace),
            Some(other) => return Err(format!("a type is a name, an object or a list, not {other}")),
            None => return Err("a schema has no \"type\"".to_owned()),
        };
        match name {
            "record" | "error" => self.record(object, namespace),
            "enum" => self.enumeration(object, namespace),
            "fixed" => self.fixed(object, namespace),
            "array" => {
                let items = object.get("items").ok_or("an array has no \"items\"")?;
                Ok(Schema::Array(Box::new(self.schema(items, namespace)?)))
            }
            "map" => {
                let values = object.get("values").ok_or("a map has no \"values\"")?;
                Ok(Schema::Map(Box::new(self.schema(values, namespace)?)))
            }
            _ => match Primitive::of(name) {
                Some(primitive) => Ok(Schema::Primitive(primitive, logical::of_primitive(primitive, object))),
                None => self.reference(name, namespace),
            },
        }
    }

    fn record(&mut self, object: &Map<String, Value>, namespace: &str) -> Result<Schema, String> {
        let (full, inner) = self.declare(object, namespace)?;
        let Some(Value::Array(list)) = object.get("fields") else {
            return Err(format!("the record {full} has no list \"fields\""));
        };
        let mut fields = Vec::with_capacity(list.len());
        let mut taken = std::collections::BTreeSet::new();
        for field in list {
            let field = self.field(field, &full, &inner)?;
            if !taken.insert(field.name.clone()) {
                return Err(format!("the record {full} has the field {} twice", field.name));
            }
            fields.push(field);
        }
        self.define(&full, NamedKind::Record(fields));
        Ok(Schema::Named(full))
    }

    fn field(&mut self, value: &Value, record: &str, namespace: &str) -> Result<Field, String> {
        let Value::Object(object) = value else { return Err(format!("a field of {record} is not an object")) };
        let name = text_member(object, "name")?.ok_or_else(|| format!("a field of {record} has no \"name\""))?;
        check_name(name)?;
        let at = |problem: String| format!("field {record}.{name}: {problem}");
        if let Some(order) = text_member(object, "order")?
            && !["ascending", "descending", "ignore"].contains(&order)
        {
            return Err(at(format!("the order \"{order}\" is unknown")));
        }
        let schema = object.get("type").ok_or_else(|| at("it has no \"type\"".to_owned()))?;
        let schema = self.schema(schema, namespace).map_err(at)?;
        let aliases = texts(object, "aliases")?;
        for alias in &aliases {
            check_name(alias).map_err(at)?;
        }
        Ok(Field {
            name: name.to_owned(),
            aliases,
            doc: text_member(object, "doc")?.map(str::to_owned),
            schema,
            default: object.get("default").cloned(),
        })
    }

    fn enumeration(&mut self, object: &Map<String, Value>, namespace: &str) -> Result<Schema, String> {
        let (full, _) = self.declare(object, namespace)?;
        if !object.contains_key("symbols") {
            return Err(format!("the enum {full} has no \"symbols\""));
        }
        let symbols = texts(object, "symbols")?;
        let mut taken = std::collections::BTreeSet::new();
        for symbol in &symbols {
            check_name(symbol)?;
            if !taken.insert(symbol) {
                return Err(format!("the enum {full} has the symbol {symbol} twice"));
            }
        }
        let default = text_member(object, "default")?.map(str::to_owned);
        if let Some(default) = default.as_ref().filter(|default| !symbols.contains(default)) {
            return Err(format!("the default {default} is not a symbol of the enum {full}"));
        }
        self.define(&full, NamedKind::Enum { symbols, default });
        Ok(Schema::Named(full))
    }

    fn fixed(&mut self, object: &Map<String, Value>, namespace: &str) -> Result<Schema, String> {
        let (full, _) = self.declare(object, namespace)?;
        let size = object.get("size").and_then(Value::as_u64).filter(|size| *size <= i32::MAX.unsigned_abs().into());
        let size = size.ok_or_else(|| format!("the fixed {full} has no whole number \"size\""))?;
        self.define(&full, NamedKind::Fixed { size, logical: logical::of_fixed(size, object) });
        Ok(Schema::Named(full))
    }

    /// Makes the name known, so that what is inside can refer to it. Answers the full name and its namespace.
    fn declare(&mut self, object: &Map<String, Value>, around: &str) -> Result<(String, String), String> {
        let name = text_member(object, "name")?.ok_or("a record, enum or fixed has no \"name\"")?;
        let full = match text_member(object, "namespace")? {
            Some(namespace) if !name.contains('.') => full_name(name, namespace),
            _ => full_name(name, around),
        };
        if full.len() > NAME_BYTES_MAX {
            return Err(format!("a full name has at most {NAME_BYTES_MAX} characters"));
        }
        full.split('.').try_for_each(check_name)?;
        if Primitive::of(&full).is_some() {
            return Err(format!("{full} is the name of a primitive type"));
        }
        let namespace = full.rsplit_once('.').map_or("", |(namespace, _)| namespace).to_owned();
        let mut aliases = Vec::new();
        for alias in texts(object, "aliases")? {
            let alias = full_name(&alias, &namespace);
            alias.split('.').try_for_each(check_name)?;
            aliases.push(alias);
        }
        let named = Named { aliases, kind: NamedKind::Record(Vec::new()) };
        if self.named.insert(full.clone(), named).is_some() {
            return Err(format!("{full} is defined twice"));
        }
        Ok((full, namespace))
    }

    fn define(&mut self, full: &str, kind: NamedKind) {
        if let Some(named) = self.named.get_mut(full) {
            named.kind = kind;
        }
    }
}

fn full_name(name: &str, namespace: &str) -> String {
    if name.contains('.') || namespace.is_empty() { name.to_owned() } else { format!("{namespace}.{name}") }
}

fn check_name(name: &str) -> Result<(), String> {
    let mut chars = name.chars();
    let first = chars.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
    if first && chars.all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return Ok(());
    }
    Err(format!("\"{name}\" is not a name: letters, digits and underscores, and no digit first"))
}

fn text_member<'a>(object: &'a Map<String, Value>, member: &str) -> Result<Option<&'a str>, String> {
    match object.get(member) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(other) => Err(format!("\"{member}\" is a text, not {other}")),
    }
}

fn texts(object: &Map<String, Value>, member: &str) -> Result<Vec<String>, String> {
    let wrong = || format!("\"{member}\" is a list of texts");
    match object.get(member) {
        None => Ok(Vec::new()),
        Some(Value::Array(items)) => {
            items.iter().map(|item| item.as_str().map(str::to_owned).ok_or_else(wrong)).collect()
        }
        Some(_) => Err(wrong()),
    }
}
