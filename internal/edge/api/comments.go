package api

import (
	"context"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/store"
)

// listComments is for those who write and for those who may read the published copy.
func (h *handler) listComments(ctx context.Context, in *One) (*body[client.Page[client.Comment]], error) {
	var list []postmortem.Comment
	err := h.store.Read(ctx, func(v *store.View) error {
		id, err := readablePostmortem(ctx, v, in.ID)
		if err != nil {
			return err
		}
		list, err = v.Comments(auth.Actor(ctx), id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return listed(list, wireComment), nil
}

func readablePostmortem(ctx context.Context, v *store.View, ref string) (postmortem.ID, error) {
	pm, err := v.Postmortem(auth.Actor(ctx), ref)
	if problem.KindOf(err) != problem.KindNotFound {
		if err != nil {
			return "", err
		}
		return pm.ID, nil
	}
	pub, err := v.Publication(auth.Actor(ctx), ref, 0)
	if err != nil {
		return "", err
	}
	return pub.Postmortem, nil
}

type newComment struct {
	One
	Body client.NewComment
}

func (h *handler) commentPostmortem(ctx context.Context, in *newComment) (*made[client.Created], error) {
	id, err := h.desk.CommentPostmortem(ctx, auth.Actor(ctx), desk.Remark{
		Postmortem: in.ID, Section: in.Body.Section, Quote: in.Body.Quote, Occurrence: in.Body.Occurrence, Text: in.Body.Text,
	})
	if err != nil {
		return nil, err
	}
	return &made[client.Created]{Body: client.Created{ID: id}}, nil
}

// OneComment names a comment of a postmortem.
type OneComment struct {
	One
	Comment string `path:"comment" doc:"The ID of the comment."`
}

type newAnswer struct {
	OneComment
	Body client.NewAnswer
}

func (h *handler) answerComment(ctx context.Context, in *newAnswer) (*made[client.Created], error) {
	id, err := h.desk.AnswerComment(ctx, auth.Actor(ctx), desk.Answer{Postmortem: in.ID, Comment: in.Comment, Text: in.Body.Text})
	if err != nil {
		return nil, err
	}
	return &made[client.Created]{Body: client.Created{ID: id}}, nil
}

func (h *handler) resolveComment(ctx context.Context, in *OneComment) (*nothing, error) {
	return done(h.desk.ResolveComment(ctx, auth.Actor(ctx), desk.CommentRef{Postmortem: in.ID, Comment: in.Comment}))
}

func (h *handler) reopenComment(ctx context.Context, in *OneComment) (*nothing, error) {
	return done(h.desk.ReopenComment(ctx, auth.Actor(ctx), desk.CommentRef{Postmortem: in.ID, Comment: in.Comment}))
}

func wireComment(c postmortem.Comment) client.Comment {
	w := client.Comment{
		ID: c.ID, Section: string(c.Section), Text: c.Text, By: someone(c.Author, c.AuthorName), MadeAt: c.MadeAt, Answers: c.Answers, Edition: c.Edition,
		ResolvedAt: c.ResolvedAt,
	}
	if c.Anchor.Set() {
		w.About = &client.CommentPlace{Quote: c.Anchor.Quote, Start: c.Anchor.Start, End: c.Anchor.End, Gone: c.Anchor.Gone()}
	}
	return w
}
