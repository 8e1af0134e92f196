// Keeps what is typed into <textarea data-draft> in this tab until the form was sent and
// answered, so that a reload, a lost connection or a closed lid loses no words.
const drafts = (() => { try { sessionStorage.length; return sessionStorage } catch { return null } })()
const keyOf = area => 'draft:' + location.pathname + '#' + area.id
const areas = within => [...within.querySelectorAll('textarea[data-draft]')]

if (drafts) {
  // A page arrived, so the server has answered: unless it refused, what was sent is kept there.
  const sent = JSON.parse(drafts.getItem('draft-sent') || '[]')
  if (!document.querySelector('[data-problem]')) for (const key of sent) drafts.removeItem(key)
  drafts.removeItem('draft-sent')

  for (const area of areas(document)) {
    const text = drafts.getItem(keyOf(area))
    if (text && area.value === '') area.value = text
  }
  document.addEventListener('input', ({ target }) => {
    if (!target.matches('textarea[data-draft]')) return
    try { target.value ? drafts.setItem(keyOf(target), target.value) : drafts.removeItem(keyOf(target)) } catch {} // Full: the words are still on the page.
  })
  document.addEventListener('submit', ({ target }) => drafts.setItem('draft-sent', JSON.stringify(areas(target).map(keyOf))))
  document.addEventListener('htmx:afterRequest', ({ detail }) => {
    if (detail.successful) for (const area of areas(detail.elt)) drafts.removeItem(keyOf(area))
  })
}
