//! Whose databases: a handle sees one scope, and a database is asked for with the scope it is in.

use std::fmt;
use std::sync::Arc;

use boathouse_state::{scope_of, scope_parts};

use crate::{Catalog, names};

/// A database as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    pub scope: Arc<str>,
    /// Folded.
    pub name: String,
}

impl Named {
    /// What a resource link in `scope` points at: the account's catalog and the region it names, or its own.
    pub fn target(scope: &str, name: &str, catalog_id: Option<&str>, region: Option<&str>) -> Self {
        let (own_account, own_region) = scope_parts(scope);
        let given = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
        let account = given(catalog_id).unwrap_or_else(|| own_account.to_owned());
        let region = given(region).unwrap_or_else(|| own_region.to_owned());
        Self { scope: scope_of(&account, &region).into(), name: names::fold(name) }
    }
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl Catalog {
    /// A handle on the databases of another scope, `<account>/<region>` (see [`boathouse_state::scope_of`]). It sees
    /// those alone; the one that [`Catalog::new`] makes sees those of [`boathouse_state::DEFAULT_SCOPE`]. This is
    /// as cheap as a clone.
    #[must_use]
    pub fn in_scope(&self, scope: &str) -> Self {
        Self { state: self.state.clone(), scope: scope.into() }
    }

    /// The scope whose databases this handle sees.
    pub fn scope(&self) -> &str {
        &self.scope
    }

    pub(crate) fn named(&self, database: &str) -> Named {
        Named { scope: self.scope.clone(), name: names::fold(database) }
    }
}

#[cfg(test)]
mod tests;
