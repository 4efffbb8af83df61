//! Tags.

use boathouse_query::TAGS_MAX;
use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::checks;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Tag {
    key: Option<String>,
    value: Option<String>,
}

impl Tag {
    /// The constraints of a list of tags.
    pub(crate) fn check(all: &mut Constraints, tags: &[Self]) {
        all.count("tags", tags.len(), 0, TAGS_MAX);
        for (number, tag) in tags.iter().enumerate() {
            let at = format!("tags.{}.member", number + 1);
            checks::optional(all, &format!("{at}.key"), tag.key.as_ref(), 1, 128);
            checks::optional(all, &format!("{at}.value"), tag.value.as_ref(), 0, 256);
        }
    }

    /// Key and value; what is left out is empty.
    pub(crate) fn into_pair(self) -> (String, String) {
        (self.key.unwrap_or_default(), self.value.unwrap_or_default())
    }
}

impl From<(String, String)> for Tag {
    fn from((key, value): (String, String)) -> Self {
        Self { key: Some(key), value: Some(value) }
    }
}
