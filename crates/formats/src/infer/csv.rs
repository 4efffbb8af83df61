//! Delimited text: delimiter, header, column names and types.

mod cell;
mod header;
mod records;
mod typing;

use boathouse_schema::HiveType;

use self::records::Records;
use self::typing::type_columns;
use super::{Hint, InferredColumn, Mismatch, TypeRules};

/// Delimiters tried when none is given, in this order.
const DELIMITERS: &[u8] = b",|\t;\x01";
/// Records looked at.
const RECORDS_MAX: usize = 1000;
/// More cells than this in a record are no columns.
const COLUMNS_MAX: usize = 10_000;

/// Whether the first record holds the column names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HeaderRule {
    /// Decided by comparing the first record with the others.
    #[default]
    Detect,
    /// It does.
    Present,
    /// It does not.
    Absent,
}

/// What is known of a delimited text beforehand; the default is the built-in classifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvRules {
    /// The delimiter, or `None` to find it.
    pub delimiter: Option<u8>,
    /// The quote around cells.
    pub quote: u8,
    /// Whether there is a header.
    pub header: HeaderRule,
    /// Column names that replace those of the file; a file with another number of columns is refused.
    pub names: Vec<String>,
    /// Whether white space around values is cut before they are typed.
    pub trim_values: bool,
    /// Whether one column is enough.
    pub single_column: bool,
    /// Types by position that replace inference.
    pub data_types: Vec<HiveType>,
    /// How values get their types.
    pub types: TypeRules,
}

impl Default for CsvRules {
    fn default() -> Self {
        Self {
            delimiter: None,
            quote: b'"',
            header: HeaderRule::Detect,
            names: Vec::new(),
            trim_values: false,
            single_column: false,
            data_types: Vec::new(),
            types: TypeRules::Glue,
        }
    }
}

/// What a sample of delimited text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvSchema {
    /// The delimiter.
    pub delimiter: u8,
    /// Whether the first record is a header.
    pub has_header: bool,
    /// Columns in file order.
    pub columns: Vec<InferredColumn>,
    /// Whether every cell of the sampled data records is quoted.
    pub all_quoted: bool,
    /// Whether lines beginning with `#` lead the file.
    pub has_comments: bool,
    /// Data records in the sample, the header not counted.
    pub records: u64,
    /// Bytes of those records, line ends not counted.
    pub record_bytes: u64,
    /// What a reader of this data should know.
    pub notes: Vec<String>,
    /// What the types do not say.
    pub hints: Vec<Hint>,
}

/// Infers the columns of a sample of delimited text. `complete` says that the sample is the whole
/// file; otherwise its last record is taken as cut.
///
/// # Errors
/// [`Mismatch`] when the sample is no delimited text under these rules.
pub fn infer_csv(sample: &[u8], complete: bool, rules: &CsvRules) -> Result<CsvSchema, Mismatch> {
    let text = sample.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sample);
    let mut notes = Vec::new();
    if text.len() < sample.len() {
        notes.push("the file begins with a byte order mark, which was skipped: AWS makes it part of a name".to_owned());
    }
    if let Some(at) = text.iter().position(|byte| is_binary(*byte)) {
        return Err(Mismatch::new(format!("it holds the control byte 0x{:02x} at {at}", text[at])));
    }
    let mut records = choose_delimiter(text, complete, rules)?;
    let has_comments = records.drop_comments();
    if has_comments {
        notes.push("lines beginning with # were skipped: Athena reads them as rows".to_owned());
    }
    check_rows(&records, rules)?;
    let has_header = match rules.header {
        HeaderRule::Present => true,
        HeaderRule::Absent => false,
        HeaderRule::Detect => header::detect(&records, rules),
    };
    let names = header::names(&records, has_header, rules)?;
    let typed = type_columns(&records, usize::from(has_header), names, rules, &mut notes);
    if let Some(record) = records.first_multi_line() {
        notes.push(format!("record {record} has a line end inside quotes: readers of lines split it there"));
    }
    if std::str::from_utf8(&text[..records.end()]).is_err() {
        notes.push("the text is not valid UTF-8: bad bytes are read as replacement characters".to_owned());
    }
    let data = records.spans().get(usize::from(has_header)..).unwrap_or_default();
    Ok(CsvSchema {
        delimiter: records.delimiter,
        has_header,
        columns: typed.columns,
        all_quoted: typed.all_quoted && !data.is_empty(),
        has_comments,
        records: data.len() as u64,
        record_bytes: data.iter().map(|span| (span.end - span.start) as u64).sum(),
        notes,
        hints: typed.hints,
    })
}

/// Control bytes that no text holds; `0x01` is a delimiter of Hive's.
fn is_binary(byte: u8) -> bool {
    byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x01 | 0x0b | 0x0c | 0x1b)
}

/// The delimiter that gives every record the same number of cells, and the most of them.
fn choose_delimiter<'a>(text: &'a [u8], complete: bool, rules: &CsvRules) -> Result<Records<'a>, Mismatch> {
    let given = rules.delimiter.map(|delimiter| [delimiter]);
    let candidates = given.as_ref().map_or(DELIMITERS, |one| &one[..]);
    let cells_min = if rules.single_column { 1 } else { 2 };
    let mut best: Option<Records<'a>> = None;
    let mut nearest: Option<Mismatch> = None;
    for &delimiter in candidates {
        let records = Records::scan(text, delimiter, rules.quote, RECORDS_MAX, complete);
        let cells = records.cells();
        if cells > COLUMNS_MAX {
            return Err(Mismatch::new(format!("its records have more than {COLUMNS_MAX} cells")));
        }
        match records.first_ragged() {
            Some((record, found)) if cells > 1 && nearest.is_none() => {
                let delimiter = char::from(delimiter).escape_default().to_string();
                let reason = format!("with '{delimiter}' record {record} has {found} cells and the first has {cells}");
                nearest = Some(Mismatch::new(reason));
            }
            Some(_) => {}
            None if cells >= cells_min && best.as_ref().is_none_or(|known| cells > known.cells()) => {
                best = Some(records);
            }
            None => {}
        }
    }
    best.ok_or_else(|| {
        nearest.unwrap_or_else(|| match rules.delimiter {
            Some(delimiter) => {
                Mismatch::new(format!("'{}' separates no columns", char::from(delimiter).escape_default()))
            }
            None => Mismatch::new("none of the delimiters , | tab ; 0x01 separates two or more columns"),
        })
    })
}

fn check_rows(records: &Records<'_>, rules: &CsvRules) -> Result<(), Mismatch> {
    let rows_min = if rules.header == HeaderRule::Detect { 2 } else { 1 };
    let rows = records.spans().len();
    if rows < rows_min {
        return Err(Mismatch::new(format!("it has {rows} rows and {rows_min} are needed")));
    }
    if !rules.names.is_empty() && rules.names.len() != records.cells() {
        let (named, found) = (rules.names.len(), records.cells());
        return Err(Mismatch::new(format!("the header list names {named} columns and the file has {found}")));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
