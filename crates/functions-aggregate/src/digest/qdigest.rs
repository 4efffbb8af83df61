//! Quantile digest: quantiles of whole numbers within an error, as a tree over the numbers' bits.
//!
//! A node stands for all numbers that share their upper bits; `level` says how many lower bits are open. Nodes
//! that count little are joined into their parent.

use boathouse_types::{Result, TrinoError};

use super::digesting::Digest;
use super::reader::Reader;

/// The format's tag.
const TAG: u8 = 0;
/// Bits of a number.
const BITS: u8 = 64;
/// Counts below this are none.
const WEIGHT_MIN: f64 = 1e-5;
/// Flags of a written node.
const HAS_LEFT: u8 = 1;
const HAS_RIGHT: u8 = 2;
/// The sign bit, turned over so that numbers sort as unsigned ones.
const SIGN: u64 = 1 << 63;

/// A quantile digest.
#[derive(Debug, Clone)]
pub(crate) struct QDigest {
    error: f64,
    alpha: f64,
    landmark: i64,
    min: i64,
    max: i64,
    count: f64,
    root: Option<Box<Node>>,
}

#[derive(Debug, Clone)]
struct Node {
    bits: u64,
    level: u8,
    count: f64,
    left: Option<Box<Node>>,
    right: Option<Box<Node>>,
}

impl Node {
    fn new(bits: u64, level: u8, count: f64) -> Box<Self> {
        Box::new(Self { bits, level, count, left: None, right: None })
    }

    fn child(&mut self, right: bool) -> &mut Option<Box<Self>> {
        if right { &mut self.right } else { &mut self.left }
    }

    /// The greatest number it stands for.
    fn upper(&self) -> i64 {
        let open = if self.level == 0 { 0 } else { u64::MAX >> (BITS - self.level) };
        number(self.bits | open)
    }

    /// Visits children first, left before right, until told to stop.
    fn visit<'a>(&'a self, see: &mut dyn FnMut(&'a Self) -> bool) -> bool {
        self.left.as_deref().is_none_or(|n| n.visit(see))
            && self.right.as_deref().is_none_or(|n| n.visit(see))
            && see(self)
    }
}

fn bits(number: i64) -> u64 {
    number as u64 ^ SIGN
}

fn number(bits: u64) -> i64 {
    (bits ^ SIGN) as i64
}

fn same_subtree(a: u64, b: u64, level: u8) -> bool {
    level >= BITS || a >> level == b >> level
}

/// Whether a number is in the right child of a node of this level.
fn is_right(bits: u64, level: u8) -> bool {
    level > 0 && bits & (1 << (level - 1)) != 0
}

/// The parent of two nodes that share fewer bits than either has.
fn siblings(first: Box<Node>, second: Box<Node>) -> Box<Node> {
    let level = BITS - (first.bits ^ second.bits).leading_zeros() as u8;
    // The open bits of a node are those of its least number, so that they do not depend on the order.
    let mut parent = Node::new(first.bits.min(second.bits), level, 0.0);
    let right = is_right(first.bits, level);
    *parent.child(right) = Some(first);
    *parent.child(!right) = Some(second);
    parent
}

fn insert(node: Option<Box<Node>>, value: u64, count: f64) -> Box<Node> {
    let Some(mut node) = node else { return Node::new(value, 0, count) };
    if !same_subtree(value, node.bits, node.level) {
        return siblings(node, Node::new(value, 0, count));
    }
    if node.level == 0 {
        node.count += count;
        return node;
    }
    node.bits = node.bits.min(value);
    let slot = node.child(is_right(value, node.level));
    *slot = Some(insert(slot.take(), value, count));
    node
}

fn merge(node: Option<Box<Node>>, other: Option<Box<Node>>) -> Option<Box<Node>> {
    let (mut node, mut other) = match (node, other) {
        (Some(node), Some(other)) => (node, other),
        (node, other) => return node.or(other),
    };
    if !same_subtree(node.bits, other.bits, node.level.max(other.level)) {
        return Some(siblings(node, other));
    }
    let least = node.bits.min(other.bits);
    match node.level.cmp(&other.level) {
        std::cmp::Ordering::Greater => {
            let slot = node.child(is_right(other.bits, node.level));
            *slot = merge(slot.take(), Some(other));
            node.bits = least;
            Some(node)
        }
        std::cmp::Ordering::Less => {
            let slot = other.child(is_right(node.bits, other.level));
            *slot = merge(Some(node), slot.take());
            other.bits = least;
            Some(other)
        }
        std::cmp::Ordering::Equal => {
            node.count += other.count;
            node.left = merge(node.left.take(), other.left.take());
            node.right = merge(node.right.take(), other.right.take());
            node.bits = least;
            Some(node)
        }
    }
}

/// Takes a node's count away: without children it goes, with one this takes its place.
fn remove(mut node: Box<Node>) -> Option<Box<Node>> {
    match (node.left.take(), node.right.take()) {
        (None, None) => None,
        (Some(child), None) | (None, Some(child)) => Some(child),
        (left, right) => {
            (node.left, node.right, node.count) = (left, right, 0.0);
            Some(node)
        }
    }
}

fn compress(node: &mut Node, bound: f64) {
    for child in [node.left.as_deref_mut(), node.right.as_deref_mut()].into_iter().flatten() {
        compress(child, bound);
    }
    let counts = [&node.left, &node.right].map(|child| child.as_ref().map_or(0.0, |c| c.count));
    let small = node.count + counts[0] + counts[1] < bound;
    for (slot, count) in [&mut node.left, &mut node.right].into_iter().zip(counts) {
        if slot.is_some() && (small || count < WEIGHT_MIN) {
            *slot = slot.take().and_then(remove);
            node.count += count;
        }
    }
}

impl QDigest {
    /// An empty digest whose quantiles are off by at most the share `error`.
    pub(crate) fn new(error: f64) -> Self {
        Self { error, alpha: 0.0, landmark: 0, min: i64::MAX, max: i64::MIN, count: 0.0, root: None }
    }

    fn factor(&self) -> f64 {
        self.root.as_ref().map_or(1.0, |root| ((f64::from(root.level) + 1.0) / self.error).floor().max(1.0))
    }

    /// Takes in a number so many times.
    pub(crate) fn add(&mut self, value: i64, count: f64) {
        self.min = self.min.min(value);
        self.max = self.max.max(value);
        let before = self.count;
        self.root = Some(insert(self.root.take(), bits(value), count));
        self.count += count;
        let factor = self.factor();
        if (before / factor).floor() != (self.count / factor).floor() {
            self.compress();
        }
    }

    fn compress(&mut self) {
        let bound = (self.count / self.factor()).floor();
        if let Some(root) = self.root.as_deref_mut() {
            compress(root, bound);
        }
        if self.root.as_ref().is_some_and(|root| root.count < WEIGHT_MIN) {
            self.root = self.root.take().and_then(remove);
        }
    }

    /// The number a share of all is not above.
    ///
    /// # Errors
    /// When the share is none.
    pub(crate) fn quantile(&self, share: f64) -> Result<i64> {
        if !(0.0..=1.0).contains(&share) {
            return Err(TrinoError::internal("quantile must be between [0,1]"));
        }
        let (mut sum, mut found) = (0.0, None);
        if let Some(root) = &self.root {
            root.visit(&mut |node| {
                sum += node.count;
                if sum > share * self.count {
                    found = Some(node.upper().min(self.max));
                }
                found.is_none()
            });
        }
        Ok(found.unwrap_or(self.max))
    }

    /// The share of numbers below one; nothing outside of all numbers.
    pub(crate) fn share_below(&self, value: i64) -> Option<f64> {
        if self.count == 0.0 || value > self.max || value < self.min {
            return None;
        }
        let mut sum = 0.0;
        if let Some(root) = &self.root {
            root.visit(&mut |node| {
                let below = node.upper() < value;
                if below {
                    sum += node.count;
                }
                below
            });
        }
        Some(sum / self.count)
    }
}

impl Digest for QDigest {
    fn merge(&mut self, other: &Self) -> Result<()> {
        self.root = merge(self.root.take(), other.root.clone());
        self.count += other.count;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.compress();
        Ok(())
    }

    fn write(&self) -> Vec<u8> {
        let mut digest = self.clone();
        digest.compress();
        let (mut nodes, mut count) = (Vec::new(), 0_u32);
        if let Some(root) = &digest.root {
            root.visit(&mut |node| {
                let mut flags = node.level.saturating_sub(1) << 2;
                flags |= if node.left.is_some() { HAS_LEFT } else { 0 };
                flags |= if node.right.is_some() { HAS_RIGHT } else { 0 };
                nodes.push(flags);
                nodes.extend(node.count.to_le_bytes());
                nodes.extend(node.bits.to_le_bytes());
                count += 1;
                true
            });
        }
        let mut bytes = vec![TAG];
        bytes.extend(self.error.to_le_bytes());
        bytes.extend(self.alpha.to_le_bytes());
        bytes.extend(self.landmark.to_le_bytes());
        bytes.extend(self.min.to_le_bytes());
        bytes.extend(self.max.to_le_bytes());
        bytes.extend(count.to_le_bytes());
        bytes.extend(nodes);
        bytes
    }

    fn read(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::new("qdigest", bytes);
        if reader.byte()? != TAG {
            return Err(reader.wrong());
        }
        let (error, alpha, landmark) = (reader.double()?, reader.double()?, reader.long()?);
        let (min, max) = (reader.long()?, reader.long()?);
        if error.is_nan() || error <= 0.0 || error > 1.0 {
            return Err(reader.wrong());
        }
        let nodes = reader.count(17)?;
        let mut stack: Vec<Box<Node>> = Vec::new();
        let mut sum = 0.0;
        for _ in 0..nodes {
            let (flags, count, value) = (reader.byte()?, reader.double()?, reader.long()?);
            let (has_left, has_right) = (flags & HAS_LEFT != 0, flags & HAS_RIGHT != 0);
            let level = if flags >> 2 == 0 && !has_left && !has_right { 0 } else { (flags >> 2) + 1 };
            let mut node = Node::new(value as u64, level, count);
            node.right = if has_right { Some(stack.pop().ok_or_else(|| reader.wrong())?) } else { None };
            node.left = if has_left { Some(stack.pop().ok_or_else(|| reader.wrong())?) } else { None };
            // Levels fall from parent to child, which also bounds the depth of the tree.
            let children = [&node.left, &node.right];
            if children.into_iter().flatten().any(|child| child.level >= level) {
                return Err(reader.wrong());
            }
            sum += count;
            stack.push(node);
        }
        reader.end()?;
        let root = stack.pop();
        if !stack.is_empty() {
            return Err(reader.wrong());
        }
        Ok(Self { error, alpha, landmark, min, max, count: sum, root })
    }

    fn size(&self) -> usize {
        let mut nodes = 0;
        if let Some(root) = &self.root {
            root.visit(&mut |_| {
                nodes += 1;
                true
            });
        }
        nodes * size_of::<Node>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_stay_within_the_error() {
        let mut digest = QDigest::new(0.01);
        let mut parts = [QDigest::new(0.01), QDigest::new(0.01)];
        for i in 0..20_000_i64 {
            let value = (i * 7919) % 20_000 - 5_000;
            digest.add(value, 1.0);
            parts[(i % 2) as usize].add(value, 1.0);
        }
        let [mut joined, other] = parts;
        joined.merge(&other).unwrap();
        let read = QDigest::read(&digest.write()).unwrap();
        for share in [0.0, 0.1, 0.5, 0.99, 1.0] {
            for digest in [&digest, &joined, &read] {
                let found = digest.quantile(share).unwrap() as f64;
                assert!((found - (share * 20_000.0 - 5_000.0)).abs() <= 450.0, "{share}: {found}");
            }
        }
        let below = digest.share_below(5_000).unwrap();
        assert!((below - 0.5).abs() < 0.02, "{below}");
        assert_eq!(digest.share_below(100_000), None);
        assert!(digest.write().len() < 400_000);
    }

    #[test]
    fn few_numbers_are_exact() {
        let mut digest = QDigest::new(0.01);
        [3, 1, 2, i64::MIN, i64::MAX].iter().for_each(|v| digest.add(*v, 1.0));
        for (share, expected) in [(0.0, i64::MIN), (0.3, 1), (0.5, 2), (0.7, 3), (1.0, i64::MAX)] {
            assert_eq!(digest.quantile(share).unwrap(), expected, "{share}");
        }
        assert!(digest.quantile(1.1).is_err());
        for bytes in [&[][..], &[1], &[0; 45], &[0, 1, 2]] {
            assert!(QDigest::read(bytes).is_err());
        }
    }
}
