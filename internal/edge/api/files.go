package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/store"
)

type upload struct {
	One
	Name    string `query:"name" doc:"What to call the file; a multipart upload carries its own name."`
	RawBody []byte `doc:"The bytes of the file, or multipart/form-data with one part called file."`
}

func (h *handler) addFile(ctx context.Context, in *upload) (*made[client.Stored], error) {
	name, data, err := in.file(callOf(ctx).r.Header.Get("Content-Type"))
	if err != nil {
		return nil, err
	}
	got, err := h.desk.AddFile(ctx, auth.Actor(ctx), desk.Upload{
		Incident: in.ID, Name: name, MediaType: http.DetectContentType(data), Data: data,
	})
	if err != nil {
		return nil, err
	}
	return &made[client.Stored]{Location: "/api/v1/files/" + got.ID, Body: client.Stored{ID: got.ID, Image: got.Image}}, nil
}

// file is the upload itself, whichever way it came.
func (in upload) file(contentType string) (string, []byte, error) {
	media, params, err := mime.ParseMediaType(contentType)
	switch {
	case contentType == "" || err != nil:
		return "", nil, problem.New(problem.KindUnsupported, "The kind of the upload is not said.").
			Next("Send multipart/form-data with a part called file, or the bytes as application/octet-stream.")
	case media != "multipart/form-data":
		return in.Name, bytes.Clone(in.RawBody), nil
	}
	form := multipart.NewReader(bytes.NewReader(in.RawBody), params["boundary"])
	for {
		p, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return "", nil, problem.Invalid("file", "There is no part called file in the form.").Next("Send the file as the part file.")
		}
		if err != nil {
			return "", nil, problem.Malformed("The form cannot be read.").Next("Send it as multipart/form-data.").Because(err)
		}
		if p.FormName() != "file" {
			continue
		}
		data, err := io.ReadAll(p)
		if err != nil {
			return "", nil, problem.Malformed("The form ended before it was complete.").Next("Send it again.").Because(err)
		}
		return p.FileName(), data, nil
	}
}

// showFile sends a stored file. Only pictures that cannot run anything are shown in place;
// everything else is a download of unknown kind, whatever it calls itself.
func (h *handler) showFile(ctx context.Context, in *One) (*streamed, error) {
	var f incident.File
	err := h.store.Read(ctx, func(v *store.View) (err error) {
		f, err = v.File(auth.Actor(ctx), in.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return streaming(func(w http.ResponseWriter) {
		media, manner := "application/octet-stream", "attachment"
		if desk.IsPicture(f.MediaType) {
			media, manner = f.MediaType, "inline"
		}
		head := w.Header()
		head.Set("Content-Type", media)
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("Content-Security-Policy", "default-src 'none'; sandbox")
		head.Set("Content-Disposition", mime.FormatMediaType(manner, map[string]string{"filename": f.Name}))
		w.WriteHeader(http.StatusOK)
		_, _ = w.Write(f.Data) // Whoever left does not need it any more.
	}), nil
}
