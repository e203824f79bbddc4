//! The rules: one file per rule, grouped by what they check, and the list of all rules.
//!
//! A rule is metadata and a plain function. The kind of function determines what it receives. Rules neither read files
//! nor print. A new rule needs a file here, a page in `docs/rules/`, and a line in [`RULES`].

pub(crate) mod agent_skills;
pub(crate) mod agents;
mod allow;
pub mod api;
pub mod check;
pub(crate) mod commands;
mod excerpt;
pub(crate) mod frontmatter;
pub(crate) mod hidden;
pub(crate) mod hooks;
pub(crate) mod hosts;
pub mod invalid_config;
pub(crate) mod leftovers;
mod limit;
pub(crate) mod manifest;
pub(crate) mod marketplace;
pub(crate) mod mcp;
pub mod outcome;
pub(crate) mod progress;
pub(crate) mod references;
pub(crate) mod secrets;
pub(crate) mod skipped_content;
pub(crate) mod structure;
pub(crate) mod support;
pub mod tools;
mod unshipped;
pub(crate) mod versions;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::config::Settings;
use crate::diag::{Diagnostic, Profile, RuleMeta};
use crate::hosts::claude::findings;
use crate::plugin::hosts::HostTree;
use crate::plugin::{Document, Marketplace, Plugin};

pub use check::{Options, check};

/// What a rule checks.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Check {
    /// One file of a plugin at a time.
    Document(fn(&Document, &Context, &mut Sink)),
    /// A whole plugin.
    Plugin(fn(&Plugin<'_>, &Context, &mut Sink)),
    /// A folder with the manifest of another host.
    Host(fn(&HostTree<'_>, &mut Sink)),
    /// A marketplace and what it lists.
    Marketplace(fn(&Marketplace<'_>, &Context, &mut Sink)),
    /// What Claude Code opens for a target. [`claude`](crate::hosts::claude) reports all of these in one pass.
    Target,
    /// A plugin's claims about an API. Runs if the plugin has an API description.
    Api(fn(&api::ApiClaims<'_>, &mut Sink)),
    /// A plugin's claims about its server's tools. Runs if the list of tools is known.
    Tools(fn(&tools::ToolClaims<'_>, &mut Sink)),
    /// Nothing by itself: the reader of specs, configuration or API descriptions reports it.
    Elsewhere,
}

/// A rule.
pub struct Rule {
    /// Name, summary, level, profile, page.
    pub meta: &'static RuleMeta,
    /// What it checks.
    pub check: Check,
}

/// What rules can use besides the thing that they check.
#[derive(Debug, Default)]
pub struct Context {
    /// The configuration.
    pub settings: Arc<Settings>,
    /// The set of rules that run.
    pub profile: Option<Profile>,
    /// The names of all skills, commands and agents in the tree, of any plugin.
    pub names: BTreeSet<String>,
}

/// Collects the findings of rules.
#[derive(Default)]
pub struct Sink {
    /// The findings so far.
    pub found: Vec<Diagnostic>,
}

impl Sink {
    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }
}

/// Every rule, sorted by name.
#[rustfmt::skip] // One rule per line, so that two changes never touch the same line.
pub static RULES: &[&Rule] = &[
    &agent_skills::agent_skill_advice::RULE,
    &agent_skills::agent_skill_description::RULE,
    &agent_skills::agent_skill_field::RULE,
    &agent_skills::agent_skill_name::RULE,
    &allow::WITHOUT_REASON,
    &commands::argument_substitution::RULE,
    &manifest::broken_component_file::RULE,
    &reported(&findings::BROKEN_GUARD_HOOK),
    &references::broken_link::RULE,
    &marketplace::conflicting_manifests::RULE,
    &hidden::control_character::RULE,
    &api::denied_name::RULE,
    &api::deprecated_operation::RULE,
    &reported(&findings::DESKTOP_NAME),
    &hosts::differing_manifests::RULE,
    &hosts::dropped_host_server::RULE,
    &reported(&findings::DROPPED_SERVER),
    &frontmatter::duplicate_description::RULE,
    &reported(&findings::DUPLICATE_ENTRY),
    &frontmatter::duplicate_key::RULE,
    &frontmatter::duplicate_name::RULE,
    &manifest::empty_listed_component::RULE,
    &reported(&findings::EMPTY_MARKETPLACE),
    &structure::empty_section::RULE,
    &mcp::empty_server_url::RULE,
    &marketplace::entry_name_mismatch::RULE,
    &hosts::foreign_placeholder::RULE,
    &frontmatter::frontmatter_not_yaml::RULE,
    &secrets::hardcoded_secret::RULE,
    &hidden::hidden_characters::RULE,
    &hidden::hidden_instructions::RULE,
    &hosts::hidden_marketplace::RULE,
    &agents::ignored_agent_field::RULE,
    &reported(&findings::IGNORED_FIELD),
    &hooks::ignored_group_key::RULE,
    &reported(&findings::IGNORED_HOOK),
    &hosts::incomplete_bundle::RULE,
    &api::insecure_api_url::RULE,
    &hosts::invalid_command_toml::RULE,
    &invalid_config::RULE,
    &reported(&findings::INVALID_FRONTMATTER),
    &reported(&findings::INVALID_HOOKS_FILE),
    &hosts::invalid_host_manifest::RULE,
    &reported(&findings::INVALID_JSON),
    &reported(&findings::INVALID_SOURCE),
    &INVALID_SPEC,
    &reported(&findings::INVALID_TYPES),
    &reported(&findings::INVALID_VALUE),
    &manifest::invalid_version::RULE,
    &reported(&findings::INVALID_VERSION_RANGE),
    &references::link_leaves_plugin::RULE,
    &hosts::linked_manifest::RULE,
    &frontmatter::listing_over_budget::RULE,
    &reported(&findings::LITERAL_CREDENTIAL_HEADER),
    &mcp::literal_credential_in_mcp::RULE,
    &frontmatter::long_description::RULE,
    &structure::long_skill::RULE,
    &versions::LOWERED_VERSION,
    &hooks::millisecond_timeout::RULE,
    &manifest::mismatched_default::RULE,
    &manifest::mismatched_license::RULE,
    &manifest::misplaced_component::RULE,
    &reported(&findings::MISPLACED_FIELD),
    &manifest::misplaced_file::RULE,
    &references::missing_attachment::RULE,
    &reported(&findings::MISSING_AUTHOR),
    &reported(&findings::MISSING_BINARY),
    &api::missing_body_field::RULE,
    &reported(&findings::MISSING_DESCRIPTION),
    &marketplace::missing_entry_component::RULE,
    &reported(&findings::MISSING_FIELD),
    &reported(&findings::MISSING_FRONTMATTER),
    &frontmatter::missing_frontmatter_field::RULE,
    &hosts::missing_host_manifest::RULE,
    &hosts::missing_host_path::RULE,
    &api::missing_parameter::RULE,
    &references::missing_path_in_code::RULE,
    &manifest::missing_plugin_file::RULE,
    &references::missing_resource::RULE,
    &structure::missing_section::RULE,
    &marketplace::missing_source::RULE,
    &reported(&findings::MISSING_VERSION),
    &frontmatter::misspelt_frontmatter_field::RULE,
    &frontmatter::name_differs_from_file::RULE,
    &frontmatter::name_differs_from_folder::RULE,
    &reported(&findings::NO_MANIFEST),
    &hosts::nonconforming_skill::RULE,
    &manifest::outdated_document::RULE,
    &manifest::oversized_file::RULE,
    &commands::parameter_mismatch::RULE,
    &api::path_case::RULE,
    &reported(&findings::PATH_INTO_GIT),
    &reported(&findings::PATH_NOT_FOUND),
    &reported(&findings::PATH_NOT_RELATIVE),
    &reported(&findings::PATH_TRAVERSAL),
    &leftovers::personal_path::RULE,
    &mcp::plain_http::RULE,
    &reported(&findings::PLAIN_HTTP_SERVER),
    &marketplace::plain_http_source::RULE,
    &agents::prefixed_agent_name::RULE,
    &manifest::redundant_hooks_path::RULE,
    &manifest::refused_name::RULE,
    &hooks::refused_user_config::RULE,
    &hooks::relative_hook_path::RULE,
    &mcp::relative_server_path::RULE,
    &mcp::required_option_in_server::RULE,
    &reported(&findings::RESERVED_NAME),
    &versions::REUSED_VERSION,
    &reported(&findings::ROOT_MEMORY_FILE),
    &frontmatter::second_frontmatter::RULE,
    &structure::section_order::RULE,
    &hosts::shadowed_commands::RULE,
    &manifest::shadowed_folder::RULE,
    &leftovers::shell_in_description::RULE,
    &skipped_content::RULE,
    &commands::skipped_first_argument::RULE,
    &manifest::symlink_leaves_tree::RULE,
    &marketplace::taken_name::RULE,
    &TEMPLATE_ERROR,
    &leftovers::template_leftover::RULE,
    &frontmatter::truncated_frontmatter::RULE,
    &commands::unapproved_command::RULE,
    &mcp::unbound_channel::RULE,
    &versions::UNBUMPED_VERSION,
    &structure::unclosed_fence::RULE,
    &commands::undeclared_argument::RULE,
    &mcp::undeclared_default::RULE,
    &reported(&findings::UNDECLARED_OPTION),
    &references::undeclared_option_in_text::RULE,
    &api::undocumented_field::RULE,
    &api::undocumented_name::RULE,
    &api::undocumented_parameter::RULE,
    &mcp::undocumented_variable::RULE,
    &hooks::unexecutable_script::RULE,
    &mcp::unexpanded_variable::RULE,
    &api::unexpected_base_path::RULE,
    &reported(&findings::UNINSTALLABLE_NAME),
    &marketplace::uninstallable_source::RULE,
    &agents::unknown_agent_color::RULE,
    &agents::unknown_agent_skill::RULE,
    &api::unknown_body_field::RULE,
    &references::unknown_component_reference::RULE,
    &manifest::unknown_dependency::RULE,
    &api::unknown_endpoint::RULE,
    &reported(&findings::UNKNOWN_FIELD),
    &api::unknown_field_name::RULE,
    &agents::unknown_fork_agent::RULE,
    &frontmatter::unknown_frontmatter_value::RULE,
    &hooks::unknown_hook_variable::RULE,
    &api::unknown_host::RULE,
    &api::unknown_query_parameter::RULE,
    &api::unknown_response_field::RULE,
    &tools::unknown_server_tool::RULE,
    &references::unknown_tool::RULE,
    &tools::unknown_tool_field::RULE,
    &manifest::unlisted_component::RULE,
    &marketplace::unlisted_plugin::RULE,
    &hooks::unmatched_hook::RULE,
    &commands::unmatched_permission::RULE,
    &reported(&findings::UNNAMED_SERVERS),
    &structure::unparsable_json_example::RULE,
    &mcp::unpinned_npx::RULE,
    &reported(&findings::UNPORTABLE_PATH),
    &reported(&findings::UNQUOTED_PLUGIN_ROOT),
    &reported(&findings::UNREAD_FILE),
    &commands::unreplaced_argument::RULE,
    &mcp::unreplaced_plugin_root::RULE,
    &reported(&findings::UNRESOLVED_RENAME),
    &marketplace::unsupported_entry_hooks::RULE,
    &hooks::unsupported_hook_type::RULE,
    &reported(&findings::UNSUPPORTED_KEY),
    &allow::UNUSED,
    &commands::unused_arguments::RULE,
    &reported(&findings::UNUSED_HEADERS),
    &reported(&findings::UNUSUAL_NAME),
    &reported(&findings::VERSION_MISMATCH),
    &hooks::windows_line_ends::RULE,
    &api::wrong_body_shape::RULE,
    &api::wrong_body_value::RULE,
    &api::wrong_field_type::RULE,
    &reported(&findings::WRONG_FILE_TYPE),
    &api::wrong_method::RULE,
    &api::wrong_parameter_value::RULE,
    &api::wrong_response_value::RULE,
    &tools::wrong_tool_call::RULE,
    &reported(&findings::WRONG_TYPE),
];

static TEMPLATE_ERROR: Rule = Rule { meta: &crate::spec::TEMPLATE_ERROR, check: Check::Elsewhere };
static INVALID_SPEC: Rule = Rule { meta: &crate::spec::INVALID_SPEC, check: Check::Elsewhere };

/// A rule that the Claude Code model reports.
const fn reported(meta: &'static RuleMeta) -> Rule {
    Rule { meta, check: Check::Target }
}

/// The rule with this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.meta.name == name).copied()
}
