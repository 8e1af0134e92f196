package recap

// placed is what the place of a change says: service, environment, dependencies, earlier incidents.
// Public sets of cases know no places, so these weights are set by hand.
func (v *view) placed(i int) float64 { return 0 }
