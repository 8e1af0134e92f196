package event

import "errors"

// The ways in which a record may not hold.
var (
	ErrMissing = errors.New("an entry is missing")
	ErrExtra   = errors.New("an entry stands where none belongs")
	ErrContent = errors.New("the content is not what was recorded")
	ErrLink    = errors.New("the entry does not follow the one before it")
	ErrHash    = errors.New("the entry is not what was recorded")
)

// Chain follows the events of one stream from the first one on and says where the record stops
// being what was written down. The zero Chain stands before the first event.
type Chain struct {
	Seq  int64  // Of the last event that held.
	Hash string // Of the last event that held.
}

// Add checks the event that follows, in the order of the numbers. An event without its content
// does not hold: no deed takes it away. After an error the rest of the stream says nothing more.
func (c *Chain) Add(e Event) error {
	switch {
	case e.Seq > c.Seq+1:
		return ErrMissing
	case e.Seq != c.Seq+1:
		return ErrExtra
	case e.Prev != c.Hash:
		return ErrLink
	case e.Hash != e.ChainHash():
		return ErrHash
	case e.Content != e.ContentHash():
		return ErrContent
	}
	c.Seq, c.Hash = e.Seq, e.Hash
	return nil
}
