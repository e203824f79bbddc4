//! What the API check costs: `cargo bench --bench api`.
//!
//! CPU time of one thread, the best of many runs, for the plugin in `dist/` against its own description and against a generated
//! one of 4 MB with 900 paths and 700 schemas; and the ratio of a whole check with API rules to one without. Not a test: a
//! slow machine prints larger numbers and fails nothing.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::expect_used)]

use std::fmt::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use camino::Utf8Path;
use plugin_gen::openapi::Description;
use plugin_gen::plugin::{FileTree, Plugin, discover};
use plugin_gen::rules::api::{ApiClaims, Descriptions};
use plugin_gen::rules::{Options, check};
use plugin_gen::source::SourceFile;
use plugin_gen::syntax::yaml;
use serde_json::{Value, json};

const RUNS: usize = 40;

/// CPU time of this thread where Linux tells it; else the time of day.
fn now() -> Duration {
    thread_local!(static START: Instant = Instant::now());
    let schedule = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = schedule.and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| START.with(Instant::elapsed), Duration::from_nanos)
}

fn best<T>(mut run: impl FnMut() -> T) -> Duration {
    let times = (0..RUNS).map(|_| {
        let start = now();
        std::hint::black_box(run());
        now() - start
    });
    times.min().unwrap()
}

fn line(what: &str, time: Duration) {
    println!("{what:<62}{:>9.3} ms", time.as_secs_f64() * 1000.0);
}

/// The own description as JSON, with paths and schemas added until it is as large as a vendor's.
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
    let root = discover(&tree).plugins.into_iter().next().expect("dist holds a plugin");
    let plugin = Plugin::load(&tree, &root);
    let own_file = SourceFile::new("api.yaml", own.as_str());
    let large = generated(&own);
    let large_file = SourceFile::new("api.json", large.as_str());

    let description = Description::load(&own_file).unwrap();
    let claims = ApiClaims::of_plugin(&plugin, &description);
    let mut figures = String::new();
    write!(
        figures,
        "{} requests and {} names in {} documents; own description {} kB, generated one {:.1} MB",
        claims.requests.len(),
        claims.names.len(),
        plugin.documents.len(),
        own.len() / 1000,
        large.len() as f64 / 1e6
    )
    .unwrap();
    println!("{figures}\n");

    line("own description: load", best(|| Description::load(&own_file).unwrap()));
    line("own description: all claims", best(|| ApiClaims::of_plugin(&plugin, &description).requests.len()));
    line(
        "own description: load and all claims",
        best(|| ApiClaims::of_plugin(&plugin, &Description::load(&own_file).unwrap()).requests.len()),
    );
    line("4 MB description: load", best(|| Description::load(&large_file).unwrap()));
    line(
        "4 MB description: load and all claims",
        best(|| ApiClaims::of_plugin(&plugin, &Description::load(&large_file).unwrap()).requests.len()),
    );

    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().unwrap();
    let with = Options { descriptions: Descriptions::for_all(Arc::new(description)), ..Options::default() };
    let (without, with) = pool.install(|| {
        let plain = Options::default();
        (best(|| check(&tree, &plain).files), best(|| check(&tree, &with).files))
    });
    println!();
    line("whole check without API rules", without);
    line("whole check with API rules, description loaded", with);
    println!("ratio {:.2}", with.as_secs_f64() / without.as_secs_f64());
}
