// What somebody would see as broken: a page wider than the screen, text that is cut off,
// boxes that spill, tables without heads.
() => {
  const found = [];
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) found.push(`the page is ${root.scrollWidth} wide`);
  const said = (e) => `${e.tagName.toLowerCase()}.${e.className} "${e.textContent.trim().replace(/\s+/g, " ").slice(0, 40)}"`;
  for (const e of document.querySelectorAll("body *")) {
    if (e.closest("svg, .sr, thead") || e.clientWidth < 3 || e.clientHeight < 3) continue;
    const style = getComputedStyle(e);
    if (style.visibility === "hidden" || style.display === "inline") continue;
    const over = e.scrollWidth - e.clientWidth;
    if (style.overflowX === "hidden" && over > 1 && !e.title) found.push(`cut off: ${said(e)}`);
    if (style.overflowX === "visible" && over > 2) found.push(`spills: ${said(e)}`);
  }
  for (const table of document.querySelectorAll("table")) {
    if (!table.querySelector("thead th")) found.push(`no heads: ${said(table)}`);
  }
  return found;
}
