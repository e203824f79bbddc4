//! `server.yaml`: the conventions of one vendor's API, as an MCP server needs them.

use serde::Deserialize;

use super::fields::{Map, Spanned};
use crate::spec;
use crate::syntax::Node;

spec! {
    /// What holds for each request to a vendor.
    #[derive(Deserialize)]
    pub struct ServerSpec = "a server" {
        /// Name of the server, as clients see it.
        required name: String,
        /// The vendor's name in messages for people.
        required title: String,
        /// What a model should know before it uses any tool.
        required instructions: String,
        /// Prefix of each environment variable, with its underscore.
        required environment: String,
        /// Where a user finds the values to configure.
        required setup: String,
        /// Which hosts may receive the client secret.
        required hosts: Hosts,
        /// Path below which the API lives.
        required api_path: String,
        /// The OAuth 2.0 client-credentials request.
        required authentication: Authentication,
        /// The names of the paging parameters.
        required paging: Paging,
        /// Key that every record has: it tells a bare record from a wrapper around one.
        required record_id: String,
        /// Starts of dates that mean "not set".
        optional unset_dates: Vec<String>,
        /// Key of the message in the answer to a refused request.
        required error_message: String,
        /// Keys that turn a successful answer into a failure when they hold a value.
        optional failures: Vec<String>,
        /// Groups of tools that a setting enables, with what each is for.
        optional toolsets: Map<String>,
        /// The groups that are enabled without that setting.
        optional default_toolsets: Vec<Spanned<String>>,
        /// Links into the vendor's web application: a path with `{id}`, by name.
        optional links: Map<Spanned<String>>,
    }
}

spec! {
    /// Host names.
    #[derive(Deserialize)]
    pub struct Hosts = "the hosts" {
        /// The vendor's own domains; a host must be a name below one of them.
        required domains: Vec<String>,
        /// Host of a tenant, with `{tenant}`.
        required tenant: String,
        /// Other names of the variable for the resource server, without the prefix.
        optional aliases: Vec<String>,
        /// Values of that variable that mean "not set".
        optional placeholders: Vec<String>,
    }
}

spec! {
    /// The token request.
    #[derive(Deserialize)]
    pub struct Authentication = "the authentication" {
        /// Path of the authorisation server on the host.
        required path: String,
        /// Path of the token endpoint below it.
        required token: String,
        /// Scope when the user names none.
        required scope: String,
        /// Query parameter that carries the tenant, when one is set.
        maybe tenant_parameter: String,
        /// What to check, beside the values, when the credentials are refused.
        maybe refused: String,
        /// Seconds a token lives when the answer does not say.
        required lifetime: usize,
    }
}

spec! {
    /// How lists are paged.
    #[derive(Deserialize)]
    pub struct Paging = "the paging" {
        /// Parameter that must be `true` before the others have any effect.
        maybe switch: String,
        /// Parameter for the page, from 1.
        required number: String,
        /// Parameter for the rows a page.
        required size: String,
        /// Key of the total in the answer.
        required total: String,
    }
}

spec! {
    /// Which page of a list a request asks for.
    #[derive(Deserialize)]
    pub struct Page = "a page" {
        /// Page number, from 1.
        required number: Spanned<Node>,
        /// Rows a page.
        required size: Spanned<Node>,
        /// When this is true, all pages are read, sorted and filtered before one is answered.
        maybe read_all: Spanned<Node>,
    }
}
