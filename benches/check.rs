//! The cost of a check as a marketplace grows: CPU time and peak memory, both compared with a peer.
//!
//! `cargo bench --bench check` generates marketplaces of 50, 500 and 5,000 plugins from a seed, with the mix and sizes
//! of real ones (five skills, four commands, two agents and a README per plugin, Markdown of 6.4 kB on average, a
//! finding in one of ten files), and runs the program on each as a user would. `cargo bench --bench check -- 50 500`
//! runs only these sizes. It needs `/proc`, so it runs only on Linux. The peer's limit of 10,000 files is switched off.
//!
//! The peer is agnix, the fastest linter with a full set of rules for the same files. Install it once:
//!
//! ```sh
//! python3 -m venv target/peer && target/peer/bin/pip install --no-deps agnix==0.59.3
//! ```
//!
//! The goals: at least 2.5 times less CPU time than the peer on the same marketplace in the same run, and memory linear
//! in the number of plugins and under 120 MiB at 5,000. The benchmark exits with an error if it misses a goal.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::expect_used, clippy::print_stdout)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// A small random number generator, for the same marketplace on every machine.
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

    /// A size distributed like real files: half under 5 kB, few above 15 kB.
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

/// Markdown with the content of real files: sections, paragraphs, lists, tables, fences in several languages, links.
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

/// Writes a marketplace, and returns its number of files.
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

/// The CPU time of all terminated children, from `/proc/self/stat`, in ticks of 10 ms.
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

/// The minimum factor by which the peer's CPU time must exceed ours.
const LEAST_FACTOR: f64 = 2.5;
/// The maximum memory for a check of 5,000 plugins, in MiB.
const MOST_MEMORY: f64 = 120.0;

const PROGRAM: &str = env!("CARGO_BIN_EXE_plugin-gen");

/// The peer, if it is installed.
fn peer() -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/peer/bin/agnix");
    path.exists().then(|| path.to_str().unwrap().to_owned())
}

/// Runs `program` `times` times in a folder; CPU and wall-clock times are the mean.
fn run(program: &str, arguments: &[&str], folder: &Path, times: u32) -> Cost {
    let (before, begin) = (children(), Instant::now());
    let (mut peak, mut findings) = (0, 0);
    for _ in 0..times {
        let mut child = Command::new(program)
            .args(arguments)
            .current_dir(folder)
            .stdout(Stdio::from(fs::File::create(folder.with_extension("out")).unwrap()))
            .stderr(Stdio::null())
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

fn main() -> ExitCode {
    let asked: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if asked.is_empty() { vec![50, 500, 5_000] } else { asked };
    let scratch = tempfile::tempdir().unwrap();
    let start = run(PROGRAM, &["--version"], scratch.path(), 100);
    println!("start-up: {:.1} ms CPU, {:.1} ms wall", start.cpu.as_secs_f64() * 1e3, start.wall.as_secs_f64() * 1e3);
    let peer = peer();
    if peer.is_none() {
        println!("no peer in target/peer; see the top of benches/check.rs for how to install it");
    }
    println!(
        "| plugins | files | CPU ms | wall ms | peak MiB | findings | peer CPU ms | peer peak MiB | peer CPU / ours |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    let mut missed = Vec::new();
    for plugins in sizes {
        let folder = scratch.path().join(format!("m{plugins}"));
        let files = marketplace(&folder, plugins);
        let times = if plugins > 1_000 { 1 } else { 5 };
        let check = || run(PROGRAM, &["check", "--no-config", "--format=concise"], &folder, times);
        // The first run loads the files into the page cache.
        check();
        let ours = check();
        let theirs = peer.as_ref().map(|peer| run(peer, &["--max-files", "0", "."], &folder, times));
        let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
        let memory = |cost: &Cost| cost.peak_kilobytes as f64 / 1024.0;
        let factor = theirs.as_ref().map(|theirs| theirs.cpu.as_secs_f64() / ours.cpu.as_secs_f64());
        let number = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.1}"));
        println!(
            "| {plugins} | {files} | {:.0} | {:.0} | {:.1} | {} | {} | {} | {} |",
            milliseconds(ours.cpu),
            milliseconds(ours.wall),
            memory(&ours),
            ours.findings,
            number(theirs.as_ref().map(|theirs| milliseconds(theirs.cpu))),
            number(theirs.as_ref().map(memory)),
            number(factor)
        );
        if factor.is_some_and(|factor| factor < LEAST_FACTOR) {
            missed.push(format!("{plugins} plugins: the peer takes less than {LEAST_FACTOR} times our CPU"));
        }
        if plugins <= 5_000 && memory(&ours) > MOST_MEMORY {
            missed.push(format!("{plugins} plugins: more than {MOST_MEMORY} MiB"));
        }
        fs::remove_dir_all(folder).unwrap();
    }
    missed.iter().for_each(|goal| println!("missed: {goal}"));
    if missed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
