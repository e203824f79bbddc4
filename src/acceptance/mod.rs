//! Checks the rendered tree against the requirements, criterion by criterion, after parsing its Markdown and JSON
//! again.
//!
//! `acceptance.yaml` says what is required and where it is answered; this module knows only the kinds of proof. It
//! neither renders nor prints.

mod answers;
mod proofs;

use crate::diag::Diagnostic;
use crate::openapi::Description;
use crate::plugin::{Marketplace, Plugin};
use crate::rules::tools::ToolCatalog;
use crate::spec::acceptance::AcceptanceSpec;
use crate::spec::plugin::PluginSpec;

/// The input of a proof.
pub struct Evidence<'e> {
    /// The requirements.
    pub acceptance: &'e AcceptanceSpec,
    /// The spec of the plugin.
    pub spec: &'e PluginSpec,
    /// The rendered plugin.
    pub plugin: &'e Plugin<'e>,
    /// The marketplace that lists it.
    pub marketplace: Option<&'e Marketplace<'e>>,
    /// The API description.
    pub api: &'e Description,
    /// The tools of the plugin's server, whose names are not claims about the API.
    pub tools: Option<&'e ToolCatalog>,
    /// The findings in the tree.
    pub findings: &'e [Diagnostic],
}

/// The result for one criterion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Its number in the requirements.
    pub number: i64,
    /// Its text in the requirements.
    pub text: String,
    /// A summary of what was checked.
    pub evidence: String,
    /// What is missing; empty if the criterion is met.
    pub missing: Vec<String>,
}

impl Verdict {
    /// Whether the criterion is met.
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.missing.is_empty()
    }
}

/// Checks every criterion, in the order of the requirements.
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
