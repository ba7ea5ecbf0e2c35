import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

const out = process.env.AUTHEID_WEB_OUT ?? '../src/autheid/web';

// Each application is served from a folder of its own name, by its index.
const asIndex = (page: string): Plugin => ({
  name: 'as-index',
  enforce: 'post',
  generateBundle(_, bundle) {
    const made = bundle[page];
    if (made && page !== 'index.html') {
      delete bundle[page];
      this.emitFile({ type: 'asset', fileName: 'index.html', source: (made as { source: string }).source });
    }
  },
});

// The applications' pages, one a mode. Nothing is inlined and no source map is made: what is committed is what is served.
export default defineConfig(({ mode }) => {
  const part = mode === 'portal' || mode === 'console' ? mode : 'app';
  const page = part === 'app' ? 'index.html' : `${part}.html`;
  return {
    base: `/${part}/`,
    plugins: [svelte(), asIndex(page)],
    // What has a name that stays belongs to the app; the others ask for it there.
    publicDir: part === 'app' ? 'public' : false,
    build: {
      outDir: `${out}/${part}`,
      emptyOutDir: true,
      target: 'es2022',
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      sourcemap: false,
      rollupOptions: { input: fileURLToPath(new URL(page, import.meta.url)) },
    },
  };
});
