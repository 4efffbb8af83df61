//! Broken statements, drawn from a seed, so that whatever they find can be repeated. Used by this crate's tests and
//! by `cargo xtask conformance --mutate`, which includes this file.

/// Definitions, for the grammar that has no corpus.
pub(crate) const DEFINITIONS: &[&str] = &[
    "CREATE EXTERNAL TABLE IF NOT EXISTS `d`.`t` (a int COMMENT 'x', b struct<c:array<map<string,decimal(5,2)>>>) PARTITIONED BY (p string) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' ESCAPED BY '\\\\' STORED AS TEXTFILE LOCATION 's3://b/p/' TBLPROPERTIES ('k'='v')",
    "ALTER TABLE t ADD IF NOT EXISTS PARTITION (p = 'a') LOCATION 's3://b/a' PARTITION (p = 'b')",
    "DESCRIBE FORMATTED db.t PARTITION (a = 1) c",
    "SHOW PARTITIONS db.t",
];

const PIECES: &[&str] = &[
    "(",
    ")",
    ",",
    "'",
    "\"",
    "`",
    "->",
    "||",
    "[",
    "]",
    "::",
    "--",
    "/*",
    "*/",
    ";",
    "?",
    ".",
    "*",
    "SELECT",
    "FROM",
    "NULL",
    "1e400",
    "99999999999999999999",
    "-",
    "NOT",
    "AS",
    "OVER",
    "ARRAY[",
    "ROW(",
    "INTERVAL",
    "DECIMAL '1'",
    "x",
    "\u{1F600}",
    "\u{0}",
    "é",
    "UNION",
    "CAST(",
    "CASE",
    "END",
    "IN",
    "varchar(0)",
    "decimal(38,38)",
    "timestamp(13)",
    "count(*)",
    "sum(",
    "WITH",
    "LATERAL",
    "(((((((((((",
];

/// A sequence of numbers that depends on its seed alone (xorshift).
pub(crate) struct Sequence(u64);

impl Sequence {
    /// Seeds next to each other give sequences that have nothing in common (splitmix).
    pub(crate) fn new(seed: u64) -> Self {
        let mut mixed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        // Zero would stay zero.
        Self((mixed ^ (mixed >> 31)).max(1))
    }

    /// A number below a bound.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound.max(1) as u64).unwrap_or_default()
    }

    fn place(&mut self, text: &str) -> usize {
        let mut at = self.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    /// Cuts, doubles, inserts or swaps parts of a statement, once to four times.
    pub(crate) fn mutate(&mut self, statement: &str) -> String {
        let mut text = statement.to_owned();
        for _ in 0..=self.below(4) {
            let (a, b) = (self.place(&text), self.place(&text));
            let (from, to) = (a.min(b), a.max(b).min(a.min(b) + 40));
            let to = (from..=to).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(from);
            match self.below(4) {
                0 => text.replace_range(from..to, ""),
                1 => {
                    let part = text[from..to].to_owned();
                    text.insert_str(to, &part);
                }
                2 => text.insert_str(from, PIECES[self.below(PIECES.len())]),
                _ => text.replace_range(from..to, PIECES[self.below(PIECES.len())]),
            }
        }
        text
    }

    /// The words of a part of one statement in the place of a part of another.
    pub(crate) fn splice(&mut self, into: &str, from: &str) -> String {
        let (mut host, donor): (Vec<&str>, Vec<&str>) = (into.split(' ').collect(), from.split(' ').collect());
        let (a, b) = (self.below(host.len() + 1), self.below(host.len() + 1));
        let (c, d) = (self.below(donor.len() + 1), self.below(donor.len() + 1));
        host.splice(a.min(b)..a.max(b), donor[c.min(d)..c.max(d)].iter().copied());
        host.join(" ")
    }

    /// Arbitrary bytes, as far as they are text.
    pub(crate) fn bytes(&mut self, length_max: usize) -> String {
        let length = self.below(length_max);
        let bytes: Vec<u8> = (0..length).filter_map(|_| u8::try_from(self.below(256)).ok()).collect();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}
