//! One field: lists, ranges, steps and names.

/// What a field may hold.
#[derive(Debug)]
pub(super) struct Field {
    name: &'static str,
    pub min: u32,
    pub max: u32,
    /// Words for the values from `min` on.
    words: &'static [&'static str],
}

pub(super) const MINUTES: Field = Field { name: "minutes", min: 0, max: 59, words: &[] };
pub(super) const HOURS: Field = Field { name: "hours", min: 0, max: 23, words: &[] };
pub(super) const MONTH_DAYS: Field = Field { name: "day-of-month", min: 1, max: 31, words: &[] };
pub(super) const MONTHS: Field = Field {
    name: "month",
    min: 1,
    max: 12,
    words: &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
};
pub(super) const WEEK_DAYS: Field =
    Field { name: "day-of-week", min: 1, max: 7, words: &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"] };
pub(super) const YEARS: Field = Field { name: "year", min: 1970, max: 2199, words: &[] };

impl Field {
    /// The values a whole field stands for, in no order and perhaps more than once.
    pub fn parse(&self, text: &str) -> Result<impl Iterator<Item = u32> + use<>, String> {
        let mut parts = Vec::new();
        for part in text.split(',') {
            parts.push(self.part(part)?);
        }
        Ok(parts.into_iter().flatten())
    }

    /// The values of one item of the list: `*`, `5`, `1-5`, and each with a step.
    pub fn part(&self, text: &str) -> Result<std::iter::StepBy<std::ops::RangeInclusive<u32>>, String> {
        let (range, step) = match text.split_once('/') {
            Some((range, step)) => (range, Some(self.step(step)?)),
            None => (text, None),
        };
        let (from, to) = match range.split_once('-') {
            _ if range == "*" => (self.min, self.max),
            Some((from, to)) => (self.value(from)?, self.value(to)?),
            None => {
                let from = self.value(range)?;
                // `1/10` goes on to the end.
                (from, if step.is_some() { self.max } else { from })
            }
        };
        if from > to {
            return Err(format!("the range '{range}' of its {} runs backwards", self.name));
        }
        Ok((from..=to).step_by(step.unwrap_or(1) as usize))
    }

    /// A number in the field's bounds, or one of its words.
    pub fn value(&self, text: &str) -> Result<u32, String> {
        let word = self.words.iter().position(|word| word.eq_ignore_ascii_case(text));
        let value = match word {
            Some(at) => u32::try_from(at).ok().map(|at| self.min + at),
            None => number(text),
        };
        value.filter(|value| (self.min..=self.max).contains(value)).ok_or_else(|| self.no_value(text))
    }

    fn step(&self, text: &str) -> Result<u32, String> {
        let most = self.max.min(self.max - self.min + 1);
        number(text)
            .filter(|step| (1..=most).contains(step))
            .ok_or_else(|| format!("the step '{text}' of its {} must be a number from 1 to {most}", self.name))
    }

    pub fn no_value(&self, text: &str) -> String {
        let words = match (self.words.first(), self.words.last()) {
            (Some(first), Some(last)) => format!(", or {first} to {last}"),
            _ => String::new(),
        };
        format!("'{text}' is not a value of its {}, which has {} to {}{words}", self.name, self.min, self.max)
    }
}

/// Digits only: no sign, and no more of them than a year has.
pub(super) fn number(text: &str) -> Option<u32> {
    let is_number = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

/// The bits that are set, from the lowest.
pub(super) fn set_bits(set: u64) -> impl Iterator<Item = u32> {
    (0..u64::BITS).filter(move |bit| set & (1 << bit) != 0)
}
