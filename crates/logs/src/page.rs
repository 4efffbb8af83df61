//! Pages of log events: tokens, and how much a page holds.

use boathouse_crawler::{LogEvent, LogPlace};

use crate::Error;
use crate::group::invalid_token;

/// Events of a page.
pub(crate) const EVENTS_MAX: i64 = 10_000;
/// Bytes of a page's messages.
const PAGE_BYTES_MAX: usize = 1 << 20;

/// Which way a token leads, and from where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token {
    /// To what comes after this place.
    Forward(LogPlace),
    /// To what comes before this place.
    Backward(LogPlace),
}

impl Token {
    pub fn parse(text: &str) -> Result<Self, Error> {
        let read = || {
            let (way, place) = text.split_once('/')?;
            let (time, number) = place.split_once('.')?;
            let place = LogPlace { time_ms: time.parse().ok()?, number: number.parse().ok()? };
            match way {
                "f" => Some(Self::Forward(place)),
                "b" => Some(Self::Backward(place)),
                _ => None,
            }
        };
        read().ok_or_else(invalid_token)
    }

    pub fn text(self) -> String {
        let (way, LogPlace { time_ms, number }) = match self {
            Self::Forward(place) => ("f", place),
            Self::Backward(place) => ("b", place),
        };
        format!("{way}/{time_ms}.{number}")
    }
}

/// How many of the first events go on a page, which holds one at least.
pub(crate) fn fitting(events: &[LogEvent]) -> usize {
    let mut bytes = 0;
    let fits = |event: &&LogEvent| {
        let is_first = bytes == 0;
        bytes += event.message.len();
        is_first || bytes <= PAGE_BYTES_MAX
    };
    events.iter().take_while(fits).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_read_again() {
        let place = LogPlace { time_ms: 1_700_000_000_000, number: 7 };
        for token in [Token::Forward(place), Token::Backward(place)] {
            assert_eq!(Token::parse(&token.text()), Ok(token));
        }
        for text in ["", "f/", "f/1", "x/1.2", "f/1.2.3", "f/a.1", "f/99999999999999999999.1"] {
            assert_eq!(Token::parse(text), Err(invalid_token()), "{text}");
        }
    }

    #[test]
    fn a_page_has_a_megabyte() {
        let event = |length: usize| LogEvent {
            place: LogPlace { time_ms: 0, number: 0 },
            stream: String::new(),
            ingested_ms: 0,
            message: "x".repeat(length),
        };
        let half = PAGE_BYTES_MAX / 2;
        assert_eq!(fitting(&[event(half), event(half), event(1)]), 2);
        assert_eq!(fitting(&[event(PAGE_BYTES_MAX + 1), event(1)]), 1);
        assert_eq!(fitting(&[]), 0);
    }
}
