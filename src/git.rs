//! Reads a Git repository with the installed `git`.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use camino::{Utf8Path, Utf8PathBuf};

/// A repository on disk.
#[derive(Debug)]
pub(crate) struct Repository {
    /// Its root folder, as an absolute path without links.
    pub top: Utf8PathBuf,
}

impl Repository {
    /// The repository around a folder.
    ///
    /// # Errors
    /// If Git is not installed, or the folder is not in a repository.
    pub(crate) fn around(folder: &Utf8Path) -> anyhow::Result<Self> {
        let folder = if folder.as_str().is_empty() { Utf8Path::new(".") } else { folder };
        let mut repository = Self { top: folder.to_owned() };
        let top = repository.run(&["rev-parse", "--show-toplevel"]);
        let top = top.with_context(|| format!("{folder} is not in a Git repository"))?;
        repository.top = Utf8PathBuf::from(text(top)?.trim_end_matches('\n'));
        Ok(repository)
    }

    /// The commit at which `HEAD` diverged from `reference`. The changes of a branch are relative to it.
    ///
    /// # Errors
    /// If the reference or the history up to it is missing. The message names a shallow clone as the cause.
    pub(crate) fn base(&self, reference: &str) -> anyhow::Result<String> {
        let commit = format!("{reference}^{{commit}}");
        let Ok(commit) = self.run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]) else {
            bail!("unknown Git commit `{reference}`{}", self.shallow_advice());
        };
        let commit = text(commit)?.trim_end().to_owned();
        match self.run(&["merge-base", &commit, "HEAD"]) {
            Ok(base) => Ok(text(base)?.trim_end().to_owned()),
            Err(_) if self.is_shallow() => {
                bail!("`{reference}` and HEAD have no common commit{}", self.shallow_advice())
            }
            Err(_) => Ok(commit),
        }
    }

    /// Advice on fetching the missing history, if the clone is shallow.
    #[must_use]
    pub(crate) fn is_shallow(&self) -> bool {
        self.run(&["rev-parse", "--is-shallow-repository"]).is_ok_and(|answer| answer.starts_with(b"true"))
    }

    fn shallow_advice(&self) -> &'static str {
        if !self.is_shallow() {
            return "";
        }
        "; this is a shallow clone without its full history. Fetch it with `fetch-depth: 0` for actions/checkout, \
         `GIT_DEPTH: 0` in GitLab CI, `git fetch --unshallow` elsewhere"
    }

    /// The files below `folder` that differ between a commit and the working tree: changed, added, removed and
    /// untracked ones, without ignored files. Paths are relative to the repository. True if the
    /// permission to run the file or its type differs.
    ///
    /// # Errors
    /// If Git fails.
    pub(crate) fn changed(&self, commit: &str, folder: &Utf8Path) -> anyhow::Result<BTreeMap<Utf8PathBuf, bool>> {
        let folder = if folder.as_str().is_empty() { "." } else { folder.as_str() };
        let tracked = self.run(&["diff", "--raw", "--no-renames", "--no-ext-diff", "-z", commit, "--", folder])?;
        let untracked = self.run(&["ls-files", "--others", "--exclude-standard", "-z", "--", folder])?;
        let mut changed: BTreeMap<Utf8PathBuf, bool> =
            names(untracked)?.into_iter().map(|path| (path, false)).collect();
        // Each record is `:MODE MODE HASH HASH STATUS`, then the path.
        let tracked = text(tracked)?;
        let mut parts = tracked.split_terminator('\0');
        while let (Some(modes), Some(path)) = (parts.next(), parts.next()) {
            let mut modes = modes.trim_start_matches(':').split(' ');
            let (before, after) = (modes.next(), modes.next());
            changed.insert(path.into(), before != after);
        }
        Ok(changed)
    }

    /// Every file of a commit.
    ///
    /// # Errors
    /// If Git fails.
    pub(crate) fn files(&self, commit: &str) -> anyhow::Result<Vec<Utf8PathBuf>> {
        names(self.run(&["ls-tree", "-r", "--name-only", "-z", "--full-tree", commit])?)
    }

    /// The content of a file in a commit; `None` if the file does not exist there.
    #[must_use]
    pub(crate) fn show(&self, commit: &str, path: &Utf8Path) -> Option<Vec<u8>> {
        self.run(&["cat-file", "blob", &format!("{commit}:{path}")]).ok()
    }

    /// The commits up to `commit` that changed one of the files, newest first.
    ///
    /// # Errors
    /// If Git fails.
    pub(crate) fn history(&self, commit: &str, paths: &[Utf8PathBuf]) -> anyhow::Result<Vec<String>> {
        let mut arguments = vec!["log", "--format=%H", commit, "--"];
        arguments.extend(paths.iter().map(|path| path.as_str()));
        let commits = self.run(&arguments)?;
        Ok(text(commits)?.lines().map(str::to_owned).collect())
    }

    fn run(&self, arguments: &[&str]) -> anyhow::Result<Vec<u8>> {
        let mut git = Command::new("git");
        // The repository's configuration must not run a program or change the output of Git.
        git.args(["-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "-c", "core.hooksPath=/dev/null"]);
        git.current_dir(&self.top).args(arguments).env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C");
        git.env("GIT_LITERAL_PATHSPECS", "1");
        let output = git.stdin(Stdio::null()).output().context("cannot run `git`; is it installed?")?;
        if !output.status.success() {
            let why = String::from_utf8_lossy(&output.stderr);
            bail!("git {}: {}", arguments.first().unwrap_or(&""), why.trim_end());
        }
        Ok(output.stdout)
    }
}

fn text(bytes: Vec<u8>) -> anyhow::Result<String> {
    String::from_utf8(bytes).context("Git printed a file name that is not UTF-8")
}

fn names(bytes: Vec<u8>) -> anyhow::Result<Vec<Utf8PathBuf>> {
    Ok(text(bytes)?.split('\0').filter(|name| !name.is_empty()).map(Utf8PathBuf::from).collect())
}
