//! How much a check costs as a marketplace grows: CPU a file, peak memory, and the CPU against its floor, which is to read
//! the same files and to let the Markdown parser run over them in one thread.
//!
//! `cargo bench --bench check` makes marketplaces of 50, 500 and 5,000 plugins from a seed, with the mix and sizes of real
//! ones (five skills, four commands, two agents and a README a plugin, Markdown of 6.4 kB on average, a finding in one file
//! of ten), and runs the program on each as a user would. `cargo bench --bench check -- 50 500` runs these sizes only.
//! Linux, for `/proc`.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::expect_used, clippy::print_stdout)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A small generator of numbers: the same marketplace on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// A size like that of real files: half under 5 kB, few above 15 kB.
    fn size(&mut self) -> usize {
        let spread = [1_100, 2_000, 2_900, 3_700, 4_300, 5_200, 6_400, 7_700, 11_200, 18_500];
        let step = self.below(spread.len() as u64) as usize;
        spread[step] * (80 + self.below(40) as usize) / 100
    }
}

const WORDS: &[&str] = &[
    "ticket", "client", "status", "the", "an", "field", "search", "returns", "with", "asset", "site", "contract",
    "when", "person", "queue", "priority", "update", "of", "to", "API", "page", "list", "and", "by", "name", "number",
    "time",
];
const SECTIONS: &[&str] =
    &["Overview", "Prerequisites", "Steps", "Key Concepts", "Parameters", "Examples", "Output", "Error Handling"];

fn sentence(random: &mut Random) -> String {
    let words: Vec<&str> =
        (0..8 + random.below(10)).map(|_| WORDS[random.below(WORDS.len() as u64) as usize]).collect();
    words.join(" ") + "."
}

/// Markdown with what real files hold: sections, paragraphs, lists, tables, fences in several languages, links.
fn page(random: &mut Random, frontmatter: &str, links: &[String]) -> String {
    let size = random.size();
    let mut text = format!("{frontmatter}\n# Title\n\n");
    let mut section = 0;
    if random.below(10) == 0 {
        text.push_str("See [the notes](references/notes-that-are-not-there.md) first.\n\n");
    }
    while text.len() < size {
        text.push_str(&format!("## {} {section}\n\n{}\n\n", SECTIONS[section % SECTIONS.len()], sentence(random)));
        section += 1;
        match random.below(6) {
            0 => (0..5).for_each(|_| text.push_str(&format!("- `{}` {}\n", random.below(99), sentence(random)))),
            1 => text.push_str("```json\n{\"id\": 12, \"summary\": \"Server down\", \"tags\": [\"a\", \"b\"]}\n```\n"),
            2 => text.push_str(
                "```bash\ncurl -H \"Authorization: Bearer $TOKEN\" https://api.example.com/Tickets?open=true\n```\n",
            ),
            3 => {
                text.push_str("| Field | Type | Meaning |\n|---|---|---|\n");
                (0..6).for_each(|row| text.push_str(&format!("| `field_{row}` | text | {} |\n", sentence(random))));
            }
            4 if !links.is_empty() => {
                let link = &links[random.below(links.len() as u64) as usize];
                text.push_str(&format!("See [the page]({link}) for more.\n"));
            }
            _ => (0..3).for_each(|_| text.push_str(&(sentence(random) + "\n"))),
        }
        text.push('\n');
    }
    text
}

fn write(path: PathBuf, text: &str, files: &mut usize) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
    *files += 1;
}

/// Writes a marketplace and says how many files it has.
fn marketplace(root: &Path, plugins: usize) -> usize {
    let mut random = Random(0x5eed_cafe_f00d_0001);
    let mut files = 0;
    let mut entries = Vec::new();
    for index in 0..plugins {
        let name = format!("plugin-{index}");
        let folder = root.join("plugins").join(&name);
        let manifest = format!(
            "{{\n  \"name\": \"{name}\",\n  \"version\": \"1.0.0\",\n  \"description\": \"{}\",\n  \"author\": {{ \"name\": \"A\" }}\n}}\n",
            sentence(&mut random)
        );
        write(folder.join(".claude-plugin/plugin.json"), &manifest, &mut files);
        entries.push(format!(
            "    {{ \"name\": \"{name}\", \"source\": \"./plugins/{name}\", \"description\": \"{}\" }}",
            sentence(&mut random)
        ));
        for skill in 0..5 {
            let links = [format!("../skill-{}/SKILL.md", (skill + 1) % 5), "references/more.md".to_owned()];
            let front = format!(
                "---\nname: skill-{skill}\ndescription: {}\ntriggers:\n  - one\n  - two\n---\n",
                sentence(&mut random)
            );
            write(
                folder.join(format!("skills/skill-{skill}/SKILL.md")),
                &page(&mut random, &front, &links),
                &mut files,
            );
            write(
                folder.join(format!("skills/skill-{skill}/references/more.md")),
                &page(&mut random, "", &[]),
                &mut files,
            );
        }
        for command in 0..4 {
            let front =
                format!("---\ndescription: {}\nargument-hint: \"<id>\"\n---\n\n$ARGUMENTS\n", sentence(&mut random));
            write(folder.join(format!("commands/command-{command}.md")), &page(&mut random, &front, &[]), &mut files);
        }
        for agent in 0..2 {
            let front = format!("---\nname: agent-{agent}\ndescription: {}\n---\n", sentence(&mut random));
            write(folder.join(format!("agents/agent-{agent}.md")), &page(&mut random, &front, &[]), &mut files);
        }
        write(folder.join("README.md"), &page(&mut random, "", &["skills/skill-0/SKILL.md".to_owned()]), &mut files);
    }
    let text = format!(
        "{{\n  \"name\": \"bench\",\n  \"description\": \"d\",\n  \"owner\": {{ \"name\": \"A\" }},\n  \"plugins\": [\n{}\n  ]\n}}\n",
        entries.join(",\n")
    );
    write(root.join(".claude-plugin/marketplace.json"), &text, &mut files);
    files
}

/// CPU time of all children that have ended, from `/proc/self/stat`, in ticks of 10 ms.
fn children() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
    let ticks: u64 = fields[13].parse::<u64>().unwrap() + fields[14].parse::<u64>().unwrap();
    Duration::from_millis(ticks * 10)
}

struct Cost {
    cpu: Duration,
    wall: Duration,
    peak_kilobytes: u64,
    findings: usize,
}

/// Runs the program `times` over a folder; CPU and wall are the mean.
fn run(arguments: &[&str], folder: &Path, times: u32) -> Cost {
    let (before, begin) = (children(), Instant::now());
    let (mut peak, mut findings) = (0, 0);
    for _ in 0..times {
        let mut child = Command::new(env!("CARGO_BIN_EXE_plugin-gen"))
            .args(arguments)
            .current_dir(folder)
            .stdout(Stdio::from(fs::File::create(folder.with_extension("out")).unwrap()))
            .spawn()
            .unwrap();
        let status = format!("/proc/{}/status", child.id());
        while child.try_wait().unwrap().is_none() {
            let text = fs::read_to_string(&status).unwrap_or_default();
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
            peak = peak.max(kilobytes.unwrap_or(0));
            std::thread::sleep(Duration::from_millis(1));
        }
        findings = fs::read_to_string(folder.with_extension("out")).unwrap().lines().count();
    }
    Cost { cpu: (children() - before) / times, wall: begin.elapsed() / times, peak_kilobytes: peak, findings }
}

/// CPU of reading every file once and parsing the Markdown with one thread: the least that any checker pays.
fn floor(folder: &Path) -> Duration {
    fn walk(folder: &Path, events: &mut usize) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, events);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            if path.extension().is_some_and(|extension| extension == "md") {
                let options = pulldown_cmark::Options::ENABLE_TABLES;
                *events += pulldown_cmark::Parser::new_ext(&text, options).into_offset_iter().count();
            }
        }
    }
    // What this thread has spent on a processor, in nanoseconds: a busy machine does not change it.
    let spent = || -> u64 {
        let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
        text.split(' ').next().unwrap().parse().unwrap()
    };
    let begin = spent();
    let mut events = 0;
    walk(folder, &mut events);
    std::hint::black_box(events);
    Duration::from_nanos(spent() - begin)
}

fn main() {
    let asked: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if asked.is_empty() { vec![50, 500, 5_000] } else { asked };
    let scratch = tempfile::tempdir().unwrap();
    let start = run(&["--version"], scratch.path(), 100);
    println!("start-up: {:.1} ms CPU, {:.1} ms wall", start.cpu.as_secs_f64() * 1e3, start.wall.as_secs_f64() * 1e3);
    println!(
        "| plugins | files | µs CPU a file | against the first row | µs floor a file | against the floor | wall ms | peak MB | findings |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    let mut first = None;
    for plugins in sizes {
        let folder = scratch.path().join(format!("m{plugins}"));
        let files = marketplace(&folder, plugins);
        floor(&folder);
        let least = floor(&folder).as_secs_f64() * 1e6 / files as f64;
        let cost = run(&["check", "--format=concise"], &folder, if plugins > 1_000 { 2 } else { 10 });
        let each = cost.cpu.as_secs_f64() * 1e6 / files as f64;
        let first = *first.get_or_insert(each);
        println!(
            "| {plugins} | {files} | {each:.1} | {:.2} | {least:.1} | {:.2} | {:.0} | {:.1} | {} |",
            each / first,
            each / least,
            cost.wall.as_secs_f64() * 1e3,
            cost.peak_kilobytes as f64 / 1024.0,
            cost.findings
        );
        fs::remove_dir_all(folder).unwrap();
    }
}
