// The page's own script: filters, search, panel and list around vis-network's drawing.
// Every text from the data goes into the page through textContent, never as markup.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const box = byId("graph");
  if (!box) return; // a graph without actors has a sentence instead

  const actors = new Map(data.actors.map((actor) => [actor.id, actor]));
  const ties = new Map(data.ties.map((tie) => [tie.id, tie]));
  const words = data.words;
  const FEW_NOTES = 2;
  // A line of the drawing stands for all ties of two actors that have one sign and one status.
  const lines = new Map(data.edges.map((edge) => [edge.id, { one: edge.from, other: edge.to, ties: [] }]));
  for (const [id, tie] of ties) lines.get(tie.line).ties.push(id);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const tiesOf = new Map([...actors.keys()].map((id) => [id, []]));
  for (const [id, tie] of ties) {
    tiesOf.get(tie.from).push(id);
    if (tie.to !== tie.from) tiesOf.get(tie.to).push(id);
  }

  function element(name, text, ...children) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    made.append(...children);
    return made;
  }
  const name = (id) => element("bdi", actors.get(id).label);
  const signWords = ({ sign, status }) =>
    status === "denied" ? "denied" : [words.signs[sign].symbol, words.signs[sign].label].filter(Boolean).join(" ");
  function phrase(tie) {
    return element("span", "", tie.status === "denied" ? "Denied: " : "", name(tie.from), ` ${tie.label} `, name(tie.to));
  }

  // ---- the drawing ----
  const shapes = new Map(Object.entries(words.figures).map(([kind, path]) => [kind, new Path2D(path)]));
  // vis-network has no shape for people: these are drawn from the same paths as the legend's.
  function figure({ ctx, x, y, state, style, label }, node) {
    const unit = node.size / 10;
    const font = { ...data.options.nodes.font, ...node.font };
    return {
      drawNode() {
        ctx.save();
        ctx.globalAlpha = view.opacity(node.id);
        ctx.translate(x, y);
        ctx.scale(unit, unit);
        ctx.fillStyle = node.color.background;
        ctx.strokeStyle = node.color.border;
        ctx.lineWidth = (state.selected ? 3 : 1.5) / unit;
        ctx.setLineDash(node.shapeProperties ? node.shapeProperties.borderDashes.map((d) => d / unit) : []);
        ctx.fill(shapes.get(node.figure));
        ctx.stroke(shapes.get(node.figure));
        ctx.restore();
      },
      drawExternalLabel() {
        if (font.size * network.getScale() < 5) return; // where vis-network's own labels end
        ctx.save();
        ctx.globalAlpha = view.opacity(node.id);
        ctx.font = `${font.size}px ${font.face}`;
        ctx.textAlign = "center";
        ctx.textBaseline = "middle";
        ctx.lineJoin = "round";
        label.split("\n").forEach((line, row) => {
          const at = y + node.size + font.size * (row + 0.5) + 5;
          ctx.lineWidth = font.strokeWidth;
          ctx.strokeStyle = font.strokeColor;
          ctx.strokeText(line, x, at);
          ctx.fillStyle = font.color;
          ctx.fillText(line, x, at);
        });
        ctx.restore();
      },
      nodeDimensions: { width: 2 * node.size, height: 2 * node.size },
    };
  }

  function nodeTip(id) {
    const actor = actors.get(id);
    const about = [words.kinds[actor.kind], actor.described ? "described, not named" : "", ...actor.categories, actor.years[0]];
    return element("div", "", element("p", "", element("strong", "", name(id))), element("p", about.filter(Boolean).join(", ")));
  }
  const linePhrase = ({ one, other }) => element("span", "", name(one), " and ", name(other));
  // What is told in several years is one entry with its times.
  function byPhrase(ids) {
    const found = new Map();
    for (const id of ids) {
      const { from, relation, to } = ties.get(id);
      const said = JSON.stringify([from, relation, to]);
      found.set(said, [...(found.get(said) || []), id]);
    }
    return [...found.values()];
  }
  const FEW_TIES = 6;
  function lineTip(id) {
    const line = lines.get(id);
    if (line.ties.length === 1) return tieTip(line.ties[0]);
    const [first] = line.ties.map((one) => ties.get(one));
    const told = byPhrase(line.ties).map((some) => element("p", "", phrase(ties.get(some[0])),
      some.length > 1 ? ` (${some.length} times)` : `: ${ties.get(some[0]).begin}; ${ties.get(some[0]).end}`));
    if (told.length > FEW_TIES) told.splice(FEW_TIES - 1, told.length, element("p", "More: choose the line."));
    return element("div", "", element("p", "", element("strong", "", linePhrase(line))),
      element("p", `${signWords(first)}; ${first.status}; ${line.ties.length} ties`), ...told);
  }
  function tieTip(id) {
    const tie = ties.get(id);
    const notes = [...new Set(tie.claims.map((claim) => claim.note).filter(Boolean))];
    if (notes.length > FEW_NOTES) notes.splice(FEW_NOTES, notes.length, "More notes: choose the tie.");
    return element("div", "", element("p", "", element("strong", "", phrase(tie))),
      element("p", `${signWords(tie)}; ${tie.status}; ${tie.reading}`), element("p", `${tie.begin}; ${tie.end}`),
      ...notes.map((note) => element("p", note)));
  }
  for (const node of data.nodes) {
    node.title = nodeTip(node.id);
    if (node.shape === "custom") {
      node.figure = actors.get(node.id).kind;
      node.ctxRenderer = (given) => figure(given, node);
    }
  }
  for (const edge of data.edges) edge.title = lineTip(edge.id);

  const view = {
    chosen: null, // {actor}, {line} or {tie}
    lit: null, // lines that stay bright
    near: null, // actors that stay bright
    opacity(id) { return !this.near || this.near.has(id) ? 1 : 0.15; },
  };
  const nodes = new vis.DataSet(data.nodes);
  const edges = new vis.DataSet(data.edges);
  const network = new vis.Network(box, { nodes, edges }, data.options);
  box.querySelector("canvas").setAttribute("role", "img");
  box.querySelector("canvas").setAttribute("aria-label", "Drawing of the graph");

  // ---- what is shown ----
  const checked = (id) => byId(id).checked;
  // Of a large graph the first view has few actors in places of their own, and one line for each two of them.
  const first = data.overview && { places: new Map(Object.entries(data.overview.places)), lines: new Set(data.overview.lines) };
  const isFirst = () => Boolean(first) && checked("main");
  const actorWanted = (id) => checked("described") || !actors.get(id).described;
  function tieWanted(tie) {
    return (checked("inferred") || tie.status !== "inferred") && (checked("denied") || tie.status !== "denied") &&
      (checked("neutral") || tie.sign !== "0") && actorWanted(tie.from) && actorWanted(tie.to);
  }
  const actorShown = (id) => actorWanted(id) && (!isFirst() || first.places.has(id));
  const tieShown = (tie) => tieWanted(tie) && (!isFirst() || first.lines.has(tie.line));
  function arrange() {
    nodes.update(data.nodes.filter(({ id }) => first.places.has(id)).map(({ id, x, y }) => {
      const [left, top] = isFirst() ? first.places.get(id) : [x, y];
      return { id, x: left, y: top };
    }));
    edges.update(data.edges.filter(({ id }) => first.lines.has(id)).map(({ id, smooth }) => ({ id, smooth: isFirst() ? { enabled: false } : smooth })));
    network.redraw(); // else the boxes of names, by which the view is fitted, are those of before
  }
  const lineShown = (id) => tieShown(ties.get(lines.get(id).ties[0])); // those of a line have ends, sign and status in common
  const shownTies = () => [...ties].filter(([, tie]) => tieShown(tie));

  function faded(colour, by) {
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
    return `rgba(${r},${g},${b},${by})`;
  }
  function paint() {
    const { chosen } = view;
    const lit = chosen && new Set(chosen.line ? [chosen.line] : chosen.tie ? [ties.get(chosen.tie).line]
      : tiesOf.get(chosen.actor).map((id) => ties.get(id)).filter(tieShown).map((tie) => tie.line));
    view.lit = lit;
    view.near = lit && new Set([...lit].flatMap((id) => [lines.get(id).one, lines.get(id).other]));
    if (chosen && chosen.actor) view.near.add(chosen.actor);
    nodes.update(data.nodes.map((node) => ({
      id: node.id,
      hidden: !actorShown(node.id),
      opacity: view.opacity(node.id),
      font: {
        color: faded((node.font || data.options.nodes.font).color, view.opacity(node.id) < 1 ? 0.25 : 1),
        strokeColor: faded(data.options.nodes.font.strokeColor, view.opacity(node.id)),
      },
    })));
    edges.update(data.edges.map((edge) => {
      const bright = !lit || lit.has(edge.id);
      return {
        id: edge.id,
        hidden: !lineShown(edge.id),
        color: { ...edge.color, opacity: bright ? 1 : 0.1 },
      };
    }));
    for (const row of byId("rows").children) {
      const tie = ties.get(row.dataset.tie);
      row.hidden = !tieShown(tie) || Boolean(chosen && chosen.actor && tie.from !== chosen.actor && tie.to !== chosen.actor) ||
        Boolean(chosen && chosen.line && tie.line !== chosen.line);
      row.classList.toggle("chosen", Boolean(chosen && chosen.tie === row.dataset.tie));
    }
    const here = [...actors.keys()].filter(actorShown).length;
    const count = (shown, all, one) => `${shown === all ? all : `${shown} of ${all}`} ${one}${all === 1 ? "" : "s"}`;
    if (ties.size) byId("sentence").textContent = `${count(here, actors.size, "actor")} and ${count(shownTies().length, ties.size, "tie")}.`;
  }

  // ---- the view ----
  function show(ids, { most = 1.25, least = 0, moving = true } = {}) {
    const boxes = ids.filter(actorShown).map((id) => network.getBoundingBox(id));
    if (!boxes.length) return;
    const edge = (side, pick) => pick(...boxes.map((one) => one[side]));
    const [left, right] = [edge("left", Math.min), edge("right", Math.max)];
    const [top, bottom] = [edge("top", Math.min), edge("bottom", Math.max)];
    const fit = Math.min((box.clientWidth - 24) / (right - left), (box.clientHeight - 24) / (bottom - top));
    network.moveTo({
      position: { x: (left + right) / 2, y: (top + bottom) / 2 },
      scale: Math.max(least, Math.min(most, fit)),
      animation: moving && !still.matches ? { duration: 300, easingFunction: "easeInOutQuad" } : false,
    });
  }
  const whole = (moving) => show([...actors.keys()], { moving });
  // On a narrow screen the whole graph would be too small to read: begin at the best-connected actor instead.
  function begin() {
    const small = box.clientWidth < 560 && actors.size > 12;
    if (!small) return whole(false);
    const [hub] = [...tiesOf].filter(([id]) => actorShown(id)).sort((a, b) => b[1].length - a[1].length)[0];
    const at = network.getPosition(hub);
    network.moveTo({ position: at, scale: 0.66, animation: false });
  }
  function zoom(by) {
    network.moveTo({ scale: network.getScale() * by, animation: still.matches ? false : { duration: 150, easingFunction: "linear" } });
  }

  // ---- the panel ----
  const panel = byId("panel");
  function facts(pairs) {
    const list = element("dl");
    for (const [term, value] of pairs) if (value) list.append(element("dt", term), element("dd", value));
    return list;
  }
  function tieButton(id) {
    const button = element("button", "", phrase(ties.get(id)));
    button.type = "button";
    button.className = "as-link";
    button.addEventListener("click", () => choose({ tie: id }, { moving: true }));
    return button;
  }
  function actorButton(id) {
    const button = element("button", "", name(id));
    button.type = "button";
    button.className = "as-link";
    button.addEventListener("click", () => choose({ actor: id }, { moving: true }));
    return button;
  }
  function lineButton(id) {
    const button = element("button", `All ${lines.get(id).ties.length} ties of this line`);
    button.type = "button";
    button.className = "as-link";
    button.addEventListener("click", () => choose({ line: id }, { moving: true }));
    return button;
  }
  function proof(steps) {
    const root = element("ul");
    root.className = "steps";
    const lists = [root];
    for (const step of steps) {
      lists.length = step.depth + 1;
      const item = element("li", "", step.text, ...(step.why ? [element("br"), element("small", step.why)] : []));
      lists[step.depth].append(item);
      lists.push(element("ul"));
      item.append(lists[step.depth + 1]);
    }
    return root;
  }
  function tiePanel(id) {
    const tie = ties.get(id);
    const claims = element("ul");
    for (const claim of tie.claims) {
      const source = element("cite", data.sources[claim.source]);
      source.title = claim.source;
      const told = element("small", "", source, `, ${[claim.where, claim.how].filter(Boolean).join(", ")}`);
      const note = claim.note ? [element("br"), element("small", claim.note)] : [];
      claims.append(element("li", "", element("code", claim.id), element("br"), told, ...note));
    }
    return [
      element("h2", "Tie"), element("h3", "", phrase(tie)),
      facts([
        ["Relation", `${tie.label} (${tie.relation})`], ["Sign", signWords(tie)], ["Status", words.statuses[tie.status].label],
        ["Reading", words.readings[tie.reading]], ["Why", tie.why.join("; ")], ["Begin", tie.begin], ["End", tie.end],
        ["Basis", tie.basis ? `${tie.basis}${tie.status === "inferred" ? " (of its premises)" : ""}` : "not given"],
        ["Grade", tie.grade], ["Events", tie.events],
      ]),
      ...(tie.steps.length ? [element("h2", "How it follows"), proof(tie.steps)] : []),
      element("h2", tie.status === "inferred" ? "Claims that it follows from" : "Claims"),
      tie.claims.length ? claims : element("p", "None is given with this graph."),
      element("p", "", "Actors: ", actorButton(tie.from), ", ", actorButton(tie.to)),
      ...(lines.get(tie.line).ties.length > 1 ? [element("p", "", lineButton(tie.line))] : []),
    ];
  }
  function tieList(ids) {
    const list = element("ul");
    for (const some of byPhrase(ids)) {
      const first = ties.get(some[0]);
      if (some.length === 1) {
        list.append(element("li", "", tieButton(some[0]), element("br"),
          element("small", `${signWords(first)}; ${first.status}; ${first.reading}; ${first.begin}; ${first.end}`)));
        continue;
      }
      const times = element("small", "", `${signWords(first)}; ${first.status}; `);
      for (const id of some) {
        const tie = ties.get(id);
        const button = tieButton(id);
        button.textContent = (tie.begin === tie.end ? tie.begin : `${tie.begin} to ${tie.end}`).replace(/^in (\d{4})$/, "$1");
        times.append(button, id === some[some.length - 1] ? "" : ", ");
      }
      list.append(element("li", "", phrase(first), element("br"), times));
    }
    return list;
  }
  function linePanel(id) {
    const line = lines.get(id);
    const [first] = line.ties.map((one) => ties.get(one));
    return [
      element("h2", "Ties of one sign and status"), element("h3", "", linePhrase(line)),
      facts([["Sign", signWords(first)], ["Status", words.statuses[first.status].label], ["Ties", String(line.ties.length)]]),
      element("h2", "Choose one to read what it rests on"), tieList(line.ties),
      element("p", "", "Actors: ", actorButton(line.one), ", ", actorButton(line.other)),
    ];
  }
  function actorPanel(id) {
    const actor = actors.get(id);
    const also = [...new Set([actor.short, ...actor.names])].filter((one) => one && one !== actor.label);
    const own = tieList(tiesOf.get(id).filter((one) => tieWanted(ties.get(one))));
    return [
      element("h2", "Actor"), element("h3", "", name(id)),
      facts([
        ["Kind", words.kinds[actor.kind]], ["Also", also.join(", ")], ["Categories", actor.categories.join(", ")],
        ["Years", actor.years[1]],
        ["Named", actor.described ? "no: described by a source in its own words" : ""], ["Id", id],
      ]),
      element("h2", isFirst() ? "Ties" : "Ties shown"), own.children.length ? own : element("p", "none; that is not evidence of absence"),
    ];
  }
  const hint = () => [element("h2", "Details"), element("p", "Point at an actor or a line, or choose one, to read what it rests on. A line is all ties of two actors that have one sign and one status."),
    element("p", "Drag to move, scroll or pinch to zoom. Escape lets go of what was chosen.")];
  function fill(what) {
    panel.replaceChildren(...(!what ? hint() : what.line ? linePanel(what.line) : what.tie ? tiePanel(what.tie) : actorPanel(what.actor)));
    panel.scrollTop = 0;
  }

  // ---- choosing ----
  function choose(what, { moving = false } = {}) {
    if (what && isFirst() && !(what.actor ? actorShown(what.actor) : what.line ? lineShown(what.line) : tieShown(ties.get(what.tie)))) {
      byId("main").checked = false; // what is asked for is not in the first view
      arrange();
    }
    view.chosen = what;
    paint();
    fill(what);
    if (!what) network.unselectAll();
    else if (!what.actor) network.selectEdges([...view.lit]);
    else network.selectNodes([what.actor], false);
    if (what && what.actor) byId("search").value = actors.get(what.actor).label;
    else byId("search").value = "";
    if (moving && what) show([...view.near], { most: 1.1 });
    if (what && innerWidth <= 760) panel.scrollIntoView({ block: "nearest", behavior: still.matches ? "auto" : "smooth" });
  }
  const ofLine = (id) => (lines.get(id).ties.length === 1 ? { tie: lines.get(id).ties[0] } : { line: id });
  network.on("click", ({ nodes: [node], edges: [edge] }) => choose(node ? { actor: node } : edge ? ofLine(edge) : null));
  network.on("hoverNode", ({ node }) => { if (!view.chosen) fill({ actor: node }); });
  network.on("hoverEdge", ({ edge }) => { if (!view.chosen) fill(ofLine(edge)); });
  for (const left of ["blurNode", "blurEdge"]) network.on(left, () => { if (!view.chosen) fill(null); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && view.chosen) choose(null); });

  // ---- search, filters, buttons ----
  const search = byId("search");
  const sorted = [...actors].sort(([, a], [, b]) => a.label.localeCompare(b.label, "en"));
  for (const [, actor] of sorted) {
    const option = element("option");
    option.value = actor.label;
    if (actor.short && actor.short !== actor.label) option.label = actor.short;
    byId("actors").append(option);
  }
  function found(text, whole) {
    const wanted = text.trim().toLowerCase();
    const names = ([id, actor]) => [actor.label, actor.short, ...actor.names, id].filter(Boolean).map((one) => one.toLowerCase());
    const exact = sorted.find((one) => names(one).includes(wanted));
    return exact || whole ? exact : sorted.find((one) => names(one).some((each) => each.includes(wanted)));
  }
  search.addEventListener("input", () => {
    if (!search.value) return void (view.chosen && choose(null));
    const hit = found(search.value, true);
    if (hit) choose({ actor: hit[0] }, { moving: true });
  });
  byId("toolbar").addEventListener("submit", (event) => {
    event.preventDefault();
    const hit = search.value.trim() && found(search.value, false);
    if (hit) choose({ actor: hit[0] }, { moving: true });
    else if (search.value.trim()) byId("sentence").textContent = "No actor in this graph has that in its name.";
  });
  for (const id of ["inferred", "denied", "neutral", "described"]) {
    byId(id).addEventListener("change", () => {
      const { chosen } = view;
      const gone = chosen && (chosen.actor ? !actorShown(chosen.actor) : ![...view.lit].some(lineShown));
      choose(gone ? null : chosen);
    });
  }
  if (first) {
    byId("main").addEventListener("change", () => {
      arrange();
      choose(null);
      whole(true);
    });
  }
  byId("closer").addEventListener("click", () => zoom(1.25));
  byId("farther").addEventListener("click", () => zoom(0.8));
  byId("whole").addEventListener("click", () => whole(true));

  // ---- the list ----
  const listed = [...ties].sort(([, a], [, b]) => actors.get(a.from).label.localeCompare(actors.get(b.from).label, "en") ||
    actors.get(a.to).label.localeCompare(actors.get(b.to).label, "en"));
  for (const [id, tie] of listed) {
    const button = tieButton(id);
    button.textContent = tie.label;
    button.addEventListener("click", () => { box.scrollIntoView({ block: "nearest" }); });
    const row = element("tr", "", element("td", "", name(tie.from)), element("td", "", button), element("td", "", name(tie.to)),
      element("td", signWords(tie)), element("td", tie.status), element("td", tie.reading), element("td", tie.begin),
      element("td", tie.end), element("td", tie.basis), element("td", tie.claims.map((claim) => claim.id).join(", ")));
    row.dataset.tie = id;
    byId("rows").append(row);
  }
  let wasOpen = false;
  addEventListener("beforeprint", () => { wasOpen = byId("list").open; byId("list").open = true; });
  addEventListener("afterprint", () => { byId("list").open = wasOpen; });

  // ---- what vis-network does not draw ----
  const signPaths = new Map(Object.entries(words.signs).map(([sign, { path }]) => [sign, path && new Path2D(path)]));
  const overPaths = new Map(Object.entries(words.statuses).map(([status, { path }]) => [status, path && new Path2D(path)]));
  const disc = new Path2D();
  disc.arc(0, 0, 9, 0, 2 * Math.PI);
  // Signs stand on the lines in small discs, as near the middle as no name and no other disc is in the way.
  const PARTS = [0.5, 0.43, 0.57, 0.36, 0.64, 0.29, 0.71, 0.22, 0.78, 0.15, 0.85];
  const REACH = 8;
  function spot(id, { one, other }, taken, boxes) {
    const { edgeType } = network.body.edges[id];
    const free = ({ x, y }) => taken.every((at) => Math.hypot(at.x - x, at.y - y) > 2 * REACH) &&
      boxes.every((at) => x < at.left - REACH || x > at.right + REACH || y < at.top - REACH || y > at.bottom + REACH);
    const points = PARTS.map((part) => edgeType.getPoint(one < other ? part : 1 - part));
    return points.find(free) || points[0];
  }
  network.on("afterDrawing", (ctx) => {
    const boxes = [...actors.keys()].filter(actorShown).map((id) => network.getBoundingBox(id));
    const taken = [];
    for (const [id, line] of lines) {
      if (!lineShown(id) || (view.lit && !view.lit.has(id))) continue;
      const tie = ties.get(line.ties[0]);
      const [sign, over] = [signPaths.get(tie.sign), overPaths.get(tie.status)];
      if (!sign && !over) continue;
      const at = spot(id, line, taken, boxes);
      taken.push(at);
      ctx.save();
      ctx.translate(at.x, at.y);
      ctx.scale(0.72, 0.72);
      ctx.fillStyle = "#ffffff";
      ctx.strokeStyle = words.signs[tie.sign].colour;
      ctx.lineWidth = 1.6;
      ctx.fill(disc);
      ctx.stroke(disc);
      ctx.lineWidth = 2.6;
      if (sign) ctx.stroke(sign);
      ctx.lineWidth = 2;
      if (over) ctx.stroke(over);
      ctx.restore();
    }
  });
  // From afar names are too small to read, and vis-network leaves them out: those with most lines keep theirs.
  const READABLE = 9;
  const HUBS = 30;
  const linesOf = new Map([...tiesOf].map(([id, own]) => [id, new Set(own.map((one) => ties.get(one).line)).size]));
  const hubs = [...linesOf].sort(([a, most], [b, many]) => many - most || (a < b ? -1 : 1)).slice(0, HUBS).map(([id]) => id);
  const MOST_LETTERS = 26;
  function briefly(id) {
    const words = actors.get(id).label;
    return words.length > MOST_LETTERS ? `${words.slice(0, MOST_LETTERS - 1)}…` : words;
  }
  network.on("afterDrawing", (ctx) => {
    const font = data.options.nodes.font;
    const scale = network.getScale();
    if (font.size * scale >= READABLE) return;
    const size = 12 / scale;
    ctx.save();
    ctx.font = `600 ${size}px ${font.face}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    const taken = [];
    for (const id of hubs) {
      if (!actorShown(id) || (view.near && !view.near.has(id))) continue;
      const { x, y } = network.getPosition(id);
      const half = ctx.measureText(briefly(id)).width / 2;
      const at = y - 1.4 * size;
      if (taken.some((one) => Math.abs(one.x - x) < one.half + half && Math.abs(one.at - at) < 1.2 * size)) continue;
      taken.push({ x, at, half });
      ctx.lineWidth = size / 3;
      ctx.strokeStyle = font.strokeColor;
      ctx.strokeText(briefly(id), x, at);
      ctx.fillStyle = font.color;
      ctx.fillText(briefly(id), x, at);
    }
    ctx.restore();
  });
  network.on("beforeDrawing", (ctx) => {
    const alone = [...actors.keys()].filter((id) => !tiesOf.get(id).length && actorShown(id));
    if (!alone.length || alone.length === actors.size) return;
    const boxes = alone.map((id) => network.getBoundingBox(id));
    const top = Math.min(...boxes.map((one) => one.top));
    const left = Math.min(...boxes.filter((one) => one.top < top + 20).map((one) => one.left));
    ctx.font = `13px ${data.options.nodes.font.face}`;
    ctx.fillStyle = "#52606d";
    ctx.textAlign = "left";
    ctx.fillText("Without a tie in this graph", left, top - 10);
  });

  if (first) arrange();
  let touched = false;
  for (const how of ["dragEnd", "zoom", "click"]) network.on(how, () => { touched = true; });
  addEventListener("resize", () => { if (!touched) requestAnimationFrame(begin); });
  paint();
  fill(null);
  begin();
  box.dataset.drawn = "true"; // for whoever waits for the picture
})();
