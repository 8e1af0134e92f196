// Times. Hovering or focusing a <time datetime> tells the other zone: UTC for a local time,
// local for UTC. The button [data-zone-switch] (key z) turns every time of the page over.
// <time data-since> and <time data-until> go on counting.
const tip = Object.assign(document.createElement('span'), { className: 'other', id: 'other-zone', role: 'tooltip', hidden: true })
document.body.append(tip)

const inZone = (at, zone, options) => new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options }).format(at)
const parts = (t, zone) => {
  const at = new Date(t.dateTime)
  const d = inZone(at, zone, { day: 'numeric', month: 'short', ...(at.getFullYear() !== new Date().getFullYear() && { year: 'numeric' }) })
  const seconds = t.querySelector('.t')?.textContent.length > 5 && { second: '2-digit' }
  const z = zone || new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' }).formatToParts(at).find(p => p.type === 'timeZoneName').value
  return [d, inZone(at, zone, { hour: '2-digit', minute: '2-digit', ...seconds }), z]
}
const otherZone = t => t.querySelector('.z')?.textContent === 'UTC' ? undefined : 'UTC'

function tell(t) {
  if (!t?.dateTime?.includes('T')) return
  t.removeAttribute('title')
  tip.textContent = parts(t, otherZone(t)).join(' ')
  tip.hidden = false
  const box = t.getBoundingClientRect()
  tip.style.left = Math.min(box.left, innerWidth - tip.offsetWidth - 8) + scrollX + 'px'
  tip.style.top = box.bottom + scrollY + 'px'
}
const hide = () => { tip.hidden = true }
document.addEventListener('mouseover', event => { if (event.target !== tip) event.target.closest('time') ? tell(event.target.closest('time')) : hide() })
document.addEventListener('focusin', event => event.target.matches(':focus-visible') && tell(event.target.querySelector(':scope > time')))
document.addEventListener('focusout', hide)
document.addEventListener('keydown', event => event.key === 'Escape' && hide())

for (const button of document.querySelectorAll('[data-zone-switch]')) {
  button.hidden = false
  button.addEventListener('click', () => {
    for (const t of document.querySelectorAll('time:has(> .z)')) {
      const spans = ['.d', '.t', '.z'].map(c => t.querySelector(c))
      const own = t.dataset.own
      const said = own ? own.split('|') : parts(t, otherZone(t))
      own ? delete t.dataset.own : t.dataset.own = spans.map(s => s.textContent).join('|')
      said.forEach((text, i) => { spans[i].textContent = text })
    }
  })
}

// The same words as engine/render/tell.
function words(ms) {
  const minutes = Math.floor(ms / 60_000)
  const two = (big, b, small, s) => small ? `${big} ${b} ${small} ${s}` : `${big} ${b}`
  if (minutes < 1) return Math.floor(ms / 1000) + ' s'
  if (minutes < 60) return minutes + ' min'
  if (minutes < 1440) return two(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
  return two(Math.floor(minutes / 1440), 'd', Math.floor(minutes / 60) % 24, 'h')
}
function tick() {
  for (const t of document.querySelectorAll('time[data-since], time[data-until]')) {
    const ms = Date.now() - new Date(t.dateTime)
    const text = 'since' in t.dataset ? words(Math.max(0, ms)) : ms <= 0 ? 'in ' + words(-ms) : words(ms) + ' overdue'
    if (t.textContent !== text) t.textContent = text
  }
}
setInterval(tick, 20_000)
document.addEventListener('visibilitychange', tick)
