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
        /// Path below which the API lives; empty when the paths of the API description begin at the host.
        required api_path: String,
        /// OAuth 2.0 client credentials. One of this, `api_key` and `basic` says how requests are authenticated.
        maybe authentication: Authentication,
        /// A key that each request carries in a header.
        maybe api_key: ApiKey,
        /// User name and password of HTTP basic authentication.
        maybe basic: Basic,
        /// How lists are paged, unless a request has a `paging` of its own.
        maybe paging: Paging,
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
        /// Host of a tenant, with `{tenant}`. One of this and `regions` says where the API is.
        maybe tenant: String,
        /// The hosts to choose from, by the name of the region. With a single one there is nothing to choose.
        optional regions: Map<Spanned<String>>,
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
    /// A key that each request carries.
    #[derive(Deserialize)]
    pub struct ApiKey = "the API key" {
        /// Header that carries it, such as `X-Api-Key` or `Authorization`.
        required header: String,
        /// What is before the key in that header, such as `Bearer`, with its space.
        optional prefix: String,
    }
}

spec! {
    /// What the two parts of HTTP basic authentication are for this vendor.
    #[derive(Deserialize)]
    pub struct Basic = "the basic authentication" {
        /// The vendor's word for the user name, for people: `user name`, `public key`.
        required username: String,
        /// The vendor's word for the password.
        required password: String,
    }
}

spec! {
    /// How lists are paged: by the number of a page, or by where the last one ended.
    #[derive(Deserialize)]
    pub struct Paging = "the paging" {
        /// Parameter that must be `true` before the others have any effect.
        maybe switch: Spanned<String>,
        /// Parameter for the page, from 1. A list with neither this nor `after` has a bound, and no further pages.
        maybe number: Spanned<String>,
        /// Parameter for the position to continue from: an id or a cursor.
        maybe after: Spanned<String>,
        /// Parameter for the number of rows per page.
        required size: Spanned<String>,
        /// With `after`: field of the last row whose value asks for the next page.
        maybe last: Spanned<String>,
        /// With `after`: path in the answer to the value that asks for the next page.
        maybe next: Spanned<String>,
        /// Path of the total in the answer, when it has one.
        maybe total: Spanned<String>,
        /// The parameters are members of the JSON body instead of the query.
        optional in_body: bool,
    }
}

spec! {
    /// Which page of a list a request asks for.
    #[derive(Deserialize)]
    pub struct Page = "a page" {
        /// Page number, from 1, where the paging has a `number`.
        maybe number: Spanned<Node>,
        /// Where to read on, where the paging has an `after`: the `next_cursor` of the page before.
        maybe after: Spanned<Node>,
        /// Rows a page.
        required size: Spanned<Node>,
        /// When this is true, all pages are read, sorted and filtered before one is answered.
        maybe read_all: Spanned<Node>,
    }
}

impl Page {
    /// Every expression of the page.
    pub fn values(&self) -> impl Iterator<Item = &Spanned<Node>> {
        self.number.iter().chain(&self.after).chain([&self.size]).chain(&self.read_all)
    }
}

impl Paging {
    /// The names of the parameters of a request for a page.
    pub fn parameters(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.switch.iter().chain(&self.number).chain(&self.after).chain([&self.size])
    }
}
