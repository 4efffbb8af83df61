//! The elements of a format and the fields they stand for.

/// A field of a date and time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Era,
    Century,
    YearOfEra,
    Year,
    Weekyear,
    Month,
    Week,
    DayOfYear,
    DayOfMonth,
    DayOfWeek,
    Halfday,
    HourOfDay,
    /// 1 to 24
    ClockhourOfDay,
    HourOfHalfday,
    /// 1 to 12
    ClockhourOfHalfday,
    Minute,
    Second,
    Millisecond,
}

impl Field {
    /// The name errors have for it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Era => "era",
            Self::Century => "centuryOfEra",
            Self::YearOfEra => "yearOfEra",
            Self::Year => "year",
            Self::Weekyear => "weekyear",
            Self::Month => "monthOfYear",
            Self::Week => "weekOfWeekyear",
            Self::DayOfYear => "dayOfYear",
            Self::DayOfMonth => "dayOfMonth",
            Self::DayOfWeek => "dayOfWeek",
            Self::Halfday => "halfdayOfDay",
            Self::HourOfDay => "hourOfDay",
            Self::ClockhourOfDay => "clockhourOfDay",
            Self::HourOfHalfday => "hourOfHalfday",
            Self::ClockhourOfHalfday => "clockhourOfHalfday",
            Self::Minute => "minuteOfHour",
            Self::Second => "secondOfMinute",
            Self::Millisecond => "millisOfSecond",
        }
    }

    /// The place in the order in which fields that were read are set: by what they are a part of, the longest first,
    /// then by their own length.
    pub(crate) fn rank(self) -> u8 {
        match self {
            Self::Era => 0,
            Self::Century => 1,
            Self::YearOfEra | Self::Year | Self::Weekyear => 2,
            Self::Month => 3,
            Self::Week => 4,
            Self::DayOfYear => 5,
            Self::DayOfMonth => 6,
            Self::DayOfWeek => 7,
            Self::Halfday => 8,
            Self::HourOfDay | Self::ClockhourOfDay => 9,
            Self::HourOfHalfday | Self::ClockhourOfHalfday => 10,
            Self::Minute => 11,
            Self::Second => 12,
            Self::Millisecond => 13,
        }
    }

    /// Months to days: when one of them is the longest field read, the year is taken to be 2000.
    pub(crate) fn needs_year(self) -> bool {
        (Self::Month.rank()..=Self::DayOfWeek.rank()).contains(&self.rank())
    }
}

/// An element of a format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Element {
    /// A number, printed with at least `min` digits, read with at most `max`.
    Number { field: Field, min: usize, max: usize, signed: bool },
    /// The last two digits of a year, read as one of the hundred years from `low` on. Lenient ones read other
    /// numbers of digits as the year itself.
    TwoDigitYear { field: Field, low: i64, lenient: bool },
    /// Digits of the fraction of a second.
    Fraction { min: usize, max: usize },
    /// A name, printed short or long, read in both forms.
    Text { field: Field, short: bool },
    /// `+0200` or `+02:00`
    ZoneOffset { colon: bool },
    /// `Europe/Berlin`
    ZoneId,
    /// `CET`, or its long form.
    ZoneName { long: bool },
    /// Itself.
    Literal(String),
}

/// Letters of a name's short form.
pub(crate) const SHORT_NAME: usize = 3;
