//! `plugin.yaml` and `marketplace.yaml`: what the plugin is, what it starts, and where it is listed.

use camino::{Utf8Component, Utf8Path};
use serde_json::{Value, json};

use super::declare::{described, object};
use super::fields::{Decode, Decoder, Map, Spanned};
use super::targets::Target;
use crate::spec;
use crate::syntax::{Entry, Kind, Node};

/// A marketplace: its fields as in marketplace.json, and its plugins.
#[derive(Debug, Clone)]
pub struct MarketplaceSpec {
    /// Name; users type it after `@`.
    pub name: String,
    /// Every field but `plugins`, in the order written.
    pub fields: Vec<Entry>,
    /// The plugins in order.
    pub plugins: Vec<Listed>,
    /// The hosts to build for besides Claude Code.
    pub targets: Option<Vec<Spanned<Target>>>,
}

/// A plugin of a marketplace.
#[derive(Debug, Clone)]
pub enum Listed {
    /// A folder beside this file that is built here.
    Built(Spanned<String>),
    /// An entry for a plugin that is not built here, as it is.
    Foreign(Node),
}

impl Decode for Listed {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        if !node.is_mapping() {
            return Spanned::decode(node, decoder).map(Self::Built);
        }
        let mut complete = true;
        for key in ["name", "source"].into_iter().filter(|key| node.get(key).is_none()) {
            let problem = decoder
                .problem(node.span, format!("missing key `{key}` in an entry"))
                .help("list a plugin that is built here by the name of its folder only");
            decoder.report(problem);
            complete = false;
        }
        if complete { Node::decode(node, decoder).map(Self::Foreign) } else { None }
    }

    fn schema() -> Value {
        json!({ "anyOf": [{ "type": "string" }, { "type": "object", "required": ["name", "source"] }] })
    }
}

impl Decode for MarketplaceSpec {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let mut fields = decoder.fields(node, "a marketplace")?;
        let (name, plugins) = (fields.required("name"), fields.optional("plugins"));
        let targets = fields.maybe("targets");
        let _: Option<Node> = fields.required("owner");
        fields.decoder().exact_numbers(node);
        let rest = node
            .entries()
            .iter()
            .filter(|entry| !["plugins", "targets"].contains(&entry.key.as_str()))
            .cloned()
            .collect();
        Some(Self { name: name?, fields: rest, plugins: plugins?, targets: targets? })
    }

    fn schema() -> Value {
        let own = [
            ("name", described(String::schema(), "Name; users type it after `@`.")),
            ("owner", described(json!({ "type": "object" }), "Who maintains it: `name`, `email`, `url`.")),
            (
                "plugins",
                described(
                    Vec::<Listed>::schema(),
                    "Folders beside this file, and entries for plugins that are not built here.",
                ),
            ),
            ("targets", described(Vec::<Target>::schema(), "Hosts to build for; Claude Code is always one of them.")),
        ];
        let mut schema = object(own, &["name", "owner"]);
        schema["additionalProperties"] = json!(true);
        schema
    }
}

/// A plugin: plugin.json as YAML, and what else belongs to it.
#[derive(Debug, Clone)]
pub struct PluginSpec {
    /// Name in kebab-case.
    pub name: Spanned<String>,
    /// Every field of plugin.json, in the order written.
    pub manifest: Vec<Entry>,
    /// Whether plugin.json is generated.
    pub has_manifest: bool,
    /// Folder below the marketplace's root; the name of the spec's folder when missing.
    pub path: Option<Spanned<String>>,
    /// The OpenAPI description beside this file.
    pub api: Option<Spanned<String>>,
    /// The MCP servers, by name.
    pub mcp: Map<McpServer>,
    /// What the marketplace says of the plugin beyond the manifest; null leaves a field out.
    pub entry: Vec<Entry>,
    /// The hosts to build for, out of those of the marketplace; all of these when missing.
    pub targets: Option<Vec<Spanned<Target>>>,
}

/// The keys of plugin.yaml that plugin.json does not have.
pub const OWN_KEYS: &[&str] = &["path", "api", "mcp", "entry", "manifest", "targets"];

impl Decode for PluginSpec {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let mut fields = decoder.fields(node, "a plugin")?;
        let name = fields.required("name");
        let (path, api) = (fields.maybe("path"), fields.maybe("api"));
        let (mcp, entry) = (fields.optional("mcp"), fields.maybe::<Node>("entry"));
        let (has_manifest, targets) = (fields.maybe("manifest"), fields.maybe("targets"));
        fields.decoder().exact_numbers(node);
        drop(fields);
        let manifest = node.entries().iter().filter(|entry| !OWN_KEYS.contains(&entry.key.as_str())).cloned().collect();
        let entry = match entry? {
            Some(Node { kind: Kind::Mapping(entries), .. }) => entries,
            Some(other) => {
                decoder.expected(&other, "a mapping");
                return None;
            }
            None => Vec::new(),
        };
        let path: Option<Spanned<String>> = path?;
        let outside = |path: &&Spanned<String>| {
            path.value.is_empty()
                || !Utf8Path::new(&path.value)
                    .components()
                    .all(|part| matches!(part, Utf8Component::Normal(_) | Utf8Component::CurDir))
        };
        if let Some(outside) = path.as_ref().filter(outside) {
            let problem = decoder
                .problem(outside.span, format!("`{}` is not a folder below the marketplace's root", outside.value))
                .help("write a relative path without `..`, or `.` for the root itself");
            decoder.report(problem);
            return None;
        }
        let has_manifest = has_manifest?.unwrap_or(true);
        let (api, mcp, targets) = (api?, mcp?, targets?);
        Some(Self { name: name?, manifest, has_manifest, path, api, mcp, entry, targets })
    }

    fn schema() -> Value {
        let entry = "What the marketplace says of the plugin beyond name, description, version and author. Null leaves one of these out.";
        let own = [
            ("name", described(String::schema(), "Name in kebab-case.")),
            (
                "path",
                described(
                    String::schema(),
                    "Folder below the marketplace's root; the name of this folder when missing.",
                ),
            ),
            ("api", described(String::schema(), "The OpenAPI description beside this file.")),
            (
                "mcp",
                described(
                    Map::<McpServer>::schema(),
                    "MCP servers by name: the fields of .mcp.json, or an npm package with `package` and `version`.",
                ),
            ),
            ("entry", described(json!({ "type": "object" }), entry)),
            (
                "targets",
                described(
                    Vec::<Target>::schema(),
                    "Hosts to build for, out of those of the marketplace; all of these when missing.",
                ),
            ),
            (
                "manifest",
                described(
                    bool::schema(),
                    "False: no plugin.json is generated, because the marketplace's entry is the manifest or files/ holds one.",
                ),
            ),
            (
                "skills",
                described(json!({}), "As in plugin.json, or names in the order of the manifest and the README."),
            ),
            (
                "commands",
                described(json!({}), "As in plugin.json, or names in the order of the manifest and the README."),
            ),
            (
                "agents",
                described(json!({}), "As in plugin.json, or names in the order of the manifest and the README."),
            ),
        ];
        let mut schema = object(own, &["name"]);
        schema["additionalProperties"] = json!(true);
        schema
    }
}

impl PluginSpec {
    /// A field of plugin.json.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&Node> {
        self.manifest.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// A text field of plugin.json; empty when missing.
    #[must_use]
    pub fn text(&self, key: &str) -> &str {
        self.field(key).and_then(Node::scalar_text).unwrap_or_default()
    }

    /// The components that `skills`, `commands` or `agents` lists by bare names; `None` when it lists paths, is empty or is
    /// missing.
    #[must_use]
    pub fn names(&self, key: &str) -> Option<Vec<Spanned<String>>> {
        let items = self.field(key)?.items();
        if items.is_empty() {
            return None;
        }
        items
            .iter()
            .map(|item| match item.as_str() {
                Some(name) if !name.starts_with('.') => Some(Spanned { value: name.to_owned(), span: item.span }),
                _ => None,
            })
            .collect()
    }

    /// The MCP server that holds the tools of `tools/`: the one from a package, else the first.
    #[must_use]
    pub fn own_server(&self) -> Option<(&str, &McpServer)> {
        let servers = || self.mcp.0.iter().map(|(name, server)| (name.value.as_str(), server));
        servers().find(|(_, server)| server.package.is_some()).or_else(|| servers().next())
    }

    /// The variables of all servers.
    pub fn variables(&self) -> impl Iterator<Item = &Variable> {
        self.mcp.0.iter().flat_map(|(_, server)| &server.environment)
    }
}

/// An MCP server that the plugin starts or reaches.
#[derive(Debug, Clone)]
pub struct McpServer {
    /// npm package that holds it.
    pub package: Option<Spanned<String>>,
    /// Exact version of the package.
    pub version: Option<Spanned<String>>,
    /// File name of the program, for a bundled plugin; the package's name when missing.
    pub binary: Option<String>,
    /// What it reads from the environment.
    pub environment: Vec<Variable>,
    /// Command line with which a user stores credentials that the server itself finds, for hosts that hand none to it.
    pub login: Option<String>,
    /// Name in the registry of MCP servers.
    pub registry: Option<String>,
    /// The fields of .mcp.json, in the order written.
    pub fields: Vec<Entry>,
}

const SERVER_KEYS: &[&str] = &["package", "version", "binary", "environment", "login", "registry"];

impl Decode for McpServer {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let mut fields = decoder.fields(node, "an MCP server")?;
        let package: Option<Option<Spanned<String>>> = fields.maybe("package");
        let (version, binary) = (fields.maybe::<Spanned<String>>("version"), fields.maybe("binary"));
        let (environment, login) = (fields.optional("environment"), fields.maybe("login"));
        let registry = fields.maybe("registry");
        drop(fields);
        let (package, version) = (package?, version?);
        if package.is_some() && version.is_none() {
            let problem = decoder
                .problem(node.span, "missing key `version` in an MCP server from a package")
                .help("use an exact version; anything else installs later releases unnoticed");
            decoder.report(problem);
            return None;
        }
        let rest = node.entries().iter().filter(|entry| !SERVER_KEYS.contains(&entry.key.as_str())).cloned().collect();
        Some(Self {
            package,
            version,
            binary: binary?,
            environment: environment?,
            login: login?,
            registry: registry?,
            fields: rest,
        })
    }

    fn schema() -> Value {
        let own = [
            ("package", described(String::schema(), "npm package that holds the server.")),
            ("version", described(String::schema(), "Exact version of the package.")),
            (
                "binary",
                described(
                    String::schema(),
                    "File name of the program, for a bundled plugin; the package's name when missing.",
                ),
            ),
            ("environment", described(Vec::<Variable>::schema(), "What the server reads from the environment.")),
            ("registry", described(String::schema(), "Name in the registry of MCP servers: reverse.domain/name.")),
            (
                "login",
                described(
                    String::schema(),
                    "Command line that stores credentials which the server finds by itself, for hosts that hand none to it.",
                ),
            ),
        ];
        let mut schema = object(own, &[]);
        schema["additionalProperties"] = json!(true);
        schema
    }
}

spec! {
    /// An environment variable of a server.
    pub struct Variable = "an environment variable" {
        /// Name.
        required name: Spanned<String>,
        /// Whether `.mcp.json` passes it; one that it does not pass is inherited, and only documented. True when missing.
        maybe pass: bool,
        /// The stored option that is used when the variable is not set.
        maybe option: UserOption,
        /// What it is, for the README.
        optional meaning: String,
        /// Whether the server needs it.
        optional required: bool,
        /// A value that shows its form.
        optional example: String,
    }
}

spec! {
    /// An option that Claude Code stores for the plugin.
    pub struct UserOption = "an option" {
        /// Key in `userConfig`.
        required key: Spanned<String>,
        /// Name for people.
        required title: String,
        /// What to enter.
        required description: String,
        /// Whether it is kept in the platform's secret store.
        optional sensitive: bool,
    }
}

impl Variable {
    /// Whether `.mcp.json` passes it to the server.
    #[must_use]
    pub fn is_passed(&self) -> bool {
        self.pass.unwrap_or(true)
    }
}
