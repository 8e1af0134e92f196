// Keyboard keys. An element says which key leads to it: <a data-key="g i">, <textarea
// data-key="e">; or, where a part of the page listens itself, which keys it has: <div
// data-keys="b n">. A field takes the focus, anything else is pressed. Single keys do nothing
// while one types, and can be switched off in the dialog (kept in this browser). It also
// closes menus and questions that are open, by Escape or by pressing elsewhere.
const dialog = document.getElementById('keys')
const isOn = () => { try { return localStorage.getItem('keys') !== 'off' } catch { return true } }
const isTyping = e => e.matches?.('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]')
let prefix = '', forget = 0

function go(key) {
  const all = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].filter(e => e.checkVisibility?.() ?? true)
  const to = all.find(isTyping) || all[0]
  if (!to) return false
  if (isTyping(to)) to.focus()
  else {
    to.click()
    to.closest('details[open]')?.querySelector('textarea, input:not([type=hidden]), button[type=submit]')?.focus()
  }
  return true
}

function showKeys() {
  for (const dt of dialog.querySelectorAll('[data-for-key]')) {
    const isHere = ['?', 'Esc'].includes(dt.dataset.forKey) || document.querySelector(`[data-key="${CSS.escape(dt.dataset.forKey)}"], [data-keys~="${CSS.escape(dt.dataset.forKey)}"]`)
    dt.classList.toggle('away', !isHere)
    dt.nextElementSibling.classList.toggle('away', !isHere)
  }
  dialog.showModal()
}

function close(except) {
  for (const open of document.querySelectorAll('details.menu[open], details.ask[open]')) {
    if (except && open.contains(except)) continue
    if (!except && open.contains(document.activeElement)) open.querySelector('summary').focus()
    open.open = false
  }
}

document.addEventListener('keydown', event => {
  if (event.key === 'Escape') return close()
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !isOn()) return
  if (isTyping(event.composedPath()[0]) || dialog?.open) return
  const key = prefix + event.key
  clearTimeout(forget)
  prefix = ''
  if (key === '?' && dialog) showKeys()
  else if (key === 'g') { prefix = 'g '; forget = setTimeout(() => { prefix = '' }, 1500) }
  else if (!go(key)) return
  event.preventDefault()
})
document.addEventListener('pointerdown', event => close(event.target))

if (dialog) {
  const box = dialog.querySelector('#keys-on')
  box.checked = isOn()
  box.addEventListener('change', () => { try { localStorage.setItem('keys', box.checked ? 'on' : 'off') } catch { box.checked = true } })
  for (const b of document.querySelectorAll('[data-keys-open]')) { b.hidden = false; b.addEventListener('click', showKeys) }
}
