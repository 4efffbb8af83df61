//! Delta Lake tables.

mod action;
mod checkpoint;
pub(crate) mod manifest;
mod protocol;
mod schema;
mod segment;
mod snapshot;
mod tables;

use boathouse_schema::S3Uri;
use serde::{Deserialize, Serialize};

use self::tables::Place;
use super::finds::{Finds, Survey, apart};
use super::folder::{Folder, Read};
use super::s3_paths;
use crate::Result;
use crate::plan::{LogLine, ManifestsPlan};
use crate::table::FoundTable;

/// A longer line of a log is refused.
const LINE_BYTES_MAX: usize = 64 << 20;

/// One Delta target as it was given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeltaTargetDefinition {
    /// `s3://bucket/prefix/` of each table, as written.
    pub delta_tables: Vec<String>,
    /// A network connection; kept, and without effect here.
    pub connection_name: Option<String>,
    /// Whether manifests of symbolic links are written.
    pub write_manifest: Option<bool>,
    /// Whether tables are made for engines that read the transaction log themselves.
    pub create_native_delta_table: Option<bool>,
}

impl DeltaTargetDefinition {
    pub(super) fn resolved(&self) -> Result<DeltaTarget> {
        Ok(DeltaTarget {
            tables: s3_paths("Delta", &self.delta_tables)?,
            write_manifest: self.write_manifest.unwrap_or(false),
            native: self.create_native_delta_table.unwrap_or(false),
        })
    }
}

/// One Delta target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeltaTarget {
    /// The folder of each table.
    pub tables: Vec<S3Uri>,
    /// Whether manifests of symbolic links are written.
    #[serde(default)]
    pub write_manifest: bool,
    /// Whether tables are made for engines that read the transaction log themselves.
    #[serde(default)]
    pub native: bool,
}

impl DeltaTarget {
    /// Reads the logs. Nothing is written: manifests are written when the plan is applied.
    pub(super) async fn survey(&self, survey: &Survey<'_>, finds: &mut Finds) -> Result<()> {
        for uri in &self.tables {
            let folder = Folder::open(survey.lake, survey.meter, uri).await?;
            let uri = folder.uri().clone();
            let look = Look { folder, crawler: survey.crawler.to_owned(), target: self.clone() };
            finds.roots.push(uri.clone());
            match apart(async move { look.table().await }).await {
                Ok(Some((table, manifests))) => {
                    if let Some(manifests) = manifests {
                        self.settle(manifests, finds);
                    }
                    finds.tables.push(table);
                }
                Ok(None) => {
                    let text = format!("There is no Delta table at {uri}: it has no {} folder", snapshot::LOG);
                    finds.log.push(LogLine::warn(text));
                }
                Err(why) => finds.refuse("Delta", &uri, &why),
            }
        }
        Ok(())
    }

    /// Manifests that do not say what the log says are written, or it is said that they are not.
    fn settle(&self, manifests: ManifestsPlan, finds: &mut Finds) {
        if self.write_manifest {
            finds.manifests.push(manifests);
            return;
        }
        if manifests.is_empty() {
            return;
        }
        let (count, uri, version) =
            (manifests.write.len() + manifests.delete.len(), &manifests.table, manifests.version);
        finds.log.push(LogLine::warn(format!(
            "{count} manifests of the Delta table at {uri} are missing or say something else than version {version} of its log: queries of the table see other rows than the log has, until the manifests are written (WriteManifest)"
        )));
    }
}

/// A look at one table.
struct Look {
    folder: Folder,
    crawler: String,
    target: DeltaTarget,
}

impl Look {
    /// The table, when there is one, and what its manifests lack where it is to have some.
    async fn table(&self) -> Read<Option<(FoundTable, Option<ManifestsPlan>)>> {
        let DeltaTarget { native, write_manifest, .. } = self.target;
        let with_files = write_manifest || !native;
        let Some(snapshot) = snapshot::read(&self.folder, with_files).await? else { return Ok(None) };
        let place = Place { uri: self.folder.uri(), crawler: &self.crawler };
        let vectors = snapshot.files.as_ref().map_or(0, |files| files.with_vectors());
        let linkable = protocol::check_links(&snapshot.metadata, vectors);
        if !native {
            linkable?;
            let table = place.symlink(&snapshot)?;
            return Ok(Some((table, Some(manifest::differences(&self.folder, &snapshot).await?))));
        }
        let mut table = place.native(&snapshot)?;
        if !write_manifest {
            return Ok(Some((table, None)));
        }
        match linkable {
            Ok(()) => Ok(Some((table, Some(manifest::differences(&self.folder, &snapshot).await?)))),
            Err(why) => {
                let text = format!("No manifests of the Delta table at {} are written: {why}", place.uri);
                table.log.push(LogLine::warn(text));
                Ok(Some((table, None)))
            }
        }
    }
}
