//! Strange bytes are errors: none panics, none takes forever.

use super::World;
use crate::codec::TrinoPhysicalCodec;

/// Numbers that look random and are the same every time.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }
}

const QUERIES: [&str; 5] = [
    "SELECT transform(ARRAY[a, 2], x -> try(x / a)), CAST(d AS decimal(20, 2)), ROW(1, b), DECIMAL '1.5' FROM t WHERE b LIKE 'x%'",
    "SELECT a, listagg(b, ',') WITHIN GROUP (ORDER BY b), sum(d) OVER (ORDER BY a) FROM t GROUP BY a, d",
    "SELECT sum(a) OVER (ORDER BY a GROUPS 1 PRECEDING), lag(b) IGNORE NULLS OVER (ORDER BY d) FROM t",
    "SELECT * FROM t MATCH_RECOGNIZE (ORDER BY d MEASURES last(Y.a) AS l, count(Y.*) AS c PATTERN (X Y*) DEFINE Y AS Y.a > first(X.a))",
    "WITH RECURSIVE r(n) AS (VALUES 1 UNION ALL SELECT n + 1 FROM r WHERE n < 4) SELECT * FROM r, UNNEST(ARRAY[1]) OFFSET 1",
];

/// Cut off everywhere, and changed in many places.
fn each_wrong(bytes: &[u8], random: &mut Random, mut read: impl FnMut(&[u8])) {
    for _ in 0..60 {
        read(&bytes[..random.below(bytes.len())]);
    }
    for _ in 0..400 {
        let mut changed = bytes.to_vec();
        for _ in 0..=random.below(4) {
            let place = random.below(changed.len());
            match random.below(4) {
                0 => changed[place] ^= 1 << random.below(8),
                1 => changed[place] = u8::try_from(random.below(256)).unwrap(),
                2 => drop(changed.remove(place)),
                _ => changed.insert(place, u8::try_from(random.below(256)).unwrap()),
            }
            if changed.is_empty() {
                break;
            }
        }
        read(&changed);
    }
}

#[test]
fn strange_bytes() {
    // The engine's readers panic on some bytes, which is an error here; what they print would fill the screen.
    let world = World::new();
    let context = world.state.task_ctx();
    let (logical, physical) = (world.logical(), TrinoPhysicalCodec::new());
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    for sql in QUERIES {
        let plan = world.plan(sql).unwrap().plan;
        let bytes = logical.encode(&plan).unwrap();
        each_wrong(&bytes, &mut random, |bytes| {
            // What still reads is a plan, which must be fit to be written and shown.
            if let Ok(plan) = logical.decode(bytes, &context) {
                let _ = (plan.display_indent_schema().to_string(), logical.encode(&plan));
            }
        });
        let plan = world.physical(&world.state.optimize(&plan).unwrap()).unwrap();
        let bytes = physical.encode(&plan).unwrap();
        each_wrong(&bytes, &mut random, |bytes| drop(physical.decode(bytes, &context)));
    }
}

#[test]
fn arbitrary_bytes() {
    let world = World::new();
    let context = world.state.task_ctx();
    let (logical, physical) = (world.logical(), TrinoPhysicalCodec::new());
    let mut random = Random(7);
    for _ in 0..2_000 {
        let length = random.below(60);
        let bytes: Vec<u8> = (0..length).map(|_| u8::try_from(random.below(256)).unwrap()).collect();
        drop(logical.decode(&bytes, &context));
        drop(physical.decode(&bytes, &context));
        assert!(
            super::super::scalar::decode(&logical.functions, "$key", &[&[1], bytes.as_slice()].concat()).is_err()
                || bytes.len() < 8
        );
    }
}

/// Payloads within payloads end.
#[test]
fn deep_bytes() {
    let (logical, context) = (World::new().logical(), World::new().state.task_ctx());
    let mut inner = logical.encode(&World::new().plan("SELECT 1").unwrap().plan).unwrap();
    for _ in 0..3_000 {
        // An extension node (field 17) whose payload is a carried plan.
        let mut payload = vec![1, 1, 0];
        varint(&mut payload, inner.len());
        payload.extend(&inner);
        let mut node = vec![0x0a];
        varint(&mut node, payload.len());
        node.extend(&payload);
        inner = vec![0x8a, 0x01];
        varint(&mut inner, node.len());
        inner.extend(&node);
    }
    let error = logical.decode(&inner, &context).unwrap_err().to_string();
    assert!(error.contains("levels"), "{error}");
}

fn varint(bytes: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        bytes.push(u8::try_from(value & 0x7f).unwrap() | 0x80);
        value >>= 7;
    }
    bytes.push(u8::try_from(value).unwrap());
}
