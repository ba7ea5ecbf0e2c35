// <auth-eid-start src="/my/start-code"> on a relying party's page.
//
// The address in `src` is the relying party's own server. It answers {"qr": "…", "link": "…"}, both made there from
// start_url, request_id and start_secret; the secret never comes to a page. A code is worth a few seconds, so the
// address is asked each second, until it answers {"done": true} or anything but 200.

import { encode } from 'uqr';

const EVERY_MILLIS = 1000;
const STALE_AFTER = 3;
const WORDS: Record<string, { link: string; picture: string }> = {
  en: { link: 'Open Auth eID on this device', picture: 'A code to scan with Auth eID; it changes every second' },
  sv: { link: 'Öppna Auth eID på den här enheten', picture: 'En kod att skanna med Auth eID; den byts varje sekund' },
};
const LOOK = `
:host { display: inline-block; width: 15rem; max-width: 100%; font: 500 1rem/1.4 system-ui, sans-serif; text-align: center; }
svg { display: block; width: 100%; background: #fff; border-radius: 1rem; transition: opacity .2s; }
.stale svg { opacity: .15; }
a { display: block; margin-top: .75rem; padding: .75rem; border-radius: .75rem; background: #005841; color: #fff; text-decoration: none; }
a:focus-visible { outline: 3px solid #69e8b0; outline-offset: 2px; }
`;
const SVG = 'http://www.w3.org/2000/svg';

interface Answer {
  qr?: string;
  link?: string;
  done?: boolean;
}

class AuthEidStart extends HTMLElement {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #drawn = '';
  readonly #box = document.createElement('div');
  readonly #picture = document.createElementNS(SVG, 'svg');
  readonly #path = document.createElementNS(SVG, 'path');
  readonly #link = document.createElement('a');

  constructor() {
    super();
    const look = new CSSStyleSheet();
    look.replaceSync(LOOK);
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [look];
    this.#picture.setAttribute('role', 'img');
    this.#path.setAttribute('fill', '#13221d');
    this.#picture.append(this.#path);
    this.#box.append(this.#picture, this.#link);
    root.append(this.#box);
  }

  connectedCallback(): void {
    const language = this.getAttribute('locale') ?? document.documentElement.lang.slice(0, 2);
    const words = WORDS[language] ?? WORDS.en;
    this.#link.textContent = words.link;
    this.#picture.setAttribute('aria-label', words.picture);
    void this.#ask();
  }

  disconnectedCallback(): void {
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    let answer: Answer | null = null;
    try {
      const response = await fetch(this.getAttribute('src') ?? '', { cache: 'no-store' });
      if (response.status === 200) answer = (await response.json()) as Answer;
      else if (response.status < 500) answer = { done: true };
    } catch {
      // The page may be offline for a moment; three moments make the code stale.
    }
    if (!this.isConnected) return;
    if (answer?.done) {
      this.#box.hidden = true;
      this.dispatchEvent(new CustomEvent('autheid-done', { bubbles: true }));
      return;
    }
    this.#failures = answer?.qr ? 0 : this.#failures + 1;
    this.#box.classList.toggle('stale', this.#failures >= STALE_AFTER);
    if (answer?.qr) this.#draw(answer.qr);
    if (answer?.link) this.#link.href = answer.link;
    this.#timer = setTimeout(() => void this.#ask(), EVERY_MILLIS);
  }

  #draw(text: string): void {
    if (text === this.#drawn) return;
    this.#drawn = text;
    const { data, size } = encode(text, { ecc: 'M', border: 3 });
    const squares = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
    this.#picture.setAttribute('viewBox', `0 0 ${size} ${size}`);
    this.#path.setAttribute('d', squares.join(''));
  }
}

customElements.define('auth-eid-start', AuthEidStart);
