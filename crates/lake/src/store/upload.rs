//! Writing a large file of a local bucket piece by piece.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::sync::Arc;

use async_trait::async_trait;
use object_store::path::Path;
use object_store::{MultipartUpload, PutPayload, PutResult, Result as StoreResult, UploadPart};
use parking_lot::Mutex;

use super::local::failed;
use crate::local::{Folder, Replace, TempFile};
use crate::meta::{Description, Entry};
use crate::notify::{self, ObjectEventKind};
use crate::object::{ObjectHeaders, PutOptions, WriteCondition};
use crate::ops::Publication;
use crate::{Error, Lake};

const KIND: ObjectEventKind = ObjectEventKind::MultipartUpload;

/// Pieces go straight to their place in one file, in whatever order they are written. Nothing is
/// hashed: the object's etag is that of its file.
#[derive(Debug)]
pub(super) struct LocalUpload {
    lake: Lake,
    folder: Folder,
    location: Path,
    described: PutOptions,
    file: Arc<Mutex<Option<(TempFile, File)>>>,
    length: u64,
}

impl LocalUpload {
    pub(super) fn new(lake: Lake, folder: Folder, location: Path, described: PutOptions) -> Self {
        Self { lake, folder, location, described, file: Arc::default(), length: 0 }
    }
}

#[async_trait]
impl MultipartUpload for LocalUpload {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        let offset = self.length;
        self.length += data.content_length() as u64;
        let (lake, location, slot) = (self.lake.clone(), self.location.clone(), self.file.clone());
        Box::pin(async move {
            let temps = lake.temps().clone();
            let written = lake.blocking(move || {
                let mut slot = slot.lock();
                if slot.is_none() {
                    *slot = Some(temps.create()?);
                }
                let Some((temp, file)) = slot.as_mut() else { return Err(Error::Closed) };
                let written = file
                    .seek(SeekFrom::Start(offset))
                    .and_then(|_| data.iter().try_for_each(|bytes| file.write_all(bytes)));
                written.map_err(Error::io("cannot write", temp.path()))
            });
            written.await.map_err(|error| failed(error, &location))
        })
    }

    async fn complete(&mut self) -> StoreResult<PutResult> {
        let e_tag = self.finish().await.map_err(|error| failed(error, &self.location))?;
        Ok(PutResult { e_tag: Some(e_tag), version: None })
    }

    async fn abort(&mut self) -> StoreResult<()> {
        // The file goes with its handle.
        self.file.lock().take();
        Ok(())
    }
}

impl LocalUpload {
    async fn finish(&mut self) -> crate::Result<String> {
        let (slot, temps, length) = (self.file.clone(), self.lake.temps().clone(), self.length);
        let finished = self.lake.blocking(move || {
            let (temp, file) = match slot.lock().take() {
                Some(written) => written,
                None => temps.create()?,
            };
            let facts = temps.finish(&temp, &file)?;
            if facts.size != length {
                return Err(Error::WrongLength { expected: length, found: facts.size });
            }
            Ok((temp, facts))
        });
        let (temp, facts) = finished.await?;
        let PutOptions { content_type, headers, user_metadata, .. } = std::mem::take(&mut self.described);
        let key = self.location.as_ref().to_owned();
        if content_type.is_none() && headers == ObjectHeaders::default() && user_metadata.is_empty() {
            // Nothing to note: the file says it all, and the state is not bothered.
            let folder = self.folder.clone();
            let _lock = self.lake.locks().lock(folder.name(), &key).await;
            let owned_key = key.clone();
            self.lake.blocking(move || folder.install(temp, &owned_key, Replace::Yes)).await?;
            let bucket = self.folder.name().to_owned();
            if self.lake.state().read(move |connection| notify::is_watched(connection, &bucket)).await? {
                self.lake.tell(self.folder.name(), &key, KIND, facts, facts.etag()).await?;
            }
            return Ok(facts.etag());
        }
        let description = Description { content_type, headers, user_metadata, checksum: None, part_sizes: Vec::new() };
        let entry = Entry { facts, etag: facts.etag(), description };
        let publication = Publication { temp, entry, condition: WriteCondition::None, kind: KIND };
        self.lake.publish(self.folder.clone(), &key, publication).await?;
        Ok(facts.etag())
    }
}
