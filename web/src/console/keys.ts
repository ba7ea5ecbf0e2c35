// Keyboard first: single keys, but never while somebody types (WCAG 2.1.4) or a dialog is open.

export function onKeys(table: Record<string, () => void>): () => void {
  function pressed(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest('input, textarea, select, dialog')) return;
    const act = table[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  }
  addEventListener('keydown', pressed);
  return () => removeEventListener('keydown', pressed);
}
