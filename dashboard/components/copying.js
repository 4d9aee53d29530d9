// Every equation of the page can be copied: a mouse over it, a tap, or Tab and the arrow keys show two buttons.
// The source is the annotation that KaTeX leaves with what it has drawn, so that an equation costs the server nothing.
// No tag may be written in this file: Streamlit drops a script with one in it.
(() => {
  if (document.getElementById("copying")) return;
  const bar = document.createElement("div");
  bar.id = "copying";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", "Copy this equation");
  const [copy, note] = [
    ["Copy", "Its LaTeX alone (Enter)"],
    ["Copy for notes", "Its LaTeX, with the sentence it stands in (n)"],
  ].map(([textContent, title]) => Object.assign(document.createElement("button"), { type: "button", textContent, title }));
  bar.append(copy, note);
  bar.hidden = true;
  document.body.append(bar);
  let equation, leaving;

  const source = (katex) => katex.querySelector("annotation")?.textContent.trim() ?? "";
  const isEquation = (katex) => /=|\\leftarrow/.test(source(katex));
  const equations = () => [...document.querySelectorAll(".stMarkdown .katex")].filter((katex) => isEquation(katex) && katex.getClientRects().length);
  const equationAt = (node) => {
    const katex = node.closest?.(".stMarkdown .katex");
    return katex && isEquation(katex) ? katex : null;
  };

  // Colours and places to break a line belong to the page; a hidden left side stands for that of the first line.
  function plain(latex) {
    const opening = /\\(?:textcolor\{#[0-9A-Fa-f]{6}\}|phantom)\{/.exec(latex);
    if (!opening) return latex.replace(/ ?\\(allowbreak|nobreak|displaystyle) ?/g, " ").replace(/\s+/g, " ").trim();
    const start = opening.index + opening[0].length;
    let end = start;
    for (let depth = 1; depth; end++) {
      if (latex[end] === "\\") end++;
      else if (latex[end] === "{") depth++;
      else if (latex[end] === "}") depth--;
    }
    const [before, inside, after] = [latex.slice(0, opening.index), latex.slice(start, end - 1), latex.slice(end)];
    const grouped = /^[\^_]/.test(after) || /\\[a-zA-Z]+$/.test(before) || /[\^_]$/.test(before);
    return plain(before + (grouped ? `{${inside}}` : inside) + after);
  }

  function words(node) {
    const copied = node.cloneNode(true);
    copied.querySelectorAll('[data-testid^="stIcon"], [data-testid="stTooltipIcon"], [role="img"]').forEach((e) => e.remove());
    copied.querySelectorAll(".katex").forEach((e) => e.replaceWith(`$${plain(source(e))}$`));
    return copied.textContent.replace(/\s+/g, " ").trim();
  }

  // The words before a displayed equation; the rule that a line of a derivation names; the row of a table.
  function sentence(katex) {
    const row = katex.closest("tr"), display = katex.closest(".katex-display");
    if (row) return [...row.cells].map(words).filter(Boolean).join(" · ");
    if (!display) return words(katex.closest("p, li") ?? katex);
    const [before, after] = [display.previousElementSibling, display.nextElementSibling];
    const unfolds = after?.matches("details") && after.querySelector("summary");
    const rule = unfolds ? words(unfolds) : !before && after && !after.nextElementSibling && words(after);
    return [before?.matches("p") && words(before), `$$\n${plain(source(katex))}\n$$`, rule].filter(Boolean).join("\n\n");
  }

  function show(katex) {
    clearTimeout(leaving);
    if (katex !== equation) [copy.textContent, note.textContent] = ["Copy", "Copy for notes"];
    equation = katex;
    bar.hidden = false;
    // of what is drawn: the line that an equation stands in is lower than its fractions
    const drawn = [...katex.querySelectorAll(".base")].map((base) => base.getBoundingClientRect());
    const [left, top] = ["left", "top"].map((side) => Math.min(...drawn.map((each) => each[side])));
    const [right, bottom] = ["right", "bottom"].map((side) => Math.max(...drawn.map((each) => each[side])));
    const { width, height } = bar.getBoundingClientRect();
    const dark = getComputedStyle(document.querySelector(".stApp")).colorScheme === "dark";
    bar.style.colorScheme = dark ? "dark" : "light";
    // Beside an equation on a line of its own, else above or below: the first place where no mathematics is covered.
    const within = (x) => Math.max(4, Math.min(x, innerWidth - width - 4));
    const rows = [top - height, bottom].flatMap((y) => [[within(left), y], [within(right - width), y]]);
    const beside = katex.closest(".katex-display") ? [[right + 8, (top + bottom - height) / 2]] : [];
    const places = [...beside, ...rows].filter(([x, y]) => x + width < innerWidth && y > 4 && y + height < innerHeight);
    const bases = [...document.querySelectorAll(".katex .base")].map((base) => base.getBoundingClientRect());
    const covered = ([x, y]) => bases.reduce((sum, base) => {
      const [across, down] = [Math.min(x + width, base.right) - Math.max(x, base.left), Math.min(y + height, base.bottom) - Math.max(y, base.top)];
      return sum + Math.max(0, across) * Math.max(0, down);
    }, 0);
    const areas = places.map(covered);
    const [x, y] = places[areas.indexOf(Math.min(...areas))] ?? [within(left), bottom];
    bar.style.left = `${x}px`;
    bar.style.top = `${y}px`;
  }
  const hide = () => { bar.hidden = true; equation = null; };
  const leave = () => { clearTimeout(leaving); leaving = setTimeout(hide, 500); };

  async function write(text, button) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // not allowed, or no clipboard without a secure address
      const area = Object.assign(document.createElement("textarea"), { value: text });
      bar.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    button.textContent = "Copied";
  }
  const copyAlone = () => write(plain(source(equation)), copy);
  const copyForNotes = () => write(sentence(equation), note);
  copy.addEventListener("click", () => equation && copyAlone());
  note.addEventListener("click", () => equation && copyForNotes());

  document.addEventListener("pointerover", (event) => {
    const katex = equationAt(event.target);
    if (katex) show(katex);
    else if (bar.contains(event.target)) clearTimeout(leaving);
    else if (!bar.hidden && event.pointerType === "mouse" && document.activeElement !== equation) leave();
  });
  document.addEventListener("click", (event) => {
    const katex = equationAt(event.target);
    if (katex) show(katex);
    else if (!bar.contains(event.target)) hide();
  });
  document.addEventListener("scroll", hide, true);
  document.addEventListener("keydown", (event) => {
    // the one that has the focus is shown two frames later: keys may be faster
    equation = equationAt(document.activeElement) ?? equation;
    const all = event.key === "Tab" || equation ? equations() : [];
    const at = all.indexOf(document.activeElement);
    if (event.key === "Tab") {
      // one stop for all of them, so that the way to the controls stays short
      all.forEach((katex, index) => { katex.tabIndex = index === Math.max(at, 0) ? 0 : -1; });
      return;
    }
    if (at < 0) return;
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step) all[(at + step + all.length) % all.length].focus();
    else if (event.key === "Enter") copyAlone();
    else if (event.key === "n") copyForNotes();
    else if (event.key === "Escape") hide();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  document.addEventListener("focusin", (event) => {
    const katex = equationAt(event.target);
    if (katex && katex === event.target) {
      katex.scrollIntoView({ block: "nearest" });
      requestAnimationFrame(() => requestAnimationFrame(() => show(katex)));
    }
  });
})();
