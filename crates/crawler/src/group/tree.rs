//! Sorted keys as folders.

use std::collections::BTreeMap;

use crate::memory::folder_runs;
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
        for (folder, files) in folder_runs(objects, |object| object.key.as_str()) {
            let relative = folder.strip_prefix(root).unwrap_or(folder);
            let folder = match relative.strip_suffix('/') {
                Some(folders) => folders
                    .split('/')
                    .fold(&mut tree, |folder, name| folder.children.entry(name.to_owned()).or_default()),
                None => &mut tree,
            };
            folder.files.extend(files);
        }
        tree
    }
}
