import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// The app's pages. Nothing is inlined and no source map is made: what is committed is what is served.
export default defineConfig({
  base: '/app/',
  plugins: [svelte()],
  publicDir: 'public',
  build: {
    outDir: process.env.AUTHEID_WEB_OUT ? `${process.env.AUTHEID_WEB_OUT}/app` : '../src/autheid/web/app',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    sourcemap: false,
    rollupOptions: { input: fileURLToPath(new URL('index.html', import.meta.url)) },
  },
});
