//! JSON lines to columns.

use arrow::array::ArrayRef;

use super::super::columns::Column;
use super::super::source::SourceColumn;
use super::super::text::{LineDecoder, RowError};
use super::super::{JsonFlavour, JsonOptions};
use super::keys::{Keys, Slots};
use super::scan::{Kind, Malformed, Scanner};
use super::shape::Shape;
use super::text::unescape;
use super::values::Values;
use crate::Result;

/// Turns lines into columns.
pub(crate) struct JsonDecoder {
    keys: Keys,
    columns: Vec<(Column, Shape)>,
    /// Positions of the columns in the table, for messages.
    positions: Vec<usize>,
    slots: Slots,
    values: Values,
    ignore_malformed: bool,
    flavour: JsonFlavour,
}

impl JsonDecoder {
    pub(crate) fn new(options: &JsonOptions, columns: &[SourceColumn], batch_rows: usize) -> Result<Self> {
        Ok(Self {
            keys: Keys::new(columns.iter().map(|column| column.position.map(|_| column.name.as_str())), options),
            columns: columns
                .iter()
                .map(|column| Ok((Column::new(&column.hive, batch_rows)?, Shape::new(&column.hive, options))))
                .collect::<Result<_>>()?,
            positions: columns.iter().map(|column| column.position.unwrap_or(0)).collect(),
            slots: Slots::default(),
            values: Values::new(options),
            ignore_malformed: options.ignore_malformed,
            flavour: options.flavour,
        })
    }

    /// Checks the line and notes where the columns' values are.
    fn scan(&mut self, line: &[u8]) -> Result<(), Malformed> {
        self.slots.reset(self.columns.len());
        let mut scanner = Scanner::new(line, 0);
        scanner.skip_blanks();
        if self.flavour == JsonFlavour::OpenX && scanner.is_at_end() {
            return Ok(());
        }
        scanner.open_object()?;
        let mut nth = 0;
        while let Some(key) = scanner.next_key(nth == 0)? {
            let slot = scanner.value(1)?;
            let escaped = key.kind == Kind::String { escaped: true };
            let name = key.text(line);
            if let Some(column) = self.keys.find(name, escaped, nth)
                && !self.slots.set(column, slot)
            {
                let message = format!("Duplicate key \"{}\"", unescape(name, escaped));
                return Err(Malformed { message, at: key.start });
            }
            nth += 1;
        }
        // What follows the object is ignored: of two objects on a line only the first is read.
        Ok(())
    }
}

impl LineDecoder for JsonDecoder {
    fn push(&mut self, line: &[u8]) -> Result<(), RowError> {
        if let Err(malformed) = self.scan(line) {
            if !self.ignore_malformed {
                return Err(not_an_object(&malformed, self.flavour, line));
            }
            self.slots.reset(self.columns.len());
        }
        for (index, (column, shape)) in self.columns.iter_mut().enumerate() {
            match self.slots.get(index) {
                Some(slot) => {
                    self.values
                        .append(column, shape, line, slot)
                        .map_err(|fault| fault.of_field(self.positions[index]))?;
                }
                None => column.append_null(),
            }
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<Vec<ArrayRef>> {
        self.columns.iter_mut().map(|(column, _)| column.finish()).collect()
    }
}

/// How messages end that say what a nested value ends with.
const CLOSED_BY: [(&str, &str); 2] = [("'}'", "OBJECT"), ("']'", "ARRAY")];

/// The SerDe's message for a line it cannot read.
fn not_an_object(malformed: &Malformed, flavour: JsonFlavour, line: &[u8]) -> RowError {
    let Malformed { message, at } = malformed;
    // Jackson, which reads for Hive, names what was not closed at the end of a line.
    if flavour == JsonFlavour::Hive
        && *at >= line.len()
        && let Some(what) = CLOSED_BY.iter().find_map(|(mark, what)| message.ends_with(mark).then_some(what))
    {
        let text = format!("JsonParseException: Unexpected end-of-input: expected close marker for {what}");
        return RowError::Malformed(text);
    }
    let at_one = if message.starts_with("Duplicate key") {
        String::new()
    } else {
        format!(" at {} [character {} line 1]", at + 1, at + 2)
    };
    RowError::Malformed(format!("Row is not a valid JSON Object - JSONException: {message}{at_one}"))
}
