// Command candor is the server, the command line and the local tools in one binary.
package main

func main() {}
