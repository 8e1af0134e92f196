// Light or dark, before the first paint. Loaded in <head> without defer, on purpose.
// The choice is kept in a cookie, as POST /theme does without JavaScript; other tabs hear of it.
// It also leaves the browser's zone in a cookie for a day, so that the server can tell times in
// it; a zone that somebody chose stays.
(() => {
  const root = document.documentElement
  const keep = (key, value, age) => { document.cookie = key + '=' + value + '; path=/; max-age=' + age + '; samesite=lax' }

  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  if (zone && !/(^|; )zone=/.test(document.cookie)) {
    keep('zone', zone, 86400)
    // The server did not know it yet: times that this first page asks for are meant in it.
    document.addEventListener('DOMContentLoaded', () => {
      for (const select of document.querySelectorAll('select[name$="_zone"]')) {
        if (![...select.options].some(o => o.value === zone)) select.prepend(new Option(zone, zone, true, true))
      }
    })
  }

  const show = () => {
    for (const b of document.querySelectorAll('[data-theme-switch] button')) {
      b.setAttribute('aria-pressed', String(b.value === (root.dataset.theme || 'system')))
    }
  }
  document.addEventListener('DOMContentLoaded', show)
  document.addEventListener('submit', event => {
    if (!event.target.matches('[data-theme-switch]') || !event.submitter) return
    event.preventDefault()
    root.dataset.theme = event.submitter.value
    keep('theme', event.submitter.value, 31536000)
    try { localStorage.setItem('theme', event.submitter.value) } catch { /* Other tabs see it later. */ }
    show()
  })
  addEventListener('storage', event => { // Another tab chose.
    if (event.key === 'theme' && event.newValue) { root.dataset.theme = event.newValue; show() }
  })
})()
