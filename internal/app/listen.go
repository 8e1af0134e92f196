package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"

	"candor.dev/candor/internal/domain/problem"
)

// listen takes the port. Conflict when somebody else has it, Invalid when it cannot be had here.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	if err == nil {
		return l, nil
	}
	host, port, _ := net.SplitHostPort(addr) //nolint:errcheck // Checked with the configuration.
	other := net.JoinHostPort(host, neighbour(port))
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, problem.Conflict("Port %s is taken.", port).
			Next(fmt.Sprintf("Choose another: CANDOR_ADDR=%s make run, or candor serve --addr %s.", other, other))
	case errors.Is(err, syscall.EACCES):
		return nil, problem.Invalid("addr", "This account may not listen on port %s.", port).
			Next(fmt.Sprintf("Choose a port above 1023, such as CANDOR_ADDR=%s.", net.JoinHostPort(host, "8080")))
	}
	return nil, problem.Invalid("addr", "This machine has no address %s to listen on.", host).
		Next("Choose one that it has, such as CANDOR_ADDR=127.0.0.1:8080.").Because(err)
}

// neighbour is the port to try when one is taken.
func neighbour(port string) string {
	n, err := strconv.Atoi(port)
	if err != nil || n >= 65535 {
		n = 8080
	}
	return strconv.Itoa(n + 1)
}

// checkAddr refuses what is no place to listen.
func checkAddr(addr string) error {
	_, port, err := net.SplitHostPort(addr)
	if n, bad := strconv.Atoi(port); err == nil && bad == nil && n >= 0 && n <= 65535 {
		return nil
	}
	return problem.Invalid("addr", "%q is no address to listen on.", addr).
		Next("Write the address and the port, such as 127.0.0.1:8081, or :8081 for every address.")
}
