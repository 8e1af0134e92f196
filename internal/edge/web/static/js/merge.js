// Where two people wrote in the same place, one press takes one wording or both.
//
//   <fieldset data-place="AREA"> with two <template data-theirs> and <template data-mine>, and
//   buttons data-take="theirs|mine|both", hidden without JavaScript.
//
// A place is found again by the words that it has now. What the person wrote by hand since is
// never touched: then the buttons rest.
const both = (a, b) => a && b && !/[\n ]$/.test(a) ? a + ' ' + b : a + b

function decide(place) {
  const area = document.getElementById(place.dataset.place), words = name => place.querySelector('template[data-' + name + ']').content.textContent
  const theirs = words('theirs'), mine = words('mine'), choice = { theirs, mine, both: both(theirs, mine) }
  const before = words('before') // What stands in front of it, to tell it from the same words elsewhere.
  let now = choice.both
  const status = place.querySelector('[role=status]')
  for (const button of place.querySelectorAll('[data-take]')) {
    button.addEventListener('click', () => {
      const text = area.value, at = find(text, before, now)
      if (at < 0) { status.textContent = 'You have changed this place by hand; it stays as you wrote it.'; return }
      const next = choice[button.dataset.take]
      const whole = text.slice(0, at) + next + text.slice(at + now.length)
      if (area.dispatchEvent(new CustomEvent('retext', { detail: whole, cancelable: true }))) {
        area.value = whole
        area.dispatchEvent(new Event('input', { bubbles: true }))
      }
      now = next
      for (const b of place.querySelectorAll('[data-take]')) b.setAttribute('aria-pressed', b === button)
      status.textContent = ''
    })
  }
  place.querySelector('.btns').hidden = false
}

// find is where the words stand after those before them; the words alone when they are there once.
function find(text, before, words) {
  const at = text.indexOf(before + words)
  if (at >= 0 && text.indexOf(before + words, at + 1) < 0) return at + before.length
  const alone = words.trim() ? text.indexOf(words) : -1
  return alone >= 0 && text.indexOf(words, alone + 1) < 0 ? alone : -1
}

document.querySelectorAll('[data-place]').forEach(decide)
