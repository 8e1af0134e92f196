package apptest

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
)

// cable is the network of one profile: a SOCKS5 proxy that can be cut. The browser's own offline
// mode is no use to us: Chromium 156 refuses new requests but spares the streams that are open,
// and those are what we must see break.
type cable struct {
	listener net.Listener

	mu    sync.Mutex
	isCut bool
	open  map[net.Conn]struct{}
}

func newCable() (*cable, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen for the browser: %w", err)
	}
	c := &cable{listener: listener, open: map[net.Conn]struct{}{}}
	go c.accept()
	return c, nil
}

func (c *cable) close() {
	c.cut(true)
	_ = c.listener.Close() // It ends accept; nothing is left to save.
}

// cut breaks every open connection and all new ones, until it is undone.
func (c *cable) cut(isCut bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.isCut = isCut
	if isCut {
		for conn := range c.open {
			_ = conn.Close() // Being cut is its fate.
		}
	}
}

func (c *cable) accept() {
	for {
		browser, err := c.listener.Accept()
		if err != nil {
			return
		}
		go c.serve(browser)
	}
}

// serve carries one connection; any error ends it, and the browser sees a broken connection.
func (c *cable) serve(browser net.Conn) {
	defer c.drop(browser)
	if !c.keep(browser) {
		return
	}
	address, err := greet(browser)
	if err != nil {
		return
	}
	server, err := net.Dial("tcp", address)
	if err != nil {
		_, _ = browser.Write([]byte{5, 5, 0, 1, 0, 0, 0, 0, 0, 0}) // Refused.
		return
	}
	defer c.drop(server)
	if !c.keep(server) {
		return
	}
	if _, err := browser.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0}); err != nil {
		return
	}
	done := make(chan struct{}, 2)
	carry := func(to, from net.Conn) { _, _ = io.Copy(to, from); done <- struct{}{} }
	go carry(server, browser)
	go carry(browser, server)
	<-done // When either side has closed, so does the other.
}

// keep notes a connection so that it can be cut; false when the cable is cut already.
func (c *cable) keep(conn net.Conn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open[conn] = struct{}{}
	return !c.isCut
}

func (c *cable) drop(conn net.Conn) {
	_ = conn.Close() // It may be closed already.
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.open, conn)
}

// greet speaks the opening of SOCKS5 (RFC 1928) and returns where the browser wants to go.
func greet(browser net.Conn) (string, error) {
	head := make([]byte, 256)
	if _, err := io.ReadFull(browser, head[:2]); err != nil { // Version, number of methods.
		return "", err
	}
	if _, err := io.ReadFull(browser, head[:head[1]]); err != nil {
		return "", err
	}
	if _, err := browser.Write([]byte{5, 0}); err != nil { // No authentication.
		return "", err
	}
	if _, err := io.ReadFull(browser, head[:4]); err != nil { // Version, command, 0, kind of address.
		return "", err
	}
	size := map[byte]int{1: net.IPv4len, 4: net.IPv6len}[head[3]]
	isName := head[3] == 3
	if isName {
		if _, err := io.ReadFull(browser, head[:1]); err != nil {
			return "", err
		}
		size = int(head[0])
	}
	if size == 0 {
		return "", errors.New("unknown kind of address")
	}
	if _, err := io.ReadFull(browser, head[:size]); err != nil {
		return "", err
	}
	host := net.IP(head[:size]).String()
	if isName {
		host = string(head[:size])
	}
	var port [2]byte
	if _, err := io.ReadFull(browser, port[:]); err != nil {
		return "", err
	}
	return net.JoinHostPort(host, strconv.Itoa(int(binary.BigEndian.Uint16(port[:])))), nil
}
