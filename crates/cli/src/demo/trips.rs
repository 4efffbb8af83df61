//! Taxi trips as CSV, a file a month, written byte by byte.

use std::io;

use bytes::Bytes;
use futures::Stream;

use crate::demo::prng::Prng;
use crate::demo::zones::ZONES;

/// Header line of every file.
const HEADER: &[u8] = b"trip_id,vendor,pickup_at,dropoff_at,passengers,distance_km,pickup_zone,dropoff_zone,payment,fare,tip,tolls,total,shared\n";
const CHUNK_BYTES: usize = 1 << 20;
const VENDORS: [&[u8]; 3] = [b"lakeside", b"harbour", b"northern"];
const PAYMENTS: [&[u8]; 4] = [b"card", b"cash", b"app", b"voucher"];
const SECONDS_PER_DAY: u64 = 86_400;

/// A month of the data set: its folder and which trips it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Month {
    pub(super) year: u64,
    pub(super) month: u64,
    pub(super) first_trip: u64,
    pub(super) trips: u64,
}

/// Twelve months over two years, with the trips spread evenly.
pub(super) fn months(trips: u64) -> Vec<Month> {
    let per_month = trips / 12;
    let mut first_trip = 1;
    (0..12)
        .map(|i| {
            let count = per_month + u64::from(i < trips % 12);
            let month = Month { year: 2023 + (i + 6) / 12, month: (i + 6) % 12 + 1, first_trip, trips: count };
            first_trip += count;
            month
        })
        .collect()
}

impl Month {
    /// Key of the file.
    pub(super) fn key(&self) -> String {
        format!("trips/year={}/month={:02}/trips.csv", self.year, self.month)
    }

    fn days(&self) -> u64 {
        match self.month {
            2 => 29, // only the February of 2024 is in the data set
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }

    /// The file, in chunks made when they are asked for.
    pub(super) fn csv(self) -> impl Stream<Item = io::Result<Bytes>> + Send {
        let rows = Rows { month: self, prng: Prng::new(self.year * 100 + self.month), next: 0, started: false };
        futures::stream::unfold(rows, |mut rows| async move { rows.chunk().map(|chunk| (Ok(chunk), rows)) })
    }
}

struct Rows {
    month: Month,
    prng: Prng,
    next: u64,
    started: bool,
}

impl Rows {
    fn chunk(&mut self) -> Option<Bytes> {
        let mut out = Vec::with_capacity(CHUNK_BYTES + 256);
        if !self.started {
            self.started = true;
            out.extend_from_slice(HEADER);
        }
        while out.len() < CHUNK_BYTES && self.next < self.month.trips {
            self.row(&mut out);
            self.next += 1;
        }
        (!out.is_empty()).then(|| out.into())
    }

    fn row(&mut self, out: &mut Vec<u8>) {
        let month = self.month;
        // Trips come in the order of their pickups and stay in their month, as files of a day's work would.
        let pickup = self.next * (month.days() - 1) * SECONDS_PER_DAY / month.trips + self.prng.below(600);
        let metres = 300 + self.prng.below(9_000) * self.prng.below(100) / 30;
        let duration = 120 + metres / 7 + self.prng.below(900);
        let fare = 300 + metres / 6 / 25 * 25;
        let tip = if self.prng.chance(60) { fare * self.prng.below(30) / 100 } else { 0 };
        let tolls = if self.prng.chance(5) { 655 } else { 0 };
        number(out, month.first_trip + self.next);
        out.push(b',');
        out.extend_from_slice(VENDORS[pick(&mut self.prng, VENDORS.len())]);
        out.push(b',');
        self.timestamp(out, pickup);
        out.push(b',');
        self.timestamp(out, pickup + duration);
        out.push(b',');
        if !self.prng.chance(3) {
            number(out, 1 + self.prng.below(6) * self.prng.below(6) / 6);
        }
        out.push(b',');
        if !self.prng.chance(1) {
            cents(out, metres / 10);
        }
        out.push(b',');
        number(out, 1 + self.prng.below(ZONES));
        out.push(b',');
        number(out, 1 + self.prng.below(ZONES));
        out.push(b',');
        out.extend_from_slice(PAYMENTS[pick(&mut self.prng, PAYMENTS.len())]);
        out.push(b',');
        cents(out, fare);
        out.push(b',');
        // A tip that was not recorded is not a tip of zero.
        let tip_known = tip > 0 || self.prng.chance(50);
        if tip_known {
            cents(out, tip);
        }
        out.push(b',');
        cents(out, tolls);
        out.push(b',');
        cents(out, fare + tip + tolls);
        out.extend_from_slice(if self.prng.chance(15) { b",true\n" } else { b",false\n" });
    }

    /// `seconds` after the month's first midnight. A trip cannot leave its month: the last day has no pickups.
    fn timestamp(&self, out: &mut Vec<u8>, seconds: u64) {
        number(out, self.month.year);
        for (before, value) in [
            (b'-', self.month.month),
            (b'-', seconds / SECONDS_PER_DAY + 1),
            (b' ', seconds / 3600 % 24),
            (b':', seconds / 60 % 60),
            (b':', seconds % 60),
        ] {
            out.push(before);
            two_digits(out, value);
        }
    }
}

fn pick(prng: &mut Prng, count: usize) -> usize {
    usize::try_from(prng.below(count as u64)).unwrap_or(0)
}

fn digit(value: u64) -> u8 {
    b'0' + u8::try_from(value % 10).unwrap_or(0)
}

fn two_digits(out: &mut Vec<u8>, value: u64) {
    out.push(digit(value / 10));
    out.push(digit(value));
}

fn number(out: &mut Vec<u8>, value: u64) {
    let mut digits = [0; 20];
    let (mut at, mut rest) = (digits.len(), value);
    loop {
        at -= 1;
        digits[at] = digit(rest);
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

/// `1234` as `12.34`.
fn cents(out: &mut Vec<u8>, value: u64) {
    number(out, value / 100);
    out.push(b'.');
    two_digits(out, value % 100);
}

#[cfg(test)]
mod tests {
    use futures::StreamExt;

    use super::*;

    async fn text(month: Month) -> String {
        let chunks: Vec<_> = month.csv().map(|chunk| chunk.expect("chunk").to_vec()).collect().await;
        String::from_utf8(chunks.concat()).expect("text")
    }

    #[test]
    fn months_have_all_trips_once() {
        for trips in [0, 1, 11, 12, 1_000_003] {
            let months = months(trips);
            assert_eq!(months.iter().map(|month| month.trips).sum::<u64>(), trips);
            assert!(months.windows(2).all(|pair| pair[0].first_trip + pair[0].trips == pair[1].first_trip));
        }
        let keys: Vec<String> = months(12).iter().map(Month::key).collect();
        assert_eq!(
            (keys[0].as_str(), keys[11].as_str()),
            ("trips/year=2023/month=07/trips.csv", "trips/year=2024/month=06/trips.csv")
        );
    }

    #[tokio::test]
    async fn rows_never_change_and_are_well_formed() {
        let month = months(60_000)[7];
        let csv = text(month).await;
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!(lines.len(), 5_001);
        assert_eq!(csv, text(month).await);
        for line in &lines {
            assert_eq!(line.matches(',').count(), 13, "{line}");
        }
        let fields: Vec<Vec<&str>> = lines[1..].iter().map(|line| line.split(',').collect()).collect();
        for row in &fields {
            assert!(row[2].starts_with("2024-02-") && row[3].starts_with("2024-02-") && row[2] < row[3], "{row:?}");
            let money = |i: usize| row[i].replace('.', "").parse::<u64>().unwrap_or(0);
            assert_eq!(money(9) + money(10) + money(11), money(12), "{row:?}");
        }
        for (column, name) in [(4, "passengers"), (5, "distance"), (10, "tip")] {
            assert!(fields.iter().any(|row| row[column].is_empty()), "no {name} is missing");
        }
    }
}
