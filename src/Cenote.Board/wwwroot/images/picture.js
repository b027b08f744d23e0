// @ts-check
// One picture: its pixels as they are stored, at a whole-number zoom, with outlines above them and the value under the pointer.
import { element } from '../dom.js';
import { words } from '../words.js';

/** @typedef {{ x: number, y: number, width: number, height: number }} Box in pixels of the whole picture */
/** @typedef {{ x: number, y: number }} Place in pixels of the whole picture */

const text = words(
  { picture: (/** @type {string} */ name) => `${name}: arrow keys move from pixel to pixel` },
  { picture: (/** @type {string} */ name) => `${name}：用方向键逐像素移动` });

const svg = 'http://www.w3.org/2000/svg';

/**
 * @param {{ name: string, pointed: (place: Place | null) => void, picked: (place: Place) => void }} options what happens when the pointer,
 * or the arrow keys, go to a pixel, and when one is clicked
 */
export function picture({ name, pointed, picked }) {
  const canvas = element('canvas', { width: 0, height: 0 });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
  const over = document.createElementNS(svg, 'svg');
  over.setAttribute('aria-hidden', 'true');
  const stage = element('div', { class: 'stage' }, canvas, over);
  const root = element('div', { class: 'picture', tabindex: 0, role: 'group', 'aria-label': text.picture(name) }, stage);
  new ResizeObserver(() => size()).observe(root);

  /** @type {ImageBitmap | null} */
  let bitmap = null;
  /** @type {Box | null} */
  let crop = null;
  /** @type {number | null} null: as large as there is room */
  let zoom = null;
  /** @type {Place | null} */
  let cursor = null;

  const box = () => crop ?? { x: 0, y: 0, width: bitmap?.width ?? 0, height: bitmap?.height ?? 0 };

  function draw() {
    if (!bitmap)
      return;

    const { x, y, width, height } = box();
    canvas.width = width;
    canvas.height = height;
    context.drawImage(bitmap, x, y, width, height, 0, 0, width, height);
    over.setAttribute('viewBox', `${x} ${y} ${width} ${height}`);
    size();
  }

  // Never a fraction above 1: each pixel is a square of as many of the screen's.
  function size() {
    const { width, height } = box();
    const room = root.clientWidth;
    if (width === 0 || room === 0)
      return;

    const scale = zoom ?? (width > room ? room / width : Math.max(1, Math.min(Math.floor(room / width), Math.floor(640 / height))));
    stage.style.width = `${width * scale}px`;
    stage.style.height = `${height * scale}px`;
    stage.classList.toggle('smaller', scale < 1);
    stage.dataset.scale = String(scale);
  }

  /** @param {MouseEvent} event */
  function placeOf(event) {
    const area = canvas.getBoundingClientRect();
    const { x, y, width, height } = box();
    const px = Math.floor((event.clientX - area.left) / area.width * width), py = Math.floor((event.clientY - area.top) / area.height * height);
    return px >= 0 && py >= 0 && px < width && py < height ? { x: x + px, y: y + py } : null;
  }

  /** @param {Place | null} place */
  function point(place) {
    cursor = place;
    pointed(place);
  }

  stage.addEventListener('pointermove', event => point(placeOf(event)));
  stage.addEventListener('pointerleave', () => { if (document.activeElement !== root) point(null); });
  stage.addEventListener('click', event => {
    const place = placeOf(event);
    if (place)
      picked(place);
  });
  root.addEventListener('focus', () => { if (!cursor && root.matches(':focus-visible')) point({ x: box().x, y: box().y }); });
  root.addEventListener('blur', () => point(null));
  root.addEventListener('keydown', event => {
    const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [0, 0];
    const { x, y, width, height } = box();
    if ((dx || dy) && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      const stride = event.shiftKey ? 8 : 1, from = cursor ?? { x, y };
      const place = { x: Math.max(x, Math.min(x + width - 1, from.x + (dx ?? 0) * stride)), y: Math.max(y, Math.min(y + height - 1, from.y + (dy ?? 0) * stride)) };
      point(place);
      reveal({ ...place, width: 1, height: 1 });
    } else if (event.key === 'Enter' && cursor) {
      event.preventDefault();
      picked(cursor);
    }
  });

  // Scrolls so that a box can be seen.
  /** @param {Box} wanted */
  function reveal(wanted) {
    const { x, y, width } = box();
    const scale = stage.clientWidth / width;
    const left = (wanted.x - x) * scale, top = (wanted.y - y) * scale;
    if (left < root.scrollLeft || left + wanted.width * scale > root.scrollLeft + root.clientWidth)
      root.scrollLeft = left - root.clientWidth / 2;
    if (top < root.scrollTop || top + wanted.height * scale > root.scrollTop + root.clientHeight)
      root.scrollTop = top - root.clientHeight / 2;
  }

  return {
    root, canvas, reveal,
    bitmap: () => bitmap,
    box,
    /** @param {ImageBitmap | null} next */
    show(next) {
      bitmap?.close();
      bitmap = next;
      draw();
    },
    /** @param {Box | null} to */
    crop(to) {
      if (to?.x !== crop?.x || to?.y !== crop?.y || to?.width !== crop?.width || to?.height !== crop?.height) {
        crop = to;
        draw();
      }
    },
    /** @param {number | null} to */
    zoom(to) {
      zoom = to;
      size();
    },
    /**
     * The stored value of a pixel: red, green, blue and alpha, 0 to 255.
     * @param {Place} place
     */
    pixel: place => context.getImageData(place.x - box().x, place.y - box().y, 1, 1).data,
    /**
     * Draws frames around boxes.
     * @param {Box[]} boxes
     */
    outline(boxes) {
      over.replaceChildren(...boxes.flatMap(b => ['halo', 'frame'].map(kind => {
        const rectangle = document.createElementNS(svg, 'rect');
        rectangle.setAttribute('class', kind);
        for (const [attribute, value] of Object.entries(b))
          rectangle.setAttribute(attribute, String(value));
        return rectangle;
      })));
    },
  };
}

/**
 * Decodes a stored file to its own values: no colour management, no premultiplied alpha.
 * @param {Blob} file
 */
export const decode = file => createImageBitmap(file, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
