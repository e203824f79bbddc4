//! Compiles the specs into the server: `specs.json` in the build's folder, or an error with file and line.

use std::error::Error;
use std::path::PathBuf;

use plugin_gen::spec::compiled::Specs;
use plugin_gen::spec::load_server;

fn main() -> Result<(), Box<dyn Error>> {
    // A link to the plugin's specs; in the published package a copy of them.
    let folder = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("spec");
    for name in ["server.yaml", "tools", "api.yaml"] {
        println!("cargo::rerun-if-changed={}", folder.join(name).display());
    }
    let folder = folder.canonicalize()?;
    let path = folder.to_str().ok_or("the path of the specs is not UTF-8")?;
    let server = match load_server(path.into()) {
        Ok(server) => server,
        Err(problems) => {
            for problem in &problems {
                let place = &problem.primary.location;
                let (line, column) = place.file.line_column(place.span.start);
                println!("cargo::error={}:{line}:{column}: {}", place.file.path(), problem.message);
            }
            return Err(format!("{} problems in the specs", problems.len()).into());
        }
    };
    let specs = Specs::of(&server, Some(&std::fs::read_to_string(folder.join("api.yaml"))?));
    std::fs::write(PathBuf::from(std::env::var("OUT_DIR")?).join("specs.json"), specs.to_json().to_string())?;
    Ok(())
}
