//! Markdown components as structured specs.

use std::fs;

use crate::{run, write};

const API: &str = "openapi: 3.1.0\ninfo: {title: T, version: \"1\"}\nservers: [{url: https://api.example.com/v1}]\nsecurity: [{key: []}]\npaths:\n  /items:\n    get: {responses: {\"200\": {description: Items}}}\n    post: {responses: {\"200\": {description: Items}}}\n  /items/{id}:\n    get: {responses: {\"200\": {description: One}}}\ncomponents:\n  securitySchemes:\n    key: {type: apiKey, in: header, name: X-Api-Key}\n";

#[test]
fn a_component_becomes_structured_where_the_text_stays_the_same() {
    let page = "---\nname: s\ndescription: Does something useful when asked.\nlicense: MIT\n---\n\n# Title\n\nIntro.\n\n## Requests\n\nRead one:\n\n```http\nGET /v1/items/7?q=a%20b&deep=true\n```\n\n```http\n# Two\nGET /v1/items HTTP/1.1\nHost: api.example.com\nX-Api-Key: {key}\n```\n\n```bash\ncurl 'https://api.example.com/v1/items' \\\n  -H 'X-Api-Key: {key}'\n```\n\nResponse:\n\n```json\n{\"n\": 1.5, \"tags\": [\"a\"]}\n```\n\n```http\nPOST /v1/items\nContent-Type: application/json\n\n{\"a\": [1, null]}\n```\n\n```http\nGET /v1/unknown\n```\n\n### Table\n\n| A | B |\n| --- | --- |\n| x | `y` |\n\nMore.\n\n| C |\n| --- |\n| z |\n\n##### Too deep\n\n|A|\n|-|\n|x|\n\n## Tight\n- no empty line\n\n```text\n# not a heading\n```\n";
    let work = tempfile::tempdir().unwrap();
    let root = work.path();
    write(root, "spec/p/plugin.yaml", "name: p\ndescription: P.\napi: api.yaml\n");
    write(root, "spec/p/api.yaml", API);
    write(root, "plugin-gen.yaml", "rules: {unknown-endpoint: off, wrong-body-shape: off}\n");
    write(root, "spec/p/skills/s/SKILL.md", page);
    let (code, printed) = run(&["build"], root);
    assert_eq!(code, 0, "{printed}");
    let (code, printed) = run(&["import", "--structure", "spec/p/skills/s/SKILL.md"], root);
    assert!(
        code == 0 && printed.contains("with spec/p/skills/s.yaml; `plugin-gen build` renders the same text"),
        "{printed}"
    );
    assert!(!root.join("spec/p/skills/s").exists());
    let (code, printed) = run(&["build", "--check"], root);
    assert_eq!(code, 0, "{printed}");
    let spec = fs::read_to_string(root.join("spec/p/skills/s.yaml")).unwrap();
    for part in [
        "name: s\ndescription: Does something useful when asked.\nfrontmatter: {license: MIT}\ntitle: Title\nbody: Intro.\n",
        "path: {id: 7}",
        "query: {q: a b, deep: true}",
        "headers: true",
        "remark: Two",
        "curl: true",
        "response: {n: 1.5, tags: [a]}",
        "{operation: POST /items, body: {a: [1, null]}}\n",
        "    after: |-\n      ```http\n      GET /v1/unknown\n      ```\n",
        "table: {columns: [A, B], rows: [[x, \"`y`\"]]}\n",
        "body: More.\n",
        "##### Too deep\n",
        "## Tight\n",
    ] {
        assert!(spec.contains(part), "{part}\nin:\n{spec}");
    }
    assert_eq!(spec.matches("heading: ").count(), 2, "{spec}");

    // Elsewhere it is only shown, and what cannot be converted is kept, with the reason.
    write(root, "plugin/commands/c.md", "---\ndescription: C\n---\n\nDo it.\n");
    let (code, printed) = run(&["import", "--structure", "plugin/commands/c.md"], root);
    assert_eq!((code, printed.as_str()), (0, "frontmatter: |\n  description: C\nbody: Do it.\n"));
    write(root, "spec/p/commands/c.md", "no frontmatter\n");
    let (code, printed) = run(&["import", "--structure", "spec/p/commands/c.md"], root);
    assert!(code == 2 && printed.contains("was not converted"), "{printed}");
    let (code, printed) = run(&["import", "--structure", "spec/p/plugin.yaml"], root);
    assert!(code == 2 && printed.contains("expected a Markdown file below `skills/`"), "{printed}");
}

#[test]
fn a_description_without_a_host_knows_requests_by_their_path() {
    let work = tempfile::tempdir().unwrap();
    let root = work.path();
    write(root, "spec/p/plugin.yaml", "name: p\ndescription: P.\napi: api.yaml\n");
    write(root, "spec/p/api.yaml", API.replace("servers: [{url: https://api.example.com/v1}]\n", ""));
    let page = |request: &str| {
        format!("---\nname: s\ndescription: Does something useful when asked.\n---\n\n# S\n\n```http\n{request}\n```\n")
    };
    write(root, "spec/p/skills/s.md", page("GET /items/7"));
    let (code, printed) = run(&["import", "--structure", "spec/p/skills/s.md"], root);
    assert_eq!(code, 0, "{printed}");
    let spec = fs::read_to_string(root.join("spec/p/skills/s.yaml")).unwrap();
    assert!(spec.contains("{operation: \"GET /items/{id}\", path: {id: 7}}"), "{spec}");
    let (code, printed) = run(&["build"], root);
    assert_eq!(code, 0, "{printed}");
    assert_eq!(fs::read_to_string(root.join("dist/p/skills/s/SKILL.md")).unwrap(), page("GET /items/7"));

    write(root, "spec/p/skills/s.yaml", spec.replace("path: {id: 7}", "path: {id: 7}, curl: true"));
    let (code, printed) = run(&["build"], root);
    assert!(code == 1 && printed.contains("`curl` shows the host, and the API description names none"), "{printed}");
    write(root, "spec/p/skills/s.yaml", &spec);

    write(
        root,
        "spec/p/skills/t.md",
        page("GET /items HTTP/1.1\nHost: \nX-Api-Key: {key}").replace("name: s", "name: t"),
    );
    let (code, printed) = run(&["import", "--structure", "spec/p/skills/t.md"], root);
    assert_eq!(code, 0, "{printed}");
    assert!(!fs::read_to_string(root.join("spec/p/skills/t.yaml")).unwrap().contains("operation"), "{printed}");
}
