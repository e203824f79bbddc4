//! Validates reports and JSON Schemas with independent parsers: SARIF with its published schema, JUnit with an XML
//! parser, and each schema that we emit against the decoder of the same files: each accepts what the other accepts.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use camino::Utf8Path;
use common::Workspace;
use jsonschema::Validator;
use plugin_gen::cli::schema::KINDS;
use plugin_gen::rules::invalid_config;
use plugin_gen::source::{SourceFile, Span};
use plugin_gen::spec::acceptance::AcceptanceSpec;
use plugin_gen::spec::component::ComponentSpec;
use plugin_gen::spec::fields::{Decode, Decoder};
use plugin_gen::spec::plugin::{MarketplaceSpec, PluginSpec};
use plugin_gen::spec::section::PageSpec;
use plugin_gen::spec::server::ServerSpec;
use plugin_gen::spec::tool::ToolSpec;
use plugin_gen::syntax::{Entry, Kind, Node, yaml};
use serde_json::Value;

const BAD: &str =
    "---\nname: a \"title\" & <more>\ndescription: d\narguments: []\n---\n\n$7.50 `{{x}}` [gone](gone.md)\n";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn schema(kind: &str) -> Validator {
    let kind = KINDS.iter().find(|known| known.name == kind).unwrap();
    jsonschema::validator_for(&serde_json::from_str(&kind.text().unwrap()).unwrap()).unwrap()
}

fn problems(schema: &Validator, value: &Value) -> Vec<String> {
    schema.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// A plugin with many kinds of findings: related locations, fixes, and names and texts that formats must escape.
fn workspace() -> Workspace {
    let workspace = Workspace::plugin(&[
        ("commands/a:b 'c\"&<ü>.md", BAD),
        ("commands/b.md", &format!("<!-- plugin-gen: allow(missing-section) -->\n\ntext\n\n{BAD}")),
        ("skills/a/SKILL.md", "---\nname: a\ndescription: d\ndescription: e\n---\n\nü\u{200b}x\n\n\u{1b}[0m"),
        (".mcp.json", "{\"mcpServers\": {\"a\": {\"command\": \"npx\", \"args\": [\"-y\", \"pkg@1.2\"]}}}"),
    ]);
    workspace.write("plugin-gen.yaml", "profile: msp\n");
    workspace
}

fn report(workspace: &Workspace, format: &str) -> String {
    let run = workspace.run(&["check", "--format", format]);
    assert_eq!(run.code, 1, "{run:?}");
    run.stdout
}

#[test]
fn sarif_matches_the_published_schema() {
    let text = fs::read_to_string(root().join("tests/data/schemas/sarif-2.1.0.json")).unwrap();
    // JavaScript accepts an unmatched closing bracket in a regular expression; the validator does not.
    let text = text.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}\\\\]?$");
    let schema = jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap();
    let sarif: Value = serde_json::from_str(&report(&workspace(), "sarif")).unwrap();
    assert_eq!(problems(&schema, &sarif), Vec::<String>::new());
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert!(results.iter().any(|result| result.get("fixes").is_some()));
    assert!(results.iter().any(|result| result.get("relatedLocations").is_some()));
    let empty = Workspace::plugin(&[]).run(&["check", "--format=sarif"]).stdout;
    assert_eq!(problems(&schema, &serde_json::from_str(&empty).unwrap()), Vec::<String>::new());
    assert!(!schema.is_valid(&serde_json::json!({ "version": "2.1.0" })));
}

/// The bytes of a region, from its lines and columns, which count code points from 1. The end is exclusive.
fn span_of(text: &str, region: &Value) -> Span {
    let number = |key: &str| usize::try_from(region[key].as_u64().unwrap()).unwrap();
    let at = |line: usize, column: usize| {
        let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        start + text[start..].chars().take(column - 1).map(char::len_utf8).sum::<usize>()
    };
    Span::new(at(number("startLine"), number("startColumn")), at(number("endLine"), number("endColumn")))
}

/// Calls `visit` with every object in `value` that has `key`.
fn each<'v>(value: &'v Value, key: &str, visit: &mut dyn FnMut(&'v Value)) {
    if value.get(key).is_some() {
        visit(value);
    }
    match value {
        Value::Object(map) => map.values().for_each(|inner| each(inner, key, visit)),
        Value::Array(items) => items.iter().for_each(|inner| each(inner, key, visit)),
        _ => {}
    }
}

#[test]
fn regions_in_sarif_say_the_same_in_bytes_and_in_columns() {
    let workspace = workspace();
    let sarif: Value = serde_json::from_str(&report(&workspace, "sarif")).unwrap();
    let (mut regions, mut wide) = (0, 0);
    each(&sarif, "artifactLocation", &mut |place| {
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        let path = percent_encoding::percent_decode_str(uri).decode_utf8().unwrap();
        let text = fs::read_to_string(workspace.path(&path)).unwrap_or_default();
        let mut compare = |region: &Value| {
            let number = |key: &str| usize::try_from(region[key].as_u64().unwrap()).unwrap();
            let bytes = Span::new(number("byteOffset"), number("byteOffset") + number("byteLength"));
            assert_eq!(span_of(&text, region), bytes, "{path}: {region}");
            (regions, wide) = (regions + 1, wide + usize::from(!bytes.is_empty()));
        };
        place.get("region").iter().for_each(|region| compare(region));
        for replacement in place.get("replacements").and_then(Value::as_array).into_iter().flatten() {
            compare(&replacement["deletedRegion"]);
        }
    });
    assert!(regions > 15 && wide > 5, "{regions} regions, {wide} not empty");
}

#[test]
fn junit_is_xml_with_the_findings_of_the_json_report() {
    let workspace = workspace();
    let text = report(&workspace, "junit");
    let document = roxmltree::Document::parse(&text).unwrap();
    let json: Value = serde_json::from_str(&report(&workspace, "json")).unwrap();
    let findings = json["findings"].as_array().unwrap();
    let cases: Vec<_> = document.descendants().filter(|node| node.has_tag_name("testcase")).collect();
    assert_eq!(cases.len(), findings.len());
    for suite in ["testsuites", "testsuite"] {
        let suite = document.descendants().find(|node| node.has_tag_name(suite)).unwrap();
        let count = findings.len().to_string();
        assert_eq!((suite.attribute("tests"), suite.attribute("failures")), (Some(&*count), Some(&*count)));
    }
    let mut quoted = 0;
    for (case, finding) in cases.iter().zip(findings) {
        let failure = case.children().find(|node| node.has_tag_name("failure")).unwrap();
        let message = finding["message"].as_str().unwrap();
        let start = &finding["range"]["start"];
        assert_eq!(failure.attribute("message"), Some(message));
        assert_eq!(failure.attribute("type"), finding["severity"].as_str());
        assert_eq!(case.attribute("file"), finding["path"].as_str());
        assert_eq!(case.attribute("classname"), finding["path"].as_str());
        assert_eq!(case.attribute("line"), Some(&*start["line"].to_string()));
        let name = format!("{} at {}:{}", finding["rule"].as_str().unwrap(), start["line"], start["column"]);
        assert_eq!(case.attribute("name"), Some(&*name));
        assert!(failure.text().unwrap().contains(message));
        quoted += usize::from(finding["path"].as_str().unwrap().contains(['"', '\'', '&', '<']));
    }
    assert!(quoted > 0, "no text that must be escaped");
    let text = Workspace::plugin(&[]).run(&["check", "--format=junit"]).stdout;
    let empty = roxmltree::Document::parse(&text).unwrap();
    let case = empty.descendants().find(|node| node.has_tag_name("testcase")).unwrap();
    assert_eq!((case.attribute("name"), case.has_children()), (Some("check"), false));
}

#[test]
fn every_schema_is_a_schema() {
    for kind in KINDS {
        let schema: Value = serde_json::from_str(&kind.text().unwrap()).unwrap();
        assert!(jsonschema::meta::is_valid(&schema), "{}", kind.name);
    }
}

/// The result of decoding a document as a spec.
fn read<T: Decode>(node: &Node) -> Vec<String> {
    let file = SourceFile::new("spec.yaml", "");
    let mut decoder = Decoder::new(&file, invalid_config::RULE.meta);
    let value = T::decode(node, &mut decoder);
    assert!(value.is_some() || !decoder.problems.is_empty(), "rejected without a message");
    decoder.problems.into_iter().map(|found| found.message).collect()
}

/// The result of decoding a document as the configuration.
fn read_config(node: &Node) -> Vec<String> {
    let file = SourceFile::new("plugin-gen.yaml", node.to_json().to_string());
    let (_, problems) = invalid_config::read(Utf8Path::new(""), &file);
    problems.into_iter().map(|found| found.message).collect()
}

/// Every way to break or change one value in a document.
fn variants(node: &Node) -> Vec<Node> {
    let mut all = Vec::new();
    let text = |text: &str| Kind::String(text.to_owned());
    let others = [
        Kind::Null,
        Kind::Bool(true),
        Kind::Number("7".to_owned()),
        Kind::Number("-1.5".to_owned()),
        text(""),
        text("Some text"),
        Kind::Sequence(Vec::new()),
        Kind::Sequence(vec![Node::new(Span::at(0), text("a"))]),
        Kind::Mapping(Vec::new()),
    ];
    all.extend(others.map(|kind| Node::new(node.span, kind)));
    let with = |kind: Kind| Node { kind, ..node.clone() };
    match &node.kind {
        Kind::Mapping(entries) => {
            for (index, entry) in entries.iter().enumerate() {
                let mut fewer = entries.clone();
                fewer.remove(index);
                all.push(with(Kind::Mapping(fewer)));
                for value in variants(&entry.value) {
                    let mut changed = entries.clone();
                    changed[index].value = value;
                    all.push(with(Kind::Mapping(changed)));
                }
            }
            let mut more = entries.clone();
            let value = Node::new(node.span, text("x"));
            more.push(Entry { key: "surprise".to_owned(), key_span: node.span, value });
            all.push(with(Kind::Mapping(more)));
        }
        Kind::Sequence(items) => {
            // Two items are as good as a hundred.
            for (index, item) in items.iter().enumerate().take(2) {
                let mut fewer = items.clone();
                fewer.remove(index);
                all.push(with(Kind::Sequence(fewer)));
                for value in variants(item) {
                    let mut changed = items.clone();
                    changed[index] = value;
                    all.push(with(Kind::Sequence(changed)));
                }
            }
        }
        _ => {}
    }
    all
}

/// The disagreements between a schema and a decoder on a document and its variants.
#[derive(PartialEq)]
enum Allowed {
    Nothing,
    /// The decoder also checks that the parts of a document are consistent, which no schema can express.
    StricterReader,
    /// The decoder passes values through to the result, where they are checked.
    LooserReader,
}

fn compare(kind: &str, path: &Path, read: fn(&Node) -> Vec<String>, allowed: &Allowed, failures: &mut Vec<String>) {
    let schema = schema(kind);
    let node = yaml::parse(&fs::read_to_string(path).unwrap()).root.unwrap();
    assert_eq!((problems(&schema, &node.to_json()), read(&node)), (Vec::new(), Vec::new()), "{}", path.display());
    let mut rejected = 0;
    for variant in variants(&node) {
        let (by_schema, by_reader) = (problems(&schema, &variant.to_json()), read(&variant));
        rejected += usize::from(!by_schema.is_empty());
        let is_allowed = match allowed {
            Allowed::Nothing => false,
            Allowed::StricterReader => by_schema.is_empty(),
            Allowed::LooserReader => by_reader.is_empty(),
        };
        if by_schema.is_empty() != by_reader.is_empty() && !is_allowed {
            failures.push(format!("{kind}: schema {by_schema:?}, reader {by_reader:?}"));
        }
    }
    assert!(rejected > 10, "{}: {rejected}", path.display());
}

fn specs(folder: &str) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    paths
}

#[test]
fn schemas_and_readers_accept_the_same_specs() {
    let mut failures = Vec::new();
    let spec = |path: &str| root().join("spec").join(path);
    compare("acceptance", &spec("halopsa/acceptance.yaml"), read::<AcceptanceSpec>, &Allowed::Nothing, &mut failures);
    compare("marketplace", &spec("marketplace.yaml"), read::<MarketplaceSpec>, &Allowed::LooserReader, &mut failures);
    compare("plugin", &spec("halopsa/plugin.yaml"), read::<PluginSpec>, &Allowed::StricterReader, &mut failures);
    compare("page", &spec("halopsa/README.yaml"), read::<PageSpec>, &Allowed::Nothing, &mut failures);
    compare("server", &spec("halopsa/server.yaml"), read::<ServerSpec>, &Allowed::Nothing, &mut failures);
    for folder in ["spec/halopsa/skills", "spec/halopsa/commands"] {
        compare("component", &specs(folder)[0], read::<ComponentSpec>, &Allowed::Nothing, &mut failures);
    }
    for path in specs("spec/halopsa/tools").iter().take(4) {
        compare("tool", path, read::<ToolSpec>, &Allowed::StricterReader, &mut failures);
    }
    failures.sort();
    failures.dedup();
    assert!(failures.is_empty(), "{} kinds of disagreement:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn the_schema_of_the_configuration_accepts_what_its_reader_accepts() {
    let page = include_str!("../docs/configuration.md");
    let example = page.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plugin-gen.yaml");
    fs::write(&path, example).unwrap();
    let mut failures = Vec::new();
    compare("config", &path, read_config, &Allowed::Nothing, &mut failures);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    let wrong = yaml::parse("rules: {no-such-rule: off}\n").root.unwrap().to_json();
    assert!(!schema("config").is_valid(&wrong));
}

#[test]
fn every_spec_and_shipped_file_fits_its_schema() {
    for (kind, path) in [
        ("marketplace.json", ".claude-plugin/marketplace.json"),
        ("plugin.json", "halopsa/halopsa/.claude-plugin/plugin.json"),
        ("mcp.json", "halopsa/halopsa/.mcp.json"),
    ] {
        let value = serde_json::from_str(&fs::read_to_string(root().join("dist").join(path)).unwrap()).unwrap();
        assert_eq!(problems(&schema(kind), &value), Vec::<String>::new(), "{path}");
    }
    for (folder, kind) in [("tools", "tool"), ("skills", "component"), ("commands", "component")] {
        for path in specs(&format!("spec/halopsa/{folder}")) {
            let value = yaml::parse(&fs::read_to_string(&path).unwrap()).root.unwrap().to_json();
            assert_eq!(problems(&schema(kind), &value), Vec::<String>::new(), "{}", path.display());
        }
    }
}

#[test]
fn schemas_of_claude_code_accept_what_the_cli_accepts() {
    for (kind, file) in [
        ("marketplace.json", ".claude-plugin/marketplace.json"),
        ("plugin.json", ".claude-plugin/plugin.json"),
        ("hooks.json", "hooks/hooks.json"),
        ("mcp.json", ".mcp.json"),
    ] {
        let (schema, mut taken) = (schema(kind), 0);
        for path in specs("tests/data/oracle").iter().filter(|path| path.extension().is_some_and(|end| end == "jsonl"))
        {
            for line in fs::read_to_string(path).unwrap().lines() {
                let case: Value = serde_json::from_str(line).unwrap();
                let silent = case["target"] == "." && case["cli"]["messages"].as_array().is_some_and(Vec::is_empty);
                let text = case["files"][file].as_str().map(|text| text.trim_start_matches('\u{feff}'));
                // The validator cannot represent a number such as 1e400.
                let Some(value) = text.filter(|_| silent).and_then(|text| serde_json::from_str(text).ok()) else {
                    continue;
                };
                assert_eq!(problems(&schema, &value), Vec::<String>::new(), "{kind}: {}", case["case"]);
                taken += 1;
            }
        }
        assert!(taken > 30, "{kind}: {taken}");
    }
}
