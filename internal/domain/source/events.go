package source

import (
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/problem"
)

type (
	// Added tells that a tool may send.
	Added struct {
		Name string `json:"name"`
		Sort string `json:"kind"`
	}
	// Changed tells that what people set of a source is different.
	Changed struct {
		Name string `json:"name"`
	}
	// Removed tells that a source is gone.
	Removed struct {
		Name string `json:"name"`
	}
	// Opened tells that a source may send again.
	Opened struct {
		Name string `json:"name"`
	}
	// Shut tells that what a source sends is refused.
	Shut struct {
		Name string `json:"name"`
	}
	// SecretRotated tells that a source has a new secret.
	SecretRotated struct {
		Name string `json:"name"`
	}
)

// Kind names the event.
func (Added) Kind() string         { return "source.added" }
func (Changed) Kind() string       { return "source.changed" }
func (Removed) Kind() string       { return "source.removed" }
func (Opened) Kind() string        { return "source.enabled" }
func (Shut) Kind() string          { return "source.disabled" }
func (SecretRotated) Kind() string { return "source.secret_rotated" }

// Enable opens a shut source, or shuts an open one. Conflict when it is so already.
func (s *Source) Enable(on bool, at time.Time) (event.Body, error) {
	switch {
	case on && s.Enabled():
		return nil, problem.Conflict("This source is already switched on.")
	case !on && !s.Enabled():
		return nil, problem.Conflict("This source is already switched off.")
	case on:
		s.DisabledAt = time.Time{}
		return Opened{Name: s.Name}, nil
	}
	s.DisabledAt = at
	return Shut{Name: s.Name}, nil
}
