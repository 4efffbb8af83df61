//! Tags.

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::Error;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Tag {
    key: Option<String>,
    value: Option<String>,
}

/// What only AWS's own keys begin with.
const RESERVED: &str = "aws:";

impl Tag {
    /// Keys and values; a value that is left out is empty.
    ///
    /// # Errors
    /// A key that is left out: the model lets it be, and nothing can be kept under it.
    pub(crate) fn pairs(tags: Option<Vec<Self>>) -> Result<Vec<(String, String)>, Error> {
        let mut all = Constraints::new();
        let mut pairs = Vec::new();
        for (number, tag) in tags.unwrap_or_default().into_iter().enumerate() {
            match tag.key {
                Some(key) if key.to_lowercase().starts_with(RESERVED) => {
                    return Err(Error::input("aws: prefixed tag key names are not allowed for external use."));
                }
                Some(key) => pairs.push((key, tag.value.unwrap_or_default())),
                None => drop(all.missing(&format!("tags.{}.member.key", number + 1))),
            }
        }
        all.finish()?;
        Ok(pairs)
    }
}

impl From<(String, String)> for Tag {
    fn from((key, value): (String, String)) -> Self {
        Self { key: Some(key), value: Some(value) }
    }
}
