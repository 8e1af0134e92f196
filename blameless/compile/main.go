// Command compile writes blameless/rules.bin, which holds the rules of blameless/rules/*.yaml as
// a process reads them. go generate ./blameless runs it.
package main

import (
	"log"
	"os"

	"candor.dev/candor/blameless"
)

func main() {
	if err := os.WriteFile("rules.bin", blameless.Compile(), 0o644); err != nil {
		log.Fatal(err)
	}
}
