// A try is pressed in the head, which stays in sight wherever the page stands; what it speaks of begins at the top,
// and one that speaks of what stands below says so.
(() => {
  const here = document.documentElement.dataset;
  if (here.tries) return;
  here.tries = "lead to the top";
  document.addEventListener("click", (event) => {
    if (event.target.closest?.('[class*="st-key-try-"]')) document.querySelector('[data-testid="stMain"]').scrollTo({ top: 0 });
  }, true);
})();
