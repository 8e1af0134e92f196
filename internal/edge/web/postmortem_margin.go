package web

import (
	"slices"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/edge/web/ui"
)

// mended is a remark about wording that leads to where it is mended.
func mended(ref string, f postmortem.Finding) ui.Finding {
	remark := remarkOn(f)
	remark.Do = []templ.Component{ui.Anchor{Label: "Reword it in " + sectionName(f.Section), Href: pmPath(ref, mendedAt("language", []postmortem.Finding{blocking(f)}))}}
	return remark
}

func blocking(f postmortem.Finding) postmortem.Finding { f.Blocks = true; return f }

func remarkOn(f postmortem.Finding) ui.Finding {
	return ui.Finding{Match: text.Visible(f.Match), Say: f.Say, Use: f.Suggest, Blocks: f.Blocks}
}

// margin is the remarks about wording outside of the sections; those of a section stand beside it.
func (p reading) margin() templ.Component {
	if p.progress == nil || !p.draft {
		return nil
	}
	return margin(p.copy.Ref, slices.DeleteFunc(slices.Clone(p.progress.Findings), func(f postmortem.Finding) bool {
		_, err := postmortem.ParseKey(f.Section)
		return err == nil
	}))
}

// margin is remarks about wording, each leading to where it is mended.
func margin(ref string, list []postmortem.Finding) ui.Findings {
	var out ui.Findings
	for _, f := range list {
		out = append(out, mended(ref, f))
	}
	return out
}
