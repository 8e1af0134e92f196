// Forms that htmx sends without loading the page again (ui.Swift), and lists that it narrows
// while somebody types. An answer that is not the expected page (a refusal, the login) is left
// to the plain form: it is sent once more as if there were no JavaScript, under the same key, so
// that it counts once and its own page says what is the matter.
const unsent = () => { try { sessionStorage.removeItem('draft-sent') } catch {} } // What was typed stays kept.

document.addEventListener('htmx:beforeSwap', ({ detail }) => {
  const form = detail.requestConfig.elt
  const part = form.getAttribute('hx-select') || '[data-live]'
  const page = new DOMParser().parseFromString(detail.serverResponse, 'text/html')
  if (detail.xhr.status < 300 && page.querySelector(part)) return
  detail.shouldSwap = false
  detail.isError = true
  unsent()
  form.submit()
})
document.addEventListener('htmx:sendError', unsent)
// Whoever wrote on the timeline goes on writing.
document.addEventListener('htmx:load', ({ target }) => { if (target.id === 'say-form') target.querySelector('textarea').focus() })
