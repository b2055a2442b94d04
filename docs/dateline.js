// What the theme leaves out for those who use a keyboard or a screen reader: names for its
// landmarks, and tables that can be scrolled without a mouse.
function reachable() {
  const names = new Map();
  for (const nav of document.querySelectorAll("nav, .md-code__nav")) {
    const code = nav.matches(".md-code__nav");
    const name = code ? "Code" : nav.getAttribute("aria-label") ?? "Navigation";
    const before = names.get(name) ?? 0;
    names.set(name, before + 1);
    nav.setAttribute("aria-label", code || before ? `${name} ${before + 1}` : name);
  }
  for (const part of document.querySelectorAll(".md-typeset__scrollwrap, pre > code")) {
    if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
  }
}
// the theme adds its buttons and its frames around tables after the page is there
new MutationObserver(reachable).observe(document.querySelector("main"), {
  childList: true,
  subtree: true,
});
reachable();
