package recap

// Figures say how often the change sought stood near the top of a ranking.
type Figures struct {
	Cases int     `json:"cases"`
	Hit1  float64 `json:"hit@1"`
	Hit3  float64 `json:"hit@3"`
	Hit5  float64 `json:"hit@5"`
	MRR   float64 `json:"mrr"` // The mean of 1/place.
}

// Count turns places (from 1; 0 is nowhere) into figures.
func Count(places []int) Figures {
	f := Figures{Cases: len(places)}
	for _, p := range places {
		if p < 1 {
			continue
		}
		one := 1 / float64(len(places))
		f.MRR += one / float64(p)
		if p <= 5 {
			f.Hit5 += one
		}
		if p <= 3 {
			f.Hit3 += one
		}
		if p == 1 {
			f.Hit1 += one
		}
	}
	return f
}

// Replay ranks every case whose change is known by w, and tells how it did beside the order of newest first.
// Cases whose change nobody knows are left out.
func Replay(cases []Posed, w Weights) (ranked, newest Figures) {
	var byRank, byTime []int
	for _, p := range cases {
		if p.at() < 0 {
			continue
		}
		byRank = append(byRank, p.Place(Top(p.Case, p.Among, 0, w)))
		byTime = append(byTime, p.Newest())
	}
	return Count(byRank), Count(byTime)
}

// Newest is the place, from 1, of the change that was looked for when the newest stands first; 0 when it is not known or not among
// the candidates.
func (p Posed) Newest() int {
	at := p.at()
	if at < 0 {
		return 0
	}
	place := 1
	for i := range p.Among {
		if i != at && before(&p.Among[i], &p.Among[at]) < 0 {
			place++
		}
	}
	return place
}
