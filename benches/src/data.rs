//! Generated data, the same on every machine: trips as CSV, and many small files to crawl.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::{Error, Result};

/// The bucket that the data is in.
pub const BUCKET: &str = "bench";

const TRIP_FILES: u64 = 8;
const ZONES: u64 = 64;

/// How much is generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataSize {
    /// Trips in `trips_csv`.
    pub trips: u64,
    /// Files in `files`.
    pub files: u64,
}

impl Default for DataSize {
    fn default() -> Self {
        Self { trips: 1_000_000, files: 1_000 }
    }
}

/// Writes what is missing of the data below a bucket's folder.
///
/// # Errors
/// When a file cannot be written.
pub fn generate(bucket: &Path, size: DataSize) -> Result<()> {
    let trips = bucket.join("trips_csv");
    for number in 0..TRIP_FILES {
        let first = size.trips * number / TRIP_FILES;
        let last = size.trips * (number + 1) / TRIP_FILES;
        write(&trips.join(format!("part-{number}.csv")), |out| write_trips(out, first..last))?;
    }
    for number in 0..size.files {
        // Ten tables of a tenth of the files each, partitioned by day.
        let path = format!("files/table_{}/day={:03}/part.csv", number % 10, number / 10);
        write(&bucket.join(path), |out| write_small(out, number % 10))?;
    }
    Ok(())
}

fn write(path: &Path, content: impl FnOnce(&mut BufWriter<File>) -> std::io::Result<()>) -> Result<()> {
    let failed = |error| Error::File(path.to_owned(), error);
    if path.exists() {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    // Renamed when whole: a run that was interrupted leaves no half file for the next one.
    let part = path.with_extension("part");
    let mut out = BufWriter::new(File::create(&part).map_err(failed)?);
    content(&mut out).and_then(|()| out.flush()).map_err(failed)?;
    std::fs::rename(&part, path).map_err(failed)
}

fn write_trips(out: &mut impl Write, trips: std::ops::Range<u64>) -> std::io::Result<()> {
    writeln!(out, "id,pickup,zone_id,distance,fare,passengers,paid,note")?;
    for id in trips {
        let mut draw = Draw(id);
        let (day, second) = (draw.below(28) + 1, draw.below(86_400));
        let clock = format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
        let (zone, hundredths, cents) = (draw.below(ZONES) + 1, draw.below(3_000), draw.below(9_000) + 250);
        write!(out, "{id},2024-{:02}-{day:02} {clock},{zone},", draw.below(12) + 1)?;
        // Every eleventh distance was not recorded.
        if !id.is_multiple_of(11) {
            write!(out, "{}.{:02}", hundredths / 100, hundredths % 100)?;
        }
        let passengers = draw.below(6) + 1;
        let (paid, note) = (draw.below(3) > 0, draw.below(1_000));
        writeln!(out, ",{}.{:02},{passengers},{paid},note {note}", cents / 100, cents % 100)?;
    }
    Ok(())
}

fn write_small(out: &mut impl Write, columns: u64) -> std::io::Result<()> {
    let names: Vec<String> = (0..=columns).map(|number| format!("value_{number}")).collect();
    writeln!(out, "id,name,{}", names.join(","))?;
    for id in 0..20 {
        let values: Vec<String> = (0..=columns).map(|number| format!("{}.5", id * number)).collect();
        writeln!(out, "{id},name {id},{}", values.join(","))?;
    }
    Ok(())
}

/// Numbers that look random and depend on nothing but the row (SplitMix64).
struct Draw(u64);

impl Draw {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_bytes_every_time() {
        let size = DataSize { trips: 100, files: 20 };
        let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for folder in [&a, &b] {
            generate(folder.path(), size).unwrap();
        }
        let mut rows = 0;
        for number in 0..TRIP_FILES {
            let name = format!("trips_csv/part-{number}.csv");
            let [one, two] = [&a, &b].map(|folder| std::fs::read_to_string(folder.path().join(&name)).unwrap());
            assert_eq!(one, two);
            rows += one.lines().count() - 1;
        }
        assert_eq!(rows, 100);
        let small = std::fs::read_to_string(a.path().join("files/table_3/day=001/part.csv")).unwrap();
        assert_eq!(small.lines().next(), Some("id,name,value_0,value_1,value_2,value_3"));
        assert_eq!(small.lines().count(), 21);
    }
}
