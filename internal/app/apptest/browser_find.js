// Finds an element by what a person reads, and prepares or does the deed. The best match wins: the
// whole name, then its beginning, then a part; among equals the first on the page.
(deed, name, value, within) => {
  const squeeze = (s) => (s || "").replace(/\s+/g, " ").trim();
  const isSeen = (el) => el.checkVisibility({ visibilityProperty: true }) && el.getClientRects().length > 0;
  const wordsOf = (el) => {
    const copy = el.cloneNode(true);
    copy.querySelectorAll("input, select, textarea, script, style").forEach((e) => e.remove());
    return squeeze(copy.textContent);
  };
  // Editors live in shadow roots, which are looked into like any part of the page.
  const all = (root, want) => [...root.querySelectorAll("*")].flatMap((el) => [...(el.matches(want) ? [el] : []), ...(el.shadowRoot ? all(el.shadowRoot, want) : [])]);
  const byIDs = (ids) => squeeze((ids || "").split(/\s+/).map((id) => document.getElementById(id)?.textContent || "").join(" "));
  const nameOf = (el) =>
    squeeze(el.getAttribute("aria-label")) || byIDs(el.getAttribute("aria-labelledby")) ||
    squeeze([...(el.labels || [])].map(wordsOf).join(" ")) ||
    (el.matches("input[type=submit], input[type=button], input[type=reset]") ? squeeze(el.value) : "") ||
    (el.matches("input, select, textarea") ? "" : wordsOf(el)) ||
    squeeze(el.title) || squeeze(el.querySelector("img[alt], svg title")?.alt) || squeeze(el.placeholder);
  const rank = (have, want) => {
    const [a, b] = [have.toLowerCase(), squeeze(want).toLowerCase()];
    return a === b ? 0 : a.startsWith(b) ? 1 : a.includes(b) ? 2 : 9;
  };
  const best = (elements, want, namer) => {
    let [winner, least] = [null, 9];
    for (const el of elements) {
      const r = rank(namer(el), want);
      if (r < least) [winner, least] = [el, r];
    }
    return winner;
  };

  let root = document.body;
  if (!root) return { why: "the page has no content yet" };
  if (within) {
    const parts = [...document.querySelectorAll(
      "section, article, li, tr, form, dialog, main, nav, aside, header, footer, fieldset, details, [role], div[id]")].filter(isSeen);
    const title = (el) => squeeze(el.getAttribute("aria-label")) || byIDs(el.getAttribute("aria-labelledby")) ||
      squeeze(el.querySelector("h1, h2, h3, h4, legend, caption, summary, th")?.textContent);
    const size = (el) => el.textContent.length;
    const titled = parts.filter((el) => rank(title(el), within) === 0).sort((a, b) => size(a) - size(b));
    const telling = parts.filter((el) => rank(squeeze(el.textContent), within) < 9).sort((a, b) => size(a) - size(b));
    root = titled[0] || telling[0];
    if (!root) return deed === "text" ? "" : { why: "that part is not there" };
  }
  if (deed === "text") return root.innerText;

  const fields = "input:not([type=hidden]), select, textarea, [contenteditable=true], [role=textbox], [role=combobox]";
  const wanted = {
    click: "button, a[href], summary, input[type=submit], input[type=button], input[type=reset], [role=button], [role=link], [role=menuitem], [role=tab], [role=option]",
    check: "input[type=checkbox], input[type=radio], [role=checkbox], [role=radio], [role=switch]",
    file: "input[type=file]",
    element: "input[type=file]",
  }[deed] || fields;
  // A styled checkbox or file field may be out of sight behind its label.
  const reachable = (el) => isSeen(el) || (wanted !== fields && [...(el.labels || [])].some(isSeen));
  const candidates = all(root, wanted).filter((el) => reachable(el));
  const el = best(candidates, name, nameOf);
  if (deed === "element") return el;
  if (!el) return { why: "not found among: " + candidates.map(nameOf).filter(Boolean).slice(0, 40).join(" | ") };
  if (deed === "value") return { ok: true, value: el.isContentEditable ? el.innerText : el.type === "checkbox" ? String(el.checked) : el.value };
  if (el.disabled || el.getAttribute("aria-disabled") === "true") return { why: "it is disabled" };
  if (deed === "file") return { ok: true };

  if (deed === "fill") {
    const changed = () => ["input", "change"].forEach((kind) => el.dispatchEvent(new Event(kind, { bubbles: true })));
    if (el.readOnly) return { why: "it is read-only" };
    if (el.matches("select")) {
      const option = best([...el.options].filter((o) => !o.disabled), value, (o) => squeeze(o.textContent));
      if (!option) return { why: "no option reads " + value + " among: " + [...el.options].map((o) => squeeze(o.textContent)).join(" | ") };
      el.value = option.value;
      changed();
      return { ok: true, done: true };
    }
    el.focus();
    if (/^(date|datetime-local|time|month|week|color|range|number)$/.test(el.type)) {
      el.value = value;
      changed();
      return el.value === value ? { ok: true, done: true } : { why: "it does not take " + value };
    }
    if (el.isContentEditable) getSelection().selectAllChildren(el), document.execCommand("selectAll");
    else el.select?.();
    return { ok: true };
  }

  let target = isSeen(el) && el.getBoundingClientRect().width > 1 ? el : [...el.labels].find(isSeen);
  target.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
  const box = target.getClientRects()[0];
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const top = el.getRootNode().elementFromPoint(x, y);
  const hit = top && (target.contains(top) || top.contains(target) || [...(el.labels || [])].some((l) => l.contains(top)));
  if (!hit) return { why: "it is covered by " + (top ? top.outerHTML.slice(0, 120) : "nothing, out of sight") };
  return { ok: true, x, y };
}
