//! An invented API, described in Swagger 2.0, OpenAPI 3.0 and OpenAPI 3.1: the same mistakes are found with each, and a
//! configuration maps each plugin of a marketplace to its own description.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::Path;
use std::process::Command;

const SWAGGER_2: &str = r##"
swagger: "2.0"
info: {title: Door, version: "1"}
host: door.example.com
basePath: /v2
parameters:
  Limit: {name: limit, in: query, type: integer, description: Rows.}
paths:
  /doors:
    get:
      summary: Doors
      parameters:
        - {$ref: "#/parameters/Limit"}
        - {name: state, in: query, type: string, enum: [open, shut]}
      responses: {200: {description: Doors., schema: {type: array, items: {$ref: "#/definitions/Door"}}}}
    post:
      summary: A new door
      parameters:
        - {name: door, in: body, required: true, schema: {$ref: "#/definitions/Door"}}
      responses: {201: {description: The door., schema: {$ref: "#/definitions/Door"}}}
  /doors/{id}:
    parameters:
      - {name: id, in: path, required: true, type: integer}
    get:
      summary: A door
      responses: {200: {description: The door., schema: {$ref: "#/definitions/Door"}}}
  /token:
    post:
      summary: A token
      consumes: [application/x-www-form-urlencoded]
      parameters:
        - {name: grant_type, in: formData, required: true, type: string, enum: [client_credentials]}
        - {name: client_id, in: formData, required: true, type: string}
      responses: {200: {description: The token., schema: {type: object}}}
definitions:
  Door:
    allOf:
      - {$ref: "#/definitions/Named"}
      - type: object
        additionalProperties: false
        required: [width]
        properties:
          width: {type: integer, description: In millimetres.}
          inside: {$ref: "#/definitions/Door"}
  Named:
    type: object
    properties:
      name: {type: string, description: Its name.}
"##;

const OPENAPI_3: &str = r##"
openapi: OPENAPI_VERSION
info: {title: Door, version: "1"}
servers:
  - url: https://{host}/{version}
    variables: {host: {default: door.example.com}, version: {default: v2}}
paths:
  /doors:
    get:
      summary: Doors
      parameters:
        - {$ref: "#/components/parameters/Limit"}
        - {name: state, in: query, schema: {type: string, enum: [open, shut]}}
      responses:
        200: {description: Doors., content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Door"}}}}}
    post:
      summary: A new door
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Door"}}}}
      responses:
        201: {description: The door., content: {application/json: {schema: {$ref: "#/components/schemas/Door"}}}}
  /doors/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer}}
    get:
      summary: A door
      responses:
        200: {description: The door., content: {application/json: {schema: {$ref: "#/components/schemas/Door"}}}}
  /token:
    post:
      summary: A token
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: [grant_type, client_id]
              properties:
                grant_type: {type: string, enum: [client_credentials]}
                client_id: {type: string}
      responses:
        200: {description: The token., content: {application/json: {schema: {type: object}}}}
components:
  parameters:
    Limit: {name: limit, in: query, schema: {type: integer}, description: Rows.}
  schemas:
    Door:
      allOf:
        - {$ref: "#/components/schemas/Named"}
        - type: object
          additionalProperties: false
          required: [width]
          properties:
            width: {type: integer, description: In millimetres.}
            inside: {$ref: "#/components/schemas/Door"}
    Named:
      type: object
      properties:
        name: NULLABLE_STRING
"##;

/// Requests with their mistakes: the expected rules and underlined texts. The last one has none.
const SKILL: &str = "\
---
name: doors
description: Opens doors and shuts them.
---

# Doors

```http
GET /v2/doors?limit=many&state=ajar&colour=red
GET /v2/doors/front
DELETE /v2/doors/7
GET /v2/windows
```

```http
POST https://door.example.com/v2/doors
Content-Type: application/json

[{\"width\": 900}]
```

```http
POST /v2/doors
Content-Type: application/json

{\"width\": \"900\", \"name\": null, \"inside\": {\"width\": 5, \"inside\": {\"width\": true}}}
```

```http
POST /v2/token
Content-Type: application/x-www-form-urlencoded

grant_type=password&client=abc
```

```http
POST /v2/doors
Content-Type: application/json

grant_type=client_credentials
```

```http
POST /v2/doors
Content-Type: application/json

{\"width\": 900, \"inside\": {\"width\": 5}}
```
";

const EXPECTED: &[&str] = &[
    "9 wrong-parameter-value many",
    "9 wrong-parameter-value ajar",
    "9 undocumented-parameter colour",
    "10 wrong-parameter-value front",
    "11 wrong-method DELETE",
    "12 unknown-endpoint /v2/windows",
    "19 wrong-body-shape [{\"width\": 900}]",
    "26 wrong-body-value \"900\"",
    "26 wrong-body-value true",
    "30 missing-parameter /v2/token",
    "33 wrong-parameter-value password",
    "33 undocumented-parameter client",
    "40 wrong-body-shape grant_type=client_credentials",
];

/// A marketplace of two plugins, `doors` with the skill above and `other` with the same text, and a configuration.
fn marketplace(folder: &Path, configuration: &str) {
    let write = |path: &str, text: &str| {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    for name in ["doors", "other"] {
        write(
            &format!("{name}/.claude-plugin/plugin.json"),
            &format!(
                "{{\"name\": \"{name}\", \"version\": \"1.0.0\", \"description\": \"Doors.\", \"author\": {{\"name\": \"A\"}}}}\n"
            ),
        );
        write(&format!("{name}/skills/doors/SKILL.md"), SKILL);
    }
    write("plugin-gen.yaml", configuration);
}

/// The API findings as `line rule text`, in each plugin, and the exit code.
fn check(folder: &Path) -> (Vec<String>, i32) {
    let output = Command::new(env!("CARGO_BIN_EXE_plugin-gen"))
        .args(["check", ".", "--format", "json"])
        .current_dir(folder)
        .output()
        .unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("{error}: {}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    });
    let lines = report["findings"].as_array().unwrap().iter().map(|found| {
        let path = found["path"].as_str().unwrap();
        let (start, end) = (&found["range"]["start"], &found["range"]["end"]);
        let text = fs::read_to_string(folder.join(path)).unwrap();
        let shown = &text[start["offset"].as_u64().unwrap() as usize..end["offset"].as_u64().unwrap() as usize];
        format!("{}:{} {} {shown}", path.split('/').next().unwrap(), start["line"], found["rule"].as_str().unwrap())
    });
    (lines.collect(), output.status.code().unwrap())
}

fn descriptions() -> [(&'static str, String); 3] {
    let of = |version: &str, nullable: &str| {
        OPENAPI_3.replace("OPENAPI_VERSION", version).replace("NULLABLE_STRING", nullable)
    };
    [
        (
            "swagger.yaml",
            SWAGGER_2.replace("name: {type: string, description", "name: {type: string, x-nullable: true, description"),
        ),
        ("three.yaml", of("3.0.3", "{type: string, nullable: true, description: Its name.}")),
        ("three-one.yaml", of("3.1.0", "{type: [string, \"null\"], description: Its name.}")),
    ]
}

#[test]
fn the_same_mistakes_are_found_with_each_dialect() {
    for (name, text) in descriptions() {
        let folder = tempfile::tempdir().unwrap();
        marketplace(folder.path(), &format!("openapi: {{doors: {name}}}\n"));
        fs::write(folder.path().join(name), text).unwrap();
        let (found, code) = check(folder.path());
        let api: Vec<String> =
            found.into_iter().filter_map(|line| line.strip_prefix("doors:").map(str::to_owned)).collect();
        assert_eq!((api, code), (EXPECTED.iter().map(|line| (*line).to_owned()).collect(), 1), "{name}");
    }
}

#[test]
fn a_plugin_without_a_description_makes_no_claims() {
    let folder = tempfile::tempdir().unwrap();
    marketplace(folder.path(), "openapi: {doors: three.yaml}\n");
    fs::write(folder.path().join("three.yaml"), &descriptions()[1].1).unwrap();
    assert!(!check(folder.path()).0.iter().any(|line| line.starts_with("other:")));
}

#[test]
fn levels_of_api_rules_are_the_configurations() {
    let folder = tempfile::tempdir().unwrap();
    let rules = "{undocumented-parameter: off, wrong-method: off, unknown-endpoint: note}";
    marketplace(folder.path(), &format!("openapi: {{doors: three.yaml}}\nrules: {rules}\n"));
    fs::write(folder.path().join("three.yaml"), &descriptions()[1].1).unwrap();
    let found = check(folder.path()).0;
    assert!(found.iter().any(|line| line.contains("unknown-endpoint")));
    assert!(!found.iter().any(|line| line.contains("undocumented-parameter") || line.contains("wrong-method")));
}

#[test]
fn a_description_that_cannot_be_used_is_a_finding_in_the_configuration() {
    let folder = tempfile::tempdir().unwrap();
    marketplace(folder.path(), "openapi: {doors: none.yaml}\n");
    let (found, code) = check(folder.path());
    assert_eq!((found, code), (vec!["plugin-gen.yaml:1 invalid-config none.yaml".to_owned()], 1));
}
