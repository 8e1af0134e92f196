package client

import (
	"context"
	"net/http"
)

// Organisation is what the installation says about itself.
type Organisation struct {
	Name              string `json:"name"`
	CulturalStatement string `json:"cultural_statement,omitempty"`
	ZoneDefault       string `json:"zone_default" doc:"IANA zone for documents and mail."`
	AnonymousReports  bool   `json:"anonymous_reports"`
	PublicURL         string `json:"public_url,omitempty"`
	Version           int    `json:"version" doc:"Also the ETag."`
}

// OrganisationText replaces what the installation says about itself.
type OrganisationText struct {
	Name              string `json:"name"`
	CulturalStatement string `json:"cultural_statement,omitempty"`
	ZoneDefault       string `json:"zone_default,omitempty"`
	AnonymousReports  bool   `json:"anonymous_reports"`
	PublicURL         string `json:"public_url,omitempty"`
}

// Severity is how bad an incident is, and what follows from that.
type Severity struct {
	Key                string `json:"key" doc:"Stays for ever: incidents hold it."`
	Name               string `json:"name"`
	Description        string `json:"description"`
	Rank               int    `json:"rank" doc:"1 is the most severe."`
	UpdateEveryMinutes int    `json:"update_every_minutes"`
	DraftWithinDays    int    `json:"draft_within_days"`
	PublishWithinDays  int    `json:"publish_within_days"`
	Retired            bool   `json:"retired,omitempty"`
	Approvals          int    `json:"approvals,omitempty" doc:"How many people have to approve a postmortem; absent: one."`
	OthersApprove      bool   `json:"others_approve,omitempty" doc:"The approval of whoever owns the postmortem does not count."`
}

// Severities is the list that the installation uses, most severe first.
type Severities struct {
	Severities []Severity `json:"severities"`
	Version    int        `json:"version" doc:"Also the ETag."`
}

// SeverityList replaces the severities.
type SeverityList struct {
	Severities []Severity `json:"severities"`
}

// Organisation loads what the installation says about itself.
func (c *Client) Organisation(ctx context.Context) (Organisation, error) {
	return read[Organisation](ctx, c, at("settings", "organisation"), nil)
}

// SaveOrganisation replaces it over the version that was read.
func (c *Client) SaveOrganisation(ctx context.Context, version int, in OrganisationText) (Organisation, error) {
	return writeOver[Organisation](ctx, c, http.MethodPut, at("settings", "organisation"), &version, in)
}

// Severities loads the severities.
func (c *Client) Severities(ctx context.Context) (Severities, error) {
	return read[Severities](ctx, c, at("settings", "severities"), nil)
}

// SaveSeverities replaces them over the version that was read.
func (c *Client) SaveSeverities(ctx context.Context, version int, in SeverityList) (Severities, error) {
	return writeOver[Severities](ctx, c, http.MethodPut, at("settings", "severities"), &version, in)
}
