//! A second plugin: its own headings, an agent, a hook, a remote server with recorded tools, no API; and the smallest
//! one.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::Command;

/// The specs of the second plugin, in `tests/data/second-plugin/`.
fn second() -> Vec<(String, String)> {
    fn collect(root: &Path, folder: &Path, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(root, &path, found);
            } else {
                let below = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                found.push((below, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/second-plugin");
    let mut found = Vec::new();
    collect(&root, &root, &mut found);
    found.sort();
    found
}

fn build<P: AsRef<str>, T: AsRef<str>>(files: &[(P, T)]) -> (tempfile::TempDir, i32, String) {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let (path, text) = (folder.path().join("spec").join(path.as_ref()), text.as_ref());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let output =
        Command::new(env!("CARGO_BIN_EXE_plugin-gen")).arg("build").current_dir(folder.path()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (folder, output.status.code().unwrap(), text)
}

fn read(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join("dist").join(path)).unwrap()
}

#[test]
fn the_second_plugin_is_built_and_leaves_nothing_empty() {
    let (folder, code, printed) = build(&second());
    assert_eq!(code, 0, "{printed}");
    let read = |path: &str| read(folder.path(), path);
    assert!(read("notes/.claude-plugin/plugin.json").contains("\"version\": \"1.10\""));
    assert!(read(".claude-plugin/marketplace.json").contains("\"repo\": \"o/far\""));
    assert_eq!(
        read("notes/skills/writing/SKILL.md"),
        "---\nname: writing\ndescription: Writes notes. Use when someone wants a note kept.\n---\n\n## How we write\n\nShort.\n\n### Words\n\n- Plain\n- Few\n\n| A | B |\n| --- | --- |\n| x\\|y | z |\n"
    );
    assert_eq!(read("notes/skills/writing/references/style.md"), "# Style\n");
    let reading = read("notes/skills/reading/SKILL.md");
    assert!(reading.contains("Reads notes of notes."), "{reading}");
    assert!(
        reading.contains("| `find` | Finds notes. |") && reading.contains("[writing](../writing/SKILL.md)"),
        "{reading}"
    );
    let add = read("notes/commands/add.md");
    assert!(add.contains("allowed-tools:\n  - mcp__plugin_notes_notes__find\n---"), "{add}");
    assert!(add.contains("Usage: `/notes:add`\n") && !add.contains("argument"), "{add}");
    assert!(!folder.path().join("dist/notes/README.md").exists());
}

#[test]
fn the_smallest_plugin_is_five_lines() {
    let skill = "---\ndescription: Greets people. Use when someone says hello.\n---\nSay hello in the language of the question.\n";
    let (folder, code, printed) = build(&[("hello/plugin.yaml", "name: hello\n"), ("hello/skills/greet.md", skill)]);
    assert_eq!(code, 0, "{printed}");
    assert_eq!(read(folder.path(), "hello/skills/greet/SKILL.md"), skill);
}

/// A file that is added to the second plugin, and the message of `build`.
const MISTAKES: &[(&str, &str, &str)] = &[
    ("notes/plugin.yml", "", "unexpected file `plugin.yml` in the specs"),
    ("notes/skill/x.md", "", "did you mean `skills`?"),
    ("notes/tools/find.yaml", "name: find\n", "a tool without a `server.yaml`"),
    ("notes/tools/nots.json", "{\"tools\": []}", "`mcp` has no server `nots`"),
    ("notes/skills/writing.md", "", "the skill `writing` has two specs"),
    ("notes/skills/lost/notes.txt", "", "the skill `lost` has no `SKILL.md`"),
    ("notes/files/commands/add.md", "", "two specs write `notes/commands/add.md`"),
    ("other/README.md", "", "no `plugin.yaml` in `other`"),
    ("notes/commands/x.yaml", "title: X\n", "missing keys `name`, `description` in a component"),
    ("notes/skills/bad.md.j2", "{{ tools([\"fnd\"]) }}{{ requests([{}]) }}", "missing key `operation` in a request"),
    ("notes/plugin.yaml", "name: notes\nx: 1.10\n", "the number `1.10` would be written as `1.1`"),
];

#[test]
fn what_nothing_reads_or_nobody_can_build_is_reported() {
    for (path, text, expected) in MISTAKES {
        let mut files = second();
        files.push(((*path).to_owned(), (*text).to_owned()));
        let (folder, code, printed) = build(&files);
        assert!(code == 1 && printed.contains(expected), "{path}: {code} {printed}");
        assert!(!folder.path().join("dist").exists(), "{path}");
    }
}

#[test]
fn a_template_override_is_read_with_lf_and_a_misspelt_one_is_an_error() {
    let (folder, code, printed) = build(&second());
    assert_eq!(code, 0, "{printed}");
    let templates = folder.path().join("templates");
    fs::create_dir(&templates).unwrap();
    let block = include_str!("../templates/block.md.j2").replace('\n', "\r\n");
    fs::write(templates.join("block.md.j2"), block).unwrap();
    let run =
        || Command::new(env!("CARGO_BIN_EXE_plugin-gen")).arg("build").current_dir(folder.path()).output().unwrap();
    assert!(String::from_utf8_lossy(&run().stdout).contains(": 0 written"));
    fs::write(templates.join("pages.md.j2"), "x").unwrap();
    let output = run();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("pages.md.j2: no template has this name"));
}

#[test]
fn a_skill_has_pages_of_its_own_and_a_command_has_none() {
    let plugin = ("desk/plugin.yaml", "name: desk\ndescription: A desk.\nversion: 1.0.0\nauthor: {name: Team}\n");
    let other =
        ("desk/skills/other.yaml", "name: other\ndescription: Another. Use when asked.\ntitle: Other\nbody: Text.\n");
    let skill = "name: work\ndescription: Works. Use when asked.\ntitle: Work\nbody: See [the fields](references/fields.md).\nreferences:\n  - name: fields\n    title: Fields of work\n    sections:\n      - {heading: Wood, items: [Oak]}\n      - {heading: See also, related: [{skill: other, why: the rest}]}\n";
    let (folder, code, printed) = build(&[plugin, other, ("desk/skills/work.yaml", skill)]);
    assert_eq!(code, 0, "{printed}");
    assert_eq!(
        read(folder.path(), "desk/skills/work/references/fields.md"),
        "# Fields of work\n\n## Wood\n\n- Oak\n\n## See also\n\n- [other](../../other/SKILL.md): the rest\n"
    );

    let wrong = skill.replace("name: fields", "name: a/../b");
    let (_, code, printed) = build(&[plugin, other, ("desk/skills/work.yaml", &wrong)]);
    assert!(code == 1 && printed.contains("invalid page name `a/../b`"), "{printed}");
    let command = skill.replace("See [the fields](references/fields.md).", "Work.");
    let (_, code, printed) = build(&[plugin, other, ("desk/commands/work.yaml", &command)]);
    assert!(code == 1 && printed.contains("the command `work` has `references`"), "{printed}");
}

#[test]
fn requests_are_authenticated_as_the_description_says() {
    let schemes = "    bearer: {type: http, scheme: bearer}\n    basic: {type: http, scheme: basic}\n    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://x.example.com/t', scopes: {}}}}\n    key: {type: apiKey, in: header, name: X-Api-Key}\n    id: {type: apiKey, in: header, name: X-Client-Id}\n    secret: {type: apiKey, in: header, name: X-Secret}\n    query: {type: apiKey, in: query, name: api_key}\n    cookie: {type: apiKey, in: cookie, name: session}\n";
    let cases: [(&str, &[&str], &str); 9] = [
        ("[{bearer: []}]", &["Authorization: Bearer {access_token}"], ""),
        ("[{oauth: [all]}]", &["Authorization: Bearer {access_token}"], ""),
        ("[{basic: []}]", &["Authorization: Basic {credentials}"], ""),
        ("[{key: []}, {bearer: []}]", &["X-Api-Key: {key}"], ""),
        ("[{key: [], id: [], secret: []}]", &["X-Api-Key: {key}", "X-Client-Id: {id}", "X-Secret: {secret}"], ""),
        ("[{query: []}]", &[], "&api_key={query}"),
        ("[{cookie: []}]", &["Cookie: session={cookie}"], ""),
        ("[]", &[], ""),
        ("[{}, {bearer: []}]", &[], ""),
    ];
    for own in [false, true] {
        for (security, headers, query) in cases {
            // An operation's own value takes precedence over that of the whole description.
            let (whole, of_operation) = match own {
                true => ("[{bearer: []}]", format!("      security: {security}\n")),
                false => (security, String::new()),
            };
            let api = format!(
                "openapi: 3.1.0\ninfo: {{title: T, version: \"1\"}}\nservers: [{{url: https://api.example.com/v1}}]\nsecurity: {whole}\npaths:\n  /items:\n    get:\n{of_operation}      parameters: [{{name: q, in: query, schema: {{type: string}}}}]\n      responses: {{\"200\": {{description: Items}}}}\ncomponents:\n  securitySchemes:\n{schemes}"
            );
            let (folder, code, printed) = build(&[
                ("p/plugin.yaml", "name: p\ndescription: Does things.\nauthor: {name: A}\napi: api.yaml\n"),
                ("p/api.yaml", &api),
                (
                    "p/skills/s.yaml",
                    "name: s\ndescription: Does things when asked.\nrequests:\n  - {operation: GET /items, query: {q: a}, headers: true, curl: true}\n  - {operation: GET /items, query: {q: b}}\n",
                ),
            ]);
            assert_eq!(code, 0, "{security}: {printed}");
            let page = read(folder.path(), "p/skills/s/SKILL.md");
            let mut http = format!("GET /v1/items?q=a{query} HTTP/1.1\nHost: api.example.com\n");
            let mut curl = format!("curl 'https://api.example.com/v1/items?q=a{query}'");
            for header in headers {
                http.push_str(&format!("{header}\n"));
                curl.push_str(&format!(" \\\n  -H '{header}'"));
            }
            assert!(page.contains(&format!("```http\n{http}```\n")), "{security}: {page}");
            assert!(page.contains(&format!("```bash\n{curl}\n```\n")), "{security}: {page}");
            assert!(page.contains("```http\nGET /v1/items?q=b\n```"), "{security}: {page}");
        }
    }
}

#[test]
fn each_marketplace_of_a_spec_folder_is_built_into_a_folder_of_its_own() {
    let market = |name: &str| format!("name: {name}\ndescription: Plugins.\nowner: {{name: Team}}\n");
    let (stable, beta) = (market("stable"), market("beta"));
    let files = [
        ("stable/marketplace.yaml", stable.as_str()),
        ("stable/notes/plugin.yaml", "name: notes\ndescription: Keeps notes.\n"),
        ("beta/marketplace.yaml", &beta),
        ("beta/notes/plugin.yaml", "name: notes\ndescription: Keeps notes and more.\n"),
        ("beta/more/plugin.yaml", "name: more\ndescription: More.\n"),
    ];
    let (folder, code, printed) = build(&files);
    assert_eq!(code, 0, "{printed}");
    assert!(read(folder.path(), "stable/.claude-plugin/marketplace.json").contains("\"name\": \"stable\""));
    assert!(read(folder.path(), "beta/.claude-plugin/marketplace.json").contains("\"./more\""));
    assert!(read(folder.path(), "beta/notes/.claude-plugin/plugin.json").contains("and more"));
    let run = |arguments: &[&str]| {
        let output =
            Command::new(env!("CARGO_BIN_EXE_plugin-gen")).args(arguments).current_dir(folder.path()).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        (output.status.code().unwrap(), text)
    };
    let (code, printed) = run(&["build", "--plugin", "more"]);
    assert!(code == 0 && printed.contains("built more"), "{printed}");
    let (code, printed) = run(&["build", "--plugin", "most"]);
    assert!(code == 2 && printed.contains("has no plugin `most`; it has more, notes, notes"), "{printed}");
    // A mistake in one of them keeps all from being written.
    fs::write(folder.path().join("spec/beta/more/plugin.yaml"), "title: no name\n").unwrap();
    fs::write(folder.path().join("spec/stable/notes/plugin.yaml"), "name: notes\ndescription: New.\n").unwrap();
    let (code, printed) = run(&["build"]);
    assert!(
        code == 1 && printed.contains("missing key `name`") && printed.contains("nothing was written"),
        "{printed}"
    );
    assert!(!read(folder.path(), "stable/notes/.claude-plugin/plugin.json").contains("New."));
    // Beside a marketplace of its own.
    let (_folder, code, printed) =
        build(&[files[0], files[1], ("marketplace.yaml", &market("top")), ("marketplace.json", "{}")]);
    assert!(code == 1 && printed.contains("the marketplace has two specs"), "{printed}");
}

/// Takes the steps of docs/specs.md: a code block after `` `spec/...`: `` is a file, one after `` `dist/...` holds: `` a part of what
/// is built.
#[test]
fn every_step_of_the_page_about_specs_works() {
    let page = include_str!("../docs/specs.md");
    let steps = page.split_once("\n## Step by step\n").unwrap().1.split_once("\n## The files\n").unwrap().0;
    let folder = tempfile::tempdir().unwrap();
    let plugin_gen = |arguments: &[&str]| {
        let output =
            Command::new(env!("CARGO_BIN_EXE_plugin-gen")).args(arguments).current_dir(folder.path()).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        (output.status.code().unwrap(), text)
    };
    let (mut taken, mut lines_of_first) = (0, 0);
    let steps = (1..).map_while(|number| {
        let after = steps.split_once(&format!("\n### {number}. "))?.1;
        Some(after.split_once(&format!("\n### {}. ", number + 1)).map_or(after, |(step, _)| step))
    });
    for step in steps {
        let title = step.lines().next().unwrap();
        let mut results = Vec::new();
        let mut rest = step;
        while let Some(at) = rest.find("\n\n```") {
            let before = rest[..at].lines().last().unwrap();
            let fence: String = rest[at + 2..].chars().take_while(|letter| *letter == '`').collect();
            let code = rest[at + 2..].split_once('\n').unwrap().1;
            let (code, after) = code.split_once(&format!("\n{fence}\n")).unwrap();
            rest = after;
            let words: Vec<&str> = before.split('`').collect();
            match words.as_slice() {
                [.., path, ":"] if path.starts_with("spec/") => {
                    let path = folder.path().join(path);
                    fs::create_dir_all(path.parent().unwrap()).unwrap();
                    fs::write(path, format!("{code}\n")).unwrap();
                    lines_of_first += if taken == 0 { code.lines().count() } else { 0 };
                }
                [.., path, " holds:"] if path.starts_with("dist/") => results.push((*path, code)),
                _ => unreachable!("{title}: a code block after {before:?}"),
            }
        }
        let (code, printed) = plugin_gen(&["build"]);
        assert_eq!(code, 0, "{title}: {printed}");
        assert!(!results.is_empty(), "{title} shows no result");
        for (path, part) in results {
            let built = fs::read_to_string(folder.path().join(path)).unwrap();
            assert!(built.contains(part), "{title}: {path} does not hold\n{part}\nbut\n{built}");
        }
        if taken > 0 {
            let (code, printed) = plugin_gen(&["check", "dist", "--fail-on", "warning"]);
            assert_eq!(code, 0, "{title}: {printed}");
        }
        taken += 1;
    }
    assert_eq!((taken, lines_of_first), (9, 5), "nine steps, and five lines for the first");
}

#[test]
fn a_section_without_content_is_left_out() {
    let sections = "title: P\nbody: Text.\nsections:\n  - {heading: Start, server: true}\n  - {heading: Set up, environment: true}\n  - {heading: Agents, agents: true}\n  - {heading: Tools, tools: all}\n  - {heading: Nothing, items: [], steps: [], errors: [], related: [], examples: [], requests: [], body: ''}\n  - {heading: Rows, table: {columns: [A, B], rows: []}}\n  - {heading: Around, sections: [{heading: Below, license: true}]}\n  - {heading: Last, items: [x]}\n";
    let (folder, code, printed) = build(&[
        ("p/plugin.yaml", "name: p\n"),
        ("p/README.yaml", sections),
        ("p/skills/s.md.j2", "---\nname: s\ndescription: Does it.\n---\n\n# S\n\n{{ errors([]) }}\n{{ agents() }}\n"),
    ]);
    assert_eq!(code, 0, "{printed}");
    assert_eq!(read(folder.path(), "p/README.md"), "# P\n\nText.\n\n## Last\n\n- x\n");
    let skill = read(folder.path(), "p/skills/s/SKILL.md");
    assert_eq!(skill.trim_end(), "---\nname: s\ndescription: Does it.\n---\n\n# S");
}

#[test]
fn a_row_of_an_error_table_has_a_first_cell_and_an_unreadable_plugin_causes_no_other_error() {
    let page =
        "title: P\nerrors:\n  - {cause: A, resolution: B}\n  - {status: '404', problem: x, cause: C, resolution: D}\n";
    let (_, code, printed) = build(&[("p/plugin.yaml", "name: p\n"), ("p/README.yaml", page)]);
    assert!(code == 1 && printed.contains("2 errors"), "{printed}");
    assert!(printed.contains("expected exactly one of `status` and `problem`"), "{printed}");
    let (_, code, printed) = build(&[("p/plugin.yaml", "api: api.yaml\n"), ("p/api.yaml", "openapi: 3.1.0\n")]);
    assert!(code == 1 && printed.contains("1 error,") && printed.contains("missing key `name`"), "{printed}");
}

#[test]
fn a_warning_that_stops_a_build_says_so() {
    let plugin = ("notes/plugin.yaml", "name: notes\ndescription: Notes.\nmcpRepo: x\n");
    let skill = ("notes/skills/notes/SKILL.md", "---\nname: notes\ndescription: Notes. Use for notes.\n---\nNotes.\n");
    let (_folder, code, printed) = build(&[plugin, skill]);
    assert_eq!(code, 1, "{printed}");
    assert!(printed.contains("warning[unknown-field]: unknown field `mcpRepo`"), "{printed}");
    assert!(printed.contains("nothing was written; these warnings stop a build"), "{printed}");
}
