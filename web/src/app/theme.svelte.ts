// Light, dark, or as the system has it; `theme.js` applies it before the first paint.

const KEPT = 'autheid.theme';

class Theme {
  chosen = $state(localStorage.getItem(KEPT) ?? 'system');
}

export const theme = new Theme();

export function applyTheme(chosen: string): void {
  theme.chosen = chosen;
  if (chosen === 'system') {
    localStorage.removeItem(KEPT);
    delete document.documentElement.dataset.theme;
  } else {
    localStorage.setItem(KEPT, chosen);
    document.documentElement.dataset.theme = chosen;
  }
}
