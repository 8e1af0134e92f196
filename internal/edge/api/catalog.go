package api

import (
	"context"
	"net/http"
	"strconv"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/engine/catalogfile"
	"candor.dev/candor/internal/store"
)

// maxCatalog is how much the body of an import may hold: a file, with what JSON adds to it.
const maxCatalog = 2 * catalogfile.MaxBytes

func (h *handler) wholeCatalog(ctx context.Context) (c catalog.Catalog, err error) {
	err = h.inCatalog(ctx, func(v *store.View) error { c, err = v.Catalog(); return err })
	return c, err
}

func (h *handler) showCatalog(ctx context.Context, _ *struct{}) (*body[client.Catalog], error) {
	c, err := h.wholeCatalog(ctx)
	if err != nil {
		return nil, err
	}
	return &body[client.Catalog]{Body: client.Catalog{
		Services:     listed(c.Services, wireService).Body.Items,
		Environments: listed(c.Environments, wireEnvironment).Body.Items,
		DataStores:   listed(c.DataStores, wireDataStore).Body.Items,
	}}, nil
}

// exportCatalog sends the catalog as a file that can be imported again.
func (h *handler) exportCatalog(ctx context.Context, _ *struct{}) (*streamed, error) {
	c, err := h.wholeCatalog(ctx)
	if err != nil {
		return nil, err
	}
	file, err := catalogfile.Write(c)
	if err != nil {
		return nil, err
	}
	return streaming(func(w http.ResponseWriter) {
		head := w.Header()
		head.Set("Content-Type", "application/yaml")
		head.Set("Content-Length", strconv.Itoa(len(file)))
		head.Set("Content-Disposition", `attachment; filename="catalog.yaml"`)
		w.WriteHeader(http.StatusOK)
		_, _ = w.Write(file) // Whoever left does not need it any more.
	}), nil
}

func (h *handler) importCatalog(ctx context.Context, in *struct{ Body client.CatalogImport }) (*body[client.CatalogImported], error) {
	actor := auth.Actor(ctx)
	if err := actor.May(person.Administer); err != nil { // Before a large file is read for nothing; the desk asks too.
		return nil, err
	}
	file, err := catalogfile.Read([]byte(in.Body.Text), catalogfile.Format(in.Body.Format))
	if err != nil {
		return nil, err
	}
	got, err := h.desk.ImportCatalog(ctx, actor, desk.CatalogImport{Import: file, Prune: in.Body.Prune, DryRun: in.Body.DryRun})
	if err != nil {
		return nil, err
	}
	out := client.CatalogImported{
		DryRun: got.DryRun, Added: got.Count(catalog.Added), Changed: got.Count(catalog.Changed),
		Unchanged: got.Count(catalog.Unchanged), Removed: got.Count(catalog.Removed),
	}
	for _, s := range got.Steps {
		out.Items = append(out.Items, client.CatalogStep{Kind: string(s.Kind), Name: s.Name, Outcome: string(s.Outcome), Fields: s.Fields})
	}
	for _, r := range got.Remarks {
		out.Remarks = append(out.Remarks, client.CatalogRemark(r))
	}
	return &body[client.CatalogImported]{Body: out}, nil
}
