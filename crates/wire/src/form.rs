//! The parameters of the query protocol: a form body or a query string.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

/// Names and values of a form, decoded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    fields: BTreeMap<String, String>,
}

impl Form {
    /// Reads `application/x-www-form-urlencoded` text. Bytes that are no UTF-8 are replaced; of a name that
    /// comes twice the last value counts.
    pub fn parse(text: &str) -> Self {
        let decode = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        let fields = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(|(n, v)| (decode(n), decode(v)));
        Self { fields: fields.collect() }
    }

    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(String::as_str)
    }

    /// The value of the field `Action`.
    pub fn action(&self) -> Option<&str> {
        self.get("Action")
    }

    /// The names of all fields.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_decoded() {
        let form =
            Form::parse("Action=AssumeRole&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr+x&Empty=&&Bare&b%C3%A9=%C3%A9");
        for (name, value) in [
            ("Action", Some("AssumeRole")),
            ("RoleArn", Some("arn:aws:iam::1:role/r x")),
            ("Empty", Some("")),
            ("Bare", Some("")),
            ("bé", Some("é")),
            ("None", None),
        ] {
            assert_eq!(form.get(name), value, "{name}");
        }
        assert_eq!(form.action(), Some("AssumeRole"));
    }
}
