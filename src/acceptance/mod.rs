//! The requirements held against the rendered tree, parsed back from its Markdown and JSON, criterion by criterion.
//!
//! What is required, and where it is answered, is data (`acceptance.yaml`); this module knows only how each kind of proof is
//! made. It neither renders nor prints.

mod answers;
mod proofs;

use crate::diag::Diagnostic;
use crate::openapi::Description;
use crate::plugin::{Marketplace, Plugin};
use crate::spec::acceptance::AcceptanceSpec;
use crate::spec::plugin::PluginSpec;

/// Everything that a proof may look at.
pub struct Evidence<'e> {
    /// The requirements.
    pub acceptance: &'e AcceptanceSpec,
    /// The plugin's own spec: its name, its server and the variables.
    pub spec: &'e PluginSpec,
    /// The rendered plugin.
    pub plugin: &'e Plugin<'e>,
    /// The marketplace that lists it.
    pub marketplace: Option<&'e Marketplace<'e>>,
    /// The API description.
    pub api: &'e Description,
    /// What the rules found in the tree.
    pub findings: &'e [Diagnostic],
}

/// Whether one criterion is met, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Number in the requirements.
    pub number: i64,
    /// Words of the requirements.
    pub text: String,
    /// What was seen.
    pub evidence: String,
    /// What is missing; empty when the criterion is met.
    pub missing: Vec<String>,
}

impl Verdict {
    /// Whether nothing is missing.
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.missing.is_empty()
    }
}

/// Judges every criterion, in the order of the requirements.
#[must_use]
pub fn judge(evidence: &Evidence<'_>) -> Vec<Verdict> {
    evidence
        .acceptance
        .criteria
        .iter()
        .map(|criterion| {
            let (seen, missing) = proofs::prove(criterion.proof, evidence);
            Verdict { number: criterion.number, text: criterion.text.clone(), evidence: seen, missing }
        })
        .collect()
}
