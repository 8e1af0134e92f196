package client

import (
	"context"
	"net/http"
	"time"
)

// Service is something that people use or that other services need.
type Service struct {
	Name        string        `json:"name"`
	Description string        `json:"description,omitempty"`
	Owner       string        `json:"owner,omitempty" doc:"A team, never a person."`
	Tier        int           `json:"tier,omitempty" doc:"1 matters most, 4 least; absent when nobody has decided."`
	Aliases     []string      `json:"aliases,omitempty" doc:"Other names under which tools speak of it."`
	Links       []ServiceLink `json:"links,omitempty"`
	Needs       []ServiceNeed `json:"needs,omitempty"`
	CreatedAt   time.Time     `json:"created_at"`
	Version     int           `json:"version" doc:"Also the ETag."`
}

// NewService adds a service.
type NewService struct {
	Name        string        `json:"name"`
	Description string        `json:"description,omitempty"`
	Owner       string        `json:"owner,omitempty" doc:"A team, never a person."`
	Tier        int           `json:"tier,omitempty" doc:"1 matters most, 4 least; absent when nobody has decided."`
	Aliases     []string      `json:"aliases,omitempty" doc:"Other names under which tools speak of it."`
	Links       []ServiceLink `json:"links,omitempty"`
	Needs       []ServiceNeed `json:"needs,omitempty"`
}

// ServiceText is what can be changed about a service. What is absent is empty.
type ServiceText struct {
	Description string        `json:"description,omitempty"`
	Owner       string        `json:"owner,omitempty" doc:"A team, never a person."`
	Tier        int           `json:"tier,omitempty" doc:"1 matters most, 4 least; absent when nobody has decided."`
	Aliases     []string      `json:"aliases,omitempty" doc:"Other names under which tools speak of it."`
	Links       []ServiceLink `json:"links,omitempty"`
	Needs       []ServiceNeed `json:"needs,omitempty"`
}

// ServiceLink leads to a runbook, a dashboard, a repository.
type ServiceLink struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// ServiceNeed is what a service needs: another service or a data store, which the catalog may not hold
// yet.
type ServiceNeed struct {
	Service   string `json:"service,omitempty"`
	DataStore string `json:"data_store,omitempty"`
	Kind      string `json:"kind,omitempty" doc:"hard, which is the default, or soft: it works without, with less."`
}

// Environment is where services run.
type Environment struct {
	Name        string    `json:"name"`
	Description string    `json:"description,omitempty"`
	Colour      string    `json:"colour,omitempty" doc:"red, amber, green, blue, violet or grey; absent: as the name suggests."`
	Loudness    string    `json:"loudness,omitempty" doc:"loud, normal or quiet; absent: as the name suggests."`
	Aliases     []string  `json:"aliases,omitempty"`
	CreatedAt   time.Time `json:"created_at"`
	Version     int       `json:"version" doc:"Also the ETag."`
}

// NewEnvironment adds an environment.
type NewEnvironment struct {
	Name        string   `json:"name"`
	Description string   `json:"description,omitempty"`
	Colour      string   `json:"colour,omitempty" doc:"red, amber, green, blue, violet or grey; absent: as the name suggests."`
	Loudness    string   `json:"loudness,omitempty" doc:"loud, normal or quiet; absent: as the name suggests."`
	Aliases     []string `json:"aliases,omitempty"`
}

// EnvironmentText is what can be changed about an environment.
type EnvironmentText struct {
	Description string   `json:"description,omitempty"`
	Colour      string   `json:"colour,omitempty" doc:"red, amber, green, blue, violet or grey; absent: as the name suggests."`
	Loudness    string   `json:"loudness,omitempty" doc:"loud, normal or quiet; absent: as the name suggests."`
	Aliases     []string `json:"aliases,omitempty"`
}

// DataStore is where a service keeps its data.
type DataStore struct {
	Name        string    `json:"name"`
	Kind        string    `json:"kind" doc:"Such as postgresql, redis, s3."`
	Description string    `json:"description,omitempty"`
	Service     string    `json:"service,omitempty" doc:"Whose data it holds."`
	Environment string    `json:"environment,omitempty" doc:"Absent: in each."`
	CreatedAt   time.Time `json:"created_at"`
	Version     int       `json:"version" doc:"Also the ETag."`
}

// NewDataStore adds a data store.
type NewDataStore struct {
	Name        string `json:"name"`
	Kind        string `json:"kind" doc:"Such as postgresql, redis, s3."`
	Description string `json:"description,omitempty"`
	Service     string `json:"service,omitempty" doc:"Whose data it holds."`
	Environment string `json:"environment,omitempty" doc:"Absent: in each."`
}

// DataStoreText is what can be changed about a data store.
type DataStoreText struct {
	Kind        string `json:"kind" doc:"Such as postgresql, redis, s3."`
	Description string `json:"description,omitempty"`
	Service     string `json:"service,omitempty" doc:"Whose data it holds."`
	Environment string `json:"environment,omitempty" doc:"Absent: in each."`
}

// Catalog is all of it.
type Catalog struct {
	Services     []Service     `json:"services"`
	Environments []Environment `json:"environments"`
	DataStores   []DataStore   `json:"data_stores"`
}

// CatalogImport is a file, and how it is taken.
type CatalogImport struct {
	Text   string `json:"text" doc:"The file: catalog.yaml of Candor, or catalog-info.yaml of Backstage."`
	Format string `json:"format,omitempty" doc:"candor or backstage; absent: the file tells."`
	Prune  bool   `json:"prune,omitempty" doc:"Remove what the file does not name any more, of the kinds that it speaks of."`
	DryRun bool   `json:"dry_run,omitempty" doc:"Say what would be done; nothing is."`
}

// CatalogImported tells what an import did, or would do.
type CatalogImported struct {
	DryRun    bool            `json:"dry_run"`
	Added     int             `json:"added"`
	Changed   int             `json:"changed"`
	Unchanged int             `json:"unchanged"`
	Removed   int             `json:"removed"`
	Items     []CatalogStep   `json:"items"`
	Remarks   []CatalogRemark `json:"remarks"`
}

// CatalogStep is what an import does to one thing.
type CatalogStep struct {
	Kind    string   `json:"kind" enum:"service,environment,data_store"`
	Name    string   `json:"name"`
	Outcome string   `json:"outcome" enum:"added,changed,unchanged,removed"`
	Fields  []string `json:"fields,omitempty" doc:"What differs."`
}

// CatalogRemark is something to know about a file that was taken.
type CatalogRemark struct {
	Line int    `json:"line,omitempty"`
	Say  string `json:"say"`
}

// Services lists the services by name.
func (c *Client) Services(ctx context.Context) (Page[Service], error) {
	return read[Page[Service]](ctx, c, at("services"), nil)
}

// Service loads one service.
func (c *Client) Service(ctx context.Context, name string) (Service, error) {
	return read[Service](ctx, c, at("services", name), nil)
}

// AddService adds a service.
func (c *Client) AddService(ctx context.Context, in NewService) (Service, error) {
	return write[Service](ctx, c, http.MethodPost, at("services"), in)
}

// SaveService replaces what is said about a service, over the version that was read.
func (c *Client) SaveService(ctx context.Context, name string, version int, in ServiceText) (Service, error) {
	return writeOver[Service](ctx, c, http.MethodPut, at("services", name), &version, in)
}

// RemoveService takes a service out of the catalog.
func (c *Client) RemoveService(ctx context.Context, name string) error {
	return do(ctx, c, http.MethodDelete, at("services", name), nil)
}

// Environments lists the environments by name.
func (c *Client) Environments(ctx context.Context) (Page[Environment], error) {
	return read[Page[Environment]](ctx, c, at("environments"), nil)
}

// Environment loads one environment.
func (c *Client) Environment(ctx context.Context, name string) (Environment, error) {
	return read[Environment](ctx, c, at("environments", name), nil)
}

// AddEnvironment adds an environment.
func (c *Client) AddEnvironment(ctx context.Context, in NewEnvironment) (Environment, error) {
	return write[Environment](ctx, c, http.MethodPost, at("environments"), in)
}

// SaveEnvironment replaces what is said about an environment, over the version that was read.
func (c *Client) SaveEnvironment(ctx context.Context, name string, version int, in EnvironmentText) (Environment, error) {
	return writeOver[Environment](ctx, c, http.MethodPut, at("environments", name), &version, in)
}

// RemoveEnvironment takes an environment out of the catalog.
func (c *Client) RemoveEnvironment(ctx context.Context, name string) error {
	return do(ctx, c, http.MethodDelete, at("environments", name), nil)
}

// DataStores lists the data stores by name.
func (c *Client) DataStores(ctx context.Context) (Page[DataStore], error) {
	return read[Page[DataStore]](ctx, c, at("datastores"), nil)
}

// DataStore loads one data store.
func (c *Client) DataStore(ctx context.Context, name string) (DataStore, error) {
	return read[DataStore](ctx, c, at("datastores", name), nil)
}

// AddDataStore adds a data store.
func (c *Client) AddDataStore(ctx context.Context, in NewDataStore) (DataStore, error) {
	return write[DataStore](ctx, c, http.MethodPost, at("datastores"), in)
}

// SaveDataStore replaces what is said about a data store, over the version that was read.
func (c *Client) SaveDataStore(ctx context.Context, name string, version int, in DataStoreText) (DataStore, error) {
	return writeOver[DataStore](ctx, c, http.MethodPut, at("datastores", name), &version, in)
}

// RemoveDataStore takes a data store out of the catalog.
func (c *Client) RemoveDataStore(ctx context.Context, name string) error {
	return do(ctx, c, http.MethodDelete, at("datastores", name), nil)
}

// Catalog loads all of it.
func (c *Client) Catalog(ctx context.Context) (Catalog, error) {
	return read[Catalog](ctx, c, at("catalog"), nil)
}

// CatalogFile loads all of it as catalog.yaml.
func (c *Client) CatalogFile(ctx context.Context) ([]byte, error) {
	return c.bytes(ctx, &call{method: http.MethodGet, path: at("catalog", "file"), accept: "application/yaml"})
}

// ImportCatalog takes a catalog from a file: all of it or nothing, and twice is once.
func (c *Client) ImportCatalog(ctx context.Context, in CatalogImport) (CatalogImported, error) {
	return write[CatalogImported](ctx, c, http.MethodPost, at("catalog"), in)
}
