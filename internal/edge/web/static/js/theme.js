// Light or dark, before the first paint. Loaded in <head> without defer, on purpose.
// The choice is kept in localStorage; without JavaScript the form posts to /theme instead.
// It also leaves the browser's zone in a cookie, so that the server can tell times in it.
(() => {
  const root = document.documentElement
  const keep = (key, value) => { try { return value === undefined ? localStorage.getItem(key) : localStorage.setItem(key, value) } catch { return null } }

  const chosen = keep('theme')
  if (chosen) root.dataset.theme = chosen

  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  if (zone && !document.cookie.includes('zone=' + zone)) {
    document.cookie = 'zone=' + zone + '; path=/; max-age=31536000; samesite=lax'
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
    keep('theme', event.submitter.value)
    show()
  })
  addEventListener('storage', event => { // Another tab chose.
    if (event.key === 'theme' && event.newValue) { root.dataset.theme = event.newValue; show() }
  })
})()
