//! A plan as a file, to be applied later or by somebody else.

use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};

use crate::plan::Plan;
use crate::reconcile::DEPRECATED_BY;
use crate::{Error, Result};

const FORMAT: &str = "boathouse-crawl-plan";
const VERSION: u32 = 2;

#[derive(Serialize, Deserialize)]
struct File<P> {
    format: String,
    version: u32,
    hash: String,
    /// Of the hash and of what the plan was made from.
    seal: String,
    plan: P,
}

impl Plan {
    /// The plan's hash: equal for plans that do the same, whenever they were made.
    ///
    /// # Errors
    /// None that a plan can cause.
    pub fn hash(&self) -> Result<String> {
        let mut timeless = self.tables.clone();
        for table in &mut timeless {
            let Some(input) = &mut table.input else { continue };
            input.last_access_time_ms = None;
            input.parameters.remove(DEPRECATED_BY);
            if let Some(parameters) = input.storage_descriptor.as_mut().and_then(|sd| sd.parameters.as_mut()) {
                parameters.remove(DEPRECATED_BY);
            }
            table.differences.retain(|difference| difference.name != DEPRECATED_BY);
        }
        let manifests: Vec<_> = self.manifests.iter().filter(|manifests| !manifests.is_empty()).collect();
        let said = (&self.database, &self.created_by, self.partition_index, &timeless, manifests);
        let said = serde_json::to_vec(&said)?;
        Ok(hex::encode(Md5::digest(&said)))
    }

    fn seal(&self, hash: &str) -> Result<String> {
        Ok(hex::encode(Md5::digest(&serde_json::to_vec(&(hash, &self.basis))?)))
    }

    /// The plan as a text that [`Plan::from_text`] reads.
    ///
    /// # Errors
    /// None that a plan can cause.
    pub fn to_text(&self) -> Result<String> {
        let hash = self.hash()?;
        let seal = self.seal(&hash)?;
        let file = File { format: FORMAT.to_owned(), version: VERSION, hash, seal, plan: self };
        Ok(format!("{}\n", serde_json::to_string_pretty(&file)?))
    }

    /// Reads a plan.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] for what is no plan, and for one that was edited.
    pub fn from_text(text: &str) -> Result<Self> {
        let file: File<Self> = serde_json::from_str(text)
            .map_err(|error| Error::invalid(format!("this is no plan of a crawl: {error}")))?;
        if (file.format.as_str(), file.version) != (FORMAT, VERSION) {
            return Err(Error::invalid(format!(
                "this is no plan of a crawl that is known here: its format is '{}' version {}, and '{FORMAT}' version {VERSION} is read",
                file.format, file.version
            )));
        }
        if file.plan.hash()? != file.hash || file.plan.seal(&file.hash)? != file.seal {
            return Err(Error::invalid("the plan is not as it was written: its hash is another one"));
        }
        Ok(file.plan)
    }
}
