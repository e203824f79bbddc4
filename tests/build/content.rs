//! What the built plugin of this project holds.

use std::fs;
use std::path::Path;

use crate::{ROOT, files, project, run};

#[test]
fn a_bundled_server_is_started_from_inside_the_plugin() {
    let project = project();
    fs::write(project.path().join("server"), b"\x7fELF not really").unwrap();
    let (code, printed) = run(project.path(), &["build", "--plugin", "halopsa", "--bundle", "server"]);
    assert_eq!(code, 0, "{printed}");
    let plugin = project.path().join("dist/halopsa/halopsa");
    let mcp = fs::read_to_string(plugin.join(".mcp.json")).unwrap();
    assert!(mcp.contains("\"command\": \"${CLAUDE_PLUGIN_ROOT}/bin/halopsa-mcp\"") && !mcp.contains("npx"), "{mcp}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(plugin.join("bin/halopsa-mcp")).unwrap().permissions().mode();
        assert_eq!(mode & 0o111, 0o111);
    }
}

#[test]
fn the_text_that_is_always_in_context_is_short() {
    let plugin = Path::new(ROOT).join("dist/halopsa/halopsa");
    let mut characters = 0;
    for (path, bytes) in files(&plugin).into_iter().filter(|(path, _)| path.extension().is_some_and(|e| e == "md")) {
        // Codex alone reads these.
        if path.starts_with("codex-skills") {
            continue;
        }
        let text = String::from_utf8(bytes).unwrap();
        let Some(frontmatter) = plugin_gen::syntax::Frontmatter::find(&text) else { continue };
        let field = |key| frontmatter.get(key).and_then(|node| node.as_str().map(str::len)).unwrap_or_default();
        let (description, when_to_use) = (field("description"), field("when_to_use"));
        assert!(description + when_to_use < 500, "{}: {} characters", path.display(), description + when_to_use);
        let name = path.file_stem().unwrap().len();
        characters += "halopsa:".len() + name + 1 + description + 1 + when_to_use;
        let lines = text.lines().count();
        assert!(
            lines <= 300,
            "{} has {lines} lines; move what only some requests need to `references`",
            path.display()
        );
    }
    assert!(characters / 4 < 1000, "about {} tokens", characters / 4);
}
