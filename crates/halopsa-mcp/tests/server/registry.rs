//! A package registry on loopback: what npm asks for to install the two packages, and no more.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::Path as FilePath;
use std::process::Command;
use std::sync::Arc;

struct Packages {
    url: String,
    /// Name to manifest and archive.
    packages: HashMap<String, (Value, Vec<u8>)>,
}

/// Serves each `NAME-VERSION.tgz` of a folder with the manifest that it holds; returns the registry's address.
pub async fn start(folder: &FilePath, names: &[&str]) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let packages = names.iter().map(|name| {
        let archive = folder.join(format!("{name}-{}.tgz", env!("CARGO_PKG_VERSION")));
        let manifest = Command::new("tar").arg("-xOzf").arg(&archive).arg("package/package.json").output().unwrap();
        let manifest: Value = serde_json::from_slice(&manifest.stdout).unwrap();
        ((*name).to_owned(), (manifest, std::fs::read(archive).unwrap()))
    });
    let state = Arc::new(Packages { url: url.clone(), packages: packages.collect() });
    let app = axum::Router::new()
        .route("/{name}", axum::routing::get(metadata))
        .route("/{name}/archive.tgz", axum::routing::get(archive))
        .with_state(state);
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    url
}

async fn metadata(State(packages): State<Arc<Packages>>, Path(name): Path<String>) -> Response {
    let Some((manifest, _)) = packages.packages.get(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let mut version = manifest.clone();
    version["dist"] = json!({"tarball": format!("{}/{name}/archive.tgz", packages.url)});
    let number = manifest["version"].as_str().unwrap();
    axum::Json(json!({"name": name, "dist-tags": {"latest": number}, "versions": {number: version}})).into_response()
}

async fn archive(State(packages): State<Arc<Packages>>, Path(name): Path<String>) -> Response {
    match packages.packages.get(&name) {
        Some((_, archive)) => archive.clone().into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
