//! Nanoseconds of moments, looked at before they are decoded.
//!
//! Arrow's C++ library writes moments before 1970 with nanoseconds below zero where it is given fractions of a second.
//! The format has no such ones: the decoder takes them for very large numbers, and shows moments 73 years later.

use std::io::{self, BufReader, Read};

use orc_rust::proto::column_encoding::Kind as Encoding;
use orc_rust::proto::stream::Kind;
use orc_rust::schema::DataType;
use orc_rust::stripe::Stripe;

use super::malformed;
use crate::Result;

const SECOND: u64 = 1_000_000_000;

/// Fails for a stripe with moments that are not what they are decoded as.
pub(super) fn check(stripe: &Stripe, uri: &str) -> Result<()> {
    let mut open = stripe.columns().to_vec();
    while let Some(column) = open.pop() {
        open.extend(column.children());
        if !matches!(column.data_type(), DataType::Timestamp { .. } | DataType::TimestampWithLocalTimezone { .. }) {
            continue;
        }
        let stream = stripe.stream_map().get(&column, Kind::Secondary);
        let mut input = Input(BufReader::new(stream));
        let is_second = matches!(column.encoding().kind(), Encoding::DirectV2 | Encoding::DictionaryV2);
        let mut fine = true;
        let mut see = |value: u64| fine &= is_nanos(value);
        // What cannot be read is for the decoder to tell.
        while let Ok(true) = if is_second { input.run(&mut see) } else { input.first_run(&mut see) } {}
        if !fine {
            let what = format!(
                "the column '{}' has moments before 1970 with nanoseconds below zero, as Arrow's C++ library writes \
                 them: write whole seconds, or another format",
                column.name()
            );
            return Err(malformed(&what, uri));
        }
    }
    Ok(())
}

/// Whether a number stands for less than a second: its last three bits tell of zeros that were left out.
fn is_nanos(value: u64) -> bool {
    let zeros = match value & 7 {
        0 => 0,
        more => more as u32 + 1,
    };
    (value >> 3).checked_mul(10_u64.pow(zeros)).is_some_and(|nanos| nanos < SECOND)
}

/// Numbers without a sign, in runs.
struct Input<R>(R);

impl<R: Read> Input<R> {
    fn byte(&mut self) -> io::Result<u8> {
        let mut byte = [0];
        self.0.read_exact(&mut byte)?;
        Ok(byte[0])
    }

    /// The first byte of a run; nothing at the end.
    fn head(&mut self) -> io::Result<Option<u8>> {
        let mut byte = [0];
        Ok(if self.0.read(&mut byte)? == 0 { None } else { Some(byte[0]) })
    }

    fn varint(&mut self) -> io::Result<u64> {
        let mut value = 0_u64;
        for shift in (0..70).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 127).checked_shl(shift).unwrap_or(0);
            if byte < 128 {
                return Ok(value);
            }
        }
        Err(io::ErrorKind::InvalidData.into())
    }

    fn whole(&mut self, bytes: usize) -> io::Result<u64> {
        (0..bytes).try_fold(0, |value, _| Ok(value << 8 | u64::from(self.byte()?)))
    }

    /// So many numbers of so many bits, which end with a byte.
    fn packed(&mut self, count: usize, bits: usize, mut see: impl FnMut(u64)) -> io::Result<()> {
        let (mut held, mut have) = (0_u128, 0);
        for _ in 0..count {
            while have < bits {
                held = held << 8 | u128::from(self.byte()?);
                have += 8;
            }
            have -= bits;
            see(u64::try_from(held >> have & (u128::MAX >> (128 - bits))).unwrap_or(u64::MAX));
            held &= (1 << have) - 1;
        }
        Ok(())
    }

    /// A run of the second version; false at the end.
    fn run(&mut self, see: &mut impl FnMut(u64)) -> io::Result<bool> {
        let Some(head) = self.head()? else { return Ok(false) };
        if head >> 6 == 0 {
            see(self.whole(usize::from(head >> 3 & 7) + 1)?);
            return Ok(true);
        }
        let code = head >> 1 & 31;
        let count = (usize::from(head & 1) << 8 | usize::from(self.byte()?)) + 1;
        match head >> 6 {
            1 => self.packed(count, width(code), see)?,
            2 => self.patched(count, width(code), see)?,
            _ => {
                let base = self.varint()?;
                let step = zigzag(self.varint()?);
                let mut value = base;
                see(value);
                if code == 0 {
                    (1..count).for_each(|_| {
                        value = value.wrapping_add_signed(step);
                        see(value);
                    });
                    return Ok(true);
                }
                value = value.wrapping_add_signed(step);
                see(value);
                self.packed(count.saturating_sub(2), width(code), |delta| {
                    value = if step < 0 { value.wrapping_sub(delta) } else { value.wrapping_add(delta) };
                    see(value);
                })?;
            }
        }
        Ok(true)
    }

    /// A run of numbers over a base, of which some are longer than the others.
    fn patched(&mut self, count: usize, bits: usize, see: &mut impl FnMut(u64)) -> io::Result<()> {
        let (third, fourth) = (self.byte()?, self.byte()?);
        let (base_bytes, patch_bits) = (usize::from(third >> 5) + 1, width(third & 31));
        let (gap_bits, patches) = (usize::from(fourth >> 5) + 1, usize::from(fourth & 31));
        let base = self.whole(base_bytes)?;
        let sign = 1_u64 << (base_bytes * 8 - 1);
        let base = if base & sign == 0 { base } else { (base & !sign).wrapping_neg() };
        let mut values = Vec::with_capacity(count);
        self.packed(count, bits, |value| values.push(value))?;
        let mut at = 0;
        self.packed(patches, closest(patch_bits + gap_bits), |patch| {
            at += usize::try_from(patch.checked_shr(patch_bits as u32).unwrap_or(0)).unwrap_or(usize::MAX) & 255;
            if let Some(value) = values.get_mut(at) {
                let patch = patch & (u64::MAX >> (64 - patch_bits));
                *value |= patch.checked_shl(bits as u32).unwrap_or(0);
            }
        })?;
        values.into_iter().for_each(|value| see(base.wrapping_add(value)));
        Ok(())
    }

    /// A run of the first version; false at the end.
    fn first_run(&mut self, see: &mut impl FnMut(u64)) -> io::Result<bool> {
        let Some(head) = self.head()? else { return Ok(false) };
        if head >= 128 {
            for _ in head..=255 {
                see(self.varint()?);
            }
            return Ok(true);
        }
        let step = self.byte()?.cast_signed();
        let mut value = self.varint()?;
        for _ in 0..usize::from(head) + 3 {
            see(value);
            value = value.wrapping_add_signed(step.into());
        }
        Ok(true)
    }
}

/// The bits that a code of five bits stands for.
fn width(code: u8) -> usize {
    match code {
        0..=23 => usize::from(code) + 1,
        24..=27 => usize::from(code - 24) * 2 + 26,
        _ => usize::from(code - 28) * 8 + 40,
    }
}

/// The bits that as many are stored in.
fn closest(bits: usize) -> usize {
    match bits {
        0..=24 => bits.max(1),
        25..=32 => bits.next_multiple_of(2),
        _ => bits.next_multiple_of(8).min(64),
    }
}

fn zigzag(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_the_specification() {
        let second: &[(&[u8], &[u64])] = &[
            (&[0x0a, 0x27, 0x10], &[10_000]),
            (&[0x5e, 0x03, 0x5c, 0xa1, 0xab, 0x1e, 0xde, 0xad, 0xbe, 0xef], &[23_713, 43_806, 57_005, 48_879]),
            (
                &[
                    0x8e, 0x13, 0x2b, 0x21, 0x07, 0xd0, 0x1e, 0x00, 0x14, 0x70, 0x28, 0x32, 0x3c, 0x46, 0x50, 0x5a,
                    0x64, 0x6e, 0x78, 0x82, 0x8c, 0x96, 0xa0, 0xaa, 0xb4, 0xbe, 0xfc, 0xe8,
                ],
                &[
                    2030, 2000, 2020, 1_000_000, 2040, 2050, 2060, 2070, 2080, 2090, 2100, 2110, 2120, 2130, 2140,
                    2150, 2160, 2170, 2180, 2190,
                ],
            ),
            (&[0xc6, 0x09, 0x02, 0x02, 0x22, 0x42, 0x42, 0x46], &[2, 3, 5, 7, 11, 13, 17, 19, 23, 29]),
            (&[0x7e, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xf8], &[u64::MAX - 7]),
        ];
        for (bytes, expected) in second {
            let mut found = Vec::new();
            let mut input = Input(*bytes);
            assert!(input.run(&mut |value| found.push(value)).unwrap());
            assert_eq!((&found[..], input.0.len()), (*expected, 0));
        }
        for (bytes, expected) in [(&[0x02, 0xff, 0x64][..], &[100, 99, 98, 97, 96][..]), (&[0xfe, 0x02, 0x03], &[2, 3])]
        {
            let mut found = Vec::new();
            assert!(Input(bytes).first_run(&mut |value| found.push(value)).unwrap());
            assert_eq!(found, expected);
        }
        assert!(!Input(&[][..]).run(&mut |_| {}).unwrap());
        assert!(Input(&[0x5e][..]).run(&mut |_| {}).is_err());
    }

    #[test]
    fn what_are_nanoseconds() {
        for (value, expected) in [
            (0, true),
            (999_999_999 << 3, true),
            (SECOND << 3, false),
            (9 << 3 | 7, true),
            (10 << 3 | 7, false),
            ((-1_i64 << 3).cast_unsigned(), false),
            ((-5_i64 << 3 | 7).cast_unsigned(), false),
        ] {
            assert_eq!(is_nanos(value), expected, "{value}");
        }
    }
}
