//! How many facts of the description the claims of a plugin were compared with, and how many claims could not be tied to it.

use std::fmt;

use super::model::ApiClaims;
use super::usage::{Fact, Use};

/// The counts for one plugin, or for several together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Checked {
    /// Operations that the text shows.
    pub operations: usize,
    /// Parameters of these operations, form fields included.
    pub parameters: usize,
    /// Fields of bodies, answers and schemas.
    pub fields: usize,
    /// Types of fields that were compared.
    pub types: usize,
    /// Tables, requests and names that nothing ties to the description.
    pub not_tied: usize,
}

impl Checked {
    /// The counts of some claims and the facts that they rest on.
    #[must_use]
    pub fn of(claims: &ApiClaims<'_>, used: &[Use<'_>]) -> Self {
        let mut counts = Self {
            types: claims.names.iter().filter(|claim| claim.type_checked).count(),
            not_tied: claims.untied.len(),
            ..Self::default()
        };
        for one in used {
            match one.fact {
                Fact::Operation(_) => counts.operations += 1,
                Fact::Parameter(..) => counts.parameters += 1,
                Fact::Field(..) => counts.fields += 1,
            }
        }
        counts
    }

    /// Adds the counts of another plugin.
    pub fn add(&mut self, other: Self) {
        self.operations += other.operations;
        self.parameters += other.parameters;
        self.fields += other.fields;
        self.types += other.types;
        self.not_tied += other.not_tied;
    }
}

impl fmt::Display for Checked {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operations, parameters, fields, types, not_tied } = self;
        let count = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
        write!(
            out,
            "{}, {}, {} and {} checked, {} not tied",
            count(*operations, "operation"),
            count(*parameters, "parameter"),
            count(*fields, "field"),
            count(*types, "type"),
            count(*not_tied, "name")
        )
    }
}
