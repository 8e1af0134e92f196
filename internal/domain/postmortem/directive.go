package postmortem

// PrimeDirective is read before every review and stands on every published page.
const PrimeDirective = "We assume that everyone did the best job they could, given what they knew at the time, their skills, " +
	"and the resources and tools available. We are here to fix our architecture and processes, not our people."

// CulturalStandard stands on published pages of an organisation that has not written its own.
const CulturalStandard = "Outages are free lessons in engineering resilience. We write them down so that everyone can learn from them, " +
	"and we look at systems and processes, not at people."
