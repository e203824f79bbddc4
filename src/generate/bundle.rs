//! A plugin's MCP server inside the plugin: one program, or one for each platform and a launcher that picks.

use std::fmt::Write as _;

use anyhow::{Context, bail};
use camino::Utf8Path;

/// A platform that a program is built for, as npm spells it.
#[derive(Debug, PartialEq, Eq)]
pub struct Platform {
    /// `linux-x64`
    pub name: &'static str,
    /// For people.
    pub title: &'static str,
    /// What `uname -s` and `uname -m` print there, joined with `-`; shell patterns.
    systems: &'static [&'static str],
}

/// Every platform that `--bundle` knows.
pub(crate) static PLATFORMS: [Platform; 5] = [
    Platform { name: "linux-x64", title: "Linux on x86-64", systems: &["Linux-x86_64", "Linux-amd64"] },
    Platform { name: "linux-arm64", title: "Linux on ARM64", systems: &["Linux-aarch64", "Linux-arm64"] },
    Platform { name: "darwin-arm64", title: "macOS on Apple silicon", systems: &["Darwin-arm64"] },
    Platform { name: "darwin-x64", title: "macOS on Intel", systems: &["Darwin-x86_64"] },
    // The x86-64 program runs on ARM as well; a shell on Windows calls the system by many names.
    Platform { name: "win32-x64", title: "Windows", systems: &["MINGW*", "MSYS*", "CYGWIN*", "Windows*"] },
];

/// The programs that go into a plugin.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// In the order of [`PLATFORMS`]; a single one without a platform is started directly.
    programs: Vec<(Option<&'static Platform>, Vec<u8>)>,
}

/// Stands in the record for a program that was given without a platform.
const ANY: &str = "any";

impl Bundle {
    /// Reads the values of `--bundle`, each `PLATFORM=FILE` or a single `FILE`; `None` without values.
    ///
    /// # Errors
    /// When a platform is unknown or given twice, when a file without a platform is not the only one, and when a file
    /// cannot be read.
    pub fn read(values: &[String]) -> anyhow::Result<Option<Self>> {
        let mut programs: Vec<(Option<&'static Platform>, Vec<u8>)> = Vec::new();
        for value in values {
            let (platform, file) = split(value)?;
            if programs.iter().any(|(known, _)| *known == platform) {
                bail!("--bundle {value}: {}", platform.map_or("two programs without a platform", |_| "given twice"));
            }
            programs.push((platform, fs_err::read(file)?));
        }
        if programs.len() > 1 && programs.iter().any(|(platform, _)| platform.is_none()) {
            bail!("--bundle: name the platform of each program, as in --bundle linux-x64=FILE; {}", known());
        }
        Ok(Self::of(programs))
    }

    /// The programs that were bundled before: `names` are their platforms, `read` gives the bytes of a path below the plugin.
    ///
    /// # Errors
    /// When a platform is unknown, or a program cannot be read.
    pub fn restore(
        names: &[String],
        server: &str,
        read: impl Fn(&Utf8Path) -> anyhow::Result<Vec<u8>>,
    ) -> anyhow::Result<Option<Self>> {
        let mut programs = Vec::new();
        for name in names {
            let platform = if name == ANY { None } else { Some(platform(name)?) };
            let path = program_path(platform, server);
            let bytes = read(Utf8Path::new(&path)).context("bundle the server again with --bundle")?;
            programs.push((platform, bytes));
        }
        Ok(Self::of(programs))
    }

    fn of(mut programs: Vec<(Option<&'static Platform>, Vec<u8>)>) -> Option<Self> {
        programs.sort_by_key(|(platform, _)| PLATFORMS.iter().position(|one| Some(one) == *platform));
        (!programs.is_empty()).then_some(Self { programs })
    }

    /// Each program with its platform; a single one can be without.
    pub fn programs(&self) -> impl Iterator<Item = (Option<&'static Platform>, &[u8])> {
        self.programs.iter().map(|(platform, bytes)| (*platform, bytes.as_slice()))
    }

    /// What the record keeps.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.programs.iter().map(|(platform, _)| platform.map_or(ANY, |platform| platform.name).to_owned()).collect()
    }

    /// The platforms for people; empty for a single program without one.
    #[must_use]
    pub fn titles(&self) -> Vec<&'static str> {
        self.programs.iter().filter_map(|(platform, _)| platform.map(|platform| platform.title)).collect()
    }

    /// The files, by path below the plugin. `server` is the path that the plugin starts.
    #[must_use]
    pub fn files(&self, server: &str) -> Vec<(String, Vec<u8>)> {
        let program =
            |(platform, bytes): &(Option<&'static Platform>, Vec<u8>)| (program_path(*platform, server), bytes.clone());
        let mut files: Vec<(String, Vec<u8>)> = self.programs.iter().map(program).collect();
        let platforms: Vec<&Platform> = self.programs.iter().filter_map(|(platform, _)| *platform).collect();
        if !platforms.is_empty() {
            files.push((server.to_owned(), launcher(&platforms, server).into_bytes()));
        }
        files
    }
}

/// A program's path below the plugin. On Windows, `bin/NAME.exe` is what starting `bin/NAME` runs.
fn program_path(platform: Option<&Platform>, server: &str) -> String {
    match platform.map(|platform| platform.name) {
        None => server.to_owned(),
        Some(name) if name.starts_with("win32-") => format!("{server}.exe"),
        Some(name) => {
            let (folder, file) = server.rsplit_once('/').unwrap_or(("", server));
            format!("{folder}/{name}/{file}")
        }
    }
}

/// The platform and the file of a value; a path is told from a platform by its slash or dot.
fn split(value: &str) -> anyhow::Result<(Option<&'static Platform>, &str)> {
    match value.split_once('=') {
        Some((name, file)) if !name.contains(['/', '\\', '.']) => {
            let platform = platform(name).with_context(|| format!("--bundle {value}"))?;
            Ok((Some(platform), file))
        }
        _ if value.ends_with(".exe") => Ok((Some(platform("win32-x64")?), value)),
        _ => Ok((None, value)),
    }
}

fn platform(name: &str) -> anyhow::Result<&'static Platform> {
    let found = PLATFORMS.iter().find(|platform| platform.name == name);
    found.with_context(|| format!("unknown platform `{name}`; {}", known()))
}

fn known() -> String {
    let names: Vec<&str> = PLATFORMS.iter().map(|platform| platform.name).collect();
    format!("the platforms are {}", names.join(", "))
}

/// A POSIX script that starts the program of the system and processor it runs on.
fn launcher(platforms: &[&Platform], server: &str) -> String {
    let name = server.rsplit('/').next().unwrap_or(server);
    let has = |name: &str| platforms.iter().any(|platform| platform.name == name);
    let mut cases = String::new();
    for platform in platforms {
        let mut systems = platform.systems.to_vec();
        // macOS translates Intel programs on Apple silicon.
        if platform.name == "darwin-x64" && !has("darwin-arm64") {
            systems.push("Darwin-arm64");
        }
        let path = program_path(Some(platform), name);
        let _ = writeln!(cases, "  {}) program={} ;;", systems.join(" | "), path.trim_start_matches('/'));
    }
    let names: Vec<&str> = platforms.iter().map(|platform| platform.name).collect();
    let names = names.join(", ");
    format!(
        r#"#!/bin/sh
# Starts the program for this system and processor. Generated by plugin-gen build --bundle.
self=$0
while [ -h "$self" ]; do
  target=$(readlink "$self")
  case $target in
    /*) self=$target ;;
    *) self=$(dirname "$self")/$target ;;
  esac
done
folder=$(dirname "$self")
case $(uname -s)-$(uname -m) in
{cases}  *)
    echo "{name}: this plugin has no program for $(uname -s) on $(uname -m); it has {names}" >&2
    exit 1
    ;;
esac
exec "$folder/$program" "$@"
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_a_platform_and_a_file_or_a_file_alone() {
        let name = |value| split(value).map(|(platform, file)| (platform.map(|platform| platform.name), file));
        assert_eq!(name("linux-x64=a=b").unwrap(), (Some("linux-x64"), "a=b"));
        assert_eq!(name("./linux-x64=a").unwrap(), (None, "./linux-x64=a"));
        assert_eq!(name("target/server.exe").unwrap(), (Some("win32-x64"), "target/server.exe"));
        let problem = format!("{:#}", name("linux-x46=a").unwrap_err());
        assert!(problem.contains("unknown platform `linux-x46`; the platforms are linux-x64, "), "{problem}");
    }

    #[test]
    fn apple_silicon_gets_the_intel_program_only_when_there_is_no_other() {
        let of =
            |names: &[&str]| launcher(&names.iter().map(|name| platform(name).unwrap()).collect::<Vec<_>>(), "bin/s");
        assert!(of(&["darwin-x64"]).contains("Darwin-x86_64 | Darwin-arm64) program=darwin-x64/s"));
        assert!(of(&["darwin-arm64", "darwin-x64"]).contains("Darwin-x86_64) program=darwin-x64/s"));
    }
}
