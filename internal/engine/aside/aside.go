// Package aside keeps small the goroutines that live long. A stack grows for the deepest call,
// such as a query, and a goroutine that then waits for hours keeps most of it: with thousands of
// watchers that is most of the memory of the server.
package aside

import (
	"fmt"
	"runtime/debug"
)

// Do runs fn on a goroutine of its own and returns when fn does. A panic in fn comes out of Do,
// as words with the stack that it had.
func Do(fn func()) {
	done := make(chan any)
	go func() {
		var thrown any
		defer func() { done <- thrown }()
		defer func() {
			if v := recover(); v != nil {
				thrown = fmt.Sprintf("%v\n%s", v, debug.Stack())
			}
		}()
		fn()
	}()
	if thrown := <-done; thrown != nil {
		panic(thrown)
	}
}
