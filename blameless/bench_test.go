package blameless_test

import (
	"os"
	"runtime"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/blameless"
)

// Run with go test -run '^$' -bench . -benchmem ./blameless. The figures and what they mean
// stand in docs/benchmarks.md.

// report is a whole report as teams write them, with four findings in 1,700 words, which is what
// published ones have.
func report(tb testing.TB) string {
	raw, err := os.ReadFile("testdata/report.md")
	if err != nil {
		tb.Fatal(err)
	}
	_, body, _ := strings.Cut(string(raw), "\n---\n")
	return body
}

// long is text repeated to size bytes, and cut there.
func long(text string, size int) string {
	return strings.Repeat(text, size/len(text)+1)[:size]
}

const megabyte = 1 << 20

// BenchmarkCheck reads 10 MB, and one document of 20 kB.
func BenchmarkCheck(b *testing.B) {
	for _, size := range []struct {
		name  string
		bytes int
	}{{"10MB", 10 * megabyte}, {"20kB", 20_000}} {
		doc := long(report(b), size.bytes)
		b.Run(size.name, func(b *testing.B) {
			b.SetBytes(int64(len(doc)))
			before := cpu(b)
			for b.Loop() {
				blameless.Check(doc, blameless.Options{})
			}
			spent := cpu(b) - before
			b.ReportMetric(float64(b.N*len(doc))/megabyte/spent.Seconds(), "MB/cpu-s")
			b.ReportMetric(spent.Seconds()*1000/float64(b.N), "cpu-ms/op")
		})
	}
}

// BenchmarkMemory tells the most that was in use at one time while 10 MB were read, and what was
// asked for in all, as multiples of the 10 MB; the rules and the text itself are not counted.
func BenchmarkMemory(b *testing.B) {
	doc := long(report(b), 10*megabyte)
	blameless.Check(doc[:20_000], blameless.Options{})
	for b.Loop() {
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		stop, most := make(chan bool), make(chan uint64)
		go watchHeap(stop, most)
		blameless.Check(doc, blameless.Options{})
		stop <- true
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(<-most-before.HeapAlloc)/float64(len(doc)), "peak/input")
		b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/float64(len(doc)), "total/input")
	}
}

// watchHeap sends the most bytes in objects that it saw, dead ones included, once it is stopped.
func watchHeap(stop <-chan bool, most chan<- uint64) {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	var seen uint64
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		metrics.Read(sample)
		seen = max(seen, sample[0].Value.Uint64())
		select {
		case <-stop:
			metrics.Read(sample)
			most <- max(seen, sample[0].Value.Uint64())
			return
		case <-tick.C:
		}
	}
}

// BenchmarkLoad reads the compiled rules, which a process does once, at the first use; and it
// reads and compiles the files themselves, which a process does where Extend is called.
func BenchmarkLoad(b *testing.B) {
	for name, load := range map[string]func() *blameless.Rules{"compiled": blameless.Unpack, "files": blameless.Load} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			before := cpu(b)
			for b.Loop() {
				load()
			}
			b.ReportMetric((cpu(b)-before).Seconds()*1000/float64(b.N), "cpu-ms/op")
		})
	}
}
