//! The vendor's conventions as the engine reads them: `server.yaml`.

use serde::Deserialize;

/// What holds for each request to a vendor.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Name of the server, as clients see it.
    pub name: String,
    /// The vendor's name in messages for people.
    pub title: String,
    /// What a model should know before it uses any tool.
    pub instructions: String,
    /// Prefix of each environment variable, with its underscore.
    pub environment: String,
    /// Where a user finds the values to configure.
    pub setup: String,
    /// Host names.
    pub hosts: Hosts,
    /// Path below which the API lives.
    pub api_path: String,
    /// The token request.
    pub authentication: Authentication,
    /// How lists are paged.
    pub paging: Paging,
    /// Key that every record has: it tells a bare record from a wrapper around one.
    pub record_id: String,
    /// Dates that start with one of these mean "not set".
    #[serde(default)]
    pub unset_dates: Vec<String>,
    /// Key of the message in the vendor's answer to a refused request.
    pub error_message: String,
    /// Links into the vendor's web application: name to path, `{id}` is the record.
    #[serde(default)]
    pub links: std::collections::BTreeMap<String, String>,
}

/// Which hosts may receive the client secret.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hosts {
    /// The vendor's own domains; a host must be a name below one of them.
    pub domains: Vec<String>,
    /// Host of a tenant, with `{tenant}`.
    pub tenant: String,
    /// Other names of the variable for the resource server, without the prefix.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Values of that variable that mean "not set".
    #[serde(default)]
    pub placeholders: Vec<String>,
}

/// The OAuth 2.0 client-credentials request.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authentication {
    /// Path of the authorisation server on the host.
    pub path: String,
    /// Path of the token endpoint below it.
    pub token: String,
    /// Scope when the user names none.
    pub scope: String,
    /// Query parameter that carries the tenant, when one is set.
    pub tenant_parameter: Option<String>,
    /// What to check, beside the values, when the credentials are refused.
    pub refused: Option<String>,
    /// Seconds a token lives when the answer does not say.
    pub lifetime: u64,
}

/// The names of the paging parameters.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paging {
    /// Parameter that must be `true` before the others have any effect.
    pub switch: Option<String>,
    /// Parameter for the page, from 1.
    pub number: String,
    /// Parameter for rows a page.
    pub size: String,
    /// Key of the total in the answer.
    pub total: String,
}
