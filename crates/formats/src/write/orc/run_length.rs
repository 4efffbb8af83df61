//! The format's run length encodings: of bytes, of bits, and the first one of integers.

/// The shortest run that is written as one.
const RUN_MIN: usize = 3;
/// The longest run, and the most values that are written as they are.
const RUN_MAX: usize = 130;
const LITERALS_MAX: usize = 128;

/// Integers whose runs have the same difference between neighbours. Signed ones are zigzag encoded.
#[derive(Debug)]
pub(super) struct Integers {
    signed: bool,
    out: Vec<u8>,
    waiting: Vec<i64>,
}

impl Integers {
    pub fn new(signed: bool) -> Self {
        Self { signed, out: Vec::new(), waiting: Vec::new() }
    }

    pub fn push(&mut self, value: i64) {
        self.waiting.push(value);
        if self.waiting.len() >= 4 * RUN_MAX {
            self.encode();
        }
    }

    pub fn bytes(&self) -> usize {
        self.out.len() + self.waiting.len() * 8
    }

    pub fn finish(mut self) -> Vec<u8> {
        self.encode();
        self.out
    }

    fn encode(&mut self) {
        let values = std::mem::take(&mut self.waiting);
        let mut from = 0;
        let mut at = 0;
        while at < values.len() {
            let run = run_of(&values[at..]);
            if run < RUN_MIN {
                at += 1;
                continue;
            }
            self.literals(&values[from..at]);
            let step = values[at + 1].wrapping_sub(values[at]);
            #[expect(clippy::cast_possible_truncation, reason = "a run is at most 130 long, a step at most a byte")]
            self.out.extend_from_slice(&[(run - RUN_MIN) as u8, step as u8]);
            self.varint(values[at]);
            at += run;
            from = at;
        }
        self.literals(&values[from..]);
    }

    fn literals(&mut self, values: &[i64]) {
        for lot in values.chunks(LITERALS_MAX) {
            #[expect(clippy::cast_possible_truncation, reason = "at most 128")]
            self.out.push((256 - lot.len()) as u8);
            lot.iter().for_each(|value| self.varint(*value));
        }
    }

    fn varint(&mut self, value: i64) {
        let bits = if self.signed { (value << 1) ^ (value >> 63) } else { value };
        unsigned(bits.cast_unsigned().into(), &mut self.out);
    }
}

/// How many values from the first on are a run.
fn run_of(values: &[i64]) -> usize {
    let [first, second, ..] = values else { return values.len().min(1) };
    let step = second.wrapping_sub(*first);
    if !(-128..=127).contains(&step) {
        return 1;
    }
    let pairs = values.windows(2).take(RUN_MAX - 1);
    1 + pairs.take_while(|pair| pair[0].checked_add(step) == Some(pair[1])).count()
}

/// A number, seven bits a byte, lowest first.
pub(super) fn unsigned(mut value: u128, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    #[expect(clippy::cast_possible_truncation, reason = "less than 128")]
    out.push(value as u8);
}

/// Runs of equal bytes.
pub(super) fn bytes(values: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let (mut from, mut at) = (0, 0);
    while at < values.len() {
        let run = values[at..].iter().take(RUN_MAX).take_while(|byte| **byte == values[at]).count();
        if run < RUN_MIN {
            at += run;
            continue;
        }
        literal_bytes(&values[from..at], &mut out);
        #[expect(clippy::cast_possible_truncation, reason = "a run is at most 130 long")]
        out.extend_from_slice(&[(run - RUN_MIN) as u8, values[at]]);
        at += run;
        from = at;
    }
    literal_bytes(&values[from..], &mut out);
    out
}

fn literal_bytes(values: &[u8], out: &mut Vec<u8>) {
    for lot in values.chunks(LITERALS_MAX) {
        #[expect(clippy::cast_possible_truncation, reason = "at most 128")]
        out.push((256 - lot.len()) as u8);
        out.extend_from_slice(lot);
    }
}

/// Bits, highest first, as bytes of which runs are made.
#[derive(Debug, Default)]
pub(super) struct Bits {
    packed: Vec<u8>,
    count: usize,
}

impl Bits {
    pub fn push(&mut self, bit: bool) {
        if self.count.is_multiple_of(8) {
            self.packed.push(0);
        }
        if let Some(last) = self.packed.last_mut() {
            *last |= u8::from(bit) << (7 - self.count % 8);
        }
        self.count += 1;
    }

    pub fn bytes(&self) -> usize {
        self.packed.len()
    }

    pub fn finish(self) -> Vec<u8> {
        bytes(&self.packed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn integers(signed: bool, values: &[i64]) -> Vec<u8> {
        let mut encoder = Integers::new(signed);
        values.iter().for_each(|value| encoder.push(*value));
        encoder.finish()
    }

    #[test]
    fn examples_of_the_specification() {
        assert_eq!(integers(false, &[7; 100]), [0x61, 0x00, 0x07]);
        assert_eq!(integers(false, &(1..=100).rev().collect::<Vec<_>>()), [0x61, 0xff, 0x64]);
        assert_eq!(integers(false, &[2, 3, 6, 7, 11]), [0xfb, 0x02, 0x03, 0x06, 0x07, 0x0b]);
        assert_eq!(bytes(&[0; 100]), [0x61, 0x00]);
        assert_eq!(bytes(&[0x44, 0x45]), [0xfe, 0x44, 0x45]);
        let mut bits = Bits::default();
        [true, false, false, false, false, false, false, false].iter().for_each(|bit| bits.push(*bit));
        assert_eq!(bits.finish(), [0xff, 0x80]);
        assert_eq!(integers(true, &[-1, i64::MIN]), [0xfe, 1, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1]);
    }
}
