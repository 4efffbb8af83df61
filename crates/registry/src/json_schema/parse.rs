//! Reading a definition. Keywords that only describe (`title`, `examples`, …) are passed over, as the
//! specification wants; keywords of a wrong form make the definition invalid.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, Value};

use super::{Bound, Condition, Dependency, Document, Id, Items, Pattern, Rules, Schema, Types, Values, references};
use crate::json;

/// Schemas of one document; each `$ref` to a place that holds no schema yet may add some.
const SCHEMAS_MAX: usize = 50_000;
/// Places with longer pointers are not remembered: there may be many below one long name.
const PLACE_BYTES_MAX: usize = 8_192;
/// Steps one search for a pattern may go back.
const BACKTRACK_STEPS_MAX: usize = 1_000;
/// Patterns of one document that are searched for.
const PATTERNS_MAX: usize = 400;
/// Memory of one pattern.
const PATTERN_BYTES_MAX: usize = 256 * 1_024;

/// Reads a definition.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn parse(text: &str) -> Result<Document, String> {
    let value = json::parse(text)?;
    if let Some(address) = value.get("$schema") {
        check_draft(address)?;
    }
    let mut parser = Parser::default();
    let root = parser.schema(&value, "")?;
    references::resolve(&mut parser, &value)?;
    Ok(Document { schemas: parser.schemas, root })
}

/// Definitions of later drafts have other rules: to read them by these would be a wrong answer.
fn check_draft(address: &Value) -> Result<(), String> {
    let Some(address) = address.as_str() else { return Err("\"$schema\" is a text".to_owned()) };
    let known = ["draft-04", "draft-06", "draft-07"].iter().any(|draft| address.contains(draft));
    let latest = address.trim_end_matches('#').ends_with("json-schema.org/schema");
    if known || latest {
        return Ok(());
    }
    Err(format!("could not determine the version of \"{address}\": draft-04, draft-06 and draft-07 are supported"))
}

#[derive(Default)]
pub(super) struct Parser {
    pub schemas: Vec<Schema>,
    /// Schemas by their JSON pointer.
    pub places: HashMap<String, Id>,
    /// Schemas by their `$id` or `id`.
    pub ids: HashMap<String, Id>,
    /// `$ref`s that wait to be resolved, with the schema that is to be replaced.
    pub open: Vec<(Id, String)>,
    /// Patterns that were met.
    patterns: usize,
}

impl Parser {
    /// Reads the schema at a place of the document.
    pub fn schema(&mut self, value: &Value, place: &str) -> Result<Id, String> {
        let id = self.schemas.len();
        if id >= SCHEMAS_MAX {
            return Err(format!("it has more than {SCHEMAS_MAX} schemas"));
        }
        self.schemas.push(Schema::Always);
        if place.len() <= PLACE_BYTES_MAX {
            self.places.insert(place.to_owned(), id);
        }
        let schema = match value {
            Value::Bool(true) => Schema::Always,
            Value::Bool(false) => Schema::Never,
            Value::Object(object) => self.object(object, place, id)?,
            _ => return Err(format!("#{place}: a schema is an object or a boolean")),
        };
        if let Some(slot) = self.schemas.get_mut(id) {
            *slot = schema;
        }
        Ok(id)
    }

    fn object(&mut self, object: &Map<String, Value>, place: &str, id: Id) -> Result<Schema, String> {
        // Definitions beside a reference can be referred to all the same.
        for member in ["definitions", "$defs"] {
            self.map(object, place, member)?;
        }
        if let Some(reference) = object.get("$ref") {
            let reference = reference.as_str().ok_or_else(|| wrong(place, "$ref", "a text"))?;
            self.open.push((id, reference.to_owned()));
            return Ok(Schema::Always);
        }
        for member in ["$id", "id"] {
            if let Some(Value::String(name)) = object.get(member) {
                self.ids.insert(name.clone(), id);
            }
        }
        let mut rules = Rules { has_default: object.contains_key("default"), ..Rules::default() };
        rules.types = types(object, place)?;
        if let Some(values) = object.get("enum") {
            let values = values.as_array().filter(|values| !values.is_empty());
            let values = values.ok_or_else(|| wrong(place, "enum", "a list with values"))?;
            rules.values.push(Values::new(values.clone()));
        }
        if let Some(value) = object.get("const") {
            rules.values.push(Values::new(vec![value.clone()]));
        }
        numbers(object, place, &mut rules)?;
        self.strings(object, place, &mut rules)?;
        self.arrays(object, place, &mut rules)?;
        self.objects(object, place, &mut rules)?;
        rules.all_of = self.list(object, place, "allOf")?;
        rules.any_of = self.list(object, place, "anyOf")?;
        rules.one_of = self.list(object, place, "oneOf")?;
        rules.not = self.member(object, place, "not")?;
        if let Some(test) = self.member(object, place, "if")? {
            let then = self.member(object, place, "then")?;
            let otherwise = self.member(object, place, "else")?;
            rules.condition = Some(Condition { test, then, otherwise });
        }
        Ok(Schema::Rules(Box::new(rules)))
    }

    fn strings(&mut self, object: &Map<String, Value>, place: &str, rules: &mut Rules) -> Result<(), String> {
        rules.string.length_min = count(object, place, "minLength")?;
        rules.string.length_max = count(object, place, "maxLength")?;
        if let Some(text) = object.get("pattern") {
            rules.string.pattern = Some(self.pattern(text.as_str().ok_or_else(|| wrong(place, "pattern", "a text"))?));
        }
        if let Some(format) = object.get("format") {
            rules.string.format = Some(format.as_str().ok_or_else(|| wrong(place, "format", "a text"))?.to_owned());
        }
        Ok(())
    }

    /// A pattern that the engine does not know, or that is one too many, is only compared by its text.
    fn pattern(&mut self, text: &str) -> Pattern {
        self.patterns += 1;
        let regex = (self.patterns <= PATTERNS_MAX).then(|| {
            let mut builder = fancy_regex::RegexBuilder::new(text);
            builder.backtrack_limit(BACKTRACK_STEPS_MAX).delegate_size_limit(PATTERN_BYTES_MAX).build().ok()
        });
        Pattern { text: text.to_owned(), regex: regex.flatten() }
    }

    fn arrays(&mut self, object: &Map<String, Value>, place: &str, rules: &mut Rules) -> Result<(), String> {
        let additional = self.member(object, place, "additionalItems")?;
        rules.array.items = match object.get("items") {
            None => Items::Any,
            Some(Value::Array(_)) => Items::Tuple(self.list(object, place, "items")?, additional),
            Some(_) => self.member(object, place, "items")?.map_or(Items::Any, Items::All),
        };
        rules.array.count_min = count(object, place, "minItems")?;
        rules.array.count_max = count(object, place, "maxItems")?;
        rules.array.unique = match object.get("uniqueItems") {
            None => false,
            Some(unique) => unique.as_bool().ok_or_else(|| wrong(place, "uniqueItems", "a boolean"))?,
        };
        rules.array.contains = self.member(object, place, "contains")?;
        Ok(())
    }

    fn objects(&mut self, object: &Map<String, Value>, place: &str, rules: &mut Rules) -> Result<(), String> {
        rules.object.properties = self.map(object, place, "properties")?;
        for (text, id) in self.map(object, place, "patternProperties")? {
            let pattern = self.pattern(&text);
            rules.object.patterns.push((pattern, id));
        }
        rules.object.additional = self.member(object, place, "additionalProperties")?;
        rules.object.names = self.member(object, place, "propertyNames")?;
        rules.object.count_min = count(object, place, "minProperties")?;
        rules.object.count_max = count(object, place, "maxProperties")?;
        if let Some(required) = object.get("required") {
            rules.object.required = names(required).ok_or_else(|| wrong(place, "required", "a list of texts"))?;
        }
        let Some(dependencies) = object.get("dependencies") else { return Ok(()) };
        let dependencies = dependencies.as_object().ok_or_else(|| wrong(place, "dependencies", "an object"))?;
        for (name, value) in dependencies {
            let dependency = match value {
                Value::Array(_) => Dependency::Properties(
                    names(value)
                        .ok_or_else(|| wrong(place, "dependencies", "an object of lists of texts or schemas"))?,
                ),
                schema => Dependency::Schema(self.schema(schema, &below(place, &["dependencies", name]))?),
            };
            rules.object.dependencies.insert(name.clone(), dependency);
        }
        Ok(())
    }

    fn member(&mut self, object: &Map<String, Value>, place: &str, name: &str) -> Result<Option<Id>, String> {
        object.get(name).map(|value| self.schema(value, &below(place, &[name]))).transpose()
    }

    fn list(&mut self, object: &Map<String, Value>, place: &str, name: &str) -> Result<Vec<Id>, String> {
        let Some(value) = object.get(name) else { return Ok(Vec::new()) };
        let items = value.as_array().filter(|items| !items.is_empty() || name == "items");
        let items = items.ok_or_else(|| wrong(place, name, "a list with schemas"))?;
        let at = |index: usize| below(place, &[name, &index.to_string()]);
        items.iter().enumerate().map(|(index, item)| self.schema(item, &at(index))).collect()
    }

    fn map(&mut self, object: &Map<String, Value>, place: &str, name: &str) -> Result<BTreeMap<String, Id>, String> {
        let Some(value) = object.get(name) else { return Ok(BTreeMap::new()) };
        let members = value.as_object().ok_or_else(|| wrong(place, name, "an object with schemas"))?;
        let read =
            members.iter().map(|(key, value)| Ok((key.clone(), self.schema(value, &below(place, &[name, key]))?)));
        read.collect()
    }
}

fn types(object: &Map<String, Value>, place: &str) -> Result<Option<Types>, String> {
    let Some(value) = object.get("type") else { return Ok(None) };
    let names = match value {
        Value::Array(names) if !names.is_empty() => names.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut types = Types::NONE;
    for name in names {
        let one = name.as_str().and_then(Types::named);
        types = types.or(one.ok_or_else(|| wrong(place, "type", "one of the seven types or a list of them"))?);
    }
    Ok(Some(types))
}

fn numbers(object: &Map<String, Value>, place: &str, rules: &mut Rules) -> Result<(), String> {
    rules.number.lower = bound(object, place, "minimum", "exclusiveMinimum", |new, old| new > old)?;
    rules.number.upper = bound(object, place, "maximum", "exclusiveMaximum", |new, old| new < old)?;
    if let Some(step) = number(object, place, "multipleOf")? {
        if step <= 0.0 {
            return Err(wrong(place, "multipleOf", "greater than 0"));
        }
        rules.number.multiple_of = Some(step);
    }
    Ok(())
}

/// In draft-04 the exclusive member is a boolean, later a bound of its own; the tighter one counts.
fn bound(
    object: &Map<String, Value>,
    place: &str,
    plain: &str,
    exclusive: &str,
    tighter: impl Fn(f64, f64) -> bool,
) -> Result<Option<Bound>, String> {
    let inclusive = number(object, place, plain)?.map(|value| Bound { value, exclusive: false });
    match object.get(exclusive) {
        Some(Value::Bool(exclusive)) => Ok(inclusive.map(|bound| Bound { exclusive: *exclusive, ..bound })),
        _ => match number(object, place, exclusive)?.map(|value| Bound { value, exclusive: true }) {
            Some(bound) => match inclusive {
                Some(other) if tighter(other.value, bound.value) => Ok(Some(other)),
                _ => Ok(Some(bound)),
            },
            None => Ok(inclusive),
        },
    }
}

fn number(object: &Map<String, Value>, place: &str, name: &str) -> Result<Option<f64>, String> {
    match object.get(name) {
        None => Ok(None),
        Some(value) => value.as_f64().map(Some).ok_or_else(|| wrong(place, name, "a number")),
    }
}

fn count(object: &Map<String, Value>, place: &str, name: &str) -> Result<Option<u64>, String> {
    match number(object, place, name)? {
        None => Ok(None),
        Some(value) if value >= 0.0 && value.fract() == 0.0 => Ok(Some(value as u64)),
        Some(_) => Err(wrong(place, name, "a whole number of 0 or more")),
    }
}

fn names(value: &Value) -> Option<BTreeSet<String>> {
    value.as_array()?.iter().map(|name| name.as_str().map(str::to_owned)).collect()
}

fn wrong(place: &str, name: &str, expected: &str) -> String {
    format!("#{place}: \"{name}\" must be {expected}")
}

/// The JSON pointer of something further down.
fn below(place: &str, path: &[&str]) -> String {
    let mut pointer = place.to_owned();
    for part in path {
        pointer.push('/');
        pointer.push_str(&part.replace('~', "~0").replace('/', "~1"));
    }
    pointer
}
