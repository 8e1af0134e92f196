package main

import "testing"

func TestRun(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		args []string
		code int
		errs bool
	}{
		{"gives the command a server, and its own exit code", []string{"--", "sh", "-c", `test -n "$TEST_POSTGRES_URL" && exit 3`}, 3, false},
		{"does not take a killed command for a good one", []string{"sh", "-c", "kill -9 $$"}, 1, false},
		{"says how it is used when there is no command", nil, 2, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if code, err := run(tt.args); code != tt.code || (err != nil) != tt.errs {
				t.Errorf("run(%q) = %d, %v; want code %d", tt.args, code, err, tt.code)
			}
		})
	}
}
