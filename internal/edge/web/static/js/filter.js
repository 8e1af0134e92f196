// Narrows a list at once: <nav data-filter="timeline"> holds links with data-show="changes",
// and the stylesheet hides what is of another data-group. Where the server narrowed the list
// already, the links are followed as usual, since the rest is not on the page.
for (const nav of document.querySelectorAll('[data-filter]')) {
  const list = document.getElementById(nav.dataset.filter)
  if (!list || list.dataset.show) continue
  nav.addEventListener('click', event => {
    const link = event.target.closest('a[data-show]')
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    list.dataset.show = link.dataset.show
    for (const a of nav.querySelectorAll('a')) a === link ? a.setAttribute('aria-current', 'true') : a.removeAttribute('aria-current')
  })
}
