//! Compiles the specs into the server: `specs.json` in the build's folder, or an error with file and line.

use std::error::Error;
use std::path::PathBuf;

use plugin_gen::spec::load_server;

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
    let json = serde_json::json!({ "service": specs.server.spec, "tools": tools });
    std::fs::write(PathBuf::from(std::env::var("OUT_DIR")?).join("specs.json"), serde_json::to_string(&json)?)?;
    Ok(())
}
