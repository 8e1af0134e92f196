package nameless_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"candor.dev/candor/internal/engine/nameless"
)

const alert = `{"status":"firing","labels":{"alertname":"HighErrorRate","service":"checkout","severity":"critical","namespace":"payments","pod":"checkout-6d5f7c9c6b-x2x9k","instance":"10.2.3.4:9100","job":"kubernetes-pods"},"annotations":{"summary":"Error rate above 5 % for 10 minutes","description":"5xx ratio is 7.2 % on checkout in production","runbook_url":"https://runbooks.example.com/checkout/high-error-rate"},"startsAt":"2026-03-01T10:00:00Z","endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://prometheus.example.com/graph?g0.expr=x","fingerprint":"a1b2c3d4e5f6a7b8"}`

func bench(b *testing.B, raw []byte) {
	b.Helper()
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := nameless.JSON(raw); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAlert(b *testing.B) { bench(b, []byte(alert)) }

func BenchmarkPush(b *testing.B) {
	raw, err := os.ReadFile(filepath.Join("..", "..", "edge", "intake", "testdata", "github", "pull_request_merged.json"))
	if err != nil {
		b.Fatal(err)
	}
	bench(b, raw)
}

func BenchmarkHostileText(b *testing.B) {
	bench(b, []byte(`{"author":"zoolander","text":"`+strings.Repeat(`by @a.b-c Jane from cc: users/x ~a/ /home/a/ x@y.z cn=a, author: b `, 2000)+`"}`))
}

func BenchmarkHostileNames(b *testing.B) {
	var authors []string
	for i := range 64 {
		authors = append(authors, `"`+strings.Repeat("a ", 79)+"zz"+string(rune('a'+i%26))+string(rune('a'+i/26))+`"`)
	}
	bench(b, []byte(`{"authors":[`+strings.Join(authors, ",")+`],"text":"`+strings.Repeat("a ", 100_000)+`"}`))
}

func BenchmarkHostileAddresses(b *testing.B) {
	bench(b, []byte(`{"text":"`+strings.Repeat("a@", 500_000)+`"}`))
}
