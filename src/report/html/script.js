"use strict";
const filters = document.getElementById("filters");
const findings = [...document.querySelectorAll(".f")];
const groups = [...document.querySelectorAll(".file, .plugin")];
const text = new Map(findings.map((finding) => [finding, (finding.closest(".file").firstChild.textContent + finding.textContent).toLowerCase()]));
function apply() {
  const wanted = new FormData(filters);
  const levels = wanted.getAll("level");
  const words = wanted.get("text").toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const finding of findings) {
    const visible =
      levels.includes(finding.classList[1]) &&
      ["", finding.querySelector("a").hash].includes(wanted.get("rule")) &&
      ["", finding.closest(".plugin").id].includes(wanted.get("plugin")) &&
      words.every((word) => text.get(finding).includes(word));
    finding.hidden = !visible;
    shown += visible;
  }
  for (const group of groups) group.hidden = !group.querySelector(".f:not([hidden])");
  document.getElementById("shown").textContent = `${shown} of ${findings.length} shown`;
}
filters.hidden = false;
filters.addEventListener("input", apply);
filters.addEventListener("submit", (event) => event.preventDefault());
document.getElementById("expand").addEventListener("click", () => {
  const visible = findings.filter((finding) => !finding.hidden);
  const open = visible.some((finding) => !finding.open);
  for (const finding of visible) finding.open = open;
});
apply();
