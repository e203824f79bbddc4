//! What is written about the server, held to what it is: the README's table and the version numbers.

use mcp_engine::spec::Spanned;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn tools_table() -> String {
    let mut out = String::from("\n| Tool | What it does | Toolset | Scopes | Requests |\n|---|---|---|---|---|\n");
    for tool in halopsa_mcp::specs().unwrap().tools {
        let quote = |text: &Spanned<String>| format!("`{text}`");
        let mut requests: Vec<String> = Vec::new();
        for request in &tool.requests {
            let shown = quote(&request.operation);
            if !requests.contains(&shown) {
                requests.push(shown);
            }
        }
        let scopes = tool.scopes.iter().map(quote).collect::<Vec<_>>().join(", ");
        let writes = if *tool.hints.read_only { "" } else { " **Writes.**" };
        let toolset = tool.toolset.as_ref().map_or("always", |toolset| toolset.as_str());
        let description = tool.description.trim();
        out +=
            &format!("| `{}` | {description}{writes} | {toolset} | {scopes} | {} |\n", tool.name, requests.join(", "));
    }
    out + "\n"
}

#[test]
fn readme_lists_the_tools() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let start = text.find("<!-- tools: ").and_then(|at| Some(at + text[at..].find("-->\n")? + 4)).unwrap();
    let end = text.find("<!-- /tools -->").unwrap();
    let expected = tools_table();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, format!("{}{expected}{}", &text[..start], &text[end..])).unwrap();
    } else {
        assert_eq!(text[start..end], expected, "run `UPDATE=1 cargo test -p halopsa-mcp readme`");
    }
}

#[test]
fn one_version_everywhere() {
    let version = env!("CARGO_PKG_VERSION");
    let json =
        |path: &str| -> Value { serde_json::from_str(&std::fs::read_to_string(root().join(path)).unwrap()).unwrap() };
    let launcher = json("npm/halopsa-mcp/package.json");
    assert_eq!(launcher["version"], version);
    for (name, wanted) in launcher["optionalDependencies"].as_object().unwrap() {
        assert_eq!(wanted, version, "{name} is pinned to the launcher's version");
    }
    assert!(launcher.get("scripts").is_none(), "no install scripts");
    let plugin = std::fs::read_to_string(root().join("spec/halopsa/plugin.yaml")).unwrap();
    let plugin = plugin_gen::syntax::yaml::parse(&plugin).root.unwrap();
    let pinned = plugin.at(&["mcp", "halopsa", "version"]).and_then(|node| node.scalar_text().map(str::to_owned));
    assert_eq!(pinned.as_deref(), Some(version), "plugin.yaml pins the package");
    let servers = json("dist/halopsa/halopsa/.mcp.json");
    let arguments = servers["mcpServers"]["halopsa"]["args"].to_string();
    assert!(arguments.contains(&format!("halopsa-mcp@{version}")), "{arguments}");
}

#[test]
fn every_variable_is_documented_for_users() {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    for name in [
        "CLIENT_ID",
        "CLIENT_SECRET",
        "TENANT",
        "RESOURCE_SERVER",
        "AUTH_SERVER",
        "SCOPE",
        "READ_ONLY",
        "ALLOW_HOST",
        "LOG",
        "ALLOW_INSECURE_LOOPBACK",
        "BASE_URL",
        "URL",
    ] {
        assert!(readme.contains(&format!("`HALOPSA_{name}")), "{name}");
    }
}

#[test]
fn the_plugin_names_each_tool_and_no_other() {
    let tools: Vec<String> = halopsa_mcp::specs().unwrap().tools.into_iter().map(|tool| tool.name.value).collect();
    let plugin = root().join("dist/halopsa/halopsa");
    let mut text = std::fs::read_to_string(plugin.join("README.md")).unwrap();
    for entry in ["skills", "commands"].iter().flat_map(|folder| std::fs::read_dir(plugin.join(folder)).unwrap()) {
        let path = entry.unwrap().path();
        let file = if path.is_dir() { path.join("SKILL.md") } else { path };
        text += &std::fs::read_to_string(file).unwrap();
    }
    for tool in &tools {
        assert!(text.contains(&format!("`{tool}`")), "the plugin does not speak of {tool}");
    }
    let allowed: Vec<&str> = text.split("mcp__").skip(1).map(|rest| rest.lines().next().unwrap()).collect();
    assert!(allowed.len() > 15);
    for name in allowed {
        let tool = name.strip_prefix("plugin_halopsa_halopsa__").unwrap_or_else(|| panic!("{name}"));
        assert!(tools.iter().any(|known| known == tool), "{tool} does not exist");
    }
}
