//! Sorted keys as folders.

use std::collections::BTreeMap;

use crate::schema::Object;

#[derive(Debug, Default)]
pub(super) struct Folder {
    /// Places in the list of objects, in key order.
    pub files: Vec<usize>,
    pub children: BTreeMap<String, Folder>,
}

impl Folder {
    /// The tree below the folder `root`.
    pub fn of(root: &str, objects: &[Object]) -> Self {
        let mut tree = Self::default();
        for (i, object) in objects.iter().enumerate() {
            let relative = object.key.strip_prefix(root).unwrap_or(&object.key);
            let folder = match relative.rsplit_once('/') {
                Some((folders, _)) => folders
                    .split('/')
                    .fold(&mut tree, |folder, name| folder.children.entry(name.to_owned()).or_default()),
                None => &mut tree,
            };
            folder.files.push(i);
        }
        tree
    }
}
