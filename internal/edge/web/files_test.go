package web_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/store/storetest"
)

// A large form waits on disk, not in memory, and leaves nothing there. The test is alone: the
// temporary folder is the whole process's.
func TestALargeUploadWaitsInAFileThatIsRemoved(t *testing.T) {
	h := open(t, storetest.Open(t, storetest.SQLite(t), time.Now))
	ana := h.Responder(t)
	h.declared(t, ana, "Checkout returns errors")
	b := h.as(t, ana)
	waiting := t.TempDir()
	t.Setenv("TMPDIR", waiting)
	large := map[string]string{"heap.txt": strings.Repeat("a line of the heap\n", 100_000), "log.txt": strings.Repeat("x", 3<<20)}
	for _, text := range []string{"the heap", ""} { // An empty one is refused, after the upload.
		done, seen := make(chan bool), 0
		go func() {
			defer close(done)
			b.upload("/incidents/INC-1", "Add", v("text", text), large)
		}()
		for under := true; under; {
			select {
			case <-done:
				under = false
			case <-time.After(time.Millisecond):
				seen = max(seen, len(uploads(t, waiting)))
			}
		}
		if seen == 0 {
			t.Errorf("the upload with %q waited in no file", text)
		}
		for end := time.Now().Add(10 * time.Second); len(uploads(t, waiting)) > 0; {
			if time.Now().After(end) {
				t.Fatalf("left behind: %v", uploads(t, waiting))
			}
		}
	}
	b.get("/incidents/INC-1").wants(200, "the heap", "heap.txt", "log.txt")
}

func uploads(t *testing.T, folder string) []string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(folder, "multipart-*"))
	if err != nil {
		t.Fatal(err)
	}
	return list
}
