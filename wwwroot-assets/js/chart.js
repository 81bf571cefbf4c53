// The one place that talks to ApexCharts. Everything it is given is text: labels, names and tooltips are escaped here, whatever they contain.

const libraryAddress = '/lib/apexcharts.min.js';
let library;

function loadLibrary() {
  if (window.ApexCharts) return Promise.resolve(window.ApexCharts);
  return library ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = libraryAddress;
    script.onload = () => resolve(window.ApexCharts);
    script.onerror = () => { library = undefined; reject(new Error('The chart library could not be loaded.')); };
    document.head.append(script);
  });
}

const stillness = matchMedia('(prefers-reduced-motion: reduce)');
const paper = matchMedia('print');

// A style that is read after a change makes the browser style the page anew, and a chart is all changes: colours are read once per theme.
const known = {};
const once = (name, read) => (known[document.documentElement.dataset.theme] ??= {})[name] ||= read();
const colour = name => once(name, () => getComputedStyle(document.documentElement).getPropertyValue(name).trim());

// Every colour that a chart is drawn with, as "r, g, b" of the theme in force.
const painted = ['--series-1', '--series-2', '--series-3', '--series-4', '--series-5', '--series-6', '--series-compare', '--grid-line', '--mud-palette-text-secondary', '--mud-palette-surface'];

const palette = () => once('all', () => {
  const probe = document.createElement('i');
  probe.style.transition = 'none';
  document.body.append(probe);
  const read = painted.map(name => {
    probe.style.color = `var(${name})`;
    return /\d+, \d+, \d+/.exec(getComputedStyle(probe).color)?.[0] ?? '';
  });
  probe.remove();
  return read;
});

const frame = () => new Promise(done => requestAnimationFrame(done));

// Nobody waits for a chart that is out of sight: it is drawn when the browser has nothing else to do.
const idle = () => new Promise(done => window.requestIdleCallback ? requestIdleCallback(done, { timeout: 1000 }) : setTimeout(done, 50));
const inSight = ({ top, bottom }) => bottom > 0 && top < innerHeight;

const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = text => String(text ?? '').replace(/[&<>"']/g, c => escapes[c]);

function axisWriter(picture) {
  const options = picture.unit === 'money' ? { style: 'currency', currency: picture.currency, notation: 'compact', currencyDisplay: 'narrowSymbol', maximumFractionDigits: 1 }
    : picture.unit === 'percent' ? { style: 'percent', maximumFractionDigits: 1 }
    : { notation: 'compact', maximumFractionDigits: 1 };
  let writer;
  try {
    writer = new Intl.NumberFormat(picture.culture || undefined, options);
  } catch {
    writer = new Intl.NumberFormat(undefined, { notation: 'compact' });
  }
  return value => value == null || !Number.isFinite(value) ? '' : writer.format(value);
}

// A line whose end is incomplete or a forecast becomes two of ApexCharts' series, a solid and a dotted one. Bars stay one, so that they stack; they are hatched afterwards.
function split(picture) {
  if (picture.type === 'bar') return picture.series.map(series => ({ series, values: series.values.map(v => v ?? 0), open: false }));
  const result = [];
  for (const series of picture.series) {
    const open = at => series.band?.[at] || picture.unfinished[at] && !series.compare;
    const solid = series.values.map((value, at) => open(at) ? null : value);
    const dotted = series.values.map((value, at) => open(at) || open(at - 1) || open(at + 1) ? value : null);
    if (solid.some(v => v != null) || series === picture.series[0]) result.push({ series, values: solid, open: false });
    if (dotted.some(v => v != null)) result.push({ series, values: dotted, open: true });
  }
  return result;
}

const svgNode = (name, attributes) => {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
};

function hatch(canvas, picture) {
  const svg = canvas.querySelector('svg');
  if (picture.type !== 'bar' || !svg) return;
  svg.querySelector('.hatches')?.remove();
  const patterns = svgNode('defs', { class: 'hatches' });
  picture.series.forEach(series => {
    const pattern = svgNode('pattern', { id: `hatch-${series.mark}`, width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' });
    pattern.append(svgNode('rect', { width: 3, height: 6, fill: colour(`--series-${series.mark}`) }));
    patterns.append(pattern);
  });
  svg.prepend(patterns);
  canvas.querySelectorAll('.apexcharts-bar-area').forEach(bar => {
    const series = picture.series[Number(bar.getAttribute('index') ?? bar.parentNode.getAttribute('data:realIndex'))];
    if (series && picture.unfinished[Number(bar.getAttribute('j'))]) bar.setAttribute('fill', `url(#hatch-${series.mark})`);
  });
}

// Where forecasts are expected to lie: an area below the lines, from the last known point on.
function bands(canvas, { w }, picture) {
  const inner = canvas.querySelector('.apexcharts-inner');
  if (!inner) return;
  inner.querySelector('.bands')?.remove();
  const { min, max } = scale(picture);
  const x = placeOn(picture, w.globals.gridWidth);
  const y = value => w.globals.gridHeight * (1 - (Math.min(max, Math.max(min, value)) - min) / (max - min));
  const group = svgNode('g', { class: 'bands' });
  for (const series of picture.series.filter(s => s.band)) {
    const ends = series.band.map((band, at) => band ?? (series.band[at + 1] && series.values[at] != null ? [series.values[at], series.values[at]] : null));
    const places = ends.flatMap((band, at) => band ? [at] : []);
    const edge = side => places.map(at => `${x(at).toFixed(1)},${y(ends[at][side]).toFixed(1)}`);
    group.append(svgNode('polygon', { points: [...edge(1), ...edge(0).reverse()].join(' '), fill: colour(`--series-${series.mark}`), 'fill-opacity': .13 }));
  }
  inner.prepend(group);
}

// Where a point stands on the axis, in pixels of the grid.
const placeOn = (picture, width) => {
  const count = picture.labels.length;
  return at => width * (picture.type === 'bar' ? (at + .5) / count : count > 1 ? at / (count - 1) : .5);
};

// What happened, as numbers over the points; those too near each other share a mark.
const reach = 22;

function notes(canvas, { w }, picture) {
  const inner = canvas.querySelector('.apexcharts-inner');
  inner?.querySelector('.note-marks')?.remove();
  if (!inner || !picture.notes.length) return;
  const { gridWidth, gridHeight } = w.globals;
  const x = placeOn(picture, gridWidth);
  const half = picture.type === 'bar' ? gridWidth / picture.labels.length / 2 : 0;
  const quiet = colour('--mud-palette-text-secondary');
  const group = svgNode('g', { class: 'note-marks', 'pointer-events': 'none' });
  const marks = [];
  for (const note of picture.notes) {
    const at = x(note.first);
    if (note.last > note.first) group.append(svgNode('rect', { x: at - half, y: 0, width: x(note.last) - at + 2 * half, height: gridHeight, fill: quiet, 'fill-opacity': .08 }));
    group.append(svgNode('line', { x1: at, x2: at, y1: 0, y2: gridHeight, stroke: quiet, 'stroke-width': 1, 'stroke-dasharray': '2 3' }));
    const near = marks.at(-1);
    if (near && at - near.at < reach) near.last = note.number;
    else marks.push({ at, first: note.number, last: note.number });
  }
  for (const mark of marks) {
    const words = mark.first === mark.last ? `${mark.first}` : `${mark.first}–${mark.last}`;
    const width = 10 + 7 * words.length;
    group.append(svgNode('rect', { x: mark.at - width / 2, y: -2, width, height: 17, rx: 8.5, fill: quiet }));
    const text = svgNode('text', { x: mark.at, y: 10.5, 'text-anchor': 'middle', 'font-size': 11, 'font-weight': 600, fill: colour('--mud-palette-surface') });
    text.textContent = words;
    group.append(text);
  }
  inner.append(group);
}

// Names under the axis, as many as have room, the last point's always: the library would draw and measure one for every point.
function names(canvas, { w }, picture) {
  const inner = canvas.querySelector('.apexcharts-inner');
  inner?.querySelector('.axis-names')?.remove();
  if (!inner) return;
  const { gridWidth, gridHeight } = w.globals;
  const count = picture.labels.length, x = placeOn(picture, gridWidth);
  const every = Math.max(1, Math.ceil(count / Math.max(2, Math.floor(gridWidth / 96))));
  const group = svgNode('g', { class: 'axis-names', 'font-size': 12, fill: colour('--mud-palette-text-secondary') });
  for (let at = (count - 1) % every; at < count; at += every) {
    const anchor = x(at) < 24 ? 'start' : x(at) > gridWidth - 24 ? 'end' : 'middle';
    const text = svgNode('text', { x: x(at), y: gridHeight + 20, 'text-anchor': anchor });
    text.textContent = picture.axis[at] ?? '';
    group.append(text);
  }
  inner.append(group);
}

const notesAt = (picture, at) => picture.notes.filter(note => note.first <= at && at <= note.last);

// Round steps from zero, and no empty upper half.
function scale(picture) {
  const totals = picture.labels.map((_, at) => {
    const values = picture.series.flatMap(s => [s.values[at], ...(s.band?.[at] ?? [])]).filter(Number.isFinite);
    return picture.stacked ? [values.reduce((sum, v) => sum + v, 0)] : values;
  }).flat();
  const low = Math.min(0, ...totals), high = Math.max(0, ...totals);
  const rough = (high - low || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].find(s => s * power >= rough) * power;
  const [min, max] = [Math.floor(low / step) * step, Math.ceil(high / step) * step || step];
  return { min, max, tickAmount: Math.round((max - min) / step) };
}

function tooltip(picture, at) {
  const rows = picture.series.map(s => {
    const when = s.labels?.[at] ? ` <span class="quiet">${escape(s.labels[at])}</span>` : '';
    return `<div><i class="mark-${escape(s.mark)}"></i><span>${escape(s.name)}${when}</span><b>${escape(s.texts[at] || '–')}</b></div>`;
  }).join('');
  const happened = notesAt(picture, at).map(note => `<p><span class="note-mark">${escape(note.number)}</span> ${escape(note.text)}</p>`).join('');
  const open = picture.unfinished[at] ? ` <span class="quiet">(${escape(picture.unfinishedText)})</span>` : '';
  return `<div class="chart-tip"><strong>${escape(picture.labels[at])}${open}</strong>${rows}${happened}</div>`;
}

const sentence = (picture, at) =>
  `${picture.labels[at]}${picture.unfinished[at] ? ` (${picture.unfinishedText})` : ''}: ${picture.series.map(s => `${s.name} ${s.texts[at] || '–'}`).join(', ')}${notesAt(picture, at).map(note => `. ${note.text}`).join('')}`;

function settings(picture, choose) {
  const parts = split(picture);
  const bars = picture.type === 'bar';
  const dress = it => { hatch(it.el, picture); bands(it.el, it, picture); names(it.el, it, picture); notes(it.el, it, picture); };
  const write = axisWriter(picture);
  const count = picture.labels.length;
  const quiet = colour('--mud-palette-text-secondary');
  const paint = part => colour(part.series.mark === 'compare' ? '--series-compare' : `--series-${part.series.mark}`);
  const texts = { colors: quiet, fontSize: '12px' };
  return {
    chart: {
      type: bars ? 'bar' : 'line', stacked: picture.stacked, height: '100%', width: '100%', background: 'transparent', fontFamily: 'inherit', parentHeightOffset: 0,
      toolbar: { show: false }, zoom: { enabled: false }, selection: { enabled: false }, redrawOnWindowResize: false, redrawOnParentResize: false,
      animations: { enabled: !stillness.matches && count < 120, speed: 250, animateGradually: { enabled: false }, dynamicAnimation: { enabled: false } },
      events: {
        mounted: it => dress(it), updated: it => dress(it),
        click: (_, __, at) => { if (picture.clickable && at?.dataPointIndex >= 0) choose(Number(at.dataPointIndex), picture.series.indexOf(parts[at.seriesIndex]?.series)); },
      },
    },
    series: parts.map(p => ({ name: p.series.name, data: p.values, ...(!bars && { type: picture.type === 'area' && !p.series.compare ? 'area' : 'line' }) })),
    colors: parts.map(paint),
    stroke: bars ? { show: false, width: 0 } : { width: parts.map(p => p.series.compare ? 1.5 : p.series.thick ? 5 : 2.25), dashArray: parts.map(p => p.open ? 3 : p.series.compare ? 6 : 0), curve: 'straight', lineCap: 'round' },
    fill: bars
      ? { type: 'solid', opacity: 1 }
      : { type: 'solid', opacity: parts.map(p => picture.type === 'area' && !p.series.compare ? .12 : 1) },
    plotOptions: { bar: { columnWidth: count > 40 ? '88%' : '62%', borderRadius: 2, borderRadiusApplication: 'end', borderRadiusWhenStacked: 'last' } },
    markers: { size: 0, strokeWidth: 0, hover: { size: 4 } },
    dataLabels: { enabled: false },
    legend: { show: false },
    states: { hover: { filter: { type: 'none' } }, active: { filter: { type: 'none' } } },
    grid: { borderColor: colour('--grid-line'), strokeDashArray: 0, padding: { top: -14, right: 12, bottom: 14, left: 8 }, xaxis: { lines: { show: false } } },
    xaxis: {
      type: 'category', categories: picture.labels.map((_, at) => at), tickPlacement: bars ? 'between' : 'on', tooltip: { enabled: false },
      crosshairs: { show: !bars, stroke: { color: quiet, width: 1, dashArray: 2 } },
      axisBorder: { color: colour('--grid-line') }, axisTicks: { show: false },
      labels: { show: false }, overwriteCategories: [],   // the library measures every name, also of those that it does not show
    },
    yaxis: { ...scale(picture), labels: { style: texts, formatter: write, maxWidth: 84, offsetX: -6 } },
    tooltip: { shared: true, intersect: false, followCursor: false, custom: ({ dataPointIndex }) => tooltip(picture, dataPointIndex) },
    noData: { text: '' },
  };
}

class Drawn {
  constructor(plot, readout, server) {
    Object.assign(this, { plot, readout, server, at: -1, gone: false });
    this.canvas = document.createElement('div');
    this.canvas.className = 'chart-canvas';
    this.cursor = document.createElement('div');
    this.cursor.className = 'chart-cursor';
    this.cursor.hidden = true;
    plot.append(this.canvas, this.cursor);
    this.onKey = event => this.key(event);
    this.onBlur = () => { this.at = -1; this.cursor.hidden = true; };
    this.onTheme = () => { this.recolour(); if (!paper.matches) this.show(this.picture); };
    // Our own watch in place of the library's, which draws anew for paper: printing takes the first, empty step of that drawing.
    this.watch = new ResizeObserver(() => {
      clearTimeout(this.soon);
      if (this.width && !paper.matches && Math.abs(plot.clientWidth - this.width) > 1) this.soon = setTimeout(() => this.show(this.picture), 150);
    });
    this.watch.observe(plot);
    plot.addEventListener('keydown', this.onKey);
    plot.addEventListener('blur', this.onBlur);
    document.addEventListener('themechange', this.onTheme);
  }

  // A line is hit beside its points too: then the first series is meant. The menu stands at the point.
  async choose(at, series = 0) {
    this.at = at;
    const drill = await this.server.invokeMethodAsync('Choose', Math.max(0, series), at);
    if (!drill || this.gone) return;
    this.readout.textContent = sentence(this.picture, at);
    this.point();
    this.cursor.dispatchEvent(new CustomEvent('drill', { bubbles: true, detail: { address: drill[0], count: drill[1] } }));
  }

  async show(picture) {
    this.picture = picture;
    const turn = this.turn = (this.turn ?? 0) + 1;
    const Library = await loadLibrary();
    await frame();   // after the render batch, when the place has its size
    if (!inSight(this.plot.getBoundingClientRect())) await idle();
    if (this.gone || turn !== this.turn || !this.plot.isConnected) return;
    this.chart?.destroy();
    this.canvas.replaceChildren();
    this.painted = palette();
    this.width = this.plot.clientWidth;
    this.chart = new Library(this.canvas, settings(picture, (at, series) => this.choose(at, series)));
    await this.chart.render();
    // On paper the drawing is scaled to its place.
    const svg = this.canvas.querySelector('svg');
    svg?.setAttribute('viewBox', `0 0 ${svg.getAttribute('width')} ${svg.getAttribute('height')}`);
    svg?.setAttribute('preserveAspectRatio', 'xMinYMid');
    // What is drawn is said by the plot's own name; its hundred labels would only be noise.
    this.canvas.setAttribute('aria-hidden', 'true');
    this.canvas.querySelectorAll('[tabindex]').forEach(e => e.setAttribute('tabindex', '-1'));
  }

  // Printing takes the page as it is at that moment, and drawing anew comes too late: what is drawn changes its colours at once.
  recolour() {
    const was = this.painted;
    this.painted = palette();
    if (!was) return;
    // Two names may share a colour in one theme and not in the other; the first is the one most drawn with.
    const now = new Map(was.map((value, at) => [value, this.painted[at]]).reverse());
    for (const part of this.canvas.querySelectorAll('svg *')) {
      part.style.transition = 'none';
      const style = getComputedStyle(part);
      for (const name of ['fill', 'stroke']) {
        const [, channels, rest] = /^rgba?\((\d+, \d+, \d+)(.*)\)$/.exec(style[name]) ?? [];
        if (now.has(channels)) part.style[name] = rest ? `rgba(${now.get(channels)}${rest})` : `rgb(${now.get(channels)})`;
      }
    }
  }

  update(picture, notes) {
    return this.show({ ...picture, notes });
  }

  annotate(marks) {
    this.picture.notes = marks;
    if (this.chart?.w) notes(this.canvas, this.chart, this.picture);
  }

  key(event) {
    const last = this.picture.labels.length - 1;
    const to = { ArrowRight: this.at + 1, ArrowLeft: this.at < 0 ? last : this.at - 1, Home: 0, End: last }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      this.at = Math.min(Math.max(to, 0), last);
      this.readout.textContent = sentence(this.picture, this.at);
      this.point();
    } else if (event.key === 'Enter' && this.picture.clickable && this.at >= 0) this.choose(this.at);
    else if (event.key === 'Escape') this.onBlur();
  }

  point() {
    const { gridWidth, translateX } = this.chart.w.globals;
    this.cursor.style.left = `${translateX + placeOn(this.picture, gridWidth)(this.at)}px`;
    this.cursor.dataset.label = this.readout.textContent;
    this.cursor.hidden = false;
  }

  async save(name) {
    const svg = this.canvas.querySelector('svg');
    if (!svg) return;
    const { width, height } = svg.getBoundingClientRect();
    const copy = svg.cloneNode(true);
    copy.querySelectorAll('foreignObject, [class*=crosshairs]').forEach(e => e.remove());
    copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
    copy.setAttribute('font-family', 'system-ui, sans-serif');
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
    await image.decode();
    const head = 64;
    const picture = document.createElement('canvas');
    picture.width = width * 2;
    picture.height = (height + head) * 2;
    const pen = picture.getContext('2d');
    pen.scale(2, 2);
    pen.fillStyle = colour('--mud-palette-surface');
    pen.fillRect(0, 0, width, height + head);
    pen.fillStyle = colour('--mud-palette-text-primary');
    pen.font = '600 16px system-ui, sans-serif';
    pen.fillText(this.picture.title, 12, 26, width - 24);
    pen.font = '13px system-ui, sans-serif';
    let left = 12;
    for (const series of this.picture.series) {
      pen.fillStyle = colour(series.mark === 'compare' ? '--series-compare' : `--series-${series.mark}`);
      pen.fillRect(left, 41, 10, 10);
      pen.fillStyle = colour('--mud-palette-text-secondary');
      pen.fillText(series.name, left + 16, 50);
      left += pen.measureText(series.name).width + 34;
    }
    pen.drawImage(image, 0, head, width, height);
    picture.toBlob(async blob => blob && (await import('./save.js')).saveBlob(name, blob), 'image/png');
  }

  erase() {
    this.gone = true;
    this.watch.disconnect();
    clearTimeout(this.soon);
    document.removeEventListener('themechange', this.onTheme);
    this.plot.removeEventListener('keydown', this.onKey);
    this.plot.removeEventListener('blur', this.onBlur);
    this.chart?.destroy();
    this.canvas.remove();
    this.cursor.remove();
  }
}

export async function draw(plot, readout, picture, notes, server) {
  const drawn = new Drawn(plot, readout, server);
  await drawn.update(picture, notes);
  return drawn;
}
