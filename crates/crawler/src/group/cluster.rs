//! Which of several schemas are alike, and whether enough of them are.

use std::collections::HashMap;
use std::hash::Hash;

use crate::schema::MergedColumns;

/// The largest cluster must hold more than this share.
pub(super) const SHARE_THRESHOLD: f64 = 0.7;
/// Two schemas are alike when more than this share of the columns of the wider one match.
const MATCHED_PERCENT: usize = 70;
const SHARE_PERCENT: usize = 70;
/// More different schemas are never one table.
const CLUSTERS_MAX: usize = 5;

/// Whether enough of the columns of the wider of two schemas match.
pub(crate) fn are_alike(matched: usize, widest: usize) -> bool {
    matched * 100 > widest * MATCHED_PERCENT
}

/// One thing to be grouped. Items without a key are like nothing else.
pub(super) struct Item<'a, K> {
    pub key: Option<K>,
    pub columns: &'a MergedColumns,
}

/// The outcome of clustering.
#[derive(Debug)]
pub(super) struct Verdict {
    /// Places of the largest cluster's items; of equal ones the first.
    pub majority: Vec<usize>,
    /// Number of clusters; counting stops when there are too many.
    pub clusters: usize,
    /// The item that stands for each cluster, and how many are in it.
    pub representatives: Vec<(usize, usize)>,
    /// Share of the largest.
    pub share: f64,
    pub passes: bool,
}

struct Cluster {
    members: Vec<usize>,
    /// How many members have each schema; the most frequent stands for the cluster.
    counts: Vec<(usize, usize)>,
}

impl Cluster {
    fn representative(&self) -> usize {
        let most = self.counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
        self.counts.iter().find(|(_, count)| *count == most).map_or(0, |(schema, _)| *schema)
    }
}

/// Clusters the items greedily in their order, which is key order. `combine` takes items of equal
/// keys for alike whatever their columns.
pub(super) fn cluster<K: Clone + Eq + Hash>(items: &[Item<'_, K>], combine: bool) -> Verdict {
    let mut schemas = Schemas {
        ids: HashMap::new(),
        by_place: HashMap::new(),
        first: Vec::new(),
        similar: HashMap::new(),
        items,
        combine,
    };
    let mut clusters: Vec<Cluster> = Vec::new();
    let mut clustered = 0;
    for (place, item) in items.iter().enumerate() {
        let schema = schemas.id(place, item);
        let home = clusters.iter().position(|cluster| schemas.similar(cluster.representative(), schema));
        let cluster = match home {
            Some(home) => &mut clusters[home],
            None => {
                clusters.push(Cluster { members: Vec::new(), counts: Vec::new() });
                // Too many already; the rest would only cost time.
                if clusters.len() > CLUSTERS_MAX {
                    break;
                }
                let last = clusters.len() - 1;
                &mut clusters[last]
            }
        };
        cluster.members.push(place);
        match cluster.counts.iter_mut().find(|(known, _)| *known == schema) {
            Some((_, count)) => *count += 1,
            None => cluster.counts.push((schema, 1)),
        }
        clustered += 1;
    }
    let count = clusters.len();
    let most = clusters.iter().map(|cluster| cluster.members.len()).max().unwrap_or(0);
    let stands = |cluster: &Cluster| (schemas.first[cluster.representative()], cluster.members.len());
    let representatives = clusters.iter().filter(|cluster| !cluster.counts.is_empty()).map(stands).collect();
    let majority = clusters.into_iter().find(|cluster| cluster.members.len() == most);
    let majority = majority.map(|cluster| cluster.members).unwrap_or_default();
    let share = if clustered == 0 { 0.0 } else { most as f64 / items.len() as f64 };
    let passes = count <= CLUSTERS_MAX && most * 100 > items.len() * SHARE_PERCENT;
    Verdict { majority, clusters: count, representatives, share, passes }
}

/// Equal schemas are compared once.
struct Schemas<'a, K> {
    ids: HashMap<(K, String), usize>,
    /// Those whose columns lie at one place.
    by_place: HashMap<*const MergedColumns, usize>,
    /// An item of each schema.
    first: Vec<usize>,
    similar: HashMap<(usize, usize), bool>,
    items: &'a [Item<'a, K>],
    combine: bool,
}

impl<K: Clone + Eq + Hash> Schemas<'_, K> {
    fn id(&mut self, place: usize, item: &Item<'_, K>) -> usize {
        let next = self.first.len();
        let place_of_columns = std::ptr::from_ref(item.columns);
        let id = match (&item.key, self.by_place.get(&place_of_columns)) {
            (Some(_), Some(id)) if self.items[self.first[*id]].key == item.key => return *id,
            (Some(key), _) => *self.ids.entry((key.clone(), item.columns.signature())).or_insert(next),
            (None, _) => next,
        };
        self.by_place.insert(place_of_columns, id);
        if id == next {
            self.first.push(place);
        }
        id
    }

    fn similar(&mut self, a: usize, b: usize) -> bool {
        if a == b {
            return true;
        }
        let (x, y) = (&self.items[self.first[a]], &self.items[self.first[b]]);
        if x.key.is_none() || x.key != y.key {
            return false;
        }
        let combine = self.combine;
        *self.similar.entry((a, b)).or_insert_with(|| {
            let widest = x.columns.columns.len().max(y.columns.columns.len());
            combine || are_alike(x.columns.matched(y.columns), widest)
        })
    }
}
