package store

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"candor.dev/candor/internal/domain/event"
)

// Checkpoints are the stream under which a check reports what is wrong with them.
var Checkpoints = event.Stream{Noun: "checkpoint", ID: "all"}

// perCheckpoint is how many heads one checkpoint holds at most, so that its transaction is short.
const perCheckpoint = 1000

// Seal signs and checks checkpoints with the installation's key.
type Seal struct{ key ed25519.PrivateKey }

// SealKey makes the seal of this installation. It returns an error when the store has no key.
func (s *Store) SealKey() (*Seal, error) {
	seed, err := s.Derive("checkpoints")
	if err != nil {
		return nil, err
	}
	return &Seal{key: ed25519.NewKeyFromSeed(seed)}, nil
}

// sealedHead is how a stream stood when a checkpoint was made, and whether it belonged to the
// demo, with which it may go.
type sealedHead struct {
	Noun string `json:"noun"`
	ID   string `json:"id"`
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"`
	Demo bool   `json:"demo,omitempty"`
}

type checkpoint struct {
	id                           int64
	at                           time.Time
	heads, prev, hash, signature string
}

func (c checkpoint) sum() string {
	h := sha256.Sum256(fmt.Appendf(nil, "%d;%d;%s;%d:%s", c.id, c.at.UnixMicro(), c.prev, len(c.heads), c.heads))
	return hex.EncodeToString(h[:])
}

// SealStreams signs how the streams stand that have moved since the last checkpoint, and links
// the new checkpoint to the one before it. Whoever then changes the record, even all of a
// stream with every hash made anew, needs the key file to hide it. Calling it again when
// nothing has moved does nothing.
func (s *Store) SealStreams(ctx context.Context) error {
	seal, err := s.SealKey()
	if err != nil {
		return err
	}
	for {
		sealed := 0
		err := s.Write(ctx, func(tx *Tx) error {
			sealed, err = tx.seal(seal)
			return err
		})
		if err != nil || sealed < perCheckpoint {
			return err
		}
	}
}

// demoStream says whether a stream is one of those that go with the demo.
const demoStream = `((noun = 'incident' and id in ` + demoIncidents + `) or (noun = 'report' and id in ` + demoReports + `)
	or (noun = 'postmortem' and id in ` + demoPostmortems + `) or (noun = 'action' and id in ` + demoActions + `))`

func (tx *Tx) seal(seal *Seal) (int, error) {
	last, err := tx.lastCheckpoint()
	if err != nil {
		return 0, err
	}
	heads, err := all(&tx.View, `select noun, id, seq, hash, `+demoStream+` from streams where seq > sealed order by noun, id limit $1`+tx.d.lock(),
		[]any{perCheckpoint}, func(r scanner) (h sealedHead, err error) {
			err = r.Scan(&h.Noun, &h.ID, &h.Seq, &h.Hash, &h.Demo)
			return h, err
		})
	if err != nil || len(heads) == 0 {
		return 0, err
	}
	c := checkpoint{id: last.id + 1, at: tx.now, prev: last.hash}
	if c.heads, err = asJSON(heads); err != nil {
		return 0, err
	}
	c.hash = c.sum()
	c.signature = hex.EncodeToString(ed25519.Sign(seal.key, []byte(c.hash)))
	err = tx.put(`insert into checkpoints (id, made_at, heads, prev, hash, signature) values ($1, $2, $3, $4, $5, $6)`,
		c.id, c.at.UnixMicro(), c.heads, c.prev, c.hash, c.signature)
	for i := 0; err == nil && i < len(heads); i++ {
		err = tx.put(`update streams set sealed = $1 where noun = $2 and id = $3`, heads[i].Seq, heads[i].Noun, heads[i].ID)
	}
	return len(heads), err
}

func (v *View) lastCheckpoint() (checkpoint, error) {
	c, err := single(v, `select id, made_at, heads, prev, hash, signature from checkpoints order by id desc limit 1`, nil, readCheckpoint)
	if errors.Is(err, errNoRow) {
		return checkpoint{}, nil
	}
	return c, err
}

func readCheckpoint(r scanner) (c checkpoint, err error) {
	err = r.Scan(&c.id, into(&c.at), &c.heads, &c.prev, &c.hash, &c.signature)
	return c, err
}

// checkpointed checks the chain of checkpoints and returns the hashes that they hold, and which
// streams one of them holds as no part of the demo.
func (v *View) checkpointed(seal *Seal, verdict *Verdict) (held map[event.Stream]map[int64]string, genuine map[event.Stream]bool, err error) {
	held, genuine = map[event.Stream]map[int64]string{}, map[event.Stream]bool{}
	last := checkpoint{}
	err = each(v, `select id, made_at, heads, prev, hash, signature from checkpoints order by id`, func(r scanner) error {
		c, err := readCheckpoint(r)
		if err != nil {
			return err
		}
		verdict.Checkpoints++
		if reason := c.flaw(last, seal); reason != "" && last.id >= 0 {
			verdict.Breaks = append(verdict.Breaks, Break{Checkpoints, last.id + 1, reason})
			last.id = -1 // The rest says nothing more.
		}
		if last.id < 0 {
			return nil
		}
		last = c
		var heads []sealedHead
		if err := json.Unmarshal([]byte(c.heads), &heads); err != nil {
			return fmt.Errorf("decode checkpoint %d: %w", c.id, err)
		}
		for _, h := range heads {
			s := event.Stream{Noun: h.Noun, ID: h.ID}
			if held[s] == nil {
				held[s] = map[int64]string{}
			}
			held[s][h.Seq] = h.Hash
			genuine[s] = genuine[s] || !h.Demo
		}
		return nil
	})
	return held, genuine, err
}

// flaw says what is wrong with a checkpoint that follows last; empty when nothing is.
func (c checkpoint) flaw(last checkpoint, seal *Seal) string {
	signature, err := hex.DecodeString(c.signature)
	switch {
	case c.id != last.id+1:
		return "a checkpoint is missing"
	case c.prev != last.hash:
		return "the checkpoint does not follow the one before it"
	case c.hash != c.sum():
		return "the checkpoint is not what was signed"
	case seal != nil && (err != nil || !ed25519.Verify(seal.key.Public().(ed25519.PublicKey), []byte(c.hash), signature)):
		return "the signature of the checkpoint is not made with the key of this installation"
	}
	return ""
}
