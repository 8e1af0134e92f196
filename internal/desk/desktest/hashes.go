package desktest

import (
	"sync/atomic"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
)

// Hashes counts how often a password was hashed or compared. Under test that is cheap.
type Hashes struct {
	Kept     atomic.Int64
	Compared atomic.Int64
}

func (h *Hashes) hashing() *desk.Hashing {
	hash := func(password string) string { return "cheap$" + person.HashSecret("cheap"+password) }
	return &desk.Hashing{
		Hash: func(password string) (string, error) {
			h.Kept.Add(1)
			return hash(password), nil
		},
		Matches: func(password, kept string) (bool, error) {
			h.Compared.Add(1)
			return hash(password) == kept, nil
		},
		Nobody: "cheap$nobody",
	}
}
