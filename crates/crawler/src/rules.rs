//! How the objects of a crawl are looked at.

use boathouse_formats::infer::TypeRules;

use crate::Result;
use crate::classifier::Prepared;
use crate::options::CrawlOptions;

/// What inspecting an object goes by.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rules {
    /// Custom classifiers in their order.
    pub classifiers: Vec<Prepared>,
    pub types: TypeRules,
    /// Keep what classifiers that were asked in vain have said.
    pub explain: bool,
}

impl Rules {
    /// # Errors
    /// [`Error::InvalidInput`](crate::Error::InvalidInput) naming the classifier that cannot be used.
    pub fn of(options: &CrawlOptions) -> Result<Self> {
        let classifiers = options.classifiers.iter().map(Prepared::new).collect::<Result<_>>()?;
        Ok(Self { classifiers, types: options.types, explain: options.explain })
    }
}
