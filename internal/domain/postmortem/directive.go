package postmortem

// PrimeDirective is read before every review and stands on every published page.
const PrimeDirective = "We assume that everyone did the best job they could, given what they knew at the time, their skills, " +
	"and the resources and tools available. We are here to fix our architecture and processes, not our people."

// CulturalStandard stands on published pages of an organisation that has not written its own.
const CulturalStandard = "We share this document with the whole company. Outages are free lessons in engineering resilience, " +
	"and we want everyone to have them."
