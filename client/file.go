package client

import (
	"context"
	"mime"
	"net/http"
	"net/url"
)

// Stored tells what became of an upload.
type Stored struct {
	ID    string `json:"id"`
	Image bool   `json:"image" doc:"Whether browsers may show it as a picture."`
}

// File is a stored piece of evidence.
type File struct {
	Name      string
	MediaType string
	Data      []byte
}

// AddFile keeps a file as evidence of an incident; name its ID in a timeline entry.
func (c *Client) AddFile(ctx context.Context, ref, name string, data []byte) (Stored, error) {
	return exchange[Stored](ctx, c, &call{
		method: http.MethodPost, path: at("incidents", ref, "files"), query: url.Values{"name": {name}},
		body: data, media: "application/octet-stream", key: keyOf(ctx),
	})
}

// File loads a stored file.
func (c *Client) File(ctx context.Context, id string) (File, error) {
	return c.download(ctx, at("files", id), nil)
}

func (c *Client) download(ctx context.Context, path string, q url.Values) (File, error) {
	call := &call{method: http.MethodGet, path: path, query: q, accept: "*/*"}
	raw, err := c.bytes(ctx, call)
	if err != nil {
		return File{}, err
	}
	f := File{MediaType: call.header.Get("Content-Type"), Data: raw}
	if _, params, err := mime.ParseMediaType(call.header.Get("Content-Disposition")); err == nil {
		f.Name = params["filename"]
	}
	return f, nil
}
