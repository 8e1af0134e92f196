package api_test

import (
	"fmt"
	"strings"
	"testing"

	"candor.dev/candor/client"
)

// careBefore is what somebody who was there asks for around a draft whose summary says that nobody
// could pay, by the client.
func careBefore(t *testing.T, lead, reader *client.Client, inc, pm string) {
	t.Helper()
	ctx := t.Context()
	ok(t, reader.AskToSeeFirst(ctx, inc))
	look, err := reader.FirstLook(ctx, pm)
	ok(t, err)
	if look.AskedAt.IsZero() || look.Seen || len(look.Draft) != 10 || !strings.Contains(look.Draft[0].Text, "nobody could pay") {
		t.Errorf("whoever asked sees %+v", look)
	}
	if other, err := lead.FirstLook(ctx, pm); err != nil || !other.AskedAt.IsZero() || len(other.Draft) > 0 {
		t.Errorf("whoever did not sees %+v %v", other, err)
	}
	p, err := lead.Progress(ctx, pm)
	ok(t, err)
	if got := fmt.Sprint(p.Missing); !strings.Contains(got, "Somebody who was there asked to see it first.") {
		t.Errorf("publication waits for %s", got)
	}
	ok(t, reader.SeenDraft(ctx, pm))
	fails(t, reader.ProposeCorrection(ctx, pm, client.CorrectionWords{Section: "summary", Words: "nowhere", Instead: "a"}), client.Invalid)
	ok(t, reader.ProposeCorrection(ctx, pm, client.CorrectionWords{Section: "summary", Words: "20 minutes", Instead: "25 minutes"}))
	ok(t, reader.ProposeCorrection(ctx, pm, client.CorrectionWords{Section: "summary", Words: "nobody", Instead: "few"}))
	fails(t, func() error { _, err := reader.Corrections(ctx, pm); return err }(), client.NotFound)
	list, err := lead.Corrections(ctx, pm)
	ok(t, err)
	if len(list.Items) != 2 {
		t.Fatalf("those who write read %+v", list)
	}
	ok(t, lead.TakeCorrection(ctx, pm, list.Items[0].ID))
	fails(t, lead.AnswerCorrection(ctx, pm, list.Items[1].ID, client.CorrectionAnswer{}), client.Invalid)
	ok(t, lead.AnswerCorrection(ctx, pm, list.Items[1].ID, client.CorrectionAnswer{Reason: "The log tells of none."}))
	look, err = reader.FirstLook(ctx, pm)
	ok(t, err)
	if c := look.Corrections; len(c) != 2 || !c[0].Taken || c[1].Answer != "The log tells of none." || !strings.Contains(look.Draft[0].Text, "25 minutes") {
		t.Errorf("they are told %+v", look)
	}
	ok(t, reader.TakeBackFirstLook(ctx, pm))
	if look, err = reader.FirstLook(ctx, pm); err != nil || !look.AskedAt.IsZero() || len(look.Corrections)+len(look.Draft) > 0 {
		t.Errorf("taken back, they are told %+v %v", look, err)
	}
}

// careAfter is how somebody says that they are a co-author of an action, and no longer does; held
// answers with the published copy as a reader holds it, and its tag.
func careAfter(t *testing.T, reader *client.Client, act string, held func() (body, tag string)) {
	t.Helper()
	ctx := t.Context()
	ok(t, reader.SignAction(ctx, act, client.CoSignature{Signature: "role"}))
	list, err := reader.CoAuthors(ctx, act)
	ok(t, err)
	if len(list.Items) != 1 || list.Items[0].SignedAs == "" {
		t.Fatalf("the co-authors are %+v", list)
	}
	if body, tag := held(); tag != "" || !strings.Contains(body, `"co_authors":["`+list.Items[0].SignedAs+`"]`) {
		t.Errorf("a copy that tells a co-author is sent with the tag %q: %s", tag, body)
	}
	ok(t, reader.UnsignAction(ctx, act))
	if body, tag := held(); tag != `"1"` || strings.Contains(body, "co_authors") {
		t.Errorf("without, it is sent with the tag %q: %s", tag, body)
	}
}
