package cli_test

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/domain/person"
)

// candor is a command of ours that runs while the test does something else.
func candor(t *testing.T, url, token string, args ...string) (*exec.Cmd, io.Reader, *strings.Builder) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "candor", args...)
	cmd.Env = append(os.Environ(), "CANDOR_URL="+url, "CANDOR_TOKEN="+token, "TZ=UTC")
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, out, &errs
}

func TestWatchTellsWhatHappensAsItHappensUntilCtrlC(t *testing.T) {
	t.Parallel()
	s := apptest.Start(t)
	token := s.Token(s.Administrator("Ana", "ana@example.com"), person.Administrator)
	c := client.New(s.URL(), token)
	inc, err := c.DeclareIncident(t.Context(), client.Declaration{Title: "Checkout is down", Severity: "SEV1"})
	if err != nil {
		t.Fatal(err)
	}
	cmd, out, errs := candor(t, s.URL(), token, "incident", "watch", inc.Ref)
	lines := bufio.NewScanner(out)
	wait := func(word string) {
		t.Helper()
		for lines.Scan() {
			if strings.Contains(lines.Text(), word) {
				return
			}
		}
		t.Fatalf("%q never came: %s", word, errs)
	}
	wait("Declared")
	if _, err := c.AddNote(t.Context(), inc.Ref, client.Note{Text: "The table is \u202egone"}); err != nil {
		t.Fatal(err)
	}
	wait("The table is ")
	if strings.Contains(lines.Text(), "\u202e") {
		t.Errorf("the terminal would obey %q", lines.Text())
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil || errs.String() != "" {
		t.Errorf("Ctrl-C ended it with %v: %s", err, errs)
	}
}

func TestCtrlCDuringAWriteTellsTheKey(t *testing.T) {
	t.Parallel()
	asked := make(chan string, 1)
	hang := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // Only then does the server see that the client leaves.
		asked <- r.Header.Get("Idempotency-Key")
		<-r.Context().Done()
	}))
	t.Cleanup(hang.Close)
	cmd, _, errs := candor(t, hang.URL, "very-secret", "incident", "declare", "x")
	key := <-asked
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	err := cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 6 {
		t.Errorf("exit code %d (%v)", code, err)
	}
	if said := errs.String(); !strings.Contains(said, "Interrupted.") || !strings.Contains(said, "--key "+key) || strings.Contains(said, "secret") {
		t.Errorf("it said %q; the key was %q", said, key)
	}
}

func TestAServerThatIsNotTrustedIsNamedWithTheReason(t *testing.T) {
	t.Parallel()
	tls := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(tls.Close)
	tls.Config.ErrorLog = nil
	cmd, _, errs := candor(t, tls.URL, "very-secret", "incident", "list")
	_ = cmd.Wait() // The code is asserted below.
	if code := cmd.ProcessState.ExitCode(); code != 6 || !strings.Contains(errs.String(), tls.URL) || !strings.Contains(errs.String(), "certificate") {
		t.Errorf("exit code %d: %s", code, errs)
	}
	if strings.Contains(errs.String(), "very-secret") {
		t.Error("the token was told")
	}
}

func TestAReplyCannotCommandTheTerminal(t *testing.T) {
	t.Parallel()
	evil := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"items":[{"ref":"INC-1","title":"\u001b]0;owned\u0007\u202egpj.exe","state":"active","severity":"SEV1"}]}`)
	}))
	t.Cleanup(evil.Close)
	for _, args := range [][]string{{"incident", "list"}, {"incident", "list", "--json"}} {
		cmd, out, errs := candor(t, evil.URL, "", args...)
		raw, err := io.ReadAll(out)
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Fatalf("%v: %s", err, errs)
		}
		if regexp.MustCompile("[\x1b\x07\u202e]").Match(raw) || !regexp.MustCompile(`\\(x1b|u001b)`).Match(raw) {
			t.Errorf("%v printed %q", args, raw)
		}
	}
}

func TestAClosedPipeEndsQuietly(t *testing.T) {
	t.Parallel()
	s := apptest.Start(t)
	token := s.Token(s.Administrator("Ana", "ana@example.com"), person.Administrator)
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), "sh", "-c", "candor incident list --json | true")
	cmd.Env = append(os.Environ(), "CANDOR_URL="+s.URL(), "CANDOR_TOKEN="+token)
	out, err := cmd.CombinedOutput()
	if err != nil || len(out) > 0 {
		t.Errorf("it said %q, %v", out, err)
	}
}
