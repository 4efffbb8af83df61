//! What crawlers say, in Glue's words.

use boathouse_crawler::Error as Fact;

use crate::Error;

impl From<Fact> for Error {
    fn from(fact: Fact) -> Self {
        let text = fact.to_string();
        match fact {
            Fact::CrawlerNotFound(_) | Fact::ClassifierNotFound(_) | Fact::RunNotFound(_) => Self::EntityNotFound(text),
            Fact::CrawlerExists(_) | Fact::ClassifierExists(_) => Self::AlreadyExists(text),
            Fact::CrawlerRunning(_) => Self::CrawlerRunning(text),
            Fact::CrawlerNotRunning(_) => Self::CrawlerNotRunning(text),
            Fact::CrawlerStopping(_) => Self::CrawlerStopping(text),
            Fact::NoSchedule(_) => Self::NoSchedule(text),
            Fact::SchedulerNotRunning(_) => Self::SchedulerNotRunning(text),
            Fact::SchedulerRunning(_) => Self::SchedulerRunning(text),
            Fact::VersionMismatch(_) => Self::VersionMismatch(text),
            Fact::InvalidInput(_)
            | Fact::BucketNotFound(_)
            | Fact::ConnectionNotFound(_)
            | Fact::Connection { .. }
            | Fact::DatabaseNotFound(_)
            | Fact::TableThreshold { .. } => Self::InvalidInput(text),
            Fact::PlanOutdated | Fact::PlanMoved(_) | Fact::UndoOutdated(_) => Self::ConcurrentModification(text),
            Fact::NotUndoable { .. } => Self::InvalidInput(text),
            Fact::Catalog(error) => error.into(),
            Fact::State(error) => error.into(),
            Fact::Cancelled | Fact::Listing { .. } | Fact::Lake(_) => {
                tracing::error!(error = text, "a crawler operation failed");
                Self::InternalService(text)
            }
        }
    }
}
