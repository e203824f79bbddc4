"""Runs the Claude Code CLI: writes a case to disk, runs `claude plugin validate`, and reads the verdict."""

import base64
import json
import os
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ORACLE = ROOT / "tests/data/oracle"


class Cli:
    """One CLI binary. It runs offline, in a scratch home, and never updates itself."""

    def __init__(self, binary):
        self.binary = str(Path(binary).resolve())
        self.home = tempfile.TemporaryDirectory(prefix="oracle-home-")
        self.environment = {
            "HOME": self.home.name,
            "PATH": os.environ["PATH"],
            "DISABLE_AUTOUPDATER": "1",
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        }

    def version(self):
        return self._run("--version").stdout.split()[0]

    def judge(self, case):
        """The CLI's verdict on a case: a list of messages, in its own order."""
        with tempfile.TemporaryDirectory(prefix="oracle-case-") as folder:
            root = Path(folder).resolve() / "case"
            lay_out(case, root)
            target = str(root) if case["target"] == "." else f"{root}/{case['target']}"
            output = self._run("plugin", "validate", "--json", target, cwd=folder)
            try:
                report = json.loads(output.stdout)
            except json.JSONDecodeError:
                raise SystemExit(f"{case['case']}: no JSON from the CLI: {output.stdout[:300]}{output.stderr[:300]}")
            return list(messages(report, str(root)))

    def judge_all(self, cases):
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(self.judge, cases))

    def _run(self, *arguments, cwd=None):
        return subprocess.run(
            [self.binary, *arguments], env=self.environment, cwd=cwd, text=True, capture_output=True, timeout=300
        )


def lay_out(case, root):
    """Writes the files, folders and links of a case below `root`."""
    root.mkdir()
    for folder in case.get("dirs", []):
        (root / folder).mkdir(parents=True, exist_ok=True)
    for path, content in case["files"].items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(to_bytes(content))
    for path, target in case.get("links", {}).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).symlink_to(target)


def to_bytes(content):
    if isinstance(content, str):
        return content.encode("utf-8", "surrogatepass")
    if "repeat" in content:
        return (content["repeat"] * content["times"]).encode()
    return base64.b64decode(content["base64"])


def messages(report, root):
    for part in [report["manifest"], *report["contents"]]:
        if part is None:
            continue
        for severity in ("error", "warning"):
            for message in part[severity + "s"]:
                yield {
                    "severity": severity,
                    "file": part["file"].replace(root, "$CASE"),
                    "path": message["path"],
                    "message": message["message"].replace(root, "$CASE"),
                }


def cases_of(paths=()):
    """The recorded cases of each file, or of all files of the test suite if none is named."""
    for path in [Path(path) for path in paths] or sorted(ORACLE.glob("*.jsonl")):
        with path.open() as lines:  # A case may contain U+2028, at which `splitlines` would split.
            yield path, [json.loads(line) for line in lines]


def write_cases(path, cases):
    path.write_text("".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) + "\n" for case in cases))
