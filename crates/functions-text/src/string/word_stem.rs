//! `word_stem`: the stem of a word by the Snowball stemmers.

use boathouse_functions::{Category, Example, Function, Overload, Text, rows1, rows2};
use boathouse_types::{Result, TrinoError};
use rust_stemmers::{Algorithm, Stemmer};

pub(crate) const FUNCTION: Function = Function {
    name: "word_stem",
    category: Category::String,
    description: "The stem of a lower-case word, of the English language or the one named.",
    examples: &[
        Example { sql: "word_stem('generally')", result: "general" },
        Example { sql: "word_stem('bastão', 'pt')", result: "bastã" },
    ],
    overloads: &[
        Overload {
            signature: "word_stem(varchar(x)) -> varchar(x)",
            returns: None,
            kernel: |bound| Ok(rows1::<Text, Text>(&bound.returns, |word| stem(word, "en").map(Some))),
        },
        Overload {
            signature: "word_stem(varchar(x), varchar(2)) -> varchar(x)",
            returns: None,
            kernel: |bound| {
                Ok(rows2::<Text, Text, Text>(&bound.returns, |word, language| stem(word, language).map(Some)))
            },
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

fn stem(word: &str, language: &str) -> Result<String> {
    let algorithm = match language {
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "en" => Algorithm::English,
        "es" => Algorithm::Spanish,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "nl" => Algorithm::Dutch,
        "no" => Algorithm::Norwegian,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sv" => Algorithm::Swedish,
        "tr" => Algorithm::Turkish,
        "ca" | "eu" | "hy" | "ir" | "lt" => {
            return Err(TrinoError::not_supported(format!("word_stem has no stemmer for the language: {language}")));
        }
        _ => return Err(TrinoError::invalid_argument(format!("Unknown stemmer language: {language}"))),
    };
    Ok(Stemmer::create(algorithm).stem(word).into_owned())
}
