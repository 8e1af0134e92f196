package intake

// formats lists every language that is read here, one line each.
var formats = []Format{
	{Kind: "alertmanager", Title: "Prometheus Alertmanager", Read: readAlertmanager},
}

// Formats lists the kinds of sources.
func Formats() []Format { return formats }

// Kinds names the kinds of sources.
func Kinds() []string {
	kinds := make([]string, len(formats))
	for i, f := range formats {
		kinds[i] = f.Kind
	}
	return kinds
}

// FormatOf finds a format by its kind.
func FormatOf(kind string) (Format, bool) {
	for _, f := range formats {
		if f.Kind == kind {
			return f, true
		}
	}
	return Format{}, false
}
