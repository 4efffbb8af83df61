//! `storage.location.template`: a location with `${key}` where values come.

/// Texts between the keys' names.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Template(Vec<Part>);

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Key(String),
}

impl Template {
    /// Reads a template; `None` for a `${` without its end.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (mut parts, mut rest) = (Vec::new(), text.trim());
        while let Some((before, after)) = rest.split_once("${") {
            let (name, behind) = after.split_once('}')?;
            parts.push(Part::Text(before.to_owned()));
            parts.push(Part::Key(name.trim().to_lowercase()));
            rest = behind;
        }
        parts.push(Part::Text(rest.to_owned()));
        Some(Self(parts))
    }

    /// Names in the template.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|part| match part {
            Part::Key(name) => Some(name.as_str()),
            Part::Text(_) => None,
        })
    }

    /// The location for these values.
    pub(super) fn fill<'a>(&self, values: impl Iterator<Item = (&'a str, &'a str)>) -> String {
        let values: Vec<(&str, &str)> = values.collect();
        let texts = self.0.iter().map(|part| match part {
            Part::Text(text) => text.as_str(),
            Part::Key(key) => values.iter().find(|(name, _)| name == key).map_or("", |(_, value)| *value),
        });
        texts.collect()
    }
}
