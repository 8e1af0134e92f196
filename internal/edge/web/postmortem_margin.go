package web

import (
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/edge/web/ui"
	"github.com/a-h/templ"
)

// margin is the remarks about wording, each leading to its section.
func margin(ref string, list []postmortem.Finding) ui.Findings {
	var out ui.Findings
	for _, f := range list {
		where := sectionName(f.Section)
		remark := remarkOn(f)
		remark.Do = []templ.Component{ui.Anchor{Label: "Reword it in " + where, Href: pmPath(ref, mendedAt("language", []postmortem.Finding{blocking(f)}))}}
		out = append(out, remark)
	}
	return out
}

func blocking(f postmortem.Finding) postmortem.Finding { f.Blocks = true; return f }

func remarkOn(f postmortem.Finding) ui.Finding {
	return ui.Finding{Match: text.Visible(f.Match), Say: f.Say, Use: f.Suggest, Blocks: f.Blocks}
}

func (p reading) margin() templ.Component {
	if p.progress == nil || !p.draft {
		return nil
	}
	return margin(p.copy.Ref, p.progress.Findings)
}
