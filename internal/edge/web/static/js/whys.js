// The why-tree by keyboard. A why takes the focus (data-why); arrows lead to others, Enter and
// single keys open a form there, with Alt the arrows move it. Links and buttons of the page do the
// deed, so that what works here works without JavaScript too.
const tree = document.querySelector('[data-whys]')
const isOn = () => { try { return localStorage.getItem('keys') !== 'off' } catch { return true } }

if (tree) {
  const all = [...tree.querySelectorAll('[data-why]')]
  const item = node => node.closest('li')
  const first = (node, selector) => item(node).querySelector(':scope > ' + selector)
  const to = node => {
    if (!node) return
    for (const other of all) other.tabIndex = other === node ? 0 : -1
    node.focus()
  }
  const step = (node, by) => all[all.indexOf(node) + by]
  const above = node => item(node).parentElement.closest('li')?.querySelector(':scope > [data-why]')
  const press = target => { if (target && !target.disabled) target.click(); return Boolean(target) }
  const open = (node, what) => press(node.querySelector(`[data-do="${what}"]`))
  const moves = { ArrowUp: 'up', ArrowDown: 'down', ArrowRight: 'indent', ArrowLeft: 'outdent' }
  const goes = {
    ArrowUp: node => step(node, -1), ArrowDown: node => step(node, 1), ArrowLeft: above,
    ArrowRight: node => first(node, 'ul')?.querySelector('[data-why]'), Home: () => all[0], End: () => all.at(-1),
  }
  const deeds = { Enter: 'edit', Delete: 'remove', b: 'below', n: 'beside', a: 'action', r: 'risk' }

  tree.addEventListener('keydown', event => {
    const node = event.target
    if (!node.matches('[data-why]') || event.ctrlKey || event.metaKey) return
    if (event.altKey) {
      if (moves[event.key]) { event.preventDefault(); press(node.querySelector(`[name=step][value=${moves[event.key]}]`)) }
      return
    }
    if (goes[event.key]) { event.preventDefault(); return to(goes[event.key](node)) }
    const what = deeds[event.key]
    if (what && (event.key.length > 1 || isOn()) && open(node, what)) event.preventDefault()
  })
  tree.addEventListener('focusin', ({ target }) => { if (target.matches('[data-why]')) for (const n of all) n.tabIndex = n === target ? 0 : -1 })
  for (const hint of document.querySelectorAll('[data-whys-hint]')) hint.hidden = false
}

for (const form of document.querySelectorAll('[data-why-form]')) {
  form.addEventListener('keydown', event => {
    if (event.key === 'Escape') { const cancel = form.querySelector('[data-cancel]'); if (cancel) { event.preventDefault(); cancel.click() } }
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit() }
  })
  const factor = form.querySelector('[name=factor]'), means = form.querySelector('[data-factor-means]')
  const tell = () => { means.textContent = form.querySelector(`[data-factor="${CSS.escape(factor.value)}"] + dd`)?.textContent ?? '' }
  if (factor && means) { factor.addEventListener('change', tell); tell() }
}
