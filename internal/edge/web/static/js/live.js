// Keeps a page current by a stream of server-sent events, without ever losing one.
//
//   <div data-live="/incidents/INC-1/live?after=17"> ... </div>   one per page; "after" is the
//                                                 last event that the page shows already
//   <span data-live-status></span>                live / reconnecting / offline
//
// Frames: `event: patch` with `id: SEQ` and HTML as data; every element in it has an id.
//   data-live-mode="replace" (the default) takes the place of the element with that id;
//   data-live-mode="append" data-live-into="LIST" is put into LIST by its data-order, unless
//   the id is there already: then it takes its place; data-live-mode="remove" takes it away.
//   A frame without id is applied always and moves nothing on. `event: reset` loads the page
//   again; `event: revoked` (or 401, 403, 404, 410) goes home. The server sends a comment at
//   least every 20 s, so that a dead connection is noticed.
//
// Tabs: over HTTP/1.1 a browser has six connections, so the tabs of one room share a stream.
// Who holds the Web Lock leads: it reads the stream and hands each frame to the others over a
// BroadcastChannel. A tab that missed something says hello with its own last event, and the
// leader repeats, or rewinds. When the leader goes, the next one goes on from its own last.
// Without Web Locks (plain http on a LAN) every visible tab has its own stream.
//
// What a person is typing in is never replaced: the change waits until the field is left.

const HIDDEN = navigator.locks ? 30_000 : 2_000 // How long a hidden tab goes on.
const SILENCE = 50_000 // A stream that says nothing for so long is dead.
const KEPT = 500 // Frames that a leader keeps for those who come late.

const waiting = new Map() // id -> element that waits for the person to leave the old one
let held = null // What the pointer is pressed on.

function isBusy(region) {
  const at = document.activeElement
  return region.contains(held) || (region.contains(at) && at.matches('input, textarea, select, [contenteditable], .editor'))
}

// Runs what waited as soon as nothing holds it; leaving a field by pressing a button must
// first let the press arrive.
let reloads = false
function flush() {
  if (reloads && !isBusy(document.body)) return location.reload()
  for (const [id, fresh] of waiting) {
    const old = document.getElementById(id)
    if (old && isBusy(old)) continue
    waiting.delete(id)
    put(fresh)
  }
}
document.addEventListener('focusout', () => setTimeout(flush, 300))
document.addEventListener('pointerdown', event => { held = event.target })
for (const end of ['pointerup', 'pointercancel']) {
  document.addEventListener(end, () => setTimeout(() => { held = null; flush() }, 300))
}

// What was typed or unfolded in the old element is so in the new one, and the focus stays.
function carry(old, fresh) {
  for (const was of old.querySelectorAll('input[id], textarea[id], select[id], details[id]')) {
    const is = fresh.querySelector('#' + CSS.escape(was.id))
    if (!is) continue
    if (was.matches('details')) is.open = was.open
    else if (was.matches('[type=checkbox], [type=radio]')) { if (was.checked !== was.defaultChecked) is.checked = was.checked }
    else if (was.matches('select') ? ![...was.options].some(o => o.selected && o.defaultSelected) : was.value !== was.defaultValue && was.type !== 'file') is.value = was.value
  }
  return old.contains(document.activeElement) ? document.activeElement.id : ''
}

function insert(fresh) {
  const list = document.getElementById(fresh.dataset.liveInto)
  if (!list) return
  const order = Number(fresh.dataset.order)
  const before = fresh.dataset.order && [...list.children].findLast(c => Number(c.dataset.order) <= order)
  const wasAtEnd = innerHeight + scrollY > document.documentElement.scrollHeight - 160
  if (before) before.after(fresh)
  else if (fresh.dataset.order) list.prepend(fresh)
  else list.append(fresh)
  fresh.classList.add('fresh')
  if (wasAtEnd && fresh === list.lastElementChild) scrollTo({ top: document.documentElement.scrollHeight })
}

function put(fresh) {
  const old = document.getElementById(fresh.id)
  if (old && isBusy(old)) return waiting.set(fresh.id, fresh)
  waiting.delete(fresh.id)
  if (fresh.dataset.liveMode === 'remove') return old?.remove()
  const focus = old && carry(old, fresh)
  if (old && old.dataset.order === fresh.dataset.order) old.replaceWith(fresh)
  else if (fresh.dataset.liveMode === 'append') { old?.remove(); insert(fresh) }
  else if (old) old.replaceWith(fresh)
  else return
  if (focus) document.getElementById(focus)?.focus({ preventScroll: true })
  window.htmx?.process(fresh)
}

function patch(html) {
  const mould = document.createElement('template')
  mould.innerHTML = html
  for (const fresh of [...mould.content.children]) if (fresh.id) put(fresh)
}

// Reads frames from the body of an answer, in the form of server-sent events.
async function * frames(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let text = '', frame = { data: [] }
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return
    const lines = (text + value).split('\n')
    text = lines.pop()
    yield null // Something was said, even if it was only a comment.
    for (const line of lines) {
      const [, field, said] = /^(\w*):? ?(.*?)\r?$/.exec(line) || []
      if (field === 'data') frame.data.push(said)
      else if (field === 'id') frame.seq = Number(said)
      else if (field === 'event') frame.event = said
      else if (line.trim() === '' && (frame.event || frame.data.length)) {
        yield { ...frame, data: frame.data.join('\n') }
        frame = { data: [] }
      }
    }
  }
}

function follow(place) {
  const url = new URL(place.dataset.live, location.href)
  const channel = navigator.locks && new BroadcastChannel('live:' + url.pathname)
  let last = Number(url.searchParams.get('after')) // The last event that this tab shows.
  let from = last // Where the stream goes on: behind last while a late tab catches up.
  let kept = [], keptFrom = last // What a leader can repeat, and from where on.
  let leads = false, state = '', again = () => {}, atOnce = false, heardAt = 0, joined = null, hides = 0

  const tell = message => channel?.postMessage(message)
  const show = now => {
    state = now
    for (const e of document.querySelectorAll('[data-live-status]')) { e.dataset.state = now; if (e.textContent !== now) e.textContent = now }
    if (leads) tell({ state })
  }

  function take(frame) {
    if (frame.event === 'revoked') return location.assign('/')
    if (frame.event === 'reset') {
      if (last <= frame.from) { reloads = true; flush() }
      return
    }
    if (frame.seq <= last) return // A frame without seq is never old.
    if (frame.seq) last = frame.seq
    patch(frame.data)
  }

  function share(frame) {
    if (frame.event === 'reset') frame.from = from
    if (frame.seq) {
      from = frame.seq
      kept.push(frame)
      if (kept.length > KEPT) keptFrom = kept.shift().seq
    }
    tell({ frame })
    take(frame)
    if (frame.event === 'reset') rewind(last)
  }

  function rewind(seq) {
    kept = []
    keptFrom = from = seq
    atOnce = true
  }

  // One connection, until it ends or `again` cuts it.
  async function stream(signal) {
    const cut = new AbortController()
    again = () => cut.abort()
    signal.addEventListener('abort', again)
    heardAt = Date.now()
    try {
      url.searchParams.set('after', from)
      const answer = await fetch(url, { headers: { Accept: 'text/event-stream' }, cache: 'no-store', signal: cut.signal })
      if (answer.redirected || [401, 403, 404, 410].includes(answer.status)) return share({ event: 'revoked' })
      if (!answer.ok) throw new Error(answer.status)
      show('live')
      for await (const frame of frames(answer.body)) {
        heardAt = Date.now()
        if (frame) share(frame)
        if (frame?.event === 'reset') return
      }
    } finally {
      signal.removeEventListener('abort', again)
      cut.abort()
    }
  }

  async function lead(signal) {
    leads = true
    rewind(last)
    tell({ leader: last })
    for (let tries = 0; !signal.aborted; tries++) {
      const began = Date.now()
      atOnce = false
      await stream(signal).catch(() => {})
      if (signal.aborted) break
      if (Date.now() - began > 5_000) tries = 0
      if (atOnce) continue
      show(navigator.onLine ? 'reconnecting' : 'offline')
      await new Promise(go => { // The longer it fails, the rarer; at once when something changes.
        again = go
        signal.addEventListener('abort', go, { once: true })
        setTimeout(go, Math.min(30_000, 500 * 2 ** tries) * (0.5 + Math.random() / 2))
      })
    }
    leads = false
  }

  function join() {
    if (joined) return
    joined = new AbortController()
    const { signal } = joined
    if (!channel) return lead(signal)
    tell({ hello: last })
    navigator.locks.request(channel.name, { signal }, () => lead(signal)).catch(() => {})
  }

  function leave() {
    joined?.abort()
    joined = null
  }

  channel?.addEventListener('message', ({ data }) => {
    if (data.frame) take(data.frame)
    if (data.state && !leads) show(data.state)
    if (data.leader > last) tell({ hello: last })
    if (data.hello === undefined || !leads) return
    tell({ state })
    if (data.hello >= keptFrom) for (const frame of kept) { if (frame.seq > data.hello) tell({ frame }) }
    else { rewind(data.hello); again() }
  })

  function look() {
    clearTimeout(hides)
    if (document.hidden) hides = setTimeout(leave, HIDDEN)
    else if (joined) { tell({ hello: last }); if (leads && state !== 'live') again() }
    else join()
  }
  document.addEventListener('visibilitychange', look)
  document.addEventListener('resume', () => again()) // After a freeze a stream may be open and dead.
  addEventListener('pagehide', leave)
  addEventListener('pageshow', look)
  addEventListener('offline', () => { show('offline'); again() })
  addEventListener('online', () => again())
  setInterval(() => { // Date.now goes on while the machine sleeps; a timer may not.
    if (!leads || Date.now() - heardAt < SILENCE) return
    heardAt = Date.now()
    again()
  }, 5_000)
  if (!document.hidden) join()
}

const place = document.querySelector('[data-live]')
if (place) follow(place)
