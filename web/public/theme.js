// Before the first paint: the theme that the person chose, else the system's.
try {
  const theme = localStorage.getItem('autheid.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be closed to us; the system's theme it is.
}
