// Command candor is the server, the command line and the local tools in one binary.
package main

import (
	"os"

	"candor.dev/candor/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:])) }
