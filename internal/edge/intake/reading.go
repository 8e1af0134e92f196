package intake

import (
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/source"
)

// Reading is how messages of tools are read, for the desk, which keeps them and asks.
func Reading() desk.Intake {
	return desk.Intake{
		Kinds: Kinds(), Titles: titles(), CheckMapping: CheckMapping,
		Preview: func(s source.Source, sample []byte, now time.Time) (desk.Incoming, string, error) {
			got, err := Preview(s, sample, now)
			return desk.Incoming{Changes: got.Changes, Signals: got.Signals}, got.Ignored, err
		},
	}
}

func titles() map[string]string {
	names := map[string]string{}
	for _, f := range Formats() {
		names[f.Kind] = f.Title
	}
	return names
}
