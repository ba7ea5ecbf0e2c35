import { defineConfig } from 'vite';

// Files with a name that stays: the service worker, and the element that relying parties put on their pages.
const out = process.env.AUTHEID_WEB_OUT ?? '../src/autheid/web';
const files: Record<string, { entry: string; folder: string; name: string }> = {
  sw: { entry: 'src/app/sw.ts', folder: `${out}/app`, name: 'sw.js' },
  qr: { entry: 'src/rp/qr.ts', folder: `${out}/rp`, name: 'qr.js' },
};

export default defineConfig(({ mode }) => {
  const file = files[mode];
  return {
    publicDir: false,
    build: {
      outDir: file.folder,
      emptyOutDir: false,
      target: 'es2022',
      sourcemap: false,
      lib: { entry: file.entry, formats: ['iife'], name: 'autheid', fileName: () => file.name },
    },
  };
});
