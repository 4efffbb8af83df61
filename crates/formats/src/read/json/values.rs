//! One scanned JSON value to a column.

use super::super::columns::Column;
use super::super::scalar::TimestampFormats;
use super::super::text::RowError;
use super::super::{JsonFlavour, JsonOptions};
use super::coerce;
use super::scan::{Kind, Malformed, Scanner, Slot};
use super::shape::{Shape, StructShape};
use super::text::{lower_keys, unescape};

/// Why a value does not fit its column.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Text that is no value of the type; holds the text.
    Text(String),
    /// The same of a timestamp.
    Timestamp(String),
    /// A value of one Java class where another is needed.
    Class { found: &'static str, wanted: &'static str },
    /// A nested object that repeats a key.
    Duplicate(String),
    /// The value was scanned before, so this does not happen; it is an error all the same.
    Malformed(Malformed),
}

impl Fault {
    /// Athena's message, with the position of the column.
    pub(super) fn of_field(self, field: usize) -> RowError {
        match self {
            Self::Text(text) => RowError::BadData(format!(
                "Error parsing field value '{text}' for field {field}: For input string: \"{text}\""
            )),
            Self::Timestamp(text) => RowError::BadData(format!(
                "Error parsing field value '{text}' for field {field}: Timestamp format must be yyyy-mm-dd \
                 hh:mm:ss[.fffffffff]"
            )),
            Self::Class { found, wanted } => RowError::BadData(format!(
                "Error parsing field value for field {field}: {found} cannot be cast to {wanted}"
            )),
            Self::Duplicate(key) => {
                RowError::Malformed(format!("Row is not a valid JSON Object - JSONException: Duplicate key \"{key}\""))
            }
            Self::Malformed(malformed) => {
                RowError::Malformed(format!("Row is not a valid JSON Object - JSONException: {}", malformed.message))
            }
        }
    }
}

impl From<Malformed> for Fault {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

/// A SerDe's rules for values.
pub(super) struct Values {
    flavour: JsonFlavour,
    null_for_invalid: bool,
    lower_nested_keys: bool,
    timestamps: Option<TimestampFormats>,
}

impl Values {
    pub(super) fn new(options: &JsonOptions) -> Self {
        Self {
            flavour: options.flavour,
            null_for_invalid: options.null_for_invalid,
            lower_nested_keys: options.lower_nested_keys,
            timestamps: options.timestamp_formats.clone(),
        }
    }

    /// Appends exactly one value to `column`, or fails.
    pub(super) fn append(&self, column: &mut Column, shape: &mut Shape, line: &[u8], slot: Slot) -> Result<(), Fault> {
        if slot.kind == Kind::Null {
            column.append_null();
            return Ok(());
        }
        match (column, shape) {
            (Column::List(list), Shape::List(item)) => {
                expect_kind(slot, Kind::Array)?;
                let mut scanner = Scanner::new(line, slot.start);
                scanner.open_array()?;
                let mut first = true;
                while scanner.next_item(first)? {
                    first = false;
                    let slot = scanner.value(1)?;
                    self.append(&mut list.items, item, line, slot)?;
                }
                list.close(true);
                Ok(())
            }
            (Column::Map(map), Shape::Map(value)) => {
                expect_kind(slot, Kind::Object)?;
                let mut scanner = Scanner::new(line, slot.start);
                scanner.open_object()?;
                let mut first = true;
                while let Some(key) = scanner.next_key(first)? {
                    first = false;
                    coerce::append_key(&mut map.keys, line, key)?;
                    let slot = scanner.value(1)?;
                    self.append(&mut map.values, value, line, slot)?;
                }
                map.close(true);
                Ok(())
            }
            (Column::Struct(members), Shape::Struct(shape)) => {
                match slot.kind {
                    Kind::Array if self.flavour == JsonFlavour::OpenX => find_by_position(shape, line, slot)?,
                    _ => {
                        expect_kind(slot, Kind::Object)?;
                        find_by_key(shape, line, slot)?;
                    }
                }
                let StructShape { fields, slots, .. } = &mut **shape;
                for (index, (member, shape)) in members.columns.iter_mut().zip(fields).enumerate() {
                    match slots.get(index) {
                        Some(slot) => self.append(member, shape, line, slot)?,
                        None => member.append_null(),
                    }
                }
                members.close(true);
                Ok(())
            }
            (Column::Text(builder), _) if self.lower_nested_keys && matches!(slot.kind, Kind::Object | Kind::Array) => {
                builder.append_bytes(&lower_keys(slot.text(line)));
                Ok(())
            }
            (column, _) => match coerce::append_scalar(column, line, slot, self.flavour, self.timestamps.as_ref()) {
                Err(Fault::Text(_) | Fault::Timestamp(_)) if self.null_for_invalid => {
                    column.append_null();
                    Ok(())
                }
                result => result,
            },
        }
    }
}

/// Notes where the values of an object's fields are.
fn find_by_key(shape: &mut StructShape, line: &[u8], slot: Slot) -> Result<(), Fault> {
    shape.slots.reset(shape.fields.len());
    let mut scanner = Scanner::new(line, slot.start);
    scanner.open_object()?;
    let mut nth = 0;
    while let Some(key) = scanner.next_key(nth == 0)? {
        let value = scanner.value(1)?;
        let escaped = key.kind == Kind::String { escaped: true };
        let name = key.text(line);
        if let Some(field) = shape.keys.find(name, escaped, nth)
            && !shape.slots.set(field, value)
        {
            return Err(Fault::Duplicate(unescape(name, escaped).into_owned()));
        }
        nth += 1;
    }
    Ok(())
}

/// Notes where the values of a struct written as an array are.
fn find_by_position(shape: &mut StructShape, line: &[u8], slot: Slot) -> Result<(), Fault> {
    shape.slots.reset(shape.fields.len());
    let mut scanner = Scanner::new(line, slot.start);
    scanner.open_array()?;
    let mut nth = 0;
    while scanner.next_item(nth == 0)? {
        let value = scanner.value(1)?;
        shape.slots.set(nth, value);
        nth += 1;
    }
    Ok(())
}

/// Fails unless the value is of this kind, with the message of a failed Java cast.
fn expect_kind(slot: Slot, kind: Kind) -> Result<(), Fault> {
    if slot.kind == kind {
        return Ok(());
    }
    Err(Fault::Class { found: java_class(slot.kind), wanted: java_class(kind) })
}

/// The Java class the SerDe holds a value of this kind in.
pub(super) fn java_class(kind: Kind) -> &'static str {
    match kind {
        Kind::Null => "org.openx.data.jsonserde.json.JSONObject$Null",
        Kind::Boolean => "java.lang.Boolean",
        Kind::Number => "java.lang.Number",
        Kind::String { .. } => "java.lang.String",
        Kind::Object => "org.openx.data.jsonserde.json.JSONObject",
        Kind::Array => "org.openx.data.jsonserde.json.JSONArray",
    }
}
