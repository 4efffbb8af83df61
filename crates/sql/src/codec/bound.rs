//! The types, the variables, the session and the lambdas of a call.

use std::sync::Arc;

use arrow_schema::{Field, Schema};
use boathouse_functions::{Bindings, Bound, Lambda, Session};
use boathouse_types::Type;
use datafusion::common::{DFSchema, Result, plan_err};

use super::bytes::{Reader, Writer};
use super::functions::Functions;
use super::pack::pack;

impl Writer {
    pub(super) fn session(&mut self, session: &Session) {
        // By name: a zone's number is a place in a table that changes with its version.
        self.text(&session.zone.to_string());
        self.signed(session.start_micros);
        self.text(&session.user);
        self.option(session.catalog.as_deref(), Self::text);
        self.option(session.schema.as_deref(), Self::text);
        self.text(&session.version);
        self.flag(session.decimal_literals_as_double);
        self.signed(session.sequence_entries_max);
    }

    pub(super) fn bindings(&mut self, bindings: &Bindings) {
        self.count(bindings.types.len());
        for (variable, data_type) in &bindings.types {
            self.text(variable);
            self.data_type(data_type);
        }
        self.count(bindings.numbers.len());
        for (variable, number) in &bindings.numbers {
            self.text(variable);
            self.option(*number, |w, number| w.number(number.into()));
        }
    }

    pub(super) fn bound(&mut self, functions: &Functions, bound: &Bound) -> Result<()> {
        self.data_types(&bound.arguments);
        self.data_type(&bound.returns);
        self.bindings(&bound.bindings);
        self.session(&bound.session);
        self.try_list(&bound.lambdas, |w, lambda| {
            w.data_types(lambda.parameters());
            w.data_types(lambda.captures());
            w.data_type(lambda.returns());
            let body = pack(lambda.body().clone(), &schema(lambda)?)?;
            w.bytes(&functions.encode_expr(&body)?);
            Ok(())
        })
    }
}

/// What a lambda's body reads.
fn schema(lambda: &Lambda) -> Result<DFSchema> {
    let fields = |prefix: &'static str, types: &[Type]| {
        let field =
            |(place, data_type): (usize, &Type)| Field::new(format!("{prefix}{place}"), data_type.to_arrow(), true);
        types.iter().enumerate().map(field).collect::<Vec<_>>()
    };
    DFSchema::try_from(Schema::new([fields("p", lambda.parameters()), fields("c", lambda.captures())].concat()))
}

impl Reader<'_> {
    pub(super) fn session(&mut self) -> Result<Session> {
        let name = self.text()?;
        let Ok(zone) = name.parse() else { return plan_err!("a plan's bytes hold no time zone: {name}") };
        Ok(Session {
            zone,
            start_micros: self.signed()?,
            user: self.text()?.to_owned(),
            catalog: self.option(|r| r.text().map(str::to_owned))?,
            schema: self.option(|r| r.text().map(str::to_owned))?,
            version: self.text()?.to_owned(),
            decimal_literals_as_double: self.flag()?,
            sequence_entries_max: self.signed()?,
        })
    }

    pub(super) fn bindings(&mut self) -> Result<Bindings> {
        let types = self.list(|r| Ok((r.text()?.to_owned(), r.data_type()?)))?;
        let numbers = self.list(|r| Ok((r.text()?.to_owned(), r.option(Self::small)?)))?;
        Ok(Bindings { types: types.into_iter().collect(), numbers: numbers.into_iter().collect() })
    }

    pub(super) fn bound(&mut self, functions: &Functions) -> Result<Bound> {
        let arguments = self.data_types()?;
        let returns = self.data_type()?;
        let bindings = self.bindings()?;
        let session = Arc::new(self.session()?);
        let lambdas = self.list(|r| {
            let (parameters, captures) = (r.data_types()?, r.data_types()?);
            let returns = r.data_type()?;
            let body = functions.decode_expr(r.bytes()?)?;
            Ok(Arc::new(Lambda::new(parameters, captures, returns, body)))
        })?;
        let functions = arguments.iter().filter(|t| matches!(t, Type::Function(..))).count();
        // TRY and its kin have lambdas their types do not tell of.
        if functions > lambdas.len() {
            return plan_err!("a plan's bytes hold a call that lacks a lambda");
        }
        Ok(Bound { arguments, returns, bindings, lambdas, session })
    }
}
