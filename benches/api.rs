//! The cost of the API check: `cargo bench --bench api`.
//!
//! Measures the CPU time per run, for the plugin in `dist/` with its own description and with a generated one of more
//! than 4 MB with 900 paths and 700 schemas; and the ratio of a whole check with API rules to one without. This is not
//! a test: a slow machine prints larger numbers but does not fail.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::expect_used)]

mod support;

use std::fmt::Write;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use camino::Utf8Path;
use plugin_gen::openapi::Description;
use plugin_gen::plugin::{FileTree, Plugin, discover};
use plugin_gen::rules::api::{ApiClaims, Descriptions};
use plugin_gen::rules::{Options, check};
use plugin_gen::source::SourceFile;
use plugin_gen::syntax::yaml;
use serde_json::{Value, json};
use support::{RUNS, cpu};

fn line(what: &str, time: Duration, target: &str) {
    println!("{what:<50}{:>9.3} ms   target {target}", time.as_secs_f64() * 1000.0);
}

/// The plugin's description as JSON, with paths and schemas added until it is as large as a vendor's.
fn generated(own: &str) -> String {
    let mut root = yaml::parse(own).root.unwrap().to_json();
    let schemas = root["components"]["schemas"].as_object_mut().unwrap();
    let words = "A sentence of the length that vendors write about a field of a record that they keep. ";
    for number in schemas.len()..700 {
        let properties: serde_json::Map<String, Value> = (0..24)
            .map(|field| {
                (
                    format!("field_{number}_{field}"),
                    json!({"type": "integer", "format": "int32", "nullable": true, "description": words}),
                )
            })
            .collect();
        schemas.insert(
            format!("Generated{number}"),
            json!({"type": "object", "properties": properties, "additionalProperties": false}),
        );
    }
    let paths = root["paths"].as_object_mut().unwrap();
    for number in paths.len()..900 {
        let parameters: Vec<Value> = (0..6)
            .map(|parameter| json!({"name": format!("filter_{parameter}"), "in": "query", "description": words, "schema": {"type": "string"}}))
            .collect();
        let answer = json!({"$ref": format!("#/components/schemas/Generated{}", 300 + number % 400)});
        paths.insert(
            format!("/Generated{number}"),
            json!({"get": {"parameters": parameters, "responses": {"200": {"content": {"application/json": {"schema": answer}}}}}}),
        );
    }
    serde_json::to_string_pretty(&root).unwrap()
}

fn main() {
    let folder = Utf8Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = std::fs::read_to_string(folder.join("spec/halopsa/api.yaml")).unwrap();
    let tree = FileTree::from_disk(&folder.join("dist"));
    let root = discover(&tree).plugins.into_iter().next().expect("dist contains a plugin");
    let plugin = Plugin::load(&tree, &root);
    let own_file = SourceFile::new("api.yaml", own.as_str());
    let large = generated(&own);
    let large_file = SourceFile::new("api.json", large.as_str());

    let description = Description::load(&own_file).unwrap();
    let claims = ApiClaims::of_plugin(&plugin, &description);
    let mut figures = String::new();
    write!(
        figures,
        "{} requests and {} names in {} documents; own description {} kB, large one {:.1} MB; {RUNS} runs each",
        claims.requests.len(),
        claims.names.len(),
        plugin.documents.len(),
        own.len() / 1000,
        large.len() as f64 / 1e6
    )
    .unwrap();
    println!("{figures}\n");

    let load = |file: &Arc<SourceFile>| Description::load(file).unwrap();
    let claims_of = |description: &Description| drop(black_box(ApiClaims::of_plugin(&plugin, description)));
    line("own description: load", cpu(|| drop(black_box(load(&own_file)))), "-");
    line("own description: all claims", cpu(|| claims_of(&description)), "-");
    line("own description: load and all claims", cpu(|| claims_of(&load(&own_file))), "10 ms");
    line("large description: load", cpu(|| drop(black_box(load(&large_file)))), "-");
    line("large description: load and all claims", cpu(|| claims_of(&load(&large_file))), "60 ms");

    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().unwrap();
    let with = Options { descriptions: Descriptions::for_all(Arc::new(description)), ..Options::default() };
    let (without, with) = pool.install(|| {
        let plain = Options::default();
        (cpu(|| drop(black_box(check(&tree, &plain)))), cpu(|| drop(black_box(check(&tree, &with)))))
    });
    println!();
    line("whole check without API rules", without, "-");
    line("whole check with API rules, description loaded", with, "-");
    println!("ratio {:.2}", with.as_secs_f64() / without.as_secs_f64());
}
