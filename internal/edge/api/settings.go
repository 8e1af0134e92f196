package api

import (
	"context"
	"time"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/workspace"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/store"
)

func (h *handler) showOrganisation(ctx context.Context, _ *struct{}) (*shown[client.Organisation], error) {
	if err := auth.Actor(ctx).May(person.See); err != nil {
		return nil, err
	}
	return h.organisation(ctx)
}

// organisation is for those who may see it, and for those who have just written all of it.
func (h *handler) organisation(ctx context.Context) (*shown[client.Organisation], error) {
	var o workspace.Organisation
	err := h.store.Read(ctx, func(v *store.View) (err error) {
		o, err = v.Organisation()
		return err
	})
	if err != nil {
		return nil, err
	}
	return atVersion(ctx, o.Version, client.Organisation{
		Name: o.Name, CulturalStatement: o.CulturalStatement, ZoneDefault: o.ZoneDefault, AnonymousReports: o.AnonymousReports,
		PublicURL: o.PublicURL, Version: o.Version,
	})
}

type organisationText struct {
	Over
	Body client.OrganisationText
}

func (h *handler) saveOrganisation(ctx context.Context, in *organisationText) (*shown[client.Organisation], error) {
	version, err := seen(ctx)
	if err != nil {
		return nil, err
	}
	err = h.desk.SaveOrganisation(ctx, auth.Actor(ctx), workspace.Organisation{
		Name: in.Body.Name, CulturalStatement: in.Body.CulturalStatement, ZoneDefault: in.Body.ZoneDefault,
		AnonymousReports: in.Body.AnonymousReports, PublicURL: in.Body.PublicURL, Version: version,
	})
	if err != nil {
		return nil, err
	}
	return h.organisation(ctx)
}

func (h *handler) showSeverities(ctx context.Context, _ *struct{}) (*shown[client.Severities], error) {
	if err := auth.Actor(ctx).May(person.See); err != nil {
		return nil, err
	}
	return h.severities(ctx)
}

// severities are for those who may see them, and for those who have just written all of them.
func (h *handler) severities(ctx context.Context) (*shown[client.Severities], error) {
	var s workspace.Severities
	err := h.store.Read(ctx, func(v *store.View) (err error) {
		s, err = v.Severities()
		return err
	})
	if err != nil {
		return nil, err
	}
	out := client.Severities{Version: s.Version}
	for _, x := range s.List {
		out.Severities = append(out.Severities, client.Severity{
			Key: x.Key, Name: x.Name, Description: x.Description, Rank: x.Rank, UpdateEveryMinutes: int(x.UpdateEvery.Minutes()),
			DraftWithinDays: int(x.DraftWithin / workspace.Day), PublishWithinDays: int(x.PublishWithin / workspace.Day), Retired: x.Retired, Approvals: x.ApprovalsNeeded(), OthersApprove: x.OthersApprove,
		})
	}
	return atVersion(ctx, s.Version, out)
}

type severityList struct {
	Over
	Body client.SeverityList
}

func (h *handler) saveSeverities(ctx context.Context, in *severityList) (*shown[client.Severities], error) {
	version, err := seen(ctx)
	if err != nil {
		return nil, err
	}
	next := workspace.Severities{Version: version}
	for _, x := range in.Body.Severities {
		next.List = append(next.List, workspace.Severity{
			Key: x.Key, Name: x.Name, Description: x.Description, Rank: x.Rank, UpdateEvery: minutes(x.UpdateEveryMinutes),
			DraftWithin: days(x.DraftWithinDays), PublishWithin: days(x.PublishWithinDays), Retired: x.Retired, Approvals: x.Approvals, OthersApprove: x.OthersApprove,
		})
	}
	if err := h.desk.SaveSeverities(ctx, auth.Actor(ctx), next); err != nil {
		return nil, renamed(err, map[string]string{
			"update_every": "update_every_minutes", "draft_within": "draft_within_days", "publish_within": "publish_within_days",
		})
	}
	return h.severities(ctx)
}

// minutes and days cut off what the rules refuse anyway, before it overflows.
func minutes(n int) time.Duration { return time.Duration(min(max(n, -1), 1_000_000)) * time.Minute }
func days(n int) time.Duration    { return time.Duration(min(max(n, -1), 10_000)) * workspace.Day }
