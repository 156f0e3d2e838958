// One page of a leaflet or one slide, drawn from its SVG. The next version changes only what differs from this one:
// measured, a whole new picture takes four times as long to reach the glass as the paragraph that changed.
(function (leafcast) {
  const digits = 3;
  const tag = /^<([\w:-]+)((?:\s[^>]*?)?)(\/?)>$/;
  const attribute = /([\w:-]+)="([^"]*)"/g;
  const plainGlyph = /^<symbol id="([^"]+)" overflow="visible"><path d="M 0 0\s*(m[^A-YM"]*)"\/><\/symbol>$/;
  const plainUse = /^<use xlink:href="#([^"]+)" x="([^"]+)" y="([^"]+)"((?: fill(?:-rule)?="[^"]*")*)\/>$/;
  const template = document.createElement("template");
  const style = new CSSStyleSheet();
  style.replaceSync("svg { display: block; width: 100%; height: 100%; }");
  // Outlines of letters by their names, which are digests of them.
  const glyphs = new Map();

  const shorten = (numbers) => numbers.replace(/\d+\.\d{4,}/g, (long) => String(Number(Number(long).toFixed(digits))));

  // A tree of slices of the text: { name, open, text, inner, children }. Text outside of tags is not expected.
  function parse(text) {
    const root = { name: "", children: [] };
    const open = [root];
    let at = 0;
    for (;;) {
      const start = text.indexOf("<", at);
      if (start < 0) break;
      if (text.slice(at, start).trim() !== "") throw new Error("text between the elements");
      if (text.startsWith("<!--", start)) {
        at = text.indexOf("-->", start) + 3;
        continue;
      }
      const end = text.indexOf(">", start) + 1;
      if (end === 0) throw new Error("a tag without end");
      at = end;
      const second = text.charCodeAt(start + 1);
      if (second === 63 || second === 33) continue; // <?xml …?>, <!DOCTYPE …>
      if (second === 47) {
        const node = open.pop();
        if (open.length === 0) throw new Error("an end without a start");
        node.inner = text.slice(node.from, start);
        node.text = text.slice(node.start, end);
        settle(open[open.length - 1], node);
        continue;
      }
      const closed = text.charCodeAt(end - 2) === 47;
      const node = { name: nameAt(text, start + 1), start, from: end, open: text.slice(start, end), text: "", inner: "", children: [] };
      if (!closed) {
        open.push(node);
        continue;
      }
      node.text = node.open;
      settle(open[open.length - 1], node);
    }
    if (open.length !== 1 || root.children.length !== 1) throw new Error("not one whole SVG");
    return root.children[0];
  }

  function nameAt(text, start) {
    let end = start;
    for (;;) {
      const code = text.charCodeAt(end);
      if (code === 32 || code === 62 || code === 47 || code === 10 || code === 9 || code === 13) return text.slice(start, end);
      end++;
    }
  }

  // Outlines of letters go into the table; letters that follow each other become one run.
  function settle(parent, node) {
    if (node.name === "symbol") {
      const glyph = plainGlyph.exec(node.text);
      if (glyph) return void (glyphs.has(glyph[1]) || glyphs.set(glyph[1], shorten(glyph[2]).trim()));
    }
    if (node.name === "use") {
      const last = parent.children[parent.children.length - 1];
      if (last && last.name === "run") {
        last.text += node.text;
        return;
      }
      node.name = "run";
    }
    parent.children.push(node);
  }

  // A run as one path per colour, in a group of its own; a letter that is no plain outline (an emoji) stays what it is.
  function run(text) {
    let made = "";
    let data = "";
    let colour = null;
    const flush = () => {
      if (data) made += "<path" + colour + ' d="' + data + '"/>';
      data = "";
    };
    for (const use of text.split(/(?<=\/>)/)) {
      const letter = plainUse.exec(use);
      const outline = letter && glyphs.get(letter[1]);
      if (outline === undefined || outline === null) {
        flush();
        made += use;
        continue;
      }
      if (colour !== letter[4]) {
        flush();
        colour = letter[4];
      }
      data += "M" + shorten(letter[2]) + " " + shorten(letter[3]) + outline;
    }
    flush();
    return "<g>" + made + "</g>";
  }

  function write(node) {
    if (node.name === "run") return run(node.text);
    if (node.text === node.open) return node.text;
    return node.open + node.children.map(write).join("") + "</" + node.name + ">";
  }

  function build(nodes) {
    template.innerHTML = "<svg>" + nodes.map(write).join("") + "</svg>";
    return Array.from(template.content.firstChild.childNodes);
  }

  function setAttributes(element, before, after) {
    const read = (open) => new Map(Array.from(tag.exec(open)[2].matchAll(attribute), ([, name, value]) => [name, value]));
    const old = read(before);
    const now = read(after);
    for (const name of old.keys()) if (!now.has(name)) element.removeAttribute(name);
    for (const [name, value] of now) {
      if (old.get(name) === value) continue;
      if (name.includes(":") || value.includes("&")) return false;
      element.setAttribute(name, value);
    }
    return true;
  }

  // Makes the element of `before` look like `after`. False if a new one must take its place.
  function change(element, before, after) {
    if (before.text === after.text) return true;
    if (before.name !== after.name || after.name === "run" || (before.text === before.open) !== (after.text === after.open)) return false;
    if (before.open !== after.open && !setAttributes(element, before.open, after.open)) return false;
    if (before.inner !== after.inner) changeChildren(element, before.children, after.children);
    return true;
  }

  function changeChildren(parent, before, after) {
    const elements = Array.from(parent.childNodes);
    let first = 0;
    let oldEnd = before.length;
    let newEnd = after.length;
    while (first < oldEnd && first < newEnd && before[first].text === after[first].text) first++;
    while (oldEnd > first && newEnd > first && before[oldEnd - 1].text === after[newEnd - 1].text) oldEnd--, newEnd--;

    // What only moved has the same inside: it is found again further down, in order.
    const places = new Map();
    for (let i = first; i < oldEnd; i++) {
      if (!before[i].inner) continue;
      if (!places.has(before[i].inner)) places.set(before[i].inner, []);
      places.get(before[i].inner).push(i);
    }
    const partner = new Array(newEnd).fill(-1);
    let last = first - 1;
    for (let i = first; i < newEnd; i++) {
      const found = after[i].inner && places.get(after[i].inner);
      const place = found ? found.find((one) => one > last) : undefined;
      if (place === undefined) continue;
      partner[i] = last = place;
    }
    // The others stand for each other in the gaps between.
    let old = first;
    for (let i = first; i < newEnd; i++) {
      if (partner[i] >= 0) {
        while (old < partner[i]) elements[old++].remove();
        old = partner[i] + 1;
        if (!change(elements[partner[i]], before[partner[i]], after[i])) elements[partner[i]].replaceWith(...build([after[i]]));
        continue;
      }
      const next = partner.slice(i + 1).find((one) => one >= 0);
      if (old < (next === undefined ? oldEnd : next)) {
        if (!change(elements[old], before[old], after[i])) elements[old].replaceWith(...build([after[i]]));
        old++;
      } else {
        parent.insertBefore(build([after[i]])[0], elements[old] || null);
      }
    }
    while (old < oldEnd) elements[old++].remove();
  }

  // A host element for one picture. Its inside is closed off, so that names in one picture do not meet those in another.
  function make(host) {
    const shadow = host.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [style];
    let tree = null;

    function whole(next) {
      shadow.replaceChildren(...build([next]));
    }

    // An SVG of a kind that is not expected here is shown all the same, as a picture.
    function showPicture(address) {
      tree = null;
      const picture = document.createElement("img");
      picture.alt = "";
      picture.style.cssText = "display: block; width: 100%; height: 100%";
      picture.src = address;
      shadow.replaceChildren(picture);
    }

    function draw(text, address) {
      try {
        const next = parse(text);
        const svg = shadow.firstChild;
        if (!tree || !svg || !change(svg, tree, next)) whole(next);
        tree = next;
      } catch (error) {
        console.warn("the page is shown as a picture: " + error.message);
        showPicture(address);
      }
    }

    return { draw };
  }

  leafcast.sheet = { make };
})(leafcast);
