//! Manifests and server files: any value, and what YAML cannot hold.

use crate::{COMMAND, MANIFEST, SKILL, comes_back, round_trip, write};

#[test]
fn json_that_yaml_cannot_say_is_kept_as_it_is() {
    for manifest in [
        "\u{feff}{\"name\": \"demo\"}",
        "{\"name\": \"demo\", \"name\": \"twice\"}",
        "{\"name\": \"demo\", \"n\": 1.10}",
        "{\"name\": \"demo\", \"n\": 1234567890123456789012345678901234567890}",
        "{\"name\": \"demo\", \"path\": \"x\", \"mcp\": {}}",
        "{\"name\": \"demo\", \"skills\": [\"bare\"]}",
        "{\"description\": \"no name\"}",
    ] {
        let plugin = tempfile::tempdir().unwrap();
        write(plugin.path(), ".claude-plugin/plugin.json", manifest);
        write(plugin.path(), ".mcp.json", "{\"bare\": {\"command\": \"x\"}}");
        write(plugin.path(), "commands/c.md", "---\ndescription: C\n---\n");
        round_trip(plugin.path());
    }
}

#[test]
fn any_text_and_any_number_of_a_manifest_comes_back() {
    let texts = [
        "\\u00e9",
        "\\ud83d\\ude00",
        "\\u0000",
        "\\/",
        "\\u2028",
        "\\ufeff",
        "yes",
        "no",
        "null",
        "~",
        "1.10",
        "0x10",
        "2024-01-01",
        "<<",
        "- a",
        "? x",
        "a: b",
        "a #b",
        " lead",
        "trail ",
        "",
        "\\t",
        "\\na\\n\\n b\\n",
        "---",
        "...",
        "%x",
        "@x",
        "!x",
        "&x",
        "*x",
        "|",
        ">",
        "[x]",
        "{x}",
        "\\\"q\\\"",
        "it's",
        "{{ x }}",
        "{% x %}",
        "-",
        ":",
        "#",
        "a:",
    ];
    let numbers = ["1.10", "1e5", "1.0", "-0", "-0.0", "12345678901234567890123", "0.1e-7", "9007199254740993"];
    let mut manifest = "{\r\n\"name\": \"p\",\"all\": [".to_owned();
    for text in texts {
        manifest.push_str(&format!("{{\"{text}\": [\"{text}\", {{\"{text}\": 1}}]}},\r\n"));
    }
    manifest.push_str("[]]}");
    comes_back(&[
        (MANIFEST, &manifest),
        (".mcp.json", "{\"mcpServers\": {\"a\": 1, \"b\": null}}"),
        ("commands/c.md", COMMAND),
    ]);
    for number in numbers {
        let manifest = format!("{{\"name\": \"p\", \"n\": {number}, \"in\": {{\"n\": [{number}]}}}}");
        let servers = format!("{{\"mcpServers\": {{\"a\": {{\"command\": \"x\", \"n\": {number}}}}}}}");
        comes_back(&[(MANIFEST, &manifest), (".mcp.json", &servers), ("commands/c.md", COMMAND)]);
    }
}

#[test]
fn manifests_that_are_not_as_they_should_be_come_back() {
    for manifest in [
        "",
        "[1]",
        "{\"name\": \"p\",",
        "{\n// c\n\"name\": \"p\",\n}",
        "{\"name\": 5}",
        "{\"name\": \"..\"}",
        "{\"name\": \"p\", \"skills\": [], \"commands\": []}",
        "{\"name\": \"p\", \"author\": {\"a\": 1, \"a\": 2}}",
    ] {
        comes_back(&[
            (MANIFEST, manifest),
            (".mcp.json", "{/**/}"),
            ("skills/s/SKILL.md", SKILL),
            ("commands/c.md", ""),
        ]);
    }
    for alone in ["SKILL.md", ".mcp.json", "hooks/hooks.json", "output-styles/o.md"] {
        comes_back(&[(alone, "")]);
    }
}
