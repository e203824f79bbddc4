//! The texts that `new` writes.

use camino::Utf8PathBuf;

/// A file to write, below the spec folder.
pub(super) type File = (Utf8PathBuf, String);

/// The folder of JSON Schemas in the spec folder, with which an editor completes and checks the keys.
pub(super) const SCHEMAS: &str = ".schemas";

/// The line that names the schema of a file. `depth` is the number of folders between the file and the spec folder.
pub(super) fn schema(kind: &str, depth: usize) -> String {
    format!("# yaml-language-server: $schema={}{SCHEMAS}/{kind}.schema.json\n", "../".repeat(depth))
}

/// The kind of schema that the first line of a text names.
pub(super) fn schema_of(text: &str) -> Option<&str> {
    let (_, name) = text.lines().next()?.rsplit_once('/')?;
    name.strip_suffix(".schema.json")
}

pub(super) fn marketplace() -> File {
    let text = "name: my-plugins\ndescription: Claude Code plugins of my team.\nowner:\n  name: My team\n";
    ("marketplace.yaml".into(), schema("marketplace", 0) + text)
}

/// plugin.yaml; `mcp` is the text below the key of that name.
pub(super) fn plugin(plugin: &str, mcp: &str, has_api: bool) -> File {
    let mut text = format!(
        "{}name: {plugin}\ndescription: Helps with {plugin}.\nversion: 0.1.0\nauthor:\n  name: My team\n",
        schema("plugin", 1)
    );
    if has_api {
        text.push_str("api: api.yaml\n");
    }
    if !mcp.is_empty() {
        text.push_str(&format!("mcp:\n{mcp}"));
    }
    (format!("{plugin}/plugin.yaml").into(), text)
}

pub(super) fn skill(plugin: &str, name: &str, has_tools: bool) -> File {
    let tools = if has_tools { "    tools: all\n" } else { "" };
    let text = format!(
        "{}name: {name}\ndescription: >-\n  Explains {name}. Use when someone asks about {name}.\ntitle: {}\nsections:\n  - heading: Overview\n    body: Describe here what Claude should know about {name}.\n{tools}",
        schema("component", 2),
        title(name)
    );
    (format!("{plugin}/skills/{name}.yaml").into(), text)
}

pub(super) fn command(plugin: &str, name: &str) -> File {
    let text = format!(
        "{}name: {name}\ndescription: Runs {name} for a query and reports the result\narguments:\n  - {{name: query, required: true, kind: positional, description: What to look for.}}\ntitle: {}\nbody: \"Arguments: $ARGUMENTS\"\nsections:\n  - heading: Steps\n    steps:\n      - Look for the query in the files of this project.\n      - Report what you found, with the path of each file.\n  - heading: Parameters\n    parameters: true\n",
        schema("component", 2),
        title(name)
    );
    (format!("{plugin}/commands/{name}.yaml").into(), text)
}

pub(super) fn agent(plugin: &str, name: &str) -> File {
    let text = format!(
        "{}name: {name}\ndescription: Reviews the work on {plugin} as {name}. Use when a change is ready for review.\nfrontmatter:\n  tools: Read, Grep, Glob\nsections:\n  - heading: Task\n    steps:\n      - Read the files that changed.\n      - Report each problem with its file and line.\n",
        schema("component", 2)
    );
    (format!("{plugin}/agents/{name}.yaml").into(), text)
}

/// A README that explains what to set. A plugin without variables does not need one.
pub(super) fn readme(plugin: &str) -> File {
    let text = format!(
        "{}title: {}\nbody: Describe here what the plugin is for.\nsections:\n  - heading: Install\n    install: true\n  - heading: Configure\n    environment: true\n",
        schema("page", 1),
        title(plugin)
    );
    (format!("{plugin}/README.yaml").into(), text)
}

pub(super) fn hook(plugin: &str) -> File {
    let text = format!(
        "{{\n  \"hooks\": {{\n    \"SessionStart\": [\n      {{ \"hooks\": [{{ \"type\": \"command\", \"command\": \"echo 'The plugin {plugin} is loaded.'\" }}] }}\n    ]\n  }}\n}}\n"
    );
    (format!("{plugin}/files/hooks/hooks.json").into(), text)
}

pub(super) fn mcp_http(plugin: &str) -> String {
    let variable = variable(plugin);
    format!(
        "  {plugin}-remote:\n    type: http\n    url: https://mcp.example.com/mcp\n    headers:\n      Authorization: \"Bearer ${{{variable}_TOKEN:-}}\"\n    environment:\n      - name: {variable}_TOKEN\n        pass: false\n        required: true\n        meaning: Token of the remote server.\n",
    )
}

pub(super) fn mcp_npx(plugin: &str) -> String {
    let variable = variable(plugin);
    format!(
        "  {plugin}-local:\n    package: {plugin}-mcp\n    version: 0.1.0\n    environment:\n      - name: {variable}_API_KEY\n        required: true\n        meaning: Key of the API.\n"
    )
}

/// The server that runs the tools of the plugin's own specs.
pub(super) fn mcp_specs(plugin: &str) -> String {
    let (title, variable) = (title(plugin), variable(plugin));
    let option = |key: &str, what: &str, rest: &str| {
        format!(
            "      - name: {variable}_{}\n        required: true\n        meaning: {what}.\n        option: {{key: {key}, title: {title} {}, description: {what}.{rest}}}\n",
            key.to_uppercase(),
            key.replace('_', " "),
        )
    };
    format!(
        "  {plugin}:\n    package: plugin-mcp\n    version: {}\n    environment:\n{}{}{}",
        env!("CARGO_PKG_VERSION"),
        option("client_id", "Client ID of the API application", ""),
        option("client_secret", "Client secret of the API application", ", sensitive: true"),
        option("tenant", "Name of the tenant", ""),
    )
}

/// server.yaml and api.yaml of a server whose tools are specs.
pub(super) fn server(plugin: &str) -> Vec<File> {
    let (title, variable) = (title(plugin), variable(plugin));
    let server = format!(
        "{}name: {plugin}-mcp\ntitle: {title}\ninstructions: Tools for {title}. Get ids from a search, never from memory.\nenvironment: {variable}_\nsetup: Create an API application in {title}, and set {variable}_CLIENT_ID, {variable}_CLIENT_SECRET and {variable}_TENANT.\nhosts:\n  domains: [example.com]\n  tenant: \"{{tenant}}.example.com\"\napi_path: /api\nauthentication: {{path: /auth, token: /token, scope: all, lifetime: 3600}}\npaging: {{number: page, size: page_size, total: total}}\nrecord_id: id\nerror_message: message\n",
        schema("server", 1)
    );
    let api = format!(
        "openapi: 3.1.0\ninfo: {{title: {title}, version: \"1\"}}\nservers:\n  - url: https://{{tenant}}.example.com/api\n    variables: {{tenant: {{default: tenant}}}}\nsecurity: [{{oauth: []}}]\npaths:\n  /items:\n    get:\n      summary: Items, a page at a time\n      parameters:\n        - {{name: search, in: query, schema: {{type: string}}}}\n        - {{name: page, in: query, schema: {{type: integer}}}}\n        - {{name: page_size, in: query, schema: {{type: integer}}}}\n      responses:\n        \"200\":\n          description: One page\n          content:\n            application/json:\n              schema:\n                type: object\n                properties:\n                  total: {{type: integer}}\n                  items: {{type: array, items: {{$ref: \"#/components/schemas/Item\"}}}}\ncomponents:\n  schemas:\n    Item:\n      type: object\n      properties:\n        id: {{type: integer, description: Identifies the item.}}\n        name: {{type: string, description: Name for people.}}\n  securitySchemes:\n    oauth:\n      type: oauth2\n      flows:\n        clientCredentials: {{tokenUrl: \"https://tenant.example.com/auth/token\", scopes: {{all: Everything}}}}\n"
    );
    vec![(format!("{plugin}/server.yaml").into(), server), (format!("{plugin}/api.yaml").into(), api)]
}

/// Name of the example tool.
pub(super) fn example_tool(plugin: &str) -> String {
    format!("{}_search_items", plugin.replace('-', "_"))
}

pub(super) fn tool(plugin: &str, name: &str) -> File {
    let text = format!(
        "{}name: {name}\ntitle: Search items\ndescription: Find items by part of their name.\nhints: {{read_only: true, destructive: false, idempotent: true, open_world: true}}\nscopes: [all]\ninput:\n  query: {{type: string, min_length: 1, max_length: 200, required: true, description: Part of the name., example: main}}\nrequests:\n  - {{name: items, operation: GET /items, query: {{search: $query}}, rows: items}}\noutput:\n  list: [items]\n  limit: 50\n  fields:\n    id: {{type: integer}}\n    name: {{type: string}}\n",
        schema("tool", 2)
    );
    (format!("{plugin}/tools/{name}.yaml").into(), text)
}

/// `my-plugin` as a title: `My plugin`.
fn title(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `my-plugin` as the start of a variable: `MY_PLUGIN`.
fn variable(name: &str) -> String {
    name.to_uppercase().replace('-', "_")
}
