//! `IonHiveSerDe`: Ion of either form, each struct at the top level a row.

#[cfg(test)]
mod tests;
mod values;

use arrow::array::ArrayRef;

use self::values::{Rules, append};
use super::columns::Column;
use super::documents::{DocumentDecoder, DocumentFormat, Taken};
use super::source::SourceColumn;
use super::text::RowError;
use super::{IonOptions, IonStep};
use crate::Result;
use crate::ion::{Broken, IonReader, IonValue, Top};

impl DocumentFormat for IonOptions {
    const NAME: &'static str = "ion";
    type Decoder = IonDecoder;

    fn decoder(&self, columns: &[SourceColumn], batch_rows: usize) -> Result<IonDecoder> {
        let column = |source: &SourceColumn| {
            let name = source.name.to_lowercase();
            let path = source
                .position
                .map(|_| self.paths.get(&name).cloned().unwrap_or_else(|| vec![IonStep::Field(source.name.clone())]));
            let fails = self.column_overflow.get(&name).copied().unwrap_or(self.fail_on_overflow);
            let rules = Rules { case_sensitive: self.case_sensitive, fail_on_overflow: fails };
            Ok(IonColumn { name, path, rules, column: Column::new(&source.hive, batch_rows)? })
        };
        Ok(IonDecoder {
            reader: IonReader::default(),
            columns: columns.iter().map(column).collect::<Result<_>>()?,
            ignore_malformed: self.ignore_malformed,
            gave_up: false,
            values: 0,
        })
    }
}

struct IonColumn {
    name: String,
    /// Where in a row its value is; nothing when rows do not have it.
    path: Option<Vec<IonStep>>,
    rules: Rules,
    column: Column,
}

/// Turns values into columns.
pub(crate) struct IonDecoder {
    reader: IonReader,
    columns: Vec<IonColumn>,
    ignore_malformed: bool,
    /// The rest of the file is no Ion.
    gave_up: bool,
    /// Values of the file so far.
    values: u64,
}

impl IonDecoder {
    fn push(&mut self, row: &IonValue) -> Result<(), RowError> {
        self.values += 1;
        for IonColumn { name, path, rules, column } in &mut self.columns {
            let value = path.as_ref().and_then(|path| rules.follow(row, path));
            append(column, value.unwrap_or(&IonValue::Null), *rules)
                .map_err(|fault| RowError::BadData(format!("Field {name} of value {}: {fault}", self.values)))?;
        }
        Ok(())
    }
}

impl DocumentDecoder for IonDecoder {
    fn take(&mut self, bytes: &[u8], ended: bool, rows: usize) -> Result<Taken, RowError> {
        let mut taken = Taken::default();
        if self.gave_up {
            return Ok(Taken { bytes: bytes.len(), rows: 0 });
        }
        let mut rest = bytes;
        while taken.rows < rows {
            match self.reader.next(&mut rest, ended) {
                Ok(Top::Row(fields, _)) => {
                    self.push(&IonValue::Struct(fields))?;
                    taken.rows += 1;
                }
                Ok(Top::NoData) => {}
                Ok(Top::End) => {
                    taken.bytes = bytes.len();
                    return Ok(taken);
                }
                Err(Broken::Cut) if !ended => return Ok(taken),
                Err(_) if self.ignore_malformed => {
                    self.gave_up = true;
                    taken.bytes = bytes.len();
                    return Ok(taken);
                }
                Err(Broken::Cut) => return Err(RowError::Malformed("Unexpected end of input stream".to_owned())),
                Err(Broken::Wrong(why)) => {
                    return Err(RowError::Malformed(format!("value {} is no Ion: {why}", self.values + 1)));
                }
            }
            taken.bytes = bytes.len() - rest.len();
        }
        Ok(taken)
    }

    fn finish(&mut self) -> Result<Vec<ArrayRef>> {
        self.columns.iter_mut().map(|column| column.column.finish()).collect()
    }
}
