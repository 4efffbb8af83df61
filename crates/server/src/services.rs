//! The services, made once from the parts of a [`Boathouse`].

use boathouse::Boathouse;
use boathouse_athena::Athena;
use boathouse_glue::{Glue, GlueParts};
use boathouse_lakeformation::LakeFormation;
use boathouse_logs::Logs;
use boathouse_s3::{S3Options, S3Service};
use boathouse_sts::{QueryRequest, Sts};
use boathouse_wire::{Form, Identity, Reply, Request};

use crate::body::Timed;
use crate::reply::Answer;
use crate::{Error, Result, ServerConfig};

/// What is behind the port.
pub(crate) struct Services {
    s3: S3Service,
    glue: Glue,
    athena: Athena,
    lake_formation: LakeFormation,
    logs: Logs,
    sts: Sts,
}

impl Services {
    pub(crate) fn start(house: &Boathouse, config: &ServerConfig) -> Result<Self> {
        let failed =
            |service| move |error: &dyn std::error::Error| Error::Service { service, message: error.to_string() };
        let parts = GlueParts {
            state: house.state().clone(),
            catalog: house.catalog().clone(),
            lake: house.lake().clone(),
            crawlers: house.crawlers().clone(),
            jobs: house.jobs().clone(),
        };
        let mut glue = Glue::new(parts).map_err(|error| failed("Glue")(&error))?;
        let mut athena = Athena::new(house.queries().clone(), house.catalog().clone());
        let mut lake_formation = LakeFormation::new(house.state().clone(), house.catalog().clone())
            .map_err(|error| failed("Lake Formation")(&error))?;
        if config.enforce_permissions {
            let permissions = lake_formation.permissions().clone();
            (glue, athena) = (glue.enforcing(permissions.clone()), athena.enforcing(permissions));
            lake_formation = lake_formation.enforcing();
        }
        Ok(Self {
            s3: boathouse_s3::service(house.lake().clone(), s3_options(house, config)),
            glue,
            athena,
            lake_formation,
            logs: Logs::new(house.crawlers().clone()),
            sts: Sts::new(house.state().clock().clone()),
        })
    }

    pub(crate) async fn s3(&self, request: http::Request<Timed>) -> Answer {
        self.s3.call(request).await
    }

    pub(crate) async fn glue(&self, request: Request) -> Reply {
        self.glue.handle(request).await
    }

    pub(crate) async fn athena(&self, request: Request) -> Reply {
        self.athena.handle(request).await
    }

    pub(crate) async fn lake_formation(&self, request: Request) -> Reply {
        self.lake_formation.handle(request).await
    }

    pub(crate) async fn logs(&self, request: Request) -> Reply {
        self.logs.handle(request).await
    }

    pub(crate) fn sts(&self, form: Form, identity: Identity, request_id: String) -> Reply {
        self.sts.handle(&QueryRequest { form, identity, request_id })
    }
}

fn s3_options(house: &Boathouse, config: &ServerConfig) -> S3Options {
    let athena = &house.config().athena;
    S3Options {
        account_id: athena.account_id.clone(),
        region: athena.region.clone(),
        key_pairs: config.auth.clone(),
        clock: house.state().clock().clone(),
        ..S3Options::default()
    }
}
