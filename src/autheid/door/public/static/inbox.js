// New letters come by themselves, unless somebody is typing.
setTimeout(() => {
  if (document.activeElement?.tagName !== 'INPUT') location.reload();
}, 3000);
