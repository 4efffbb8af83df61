//! Capacity that is reserved for workgroups: here it is there at once, and bounds how much of theirs runs at the
//! same time.

use boathouse_state::rusqlite::Connection;
use boathouse_state::{Page, PageRequest};
use serde::{Deserialize, Serialize};

use crate::records::{self, Key, Kind};
use crate::{Error, Queries, Result, listing, tags};

/// Workgroups that one reservation may have.
pub const ASSIGNED_WORKGROUPS_MAX: usize = 20;

const TOKENS: listing::Tokens = listing::Tokens::marked("cap-");

/// Where a reservation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReservationState {
    /// Its capacity is there.
    Active,
    /// It is given back.
    Cancelled,
}

/// Reserved capacity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reservation {
    /// Name.
    pub name: String,
    /// Where it stands.
    pub state: ReservationState,
    /// Data processing units that are wanted.
    pub target_dpus: u32,
    /// Units that are there.
    pub allocated_dpus: u32,
    /// When it was made.
    pub created_ms: i64,
    /// When the units were last changed.
    pub allocated_ms: i64,
    /// Whose queries run on it: workgroups in the groups they were assigned in; none when that was never said.
    pub assignments: Option<Vec<Vec<String>>>,
}

fn key(scope: &str, name: &str) -> Key {
    Key::new(scope, Kind::Reservation, name)
}

fn get(connection: &Connection, scope: &str, name: &str) -> Result<Reservation> {
    records::get(connection, &key(scope, name))?.ok_or_else(|| Error::ReservationNotFound(name.to_owned()))
}

fn all(connection: &Connection, scope: &str) -> Result<Vec<Reservation>> {
    records::list(connection, scope, Kind::Reservation, "", None, usize::MAX)
}

impl Queries {
    /// Reserves capacity, which is there at once.
    ///
    /// # Errors
    /// [`Error::ReservationExists`], [`Error::TooManyTags`].
    pub async fn create_reservation(&self, name: &str, dpus: u32, tags: Vec<(String, String)>) -> Result<()> {
        let (scope, now_ms) = (self.scope(), self.now_ms());
        let reservation = Reservation {
            name: name.to_owned(),
            state: ReservationState::Active,
            target_dpus: dpus,
            allocated_dpus: dpus,
            created_ms: now_ms,
            allocated_ms: now_ms,
            assignments: None,
        };
        self.state()
            .write(move |connection| {
                if !records::insert(connection, &key(&scope, &reservation.name), None, &reservation)? {
                    return Err(Error::ReservationExists(reservation.name.clone()));
                }
                tags::add(connection, &scope, &format!("capacity-reservation/{}", reservation.name), &tags)
            })
            .await?;
        self.reserved_known().forget();
        Ok(())
    }

    /// A reservation by name.
    ///
    /// # Errors
    /// [`Error::ReservationNotFound`].
    pub async fn reservation(&self, name: &str) -> Result<Reservation> {
        let (scope, name) = (self.scope(), name.to_owned());
        self.state().read(move |connection| get(connection, &scope, &name)).await
    }

    /// The reservations by name.
    ///
    /// # Errors
    /// [`Error::InvalidListToken`].
    pub async fn reservations(&self, page: PageRequest) -> Result<Page<Reservation>> {
        self.records_page((Kind::Reservation, ""), TOKENS, &page, |last: &Reservation| &last.name).await
    }

    /// Changes how much is reserved.
    ///
    /// # Errors
    /// [`Error::ReservationNotFound`], [`Error::ReservationState`].
    pub async fn update_reservation(&self, name: &str, dpus: u32) -> Result<()> {
        let now_ms = self.now_ms();
        self.change_reservation(name, move |reservation, _| {
            active(reservation)?;
            (reservation.target_dpus, reservation.allocated_dpus) = (dpus, dpus);
            reservation.allocated_ms = now_ms;
            Ok(())
        })
        .await
    }

    /// Gives the capacity back; its workgroups run without it.
    ///
    /// # Errors
    /// [`Error::ReservationNotFound`].
    pub async fn cancel_reservation(&self, name: &str) -> Result<()> {
        self.change_reservation(name, |reservation, _| {
            reservation.state = ReservationState::Cancelled;
            reservation.allocated_dpus = 0;
            reservation.assignments = None;
            Ok(())
        })
        .await
    }

    /// Forgets a reservation that was given back.
    ///
    /// # Errors
    /// [`Error::ReservationNotFound`], [`Error::ReservationState`].
    pub async fn delete_reservation(&self, name: &str) -> Result<()> {
        let (scope, name) = (self.scope(), name.to_owned());
        self.state()
            .write(move |connection| {
                let found = get(connection, &scope, &name)?;
                if found.state != ReservationState::Cancelled {
                    let text = format!("Capacity reservation {name} must be cancelled before it can be deleted.");
                    return Err(Error::ReservationState(text));
                }
                tags::forget(connection, &scope, &format!("capacity-reservation/{name}"))?;
                records::remove(connection, &key(&scope, &name)).map(drop)
            })
            .await?;
        self.reserved_known().forget();
        Ok(())
    }

    /// Says whose queries run on a reservation, in place of what was said before.
    ///
    /// # Errors
    /// [`Error::ReservationNotFound`], [`Error::ReservationState`], [`Error::WorkgroupNotFound`] and
    /// [`Error::InvalidSettings`] for too many workgroups or one that another reservation has.
    pub async fn assign_reservation(&self, name: &str, assignments: Vec<Vec<String>>) -> Result<()> {
        let names: Vec<String> = assignments.iter().flatten().cloned().collect();
        if names.len() > ASSIGNED_WORKGROUPS_MAX {
            let text = format!("A capacity reservation can have at most {ASSIGNED_WORKGROUPS_MAX} workgroups.");
            return Err(Error::InvalidSettings(text));
        }
        for name in &names {
            self.workgroup(name).await?;
        }
        self.change_reservation(name, move |reservation, others| {
            active(reservation)?;
            let taken = others.iter().filter(|other| other.name != reservation.name).find_map(|other| {
                let taken = other.assignments.iter().flatten().flatten().find(|theirs| names.contains(theirs))?;
                Some((taken, &other.name))
            });
            if let Some((workgroup, other)) = taken {
                let text = format!("WorkGroup {workgroup} is already assigned to capacity reservation {other}.");
                return Err(Error::InvalidSettings(text));
            }
            reservation.assignments = Some(assignments);
            Ok(())
        })
        .await
    }

    /// Changes a reservation in the sight of all of them, so that none of them changes meanwhile.
    async fn change_reservation(
        &self,
        name: &str,
        change: impl FnOnce(&mut Reservation, &[Reservation]) -> Result<()> + Send + 'static,
    ) -> Result<()> {
        let (scope, name) = (self.scope(), name.to_owned());
        self.state()
            .write(move |connection| {
                let mut reservation = get(connection, &scope, &name)?;
                change(&mut reservation, &all(connection, &scope)?)?;
                records::replace(connection, &key(&scope, &name), &reservation).map(drop)
            })
            .await?;
        self.reserved_known().forget();
        Ok(())
    }

    /// The reservation that a workgroup's queries run on: its name and units.
    pub(crate) async fn reserved_for(&self, workgroup: &str) -> Result<Option<(String, u32)>> {
        let scope = self.scope();
        let reservations = match self.reserved_known().get(&scope) {
            Ok(known) => known,
            Err(changes) => {
                let at = scope.clone();
                let found = self.state().read(move |connection| all(connection, &at)).await?;
                self.reserved_known().keep(scope.clone(), found.clone(), changes);
                found
            }
        };
        let has = |reservation: &&Reservation| {
            reservation.state == ReservationState::Active
                && reservation.assignments.iter().flatten().flatten().any(|assigned| assigned == workgroup)
        };
        Ok(reservations.iter().find(has).map(|found| (format!("{scope}/{}", found.name), found.allocated_dpus)))
    }
}

fn active(reservation: &Reservation) -> Result<()> {
    if reservation.state == ReservationState::Active {
        return Ok(());
    }
    Err(Error::ReservationState(format!("Capacity reservation {} is not active.", reservation.name)))
}

/// Takes a workgroup that goes out of the reservation it is assigned to.
pub(crate) fn leave(connection: &Connection, scope: &str, workgroup: &str) -> Result<()> {
    for mut reservation in all(connection, scope)? {
        let Some(groups) = &mut reservation.assignments else { continue };
        let before = groups.clone();
        groups.iter_mut().for_each(|names| names.retain(|name| name != workgroup));
        if *groups != before {
            records::replace(connection, &key(scope, &reservation.name), &reservation)?;
        }
    }
    Ok(())
}
