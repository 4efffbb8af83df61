//! Workgroups: where queries run, what they may do there, and where their results go.

mod change;
mod definition;
mod metrics;
mod store;

#[cfg(test)]
mod tests;

pub use change::{Change, WorkgroupChange};
pub use definition::{
    ENGINE_AUTO, ENGINE_VERSION, Encryption, EncryptionOption, ManagedResults, ResultSettings, Workgroup,
    WorkgroupSettings, WorkgroupState,
};
pub use metrics::WorkgroupHour;
pub(crate) use metrics::{billed, note as note_metrics, type_name};

use boathouse_schema::S3Uri;
use boathouse_state::{Page, PageRequest};

use crate::records::Kind;
use crate::{Error, Queries, Result, listing};

/// The workgroup that is always there.
pub const PRIMARY_WORKGROUP: &str = "primary";

/// Workgroups that a scope may have.
pub const WORKGROUPS_MAX: usize = 1000;

const TOKENS: listing::Tokens = listing::Tokens::marked("wg-");

impl Queries {
    /// A workgroup by name.
    ///
    /// # Errors
    /// [`Error::WorkgroupNotFound`].
    pub async fn workgroup(&self, name: &str) -> Result<Workgroup> {
        let scope = self.scope();
        let key = (scope.clone(), name.to_owned());
        let stored = match self.workgroups_known().get(&key) {
            Ok(known) => known,
            Err(changes) => {
                let (owned, now_ms, at) = (name.to_owned(), self.now_ms(), scope.clone());
                let found = self.state().read(move |connection| store::get(connection, &at, &owned)).await?;
                let found = match found {
                    None if name == PRIMARY_WORKGROUP => {
                        let at = scope.clone();
                        self.state().write(move |connection| store::primary(connection, &at, now_ms)).await?
                    }
                    other => other.ok_or_else(|| Error::WorkgroupNotFound(name.to_owned()))?,
                };
                self.workgroups_known().keep(key, found.clone(), changes);
                found
            }
        };
        Ok(self.with_default(stored))
    }

    /// The workgroup that is always there says where its results go even when nobody has set it.
    fn with_default(&self, mut workgroup: Workgroup) -> Workgroup {
        let settings = &mut workgroup.settings;
        if workgroup.name == PRIMARY_WORKGROUP && settings.results.output_location.is_none() && !settings.is_managed() {
            settings.results.output_location = Some(self.default_output_location());
        }
        workgroup
    }

    /// The workgroups by name.
    ///
    /// # Errors
    /// [`Error::InvalidListToken`].
    pub async fn workgroups(&self, page: PageRequest) -> Result<Page<Workgroup>> {
        self.workgroup(PRIMARY_WORKGROUP).await?;
        let page = self.records_page((Kind::Workgroup, ""), TOKENS, &page, |last: &Workgroup| &last.name).await?;
        Ok(page.map(|workgroup| self.with_default(workgroup)))
    }

    /// Makes a workgroup.
    ///
    /// # Errors
    /// [`Error::WorkgroupExists`], [`Error::TooManyWorkgroups`], [`Error::InvalidOutputLocation`],
    /// [`Error::InvalidSettings`], [`Error::TooManyTags`].
    pub async fn create_workgroup(
        &self,
        name: &str,
        description: Option<String>,
        settings: WorkgroupSettings,
        tags: Vec<(String, String)>,
    ) -> Result<()> {
        check(&settings)?;
        let description = description.filter(|text| !text.is_empty());
        let (scope, created_ms) = (self.scope(), self.now_ms());
        let workgroup =
            Workgroup { name: name.to_owned(), state: WorkgroupState::Enabled, description, created_ms, settings };
        self.workgroup(PRIMARY_WORKGROUP).await?;
        self.state().write(move |connection| store::create(connection, &scope, &workgroup, &tags)).await
    }

    /// Changes a workgroup.
    ///
    /// # Errors
    /// [`Error::WorkgroupNotFound`], [`Error::InvalidOutputLocation`], [`Error::InvalidSettings`].
    pub async fn update_workgroup(&self, name: &str, change: WorkgroupChange) -> Result<()> {
        self.workgroup(name).await?;
        let (scope, owned) = (self.scope(), name.to_owned());
        let written = self
            .state()
            .write(move |connection| {
                let found = store::get(connection, &scope, &owned)?;
                let mut workgroup = found.ok_or_else(|| Error::WorkgroupNotFound(owned.clone()))?;
                change.apply(&mut workgroup);
                check(&workgroup.settings)?;
                store::replace(connection, &scope, &workgroup)
            })
            .await;
        self.workgroups_known().forget();
        written
    }

    /// Deletes a workgroup. What was kept in it (named queries, prepared statements, executions) is in the way
    /// unless it is to go, too; then what still runs in it is stopped.
    ///
    /// # Errors
    /// [`Error::WorkgroupNotFound`], [`Error::PrimaryWorkgroup`], [`Error::WorkgroupNotEmpty`].
    pub async fn delete_workgroup(&self, name: &str, with_contents: bool) -> Result<()> {
        if name == PRIMARY_WORKGROUP {
            return Err(Error::PrimaryWorkgroup);
        }
        self.workgroup(name).await?;
        if with_contents {
            let (scope, owned) = (self.scope(), name.to_owned());
            let active = self.state().read(move |connection| store::active(connection, &scope, &owned)).await?;
            for id in active {
                self.stop(&id).await.ok();
            }
        }
        let (scope, owned) = (self.scope(), name.to_owned());
        let deleted = self
            .state()
            .write(move |connection| {
                let managed = store::managed(connection, &scope, &owned)?;
                store::delete(connection, &scope, &owned, with_contents)?;
                Ok::<_, Error>(managed)
            })
            .await;
        self.workgroups_known().forget();
        self.reserved_known().forget();
        self.delete_managed(&deleted?).await
    }
}

/// Whether settings make sense together.
fn check(settings: &WorkgroupSettings) -> Result<()> {
    if let Some(location) = &settings.results.output_location {
        checked_location(location)?;
        if settings.is_managed() {
            let text = "ManagedQueryResultsConfiguration cannot be enabled together with an OutputLocation.";
            return Err(Error::InvalidSettings(text.to_owned()));
        }
    }
    match settings.engine_version.as_str() {
        ENGINE_AUTO | ENGINE_VERSION => Ok(()),
        other => Err(Error::InvalidSettings(format!("The engine version '{other}' is not supported by boathouse."))),
    }
}

/// `s3://bucket[/prefix]` as a folder.
///
/// # Errors
/// [`Error::InvalidOutputLocation`].
pub(crate) fn checked_location(text: &str) -> Result<S3Uri> {
    let invalid = || Error::InvalidOutputLocation(text.to_owned());
    if !text.starts_with("s3://") {
        return Err(invalid());
    }
    Ok(text.parse::<S3Uri>().map_err(|_| invalid())?.folder())
}
