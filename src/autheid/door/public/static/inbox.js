// New letters come by themselves, and what stands there stays: whoever reads, selects or types is not disturbed.
const PAUSE = 1500;
const letters = document.getElementById('letters');

async function look() {
  if (!document.hidden) {
    try {
      const answer = await fetch(location.href);
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('letters');
      if (answer.ok && fresh) update(fresh);
    } catch {
      // The server is away, perhaps for a restart: the next look may find it.
    }
  }
  setTimeout(look, PAUSE);
}

function update(fresh) {
  const kept = new Set([...fresh.children].map((one) => one.id));
  for (const one of [...letters.children]) if (!kept.has(one.id)) one.remove();
  const shown = new Set([...letters.children].map((one) => one.id));
  // Only the newest are new, so they go in front in their order.
  letters.prepend(...[...fresh.children].filter((one) => !shown.has(one.id)));
}

setTimeout(look, PAUSE);
