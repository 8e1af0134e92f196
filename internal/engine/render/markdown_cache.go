package render

import (
	"container/list"
	"crypto/sha256"
	"strconv"
	"sync"
)

type contentKey [sha256.Size]byte

func keyOf(src string, top int) contentKey {
	return sha256.Sum256([]byte(strconv.Itoa(top) + "\x00" + src))
}

// recent remembers rendered documents by what they were made of, at most so many and so many
// bytes, and forgets the one that was asked for longest ago.
type recent struct {
	mu        sync.Mutex
	items     int
	bytes     int
	held      int
	order     list.List // Most recently used first.
	byContent map[contentKey]*list.Element
}

type rendered struct {
	key  contentKey
	html HTML
}

func newRecent(items, bytes int) *recent {
	return &recent{items: items, bytes: bytes, byContent: map[contentKey]*list.Element{}}
}

func (r *recent) get(k contentKey) (HTML, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	el, ok := r.byContent[k]
	if !ok {
		return "", false
	}
	r.order.MoveToFront(el)
	return el.Value.(rendered).html, true
}

func (r *recent) put(k contentKey, h HTML) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.byContent[k]; ok || len(h) > r.bytes/4 {
		return
	}
	r.byContent[k] = r.order.PushFront(rendered{k, h})
	r.held += len(h)
	for r.held > r.bytes || r.order.Len() > r.items {
		last := r.order.Remove(r.order.Back()).(rendered)
		delete(r.byContent, last.key)
		r.held -= len(last.html)
	}
}
