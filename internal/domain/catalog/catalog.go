// Package catalog owns what can break: services and who looks after them. Owners are teams,
// never people.
//
// Start reading at Service.
package catalog

import (
	"time"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// Service is something that people use or that other services need.
type Service struct {
	Name        string // Unique; the name under which changes and incidents speak of it.
	Description string
	Owner       string // A team.
	CreatedAt   time.Time
	Version     int
}

// Validate checks a service before it is kept. Invalid names the field.
func (s Service) Validate() error {
	if err := text.CheckTitle("name", s.Name, 80); err != nil {
		return err
	}
	if s.Name == "." || s.Name == ".." {
		return problem.Invalid("name", "A service cannot be named %q: addresses use that for something else.", s.Name).
			Next("Write the name out.")
	}
	if err := text.CheckText("description", s.Description, 500); err != nil {
		return err
	}
	return text.CheckText("owner", s.Owner, 80)
}
