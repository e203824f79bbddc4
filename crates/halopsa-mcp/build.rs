//! Compiles the specs into the server: `specs.json` in the build's folder, or an error with file and line.

use std::error::Error;
use std::path::{Path, PathBuf};

use plugin_gen::spec::load_server;
use plugin_gen::syntax::Node;

/// The paths of an API description that can be read, each with the names of its query parameters.
fn documented_gets(file: &Path) -> Result<serde_json::Map<String, serde_json::Value>, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", file.display());
    let root =
        plugin_gen::syntax::yaml::parse(&std::fs::read_to_string(file)?).root.ok_or("api.yaml is not readable")?;
    let resolve = |node: &Node| -> Option<Node> {
        let Some(reference) = node.get("$ref").and_then(Node::as_str) else { return Some(node.clone()) };
        let path: Vec<&str> = reference.trim_start_matches("#/").split('/').collect();
        root.at(&path).cloned()
    };
    let mut out = serde_json::Map::new();
    for path in root.get("paths").map(Node::entries).unwrap_or_default() {
        let Some(get) = path.value.get("get") else { continue };
        // A path with servers of its own lies elsewhere: the token endpoint does.
        if get.get("servers").or_else(|| path.value.get("servers")).is_some() {
            continue;
        }
        let parameters = [path.value.get("parameters"), get.get("parameters")];
        let names: Vec<String> = parameters
            .into_iter()
            .flatten()
            .flat_map(|list| list.items())
            .filter_map(&resolve)
            .filter(|parameter| parameter.get("in").and_then(Node::as_str) == Some("query"))
            .filter_map(|parameter| Some(parameter.get("name")?.as_str()?.to_owned()))
            .collect();
        out.insert(path.key.clone(), names.into());
    }
    Ok(out)
}

fn main() -> Result<(), Box<dyn Error>> {
    // A link to the plugin's specs; in the published package a copy of them.
    let folder = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("spec");
    println!("cargo::rerun-if-changed={}", folder.join("server.yaml").display());
    println!("cargo::rerun-if-changed={}", folder.join("tools").display());
    let folder = folder.canonicalize()?;
    let folder = folder.to_str().ok_or("the path of the specs is not UTF-8")?;
    let specs = match load_server(folder.into()) {
        Ok(specs) => specs,
        Err(problems) => {
            for problem in &problems {
                let place = &problem.primary.location;
                let (line, column) = place.file.line_column(place.span.start);
                println!("cargo::error={}:{line}:{column}: {}", place.file.path(), problem.message);
            }
            return Err(format!("{} problems in the specs", problems.len()).into());
        }
    };
    let tools: Vec<_> = specs.tools.iter().map(|tool| &tool.spec).collect();
    let api = match tools.iter().any(|tool| tool.documented_get.is_some()) {
        true => documented_gets(&PathBuf::from(folder).join("api.yaml"))?,
        false => serde_json::Map::new(),
    };
    let json = serde_json::json!({ "service": specs.server.spec, "tools": tools, "api": api });
    std::fs::write(PathBuf::from(std::env::var("OUT_DIR")?).join("specs.json"), serde_json::to_string(&json)?)?;
    Ok(())
}
