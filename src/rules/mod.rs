//! The rules: one file a rule, grouped by what they look at, and the list of all of them.
//!
//! A rule is metadata and a plain function; the kind of function says what it is given. Rules neither read files nor
//! print. A new rule is a file here, a page in `docs/rules/`, and a line in [`RULES`].

mod allow;
pub mod api;
pub mod check;
pub mod claude;
pub mod commands;
mod excerpt;
pub mod frontmatter;
pub mod hidden;
pub mod hooks;
pub mod invalid_config;
pub mod leftovers;
pub mod manifest;
pub mod marketplace;
pub mod mcp;
pub mod references;
pub mod secrets;
pub mod structure;
pub mod support;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::config::Settings;
use crate::diag::{Diagnostic, RuleMeta};
use crate::plugin::{Document, Marketplace, Plugin};

pub use check::{Options, check};

/// How a rule looks at things.
#[derive(Clone, Copy)]
pub enum Check {
    /// At one file of a plugin at a time.
    Document(fn(&Document, &Context, &mut Sink)),
    /// At a whole plugin.
    Plugin(fn(&Plugin<'_>, &Context, &mut Sink)),
    /// At a marketplace and what it lists.
    Marketplace(fn(&Marketplace<'_>, &Context, &mut Sink)),
    /// At what Claude Code opens for a target: reported by [`claude`], all of them in one reading.
    Target,
    /// At what a plugin says of an API; runs where the plugin has a description of it.
    Api(fn(&api::ApiClaims<'_>, &mut Sink)),
    /// Nowhere by itself: reported by a reader of specs, configuration or API descriptions.
    Elsewhere,
}

/// A rule.
pub struct Rule {
    /// Name, summary, level, profile, page.
    pub meta: &'static RuleMeta,
    /// How it looks.
    pub check: Check,
}

/// What rules may ask besides the thing they look at.
#[derive(Debug, Default)]
pub struct Context {
    /// What the configuration asks for.
    pub settings: Arc<Settings>,
    /// Names of all skills, commands and agents in the tree, whichever plugin they belong to.
    pub names: BTreeSet<String>,
}

/// Where rules put what they find.
#[derive(Default)]
pub struct Sink {
    /// Everything found so far.
    pub found: Vec<Diagnostic>,
}

impl Sink {
    /// Keeps a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }
}

/// Every rule, in the order of its name.
#[rustfmt::skip] // One rule a line, so that two changes never touch the same line.
pub static RULES: &[&Rule] = &[
    &allow::WITHOUT_REASON,
    &commands::argument_substitution::RULE,
    &manifest::broken_component_file::RULE,
    &hooks::broken_guard_hook::RULE,
    &references::broken_link::RULE,
    &marketplace::conflicting_manifests::RULE,
    &api::deprecated_operation::RULE,
    &marketplace::desktop_name::RULE,
    &mcp::dropped_server::RULE,
    &frontmatter::duplicate_description::RULE,
    &marketplace::duplicate_entry::RULE,
    &frontmatter::duplicate_key::RULE,
    &frontmatter::duplicate_name::RULE,
    &manifest::empty_listed_component::RULE,
    &marketplace::empty_marketplace::RULE,
    &structure::empty_section::RULE,
    &mcp::empty_server_url::RULE,
    &marketplace::entry_name_mismatch::RULE,
    &frontmatter::frontmatter_not_yaml::RULE,
    &secrets::hardcoded_secret::RULE,
    &hidden::hidden_characters::RULE,
    &hidden::hidden_instructions::RULE,
    &manifest::ignored_field::RULE,
    &hooks::ignored_hook::RULE,
    &api::insecure_api_url::RULE,
    &invalid_config::RULE,
    &frontmatter::invalid_frontmatter::RULE,
    &hooks::invalid_hooks_file::RULE,
    &manifest::invalid_json::RULE,
    &marketplace::invalid_source::RULE,
    &INVALID_SPEC,
    &manifest::invalid_types::RULE,
    &manifest::invalid_value::RULE,
    &manifest::invalid_version::RULE,
    &manifest::invalid_version_range::RULE,
    &references::link_leaves_plugin::RULE,
    &frontmatter::listing_over_budget::RULE,
    &mcp::literal_credential_header::RULE,
    &mcp::literal_credential_in_mcp::RULE,
    &frontmatter::long_description::RULE,
    &manifest::mismatched_default::RULE,
    &manifest::misplaced_component::RULE,
    &manifest::misplaced_field::RULE,
    &manifest::missing_author::RULE,
    &mcp::missing_binary::RULE,
    &api::missing_body_field::RULE,
    &manifest::missing_description::RULE,
    &marketplace::missing_entry_component::RULE,
    &manifest::missing_field::RULE,
    &frontmatter::missing_frontmatter::RULE,
    &frontmatter::missing_frontmatter_field::RULE,
    &api::missing_parameter::RULE,
    &references::missing_path_in_code::RULE,
    &manifest::missing_plugin_file::RULE,
    &structure::missing_section::RULE,
    &marketplace::missing_source::RULE,
    &manifest::missing_version::RULE,
    &frontmatter::misspelt_frontmatter_field::RULE,
    &frontmatter::name_differs_from_file::RULE,
    &manifest::no_manifest::RULE,
    &manifest::oversized_file::RULE,
    &commands::parameter_mismatch::RULE,
    &api::path_case::RULE,
    &manifest::path_not_found::RULE,
    &manifest::path_not_relative::RULE,
    &manifest::path_traversal::RULE,
    &leftovers::personal_path::RULE,
    &mcp::plain_http::RULE,
    &mcp::plain_http_server::RULE,
    &marketplace::plain_http_source::RULE,
    &manifest::refused_name::RULE,
    &hooks::refused_user_config::RULE,
    &hooks::relative_hook_path::RULE,
    &mcp::required_option_in_server::RULE,
    &manifest::reserved_name::RULE,
    &manifest::root_memory_file::RULE,
    &structure::section_order::RULE,
    &manifest::shadowed_folder::RULE,
    &marketplace::taken_name::RULE,
    &TEMPLATE_ERROR,
    &leftovers::template_leftover::RULE,
    &frontmatter::truncated_frontmatter::RULE,
    &commands::unapproved_command::RULE,
    &mcp::unbound_channel::RULE,
    &structure::unclosed_fence::RULE,
    &commands::undeclared_argument::RULE,
    &mcp::undeclared_default::RULE,
    &mcp::undeclared_option::RULE,
    &api::undocumented_field::RULE,
    &api::undocumented_parameter::RULE,
    &mcp::undocumented_variable::RULE,
    &hooks::unexecutable_script::RULE,
    &mcp::unexpanded_variable::RULE,
    &marketplace::uninstallable_name::RULE,
    &api::unknown_body_field::RULE,
    &references::unknown_component_reference::RULE,
    &api::unknown_endpoint::RULE,
    &manifest::unknown_field::RULE,
    &api::unknown_field_name::RULE,
    &frontmatter::unknown_frontmatter_value::RULE,
    &api::unknown_query_parameter::RULE,
    &api::unknown_response_field::RULE,
    &references::unknown_tool::RULE,
    &manifest::unlisted_component::RULE,
    &marketplace::unlisted_plugin::RULE,
    &mcp::unnamed_servers::RULE,
    &structure::unparsable_json_example::RULE,
    &mcp::unpinned_npx::RULE,
    &hooks::unportable_path::RULE,
    &hooks::unquoted_plugin_root::RULE,
    &manifest::unread_file::RULE,
    &marketplace::unresolved_rename::RULE,
    &manifest::unsupported_key::RULE,
    &allow::UNUSED,
    &commands::unused_arguments::RULE,
    &marketplace::unused_headers::RULE,
    &manifest::unusual_name::RULE,
    &marketplace::version_mismatch::RULE,
    &api::wrong_body_shape::RULE,
    &api::wrong_body_value::RULE,
    &manifest::wrong_file_type::RULE,
    &api::wrong_method::RULE,
    &api::wrong_parameter_value::RULE,
    &api::wrong_response_value::RULE,
    &manifest::wrong_type::RULE,
];

static TEMPLATE_ERROR: Rule = Rule { meta: &crate::generate::templates::TEMPLATE_ERROR, check: Check::Elsewhere };
static INVALID_SPEC: Rule = Rule { meta: &crate::spec::INVALID_SPEC, check: Check::Elsewhere };

/// The rule of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.meta.name == name).copied()
}
