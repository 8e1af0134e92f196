// Keeps what is typed into <textarea data-keep="URL"> on the server while it is not saved, and in
// this tab until the server has it: a closed tab, a lost connection or a closed lid loses no words.
// Beside the field: version_NAME and kept_NAME in its form say what it was typed over, #NAME-kept
// is told how it stands, #NAME-bring is shown when this tab has words that the server has not.
const REST = 1_200, AT_MOST = 6_000 // After the last key; while somebody types on and on.
const tab = (() => { try { sessionStorage.length; return sessionStorage } catch { return null } })()
const placeOf = area => 'kept:' + location.pathname + '#' + area.name
const inTab = area => JSON.parse(tab?.getItem(placeOf(area)) || 'null')
const field = (area, name) => area.form.elements[name + '_' + area.name]

// put gives a field other words, whether an editor stands over it or not.
const put = (area, text) => {
  if (!area.dispatchEvent(new CustomEvent('retext', { detail: text, cancelable: true }))) return
  area.value = text
  area.dispatchEvent(new Event('input', { bubbles: true }))
}

let leaving = false // A form is on its way: it has everything.

function follow(area) {
  const first = area.value, told = document.getElementById(area.name + '-kept'), bring = document.getElementById(area.name + '-bring')
  let has = first, soon = 0, since = 0, asking = null, failed = false // has: what the server has of it.
  const tell = words => { if (told && told.textContent !== words) told.textContent = words }

  const send = async () => {
    clearTimeout(soon)
    since = 0
    if (asking || leaving || area.value === has) return
    const text = area.value, body = new URLSearchParams({ section: area.name, text, version: field(area, 'version').value, kept: field(area, 'kept').value })
    asking = new AbortController()
    try {
      const answer = await fetch(area.dataset.keep, { method: 'POST', body, headers: { Accept: 'application/json' }, signal: asking.signal, keepalive: text.length < 15_000 })
      const said = await answer.json().catch(() => ({}))
      failed = !answer.ok
      if (failed) tell('Not kept: ' + (said.say || (answer.status === 401 ? 'you are signed out.' : 'the server could not take it.')) + ' Your text is still here.')
      else {
        has = text
        field(area, 'kept').value = said.kept
        if (area.value === text) tab?.removeItem(placeOf(area))
        tell(said.saved ? '' : 'Kept ' + said.at + ', not saved yet.')
      }
    } catch {
      failed = true
      if (!leaving) tell('Not kept: no connection. Your text is still here.')
    }
    asking = null
    if (failed) soon = setTimeout(send, 10_000)
    else if (area.value !== has) soon = setTimeout(send, REST)
  }

  area.addEventListener('input', () => {
    try { tab?.setItem(placeOf(area), JSON.stringify({ text: area.value })) } catch {} // Full: the words are still on the page.
    clearTimeout(soon)
    since ||= Date.now()
    soon = setTimeout(send, Math.max(0, Math.min(REST, since + AT_MOST - Date.now())))
  })
  area.form.addEventListener('submit', () => { leaving = true; clearTimeout(soon); asking?.abort() })
  addEventListener('online', send)
  addEventListener('visibilitychange', () => { if (document.hidden) send() })
  addEventListener('pagehide', send)
  addEventListener('beforeunload', e => { if (failed && !leaving && area.value !== has) e.preventDefault() })

  const left = inTab(area)
  if (!left || left.text === first || !bring) return tab?.removeItem(placeOf(area))
  bring.hidden = false
  bring.querySelector('button').addEventListener('click', () => { bring.hidden = true; put(area, left.text) })
}

// A page arrived, so the server has answered: unless it refused, what was sent is kept there.
const sent = JSON.parse(tab?.getItem('kept-sent') || '[]')
if (!document.querySelector('[data-problem]')) for (const key of sent) tab.removeItem(key)
tab?.removeItem('kept-sent')

const areas = [...document.querySelectorAll('textarea[data-keep]')]
areas.forEach(follow)
areas[0]?.form.addEventListener('submit', () => tab?.setItem('kept-sent', JSON.stringify(areas.map(placeOf))))
addEventListener('pageshow', () => { leaving = false })
