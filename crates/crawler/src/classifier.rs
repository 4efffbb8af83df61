//! Custom classifiers.

mod any;
mod grok;
mod json;
mod prepared;
mod xml;

pub use any::Classifier;
pub use grok::GrokClassifier;
pub use json::JsonClassifier;
pub(crate) use prepared::Prepared;
pub use xml::XmlClassifier;

use boathouse_formats::infer::{CsvRules, HeaderRule, TypeRules};
use boathouse_schema::HiveType;
use serde::{Deserialize, Serialize};

use crate::{Error, Result};

const NAME_CHARS_MAX: usize = 255;
/// `\` cannot be told from an escape in a SerDe's properties, so it is not taken for a quote.
const ESCAPE: char = '\\';

/// Whether the first record is a header.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ContainsHeader {
    /// Decided by looking.
    #[default]
    Unknown,
    /// It is.
    Present,
    /// It is not.
    Absent,
}

/// The SerDe that a table of this classifier gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CsvSerde {
    /// `org.apache.hadoop.hive.serde2.OpenCSVSerde`
    #[serde(rename = "OpenCSVSerDe")]
    OpenCsv,
    /// `org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe`
    #[serde(rename = "LazySimpleSerDe")]
    LazySimple,
    /// The crawler decides.
    #[serde(rename = "None")]
    Decide,
}

/// How delimited text of one kind is recognised and read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CsvClassifier {
    /// Name, unique among classifiers.
    pub name: String,
    /// One ASCII character; found out when absent.
    pub delimiter: Option<String>,
    /// One ASCII character around values.
    pub quote_symbol: Option<String>,
    /// Whether there is a header; absent is unknown.
    pub contains_header: Option<ContainsHeader>,
    /// Column names.
    pub header: Option<Vec<String>>,
    /// Whether white space around values is kept; absent is yes.
    pub disable_value_trimming: Option<bool>,
    /// Whether one column is enough; absent is no.
    pub allow_single_column: Option<bool>,
    /// Whether `custom_datatypes` replace inference.
    pub custom_datatype_configured: Option<bool>,
    /// Types of the columns, in order.
    pub custom_datatypes: Option<Vec<String>>,
    /// The SerDe of the table.
    pub serde: Option<CsvSerde>,
}

impl CsvClassifier {
    /// Checks every member.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] naming the member.
    pub fn validate(&self) -> Result<()> {
        check_name(&self.name)?;
        let delimiter = one_byte("Delimiter", self.delimiter.as_deref())?;
        let quote = one_byte("QuoteSymbol", self.quote_symbol.as_deref())?;
        if quote.is_some() && quote == delimiter {
            return Err(Error::invalid("QuoteSymbol must be different from Delimiter."));
        }
        let bad_name = |name: &&String| name.is_empty() || name.chars().count() > NAME_CHARS_MAX;
        if let Some(name) = self.header.iter().flatten().find(bad_name) {
            return Err(Error::invalid(format!("The header name '{name}' must have 1 to 255 characters.")));
        }
        for word in self.custom_datatypes.iter().flatten() {
            data_type(word)?;
        }
        if self.custom_datatype_configured == Some(true) && self.custom_datatypes.as_ref().is_none_or(Vec::is_empty) {
            return Err(Error::invalid("CustomDatatypes must be given when CustomDatatypeConfigured is true."));
        }
        if let (Some(types), Some(header)) = (self.data_types(), &self.header)
            && !header.is_empty()
            && types.len() != header.len()
        {
            return Err(Error::invalid("CustomDatatypes and Header must have the same number of entries."));
        }
        Ok(())
    }

    /// The rules inference goes by.
    pub(crate) fn rules(&self) -> CsvRules {
        let byte = |text: &Option<String>| text.as_ref().and_then(|text| text.bytes().next());
        CsvRules {
            delimiter: byte(&self.delimiter),
            quote: byte(&self.quote_symbol).unwrap_or(b'"'),
            header: match self.contains_header.unwrap_or_default() {
                ContainsHeader::Unknown => HeaderRule::Detect,
                ContainsHeader::Present => HeaderRule::Present,
                ContainsHeader::Absent => HeaderRule::Absent,
            },
            names: self.header.clone().unwrap_or_default(),
            trim_values: self.disable_value_trimming == Some(false),
            single_column: self.allow_single_column.unwrap_or(false),
            data_types: self.data_types().unwrap_or_default(),
            types: TypeRules::Glue,
        }
    }

    /// A quote symbol asks for the SerDe that understands quotes, unless another is named.
    pub(crate) fn uses_open_csv(&self) -> bool {
        match self.serde {
            Some(CsvSerde::OpenCsv) => true,
            Some(CsvSerde::LazySimple) => false,
            Some(CsvSerde::Decide) | None => self.quote_symbol.is_some(),
        }
    }

    /// Types that replace inference, when there are any.
    pub(crate) fn data_types(&self) -> Option<Vec<HiveType>> {
        if self.custom_datatype_configured == Some(false) {
            return None;
        }
        let types = self.custom_datatypes.as_ref().filter(|types| !types.is_empty())?;
        types.iter().map(|word| data_type(word).ok()).collect()
    }
}

/// The name of a classifier of any kind.
fn check_name(name: &str) -> Result<()> {
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
        return Err(Error::invalid("Name must have 1 to 255 characters."));
    }
    Ok(())
}

fn one_byte(member: &str, text: Option<&str>) -> Result<Option<char>> {
    let Some(text) = text else { return Ok(None) };
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) if c.is_ascii() && !matches!(c, '\r' | '\n' | '\0') && c != ESCAPE => Ok(Some(c)),
        _ => Err(Error::invalid(format!("{member} must be one ASCII character, no line end and no backslash."))),
    }
}

fn data_type(word: &str) -> Result<HiveType> {
    Ok(match word.to_ascii_uppercase().as_str() {
        "BINARY" => HiveType::Binary,
        "BOOLEAN" => HiveType::Boolean,
        "DATE" => HiveType::Date,
        // Without digits Hive's decimal is (10,0), which would cut what the file has after the point.
        "DECIMAL" => HiveType::Decimal { precision: 38, scale: 18 },
        "DOUBLE" => HiveType::Double,
        "FLOAT" => HiveType::Float,
        "INT" => HiveType::Int,
        "LONG" => HiveType::BigInt,
        "SHORT" => HiveType::SmallInt,
        "STRING" => HiveType::String,
        "TIMESTAMP" => HiveType::Timestamp,
        _ => return Err(Error::invalid(format!("CustomDatatypes has the unsupported value '{word}'."))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classifier(change: impl FnOnce(&mut CsvClassifier)) -> CsvClassifier {
        let mut classifier = CsvClassifier { name: "c".to_owned(), ..CsvClassifier::default() };
        change(&mut classifier);
        classifier
    }

    #[test]
    fn refuses_what_cannot_be() {
        let text = |text: &str| Some(text.to_owned());
        for (bad, expected) in [
            (classifier(|c| c.name.clear()), "Name"),
            (classifier(|c| c.delimiter = text(",,")), "Delimiter"),
            (classifier(|c| c.delimiter = text("\n")), "Delimiter"),
            (classifier(|c| (c.delimiter, c.quote_symbol) = (text("|"), text("|"))), "QuoteSymbol must be different"),
            (classifier(|c| c.header = Some(vec![String::new()])), "header name"),
            (classifier(|c| c.custom_datatypes = Some(vec!["MAP".to_owned()])), "MAP"),
            (classifier(|c| c.custom_datatype_configured = Some(true)), "CustomDatatypes must be given"),
        ] {
            let error = bad.validate().unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
        assert!(classifier(|c| c.delimiter = text(";")).validate().is_ok());
    }

    #[test]
    fn quotes_ask_for_open_csv() {
        let quote = Some("\"".to_owned());
        assert!(classifier(|c| c.quote_symbol = quote.clone()).uses_open_csv());
        assert!(!classifier(|c| (c.quote_symbol, c.serde) = (quote, Some(CsvSerde::LazySimple))).uses_open_csv());
        assert!(classifier(|c| c.serde = Some(CsvSerde::OpenCsv)).uses_open_csv());
        assert!(!classifier(|_| {}).uses_open_csv());
    }
}
