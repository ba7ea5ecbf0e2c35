// Codes in front of the camera: the browser's own detector where it has one, else zxing, fetched from us when needed.

import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url';

const PAUSE_MILLIS = 200;
const START = '/app/#start=';

/** What stands behind `#start=` in a link of this very server; null for any other text. */
export function startTextOf(text: string): string | null {
  const ours = location.origin + START;
  return text.startsWith(ours) && text.length < 300 ? text.slice(ours.length) : null;
}

type Detect = (video: HTMLVideoElement) => Promise<string[]>;

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

/** Shows the camera in the element and reads codes until `found` takes one; gives back how to stop. */
export function watchCamera(
  video: HTMLVideoElement,
  found: (text: string) => boolean,
  onrefused: () => void,
): () => void {
  let stopped = false;
  let stream: MediaStream | null = null;

  async function run() {
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } },
      });
    } catch {
      onrefused();
      return;
    }
    if (stopped) return stop();
    video.srcObject = stream;
    await video.play();
    const detect = await detector();
    while (!stopped) {
      for (const text of await detect(video)) if (!stopped && found(text)) return stop();
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLIS));
    }
  }

  function stop() {
    stopped = true;
    stream?.getTracks().forEach((track) => track.stop());
  }

  void run();
  return stop;
}

async function detector(): Promise<Detect> {
  const Native = (globalThis as { BarcodeDetector?: new (options: object) => Detector }).BarcodeDetector;
  if (Native) {
    const native = new Native({ formats: ['qr_code'] });
    return async (video) => (await native.detect(video)).map((code) => code.rawValue);
  }
  const { prepareZXingModule, readBarcodes } = await import('zxing-wasm/reader');
  prepareZXingModule({ overrides: { locateFile: () => wasm } });
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  return async (video) => {
    if (!video.videoWidth) return [];
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    context.drawImage(video, 0, 0);
    const image = context.getImageData(0, 0, canvas.width, canvas.height);
    return (await readBarcodes(image, { formats: ['QRCode'] })).map((code) => code.text);
  };
}
