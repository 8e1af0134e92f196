package app_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"candor.dev/candor/internal/app"
	"candor.dev/candor/internal/app/apptest"
)

// The gallery of components is there for those who work on them, and for nobody else.
func TestTheGalleryIsThereWithDevOnly(t *testing.T) {
	t.Parallel()
	for dev, want := range map[bool]int{true: http.StatusOK, false: http.StatusNotFound} {
		s := apptest.Start(t, func(c *app.Config) { c.Dev = dev })
		res, err := http.Get(s.URL() + "/_gallery")
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != want || dev != strings.Contains(string(body), "Words that carry a state") {
			t.Errorf("with dev %v the gallery is answered %d", dev, res.StatusCode)
		}
	}
}

// A form without files is small, in whatever shape it is sent: nobody can fill the memory by
// the login or by the anonymous door.
func TestOnlyFormsWithFilesAreLarge(t *testing.T) {
	t.Parallel()
	s := apptest.Start(t)
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("evidence", "large.txt")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(bytes.Repeat([]byte("x"), 2<<20)); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/login", "/report"} {
		if res := sent(t, s.URL()+path, form.FormDataContentType(), body.String(), "", ""); res.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("2 MiB for %s are answered %d", path, res.StatusCode)
		}
	}
}
